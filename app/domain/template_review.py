"""What stands in the way of publishing a version, and what needs a look: each finding names its clause.

The same findings are shown while somebody writes and judged by the server before a version is published.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from app.domain import characters, contract_template
from app.domain.contract_template import Clause, Template, numeral
from app.domain.deposits import MOST_SHARE
from app.domain.lint import Finding
from app.i18n import N_, in_a_row

NEEDED = {
    "price": ("price", "price_words"),
    "deposit": ("deposit", "deposit_words"),
    "payment": ("balance", "balance_words"),
    "delivery": ("delivery_on", "delivery_place"),
}
"""What the clauses of these keys must say somewhere."""
TABLES = ("vehicle", "prices", "steps")
_FIELD = re.compile(r"\{([a-z_]+)\}")
SHARE = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d+)?)(?=\s?(?:[%％]|per ?cent\b))")
_FRACTION = re.compile(r"([百二三四五六七八九十])分之([一二三四五六七八九十百]{1,4})")
_TENTHS = re.compile(r"([一二三四五六七八九])成(?![交为立员功品])")
_BREAK = re.compile(r"[，。；,;\n]|\.\s")
_DEPOSIT = re.compile(r"定金|\bdeposit\b", re.IGNORECASE)


@dataclass(frozen=True)
class Known:
    """What the text is held against: the labels that the paper prints, and which characters it cannot."""

    labels: frozenset[str]
    missing: Callable[[str], str] = field(default=lambda text: "")


def review(pair: Mapping[str, Template], known: Known) -> list[Finding]:
    """Everything that is wrong or odd; `field` of a finding is the language, `clause` the clause's key."""
    found: list[Finding] = []
    for language, template in pair.items():
        for check in (_tables, _needed, _deposit, _deposit_elsewhere, _annexes, _labels, _glyphs, _empty):
            found += [_in(language, finding) for finding in check(template, known)]
    found += _pair(pair)
    return sorted(found, key=lambda finding: finding.level != "block")


def errors(found: list[Finding]) -> list[Finding]:
    """Those that stop the publication."""
    return [finding for finding in found if finding.level == "block"]


def clause_texts(clause: Clause) -> str:
    """All that a clause says."""
    return "\n".join((clause.heading, *(paragraph.text for paragraph in clause.paragraphs)))


def fields_of(text: str) -> frozenset[str]:
    """The placeholders in a text."""
    return frozenset(_FIELD.findall(text))


def _in(language: str, finding: Finding) -> Finding:
    return Finding(finding.level, finding.code, finding.text, finding.clause, language, finding.values)


def _called(template: Template, key: str) -> str:
    return next((clause.heading for clause in template.clauses if clause.key == key), key)


def _tables(template: Template, known: Known) -> Iterator[Finding]:
    blocks = [clause.block for clause in template.clauses]
    for name in TABLES:
        if blocks.count(name) != 1:
            text = N_("The table “{name}” must stand in one clause, and only there.")
            yield Finding("block", "template_table", text, "", values={"name": name})


def _needed(template: Template, known: Known) -> Iterator[Finding]:
    for key, names in NEEDED.items():
        texts = [clause_texts(clause) for clause in template.clauses if clause.key == key]
        if not texts:
            yield Finding(
                "block", "clause_missing", N_("The clause “{key}” is missing."), key, values={"key": key}
            )
        placed = fields_of("\n".join(texts))
        for name in names:
            if texts and name not in placed:
                text = N_("{clause}: {name} is not placed. Every contract needs it.")
                values = {"clause": _called(template, key), "name": f"{{{name}}}"}
                yield Finding("block", "field_unplaced", text, key, values=values)


def _deposit(template: Template, known: Known) -> Iterator[Finding]:
    """The law's cap: a higher share in the text would promise what the desk refuses."""
    for clause in template.clauses:
        if clause.key != "deposit":
            continue
        for share in _above(clause_texts(clause)):
            message = N_("{clause}: a deposit may not exceed {most} %. The text says {share:g} %.")
            values = {"clause": clause.heading, "most": MOST_SHARE, "share": share}
            yield Finding("block", "deposit_share", message, clause.key, values=values)


def _deposit_elsewhere(template: Template, known: Known) -> Iterator[Finding]:
    """A share beside the word in another clause: it may be damages, so a person looks."""
    for clause in template.clauses:
        if clause.key == "deposit":
            continue
        for part in filter(_DEPOSIT.search, _BREAK.split(clause_texts(clause))):
            for share in _above(part):
                message = N_("{clause}: is this {share:g} % a deposit? One may not exceed {most} %.")
                values = {"clause": clause.heading, "most": MOST_SHARE, "share": share}
                yield Finding("warn", "deposit_share_elsewhere", message, clause.key, values=values)


def _above(text: str) -> Iterator[float]:
    """The shares in a text that are above the cap, in whole hundredths or not, however they are written."""
    shares = [float(share) for share in SHARE.findall(text)]
    shares += [100 * numeral(of) / numeral(whole) for whole, of in _FRACTION.findall(text)]
    shares += [10.0 * numeral(tenths) for tenths in _TENTHS.findall(text)]
    return (share for share in shares if share > MOST_SHARE)


def _annexes(template: Template, known: Known) -> Iterator[Finding]:
    annexes = contract_template.annexes(template)
    for clause in template.clauses:
        for name in contract_template.unknown_annexes(clause_texts(clause), annexes):
            text = N_("{clause} names the annex “{name}”, which does not exist.")
            values = {"clause": clause.heading, "name": name}
            yield Finding("warn", "annex_unknown", text, clause.key, values=values)


def _labels(template: Template, known: Known) -> Iterator[Finding]:
    lacking = sorted(known.labels - set(template.labels))
    if lacking:
        text = N_("The paper's own words are incomplete: {names}.")
        yield Finding("block", "label_missing", text, "", values={"names": in_a_row(lacking[:5])})


def _glyphs(template: Template, known: Known) -> Iterator[Finding]:
    for clause in template.clauses:
        if lacking := known.missing(clause_texts(clause)):
            text = N_("{clause}: the font cannot print {characters}.")
            values = {"clause": clause.heading, "characters": characters.named(lacking)}
            yield Finding("block", "glyphs_missing", text, clause.key, values=values)
    rest = "\n".join(
        (template.title, template.provisional_title, template.provisional_note, *template.labels.values())
    )
    if lacking := known.missing(rest):
        text = N_("{clause}: the font cannot print {characters}.")
        yield Finding(
            "block",
            "glyphs_missing",
            text,
            "",
            values={"clause": template.title, "characters": characters.named(lacking)},
        )


def _empty(template: Template, known: Known) -> Iterator[Finding]:
    if not template.title.strip():
        yield Finding("block", "title_missing", N_("The contract has no title."), "")
    for clause in template.clauses:
        if not clause.heading.strip() or not (clause.paragraphs or clause.block):
            text = N_("The clause “{key}” is empty.")
            yield Finding(
                "block", "clause_empty", text, clause.key, values={"key": clause.heading or clause.key}
            )


def _pair(pair: Mapping[str, Template]) -> Iterator[Finding]:
    """Both languages say the same things under the same conditions."""
    shapes = {
        language: {(clause.key, clause.when): clause for clause in template.clauses}
        for language, template in pair.items()
    }
    for language, shape in shapes.items():
        other = next(each for name, each in shapes.items() if name != language)
        for at, clause in shape.items():
            if at not in other:
                text = N_("{clause} is missing in the other language.")
                yield Finding(
                    "block", "language_differs", text, clause.key, language, {"clause": clause.heading}
                )
            elif more := fields_of(clause_texts(clause)) - fields_of(clause_texts(other[at])):
                text = N_("{clause} says {names}, and the other language does not.")
                values = {
                    "clause": clause.heading,
                    "names": in_a_row(f"{{{name}}}" for name in sorted(more)),
                }
                yield Finding("warn", "language_fields", text, clause.key, language, values)

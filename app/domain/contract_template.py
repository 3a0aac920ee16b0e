"""Contract templates: versioned words with dates, placeholders from a short list, conditions of a few names.

A template is data that people edit. Filling one in is plain replacement: no attributes, no calls, no formats.
So a template can print what a contract holds, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from app.domain import energy, template_shape
from app.domain.contract_document import Car, ContractDocument, field_value
from app.domain.deposits import DepositKind
from app.errors import UserError
from app.i18n import N_

_PLACEHOLDERS = """
    contract_no drawn_on place seller_name seller_agent buyer_name buyer_phone brand model vin colour interior
    list_price discount price price_words payable payable_words on_the_road add_ons collected trade_in
    deposit deposit_words deposit_share deposit_on balance balance_words lender loan loan_words months rate
    delivery_on delivery_place terms
"""
PLACEHOLDERS = frozenset(_PLACEHOLDERS.split())
CONDITIONS = frozenset(
    {"always", "confirmed", "provisional", "deposit", "prepayment", "full", "instalments", "loan"}
)
CONDITIONS |= {"new_energy", "trade_in", "allocated", "unallocated", "collected", "terms", "options", "lines"}
BLOCKS = frozenset({"", "vehicle", "prices", "steps", "trade_ins"})
_ANNEX = re.compile(r"\bAnnex (\d+)|附件([一二三四五六七八九]|\d+)")
_ANNEX_CALLED = re.compile(r"annex [\"“]([^\"”]+)[\"”]|附件[“\"]([^”\"]+)[”\"]")
_NUMERALS = "零一二三四五六七八九十"
_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words, printed when the condition holds. Ticks stand before the words as boxes drawn by the printer."""

    text: str
    when: str = "always"
    tick: bool | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """An article: its heading, a table if it has one, its paragraphs."""

    key: str
    heading: str
    paragraphs: tuple[Paragraph, ...]
    block: str = ""
    when: str = "always"


@dataclass(frozen=True, slots=True)
class Template:
    """A whole template in one language."""

    id: str
    version: str
    language: str
    valid_from: date
    valid_to: date | None
    title: str
    provisional_title: str
    provisional_note: str
    required_fields: tuple[str, ...]
    clauses: tuple[Clause, ...]
    labels: Mapping[str, str]
    withdrawn: bool = False

    @property
    def name(self) -> str:
        """How a document names it: `id@version`."""
        return f"{self.id}@{self.version}"

    def in_force(self, on: date) -> bool:
        """Whether contracts drawn on this day may use it."""
        begun = self.valid_from <= on and not self.withdrawn
        return begun and (self.valid_to is None or on <= self.valid_to)

    def label(self, name: str) -> str:
        """A label, or the name itself for what the template does not know."""
        return self.labels.get(name, name.rpartition(".")[2])


def parse(data: Mapping[str, Any]) -> Template:
    """The template in a JSON object; whatever is wrong with it is said in words."""
    template_shape.check(data)
    clauses = tuple(_clause(clause) for clause in data["clauses"])
    return Template(
        id=data["id"],
        version=data["version"],
        language=data["language"],
        valid_from=date.fromisoformat(data["valid_from"]),
        valid_to=date.fromisoformat(data["valid_to"]) if data.get("valid_to") else None,
        title=data["title"],
        provisional_title=data["provisional_title"],
        provisional_note=data["provisional_note"],
        required_fields=tuple(data["required_fields"]),
        clauses=clauses,
        labels=data["labels"],
    )


def withdraw(template: Template) -> Template:
    """The same words, no longer for new contracts."""
    return replace(template, withdrawn=True)


def _clause(data: Mapping[str, Any]) -> Clause:
    paragraphs = tuple(
        Paragraph(part)
        if isinstance(part, str)
        else Paragraph(part["text"], part.get("when", "always"), part.get("tick"))
        for part in data.get("text", ())
    )
    clause = Clause(
        data["key"], data["heading"], paragraphs, data.get("block", ""), data.get("when", "always")
    )
    for fault in _faults(clause):
        raise fault
    return clause


def _faults(clause: Clause) -> Iterator[UserError]:
    for name in [clause.when, *(paragraph.when for paragraph in clause.paragraphs)]:
        if name not in CONDITIONS:
            text = N_("Clause “{clause}” asks for “{name}”, which nobody can answer.")
            yield UserError("template_condition", text, clause=clause.heading, name=name)
    if clause.block not in BLOCKS:
        text = N_("Clause “{clause}” wants a table “{name}” that does not exist.")
        yield UserError("template_block", text, clause=clause.heading, name=clause.block)
    for text in (clause.heading, *(paragraph.text for paragraph in clause.paragraphs)):
        for match in _BRACES.finditer(text):
            if match[1] not in PLACEHOLDERS:
                yield _unknown(clause.heading, match[0])


def _unknown(clause: str, name: str) -> UserError:
    text = N_("Clause “{clause}” uses {name}, which is no placeholder.")
    return UserError("template_placeholder", text, clause=clause, name=name)


def fill(text: str, values: Mapping[str, str], *, clause: str) -> str:
    """`text` with its placeholders replaced, once: what a value holds is never read as a placeholder."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name not in PLACEHOLDERS or name not in values:
            raise _unknown(clause, match[0])
        return values[name]

    return _BRACES.sub(value, text)


def conditions(document: ContractDocument) -> frozenset[str]:
    """The conditions that hold for a document."""
    sheet, deposit = document.sheet, document.deposit
    holds = {"always", document.plan.kind, "provisional" if document.provisional else "confirmed"}
    holds |= {"allocated" if document.car.vin else "unallocated"}
    if deposit is not None:
        holds.add("prepayment" if deposit.kind is DepositKind.PREPAYMENT else "deposit")
    facts = {
        "new_energy": is_new_energy(document.car),
        "trade_in": bool(sheet.trade_in),
        "collected": bool(sheet.collected),
        "terms": bool(document.terms),
        "options": bool(document.car.options),
        "lines": bool(sheet.lines),
    }
    return frozenset(holds | {name for name, true in facts.items() if true})


def is_new_energy(car: Car) -> bool:
    """Whether the car is of the class 新能源, as the paper says."""
    if car.new_energy is None:
        known = energy.shipped().get(car.energy)
        return known is not None and known.new_energy
    return car.new_energy


def needed_annexes(document: ContractDocument) -> tuple[str, ...]:
    """The annexes that the clauses rely on: the open price sheet, the fitted options."""
    holds = conditions(document)
    return tuple(annex for annex, needed in (("prices", "lines"), ("options", "options")) if needed in holds)


def annexes(template: Template) -> frozenset[str]:
    """What the annexes are called that the paper may have."""
    return frozenset(name for key, name in template.labels.items() if key.startswith("annex."))


@lru_cache(maxsize=256)  # every signature asks it of every clause
def unknown_annexes(text: str, names: frozenset[str]) -> tuple[str, ...]:
    """The annexes that a text names, by number or name, and that are not among those of the paper."""
    numbers = (
        int(latin) if latin else int(chinese) if chinese.isdigit() else numeral(chinese)
        for latin, chinese in _ANNEX.findall(text)
    )
    called = (each for each in _ANNEX_CALLED.findall(text) if not names & set(each))
    return (*(str(number) for number in numbers if number > len(names)), *map("".join, called))


def numeral(text: str) -> int:
    """`三十`, `二十五`, `五`, `百`, `一百二十`: as people write shares and numbers of annexes."""
    hundreds, hundred, rest = text.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    value = _NUMERALS.find(ones) if ones else 0
    value += (_NUMERALS.find(tens) if tens else 1) * 10 if ten else 0
    return value + ((_NUMERALS.find(hundreds) if hundreds else 1) * 100 if hundred else 0)


def missing_fields(document: ContractDocument, required: Sequence[str]) -> list[str]:
    """Required fields that are empty."""
    return [path for path in required if field_value(document, path) in ("", None, 0)]

"""The test-drive agreement (试驾协议) on paper: who drives what, and what holds on the way; two boxes to sign in."""

from __future__ import annotations

from collections.abc import Mapping

from app.documents import sheet, templates, wording
from app.documents.layout import A4, About, Cell, Flow, draw
from app.documents.sheet import Strokes
from app.domain.contract_template import Template
from app.domain.drive_agreement import DriveAgreement

_PAIRS = (16, 32, 18, 34)
TERMS = ("care", "rules", "route", "fines", "damage", "data")


def render_agreement(made: DriveAgreement, *, signatures: Mapping[str, Strokes] | None = None) -> bytes:
    """The agreement as a PDF; the same bytes for the same agreement and signatures."""
    words = templates.words_of("drive", made.language)
    flow = Flow(A4, sheet.MARGINS, justified=words.language == "zh_CN")
    flow.put(words.title, size=20, bold=True, align="centre")
    flow.skip(34)
    day = wording.day(made.starts_at.date(), words)
    flow.both(sheet.named(words, "no", made.no), sheet.named(words, "on", day))
    flow.skip(flow.size * 0.6)
    flow.table(_PAIRS, _facts(made, words))
    for number, term in enumerate(TERMS, start=1):
        flow.paragraph(f"{number}. {words.label(term)}")
    flow.skip(flow.size)
    sheet.sign_here(flow, words, made.seller.agent, signatures or {}, day)
    return draw(flow, About(f"{words.title} {made.no}", made.seller.name, ""))


def _facts(made: DriveAgreement, words: Template) -> list[list[Cell]]:
    label = words.label
    times = f"{made.starts_at:%H:%M}–{made.ends_at:%H:%M}"
    pairs = (
        ("seller", made.seller.name, "agent", made.seller.agent),
        ("customer", made.customer, "phone", made.phone),
        ("licence_no", made.licence_no, "licence_class", made.licence_class),
        ("licence_until", wording.day(made.licence_until, words), "times", times),
        ("model", made.model, "vin", made.vin),
    )
    return [
        [Cell(label(a), label=True), Cell(one), Cell(label(b), label=True), Cell(other)]
        for a, one, b, other in pairs
    ]

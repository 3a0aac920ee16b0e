"""The closing of a shift on paper: A5 across, what should be in the till against what was counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.documents import templates, wording
from app.documents.contract_tables import yuan
from app.documents.layout import A5_LANDSCAPE, GREY, MM, About, Cell, Flow, Margins, draw
from app.domain.contract_template import Template
from app.domain.shift import MethodLine, Perpetual

_MARGINS = Margins(16 * MM, 16 * MM, 12 * MM, 8 * MM)
_PAIRS = (16, 34, 16, 34)
_COLUMNS = (22, 13, 13, 13, 13, 13, 13)

_NONE = Perpetual()


@dataclass(frozen=True, slots=True)
class ClosingDocument:
    """A closed shift. Instants in the showroom's own time, amounts in minor units."""

    seller: str
    terminal: str
    cashier: str
    opened_at: datetime
    closed_at: datetime
    closed_by: str
    lines: tuple[MethodLine, ...]
    counted: dict[str, int]
    reason: str = ""
    receipts: tuple[str, ...] = ()
    perpetual: Perpetual = _NONE
    language: str = "zh_CN"


def render_closing(document: ClosingDocument, *, copy_no: int = 0) -> bytes:
    """The closing as a PDF; `copy_no` counts prints after the original, each marked as a copy."""
    template = templates.words_of("closing", document.language)
    label = template.label
    flow = Flow(A5_LANDSCAPE, _MARGINS, text_size=9.5)
    if copy_no:
        flow.put(wording.put(label("copy"), copy_no=copy_no), bold=True, size=12, align="right")
    flow.put(document.seller, grey=GREY)
    flow.put(template.title, size=17, bold=True, align="centre")
    flow.skip(29)
    flow.table(_PAIRS, _facts(document, template))
    flow.table(_COLUMNS, _sums(document, template))
    if document.reason:
        flow.paragraph(wording.put(label("named"), name=label("reason"), value=document.reason))
    flow.paragraph(label("sealed"))
    flow.skip(8)
    flow.put(wording.put(label("named"), name=label("sign_cashier"), value=""))
    flow.put(wording.put(label("named"), name=label("sign_checked"), value=""), align="centre")
    return draw(flow, About(f"{template.title} {document.terminal}", document.seller, ""))


def _facts(document: ClosingDocument, template: Template) -> list[list[Cell]]:
    label, numbers = template.label, document.receipts
    first_and_last = {"count": len(numbers), "first": numbers[0], "last": numbers[-1]} if numbers else {}
    receipts = wording.put(label("receipts_value"), **first_and_last) if numbers else label("none")
    totals = {"taken": yuan(document.perpetual.taken), "given": yuan(document.perpetual.given)}
    rows = [
        ("terminal", document.terminal, "cashier", document.cashier),
        (
            "opened_at",
            _instant(document.opened_at, template),
            "closed_at",
            _instant(document.closed_at, template),
        ),
        ("receipts", receipts, "closed_by", document.closed_by),
    ]
    cells = [
        [Cell(label(a), label=True), Cell(one), Cell(label(b), label=True), Cell(other)]
        for a, one, b, other in rows
    ]
    perpetual = wording.put(label("perpetual_value"), **totals)
    return [*cells, [Cell(label("perpetual"), label=True), Cell(perpetual, span=3)]]


def _sums(document: ClosingDocument, template: Template) -> list[list[Cell]]:
    heads = ("method", "opening", "received", "given_back", "expected", "counted", "difference")
    head = [Cell(template.label(name), label=True, right=name != "method") for name in heads]
    rows = [
        _row(template.label(f"method.{line.method}"), _amounts(document, line)) for line in document.lines
    ]
    total = [
        sum(column) for column in zip(*(_amounts(document, line) for line in document.lines), strict=True)
    ]
    return [head, *rows, _row(template.label("total"), total, bold=True)]


def _amounts(document: ClosingDocument, line: MethodLine) -> list[int]:
    counted = document.counted[line.method]
    return [line.opening, line.received, -line.given_back, line.expected, counted, counted - line.expected]


def _row(name: str, amounts: list[int], *, bold: bool = False) -> list[Cell]:
    return [Cell(name, bold=bold), *(Cell(yuan(amount), right=True, bold=bold) for amount in amounts)]


def _instant(at: datetime, template: Template) -> str:
    return f"{wording.day(at.date(), template)} {at:%H:%M}"

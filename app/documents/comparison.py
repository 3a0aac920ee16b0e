"""The comparison sheet that a customer takes home: trims side by side, A4, in the dealership's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from app.documents.layout import A4, GREY, MM, About, Cell, Flow, Margins, Text, draw
from app.domain import comparison
from app.domain.comparison import Row

_MARGINS = Margins(16 * MM, 16 * MM, 16 * MM, 16 * MM)
_LABEL, _COLUMN = 34, 36  # shares of the width
_SIZES = (9, 8.5, 8, 7.5)
"""The largest in which everything stands on one page; the first if none does."""


@dataclass(frozen=True, slots=True)
class ComparisonSheet:
    """Everything on the sheet, in its language."""

    title: str
    seller: str
    contact: str
    printed_on: str
    names: tuple[tuple[str, str], ...]
    """Brand and series, then year and trim, of each column."""
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def render_comparison(sheet: ComparisonSheet) -> bytes:
    """The sheet as a PDF; what is best in a row is bold."""
    flows = [_laid_out(sheet, _SIZES[0])]
    while len(flows[-1].pages) > 1 and len(flows) < len(_SIZES):
        flows.append(_laid_out(sheet, _SIZES[len(flows)]))
    flow = flows[-1] if len(flows[-1].pages) == 1 else flows[0]
    _number_pages(flow)
    return draw(flow, About(sheet.title, sheet.seller))


def _laid_out(sheet: ComparisonSheet, size: float) -> Flow:
    flow = Flow(A4, _MARGINS, text_size=size)
    flow.both(sheet.seller, sheet.printed_on)
    flow.put(sheet.title, size=17, bold=True)
    flow.skip(30)
    shares = (_LABEL, *(_COLUMN for _ in sheet.names))
    flow.table(shares, [_head(sheet.names)])
    for group, rows in groupby(sheet.rows, key=lambda row: row.group):
        flow.table(shares, [_heading(group, len(sheet.names)), *map(_row, rows)])
    for note in (*sheet.notes, sheet.contact):
        flow.paragraph(note)
    return flow


def _head(names: Sequence[tuple[str, str]]) -> list[Cell]:
    return [Cell("", label=True), *(Cell(" ".join(filter(None, name)), bold=True) for name in names)]


def _heading(group: str, columns: int) -> list[Cell]:
    return [Cell(comparison.group_name(group), span=columns + 1, label=True, bold=True)]


def _row(row: Row) -> list[Cell]:
    return [Cell(row.name, label=True), *(Cell(cell.text, bold=cell.best) for cell in row.cells)]


def _number_pages(flow: Flow) -> None:
    """At the foot of each page, where there is more than one."""
    if len(flow.pages) < 2:
        return
    for number, page in enumerate(flow.pages, start=1):
        words = f"{number} / {len(flow.pages)}"
        x = (flow.width - flow.fonts.regular.width(words, 8)) / 2
        page.texts.append(Text(x, flow.height - 9 * MM, words, flow.fonts.regular, 8, 0, GREY))

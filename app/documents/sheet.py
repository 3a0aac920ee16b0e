"""What papers that are signed have in common: boxes to sign in, the foot of each page, words across it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from app.documents import wording
from app.documents.layout import GREY, MM, Box, Flow, Margins, Path, Text, draw_qr
from app.domain.contract_document import VerificationCode
from app.domain.contract_template import Template

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

Strokes = Sequence[Sequence[tuple[float, float]]]
MARGINS = Margins(22 * MM, 22 * MM, 20 * MM, 30 * MM)
_QR = 17 * MM
_BOX = 30 * MM


def named(template: Template, label: str, value: str) -> str:
    """`Contract no.: MAIN01-26-00001`."""
    return wording.put(template.label("named"), name=template.label(label), value=value)


def sign_here(
    flow: Flow, template: Template, agent: str, signatures: Mapping[str, Strokes], dated: str = ""
) -> None:
    """Two boxes to sign in, on one page with the end of the text above; `signatures` are the strokes of `seller` and
    `buyer`. Who signed with the pen has the day beside it; who signs on paper writes it."""
    flow.skip(4)
    flow.need_below_text(_BOX)
    half = (flow.room - 6 * MM) / 2
    for x, side, by in (
        (flow.margins.left, "seller", (named(template, "sign_agent", agent),)),
        (flow.margins.left + half + 6 * MM, "buyer", ()),
    ):
        lines = (*by, named(template, "sign_date", dated if signatures.get(side) else ""))
        flow.page.boxes.append(Box(x, flow.y, half, _BOX))
        rows = [(5 * MM, template.label(f"sign_{side}"))]
        rows += [(_BOX - 2.5 * MM - row * 5 * MM, text) for row, text in enumerate(reversed(lines))]
        for down, text in rows:
            flow.page.texts.append(Text(x + 2 * MM, flow.y + down, text, flow.fonts.regular, flow.size))
        _strokes(flow, signatures.get(side, ()), x + half * 0.15, half * 0.7)
    flow.skip(_BOX)


def _strokes(flow: Flow, strokes: Strokes, x: float, width: float) -> None:
    top, tall = flow.y + 6 * MM, _BOX - 15 * MM
    for stroke in strokes:
        if len(stroke) > 1:
            points = [(x + across * width, top + down * tall) for across, down in stroke]
            flow.page.paths.append(Path(points, 1.2))


def number_pages(flow: Flow, template: Template, verify: str, numbered: str, code: VerificationCode) -> None:
    """Each page says which it is, of how many, of what, and how to check it."""
    check = f"{numbered} · {named(template, 'check', code.groups)}"
    top, rule = flow.height - 20 * MM, flow.height - 27.5 * MM
    for number, page in enumerate(flow.pages, 1):
        place = wording.put(template.label("page"), page=number, pages=len(flow.pages))
        for row, text in enumerate((verify, check, place)):
            page.texts.append(Text(flow.margins.left, top + row * 11, text, flow.fonts.regular, 7.5, 0, GREY))
        page.paths.append(Path([(flow.margins.left, rule), (flow.width - flow.margins.right, rule)], 0.4))


def draw_ground(canvas: Canvas, flow: Flow, mark: str, code: VerificationCode) -> None:
    """Under everything: the code, and `mark` large, pale and slanting across the page."""
    if mark:
        size = min(84.0, flow.width * 0.9 / (flow.fonts.bold.width(mark, 1) or 1))
        canvas.saveState()
        canvas.setFillGray(0.9)
        canvas.setFont(flow.fonts.bold.name, size)
        canvas.translate(flow.width / 2, flow.height / 2)
        canvas.rotate(45)
        canvas.drawCentredString(0, -size / 3, mark)
        canvas.restoreState()
    draw_qr(canvas, str(code), flow.width - MARGINS.right - _QR, 9 * MM, _QR)

"""The sales contract on paper: A4, real text, the same bytes for the same document.

`ContractDocument` and its digest live in the domain, where services and server share them; this prints it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from app.documents import templates, wording
from app.documents.contract_tables import PAIRS, Tables
from app.documents.layout import A4, GREY, MM, About, Box, Flow, Margins, Path, Text, draw, draw_qr
from app.domain import contract_template
from app.domain.contract_document import ContractDocument, document_digest, verification_code
from app.domain.contract_template import Clause, Template

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

__all__ = ["ContractDocument", "document_digest", "printed_text", "render_contract", "verification_code"]

Watermark = Literal["draft", "provisional", "copy"]
Strokes = Sequence[Sequence[tuple[float, float]]]
_MARGINS = Margins(22 * MM, 22 * MM, 20 * MM, 30 * MM)
_QR = 17 * MM


def render_contract(
    document: ContractDocument,
    *,
    language: str | None = None,
    watermark: Watermark | None = None,
    copy_no: int = 0,
    template: Template | None = None,
    signatures: Mapping[str, Strokes] | None = None,
) -> bytes:
    """The contract as a PDF.

    `watermark` is printed across every page; `copy_no` counts copies after the original. `signatures` holds
    the strokes of `buyer` and `seller` as points from (0, 0) to (1, 1), drawn into their boxes.
    """
    template = template or templates.template_for(document, language or document.language)
    paper = _Paper(document, template)
    paper.head()
    paper.articles()
    paper.sign_here(signatures or {})
    paper.annexes()
    paper.number_pages()
    code = verification_code(document)
    labels = [watermark] if watermark else []
    if watermark == "provisional" and copy_no:
        labels.append("copy")
    mark = " · ".join(wording.put(template.label(f"watermark.{label}"), copy_no=copy_no) for label in labels)
    flow = paper.flow

    def background(canvas: Canvas) -> None:
        if mark:
            _watermark(canvas, mark, flow)
        draw_qr(canvas, str(code), flow.width - _MARGINS.right - _QR, 9 * MM, _QR)

    about = About(f"{template.title} {document.no}", document.seller.name, str(code))
    return draw(flow, about, background=background)


def printed_text(document: ContractDocument) -> str:
    """Everything in it that people typed, to ask the font for missing characters."""
    texts: list[str] = []
    todo: list[object] = [document.to_dict()]
    while todo:
        value = todo.pop()
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, dict):
            todo += value.values()
        elif isinstance(value, list):
            todo += value
    return " ".join(texts)


def _watermark(canvas: Canvas, text: str, flow: Flow) -> None:
    """Large, pale and slanting, under everything."""
    size = min(84.0, flow.width * 0.9 / (flow.fonts.bold.width(text, 1) or 1))
    canvas.saveState()
    canvas.setFillGray(0.9)
    canvas.setFont(flow.fonts.bold.name, size)
    canvas.translate(flow.width / 2, flow.height / 2)
    canvas.rotate(45)
    canvas.drawCentredString(0, -size / 3, text)
    canvas.restoreState()


class _Paper:
    """One contract being laid out."""

    def __init__(self, document: ContractDocument, template: Template) -> None:
        self.document, self.template = document, template
        self.tables = Tables(document, template)
        self.values = wording.placeholders(document, template)
        self.holds = contract_template.conditions(document)
        self.flow = Flow(A4, _MARGINS, justified=template.language == "zh_CN")

    def head(self) -> None:
        """Title, number and date, the two parties."""
        flow, document = self.flow, self.document
        if document.provisional:
            self._banner()
        else:
            flow.put(self.template.title, size=20, bold=True, align="centre")
            flow.skip(34)
        no = wording.put(self.template.label("numbered"), no=document.no, version=document.version)
        for left, right in (
            (("no", no), ("drawn_on", self.values["drawn_on"])),
            (("place", document.place), ("template", self.template.version)),
        ):
            flow.both(self._named(*left), self._named(*right))
        flow.skip(3)
        flow.table(PAIRS, self.tables.parties())

    def _named(self, label: str, value: str) -> str:
        return wording.put(self.template.label("named"), name=self.template.label(label), value=value)

    def _banner(self) -> None:
        """A provisional order says what it is before anything else."""
        flow, top = self.flow, self.flow.y
        flow.skip(7)
        flow.put(self.template.provisional_title, size=26, bold=True, align="centre")
        flow.skip(38)
        flow.paragraph(self.template.provisional_note, bold=True, indent=10, inset=10)
        flow.skip(5)
        flow.page.boxes.append(Box(flow.margins.left, top, flow.room, flow.y - top))
        flow.skip(12)

    def articles(self) -> None:
        """The clauses that apply, counted."""
        number = 0
        for clause in self.template.clauses:
            if clause.when in self.holds:
                number += 1
                self._article(clause, wording.article(number, clause.heading, self.template))

    def _article(self, clause: Clause, heading: str) -> None:
        flow = self.flow
        table = self.tables.block(clause.block)
        if table:
            flow.need(flow.leading * 4)  # a heading does not end a page without its table
            flow.put(heading, bold=True)
            flow.skip(flow.leading * 1.1)
            flow.table(*table)
            heading = ""
        for part in clause.paragraphs:
            if part.when not in self.holds:
                continue
            text = contract_template.fill(part.text, self.values, clause=clause.heading)
            if part.tick is not None:
                flow.tick(text, ticked=part.tick, indent=flow.size * 3)
            else:
                flow.paragraph(text, heading=heading)
                heading = ""
        flow.skip(flow.size * 0.6)

    def sign_here(self, signatures: Mapping[str, Strokes]) -> None:
        """Two boxes to sign in, kept on one page."""
        flow, label, height = self.flow, self.template.label, 30 * MM
        flow.skip(4)
        flow.need(height)
        half = (flow.room - 6 * MM) / 2
        agent = self._named("sign_agent", self.document.seller.agent)
        for x, side, lines in (
            (flow.margins.left, "seller", (agent, self._named("sign_date", ""))),
            (flow.margins.left + half + 6 * MM, "buyer", (self._named("sign_date", ""),)),
        ):
            flow.page.boxes.append(Box(x, flow.y, half, height))
            rows = [(5 * MM, label(f"sign_{side}"))]
            rows += [(height - 2.5 * MM - row * 5 * MM, text) for row, text in enumerate(reversed(lines))]
            for down, text in rows:
                flow.page.texts.append(Text(x + 2 * MM, flow.y + down, text, flow.fonts.regular, flow.size))
            self._strokes(signatures.get(side, ()), x + half * 0.15, half * 0.7, height)
        flow.skip(height)

    def _strokes(self, strokes: Strokes, x: float, width: float, height: float) -> None:
        top, tall = self.flow.y + 6 * MM, height - 15 * MM
        for stroke in strokes:
            if len(stroke) > 1:
                points = [(x + across * width, top + down * tall) for across, down in stroke]
                self.flow.page.paths.append(Path(points, 1.2))

    def annexes(self) -> None:
        """The open price sheet, the equipment, and whatever else is named."""
        names = self.document.annexes or contract_template.needed_annexes(self.document)
        bodies = {"prices": lambda: self.flow.table(*self.tables.price_sheet()), "options": self._options}
        for number, name in enumerate(names, 1):
            flow = self.flow
            if number == 1:
                flow.new_page()
            else:
                flow.skip(14)
                flow.need(30 * MM)
            title = wording.put(self.template.label("annex"), number=wording.numeral(number, self.template))
            flow.put(f"{title}　{self.template.labels.get(f'annex.{name}', name)}", size=13, bold=True)
            flow.skip(25)
            if body := bodies.get(name):
                body()

    def _options(self) -> None:
        for number, option in enumerate(self.document.car.options, 1):
            self.flow.paragraph(f"{number}. {option}")

    def number_pages(self) -> None:
        """Each page says which it is, of how many, of what, and how to check it."""
        flow, label = self.flow, self.template.label
        check = self._named("check", verification_code(self.document).groups)
        no = self._named("no", self.document.no)
        top = flow.height - 20 * MM
        for number, page in enumerate(flow.pages, 1):
            place = wording.put(label("page"), page=number, pages=len(flow.pages))
            for row, text in enumerate((label("verify"), f"{no} · {check}", place)):
                page.texts.append(
                    Text(flow.margins.left, top + row * 11, text, flow.fonts.regular, 7.5, 0, GREY)
                )
            rule = flow.height - 27.5 * MM
            page.paths.append(Path([(flow.margins.left, rule), (flow.width - flow.margins.right, rule)], 0.4))

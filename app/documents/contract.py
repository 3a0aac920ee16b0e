"""The sales contract on paper: A4, real text, the same bytes for the same document.

`ContractDocument` and its digest live in the domain, where services and server share them; this prints it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from app.documents import sheet, templates, wording
from app.documents.contract_tables import PAIRS, Tables
from app.documents.layout import A4, MM, About, Box, Flow, draw
from app.documents.sheet import Strokes
from app.domain import contract_template
from app.domain.contract_document import ContractDocument, document_digest, verification_code
from app.domain.contract_template import Clause, Template

__all__ = ["ContractDocument", "document_digest", "printed_text", "render_contract", "verification_code"]

Watermark = Literal["draft", "provisional", "copy", "cancelled"]


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
    flow, code = paper.flow, verification_code(document)
    dated = paper.values["drawn_on"] if document.dated else ""
    sheet.sign_here(flow, template, document.seller.agent, signatures or {}, dated)
    paper.annexes()
    numbered = paper.named("no", document.no)
    sheet.number_pages(flow, template, paper.label("verify"), numbered, code)
    labels = [watermark] if watermark else []
    if watermark in ("provisional", "cancelled") and copy_no:
        labels.append("copy")
    mark = " · ".join(wording.put(template.label(f"watermark.{label}"), copy_no=copy_no) for label in labels)
    about = About(f"{template.title} {document.no}", document.seller.name, str(code))
    return draw(flow, about, background=lambda canvas: sheet.draw_ground(canvas, flow, mark, code))


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


class _Paper:
    """One contract being laid out."""

    def __init__(self, document: ContractDocument, template: Template) -> None:
        self.document, self.template = document, template
        self.tables = Tables(document, template)
        self.values = wording.placeholders(document, template)
        self.holds = contract_template.conditions(document)
        self.flow = Flow(A4, sheet.MARGINS, justified=template.language == "zh_CN")

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
            flow.both(self.named(*left), self.named(*right))
        flow.skip(3)
        flow.table(PAIRS, self.tables.parties())

    def label(self, name: str) -> str:
        """A label; of an order its own one, where the template has it: it is no contract yet."""
        own = self.template.labels.get(f"{name}.order") if self.document.provisional else None
        return own or self.template.label(name)

    def named(self, name: str, value: str) -> str:
        """Such a label with its value."""
        return wording.put(self.template.label("named"), name=self.label(name), value=value)

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
                flow.paragraph(text, ticked=part.tick, indent=flow.size * 3)
            else:
                flow.paragraph(text, heading=heading)
                heading = ""
        flow.skip(flow.size * 0.6)

    def annexes(self) -> None:
        """The open price sheet, the equipment, and whatever else is named: below the signatures if all of it has room
        there, else from a new page on."""
        names = self.document.annexes or contract_template.needed_annexes(self.document)
        if not names:
            return
        flow, signed = self.flow, self.flow.mark()
        flow.skip(20)
        self._annexes(names)
        if len(flow.pages) == signed.pages:
            return
        flow.go_back(signed)
        flow.new_page()
        self._annexes(names)

    def _annexes(self, names: Sequence[str]) -> None:
        bodies = {"prices": lambda: self.flow.table(*self.tables.price_sheet()), "options": self._options}
        for number, name in enumerate(names, 1):
            flow = self.flow
            if number > 1:
                flow.skip(14)
            flow.need(30 * MM)
            title = wording.put(self.template.label("annex"), number=wording.numeral(number, self.template))
            flow.put(f"{title}　{self.template.labels.get(f'annex.{name}', name)}", size=13, bold=True)
            flow.skip(25)
            if body := bodies.get(name):
                body()

    def _options(self) -> None:
        chosen = tuple(option.named(self.template.language) for option in self.document.sheet.options)
        for number, option in enumerate(chosen or self.document.car.options, 1):
            self.flow.paragraph(f"{number}. {option}")

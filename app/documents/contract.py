"""The sales contract on paper: A4, real text, the same bytes for the same document.

`ContractDocument` and its digest live in the domain, where services and server share them; this prints it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from app.documents import templates, wording
from app.documents.layout import A4, GREY, MM, About, Box, Cell, Flow, Margins, Path, Text, draw, draw_qr
from app.domain import contract_template, money
from app.domain.contract_document import ContractDocument, document_digest, verification_code
from app.domain.contract_template import Clause, Template
from app.domain.pricing import TRADE_IN, Nature, PriceLine

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

__all__ = ["ContractDocument", "document_digest", "printed_text", "render_contract", "verification_code"]

Watermark = Literal["draft", "provisional", "copy"]
Strokes = Sequence[Sequence[tuple[float, float]]]
_MARGINS = Margins(22 * MM, 22 * MM, 20 * MM, 30 * MM)
_PAIRS = (16, 30, 17, 30)  # label, value, label, value: shares of the width
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
    mark = wording.put(template.label(f"watermark.{watermark}"), copy_no=copy_no) if watermark else ""
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
            flow.put(self._named(*left))
            flow.put(self._named(*right), align="right")
            flow.skip(flow.leading)
        flow.skip(3)
        flow.table(_PAIRS, self._parties())

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

    def _parties(self) -> list[list[Cell]]:
        label, seller, buyer = self.template.label, self.document.seller, self.document.buyer
        return [
            self._pair(label("seller"), seller.name),
            self._pair(label("credit_code"), seller.credit_code, label("agent"), seller.agent),
            self._pair(label("seller_address"), seller.address, label("phone"), seller.phone),
            self._pair(label("buyer"), buyer.name, label("phone"), buyer.phone),
            self._pair(
                label("id_kind"), label(f"id_kind.{buyer.id_kind}"), label("id_number"), buyer.id_number
            ),
            self._pair(label("address"), buyer.address),
        ]

    def _pair(self, label: str, value: str, label2: str = "", value2: str = "") -> list[Cell]:
        if not label2:
            return [Cell(label, label=True), Cell(value, span=3)]
        return [Cell(label, label=True), Cell(value), Cell(label2, label=True), Cell(value2)]

    def articles(self) -> None:
        """The clauses that apply, counted."""
        number = 0
        for clause in self.template.clauses:
            if clause.when in self.holds:
                number += 1
                self._article(clause, wording.article(number, self.template))

    def _article(self, clause: Clause, article: str) -> None:
        flow = self.flow
        heading = (
            f"{article}　{clause.heading}"
            if self.template.language == "zh_CN"
            else f"{article}. {clause.heading}"
        )
        rows = self._block(clause.block)
        if rows:
            flow.need(flow.leading * 4)  # a heading does not end a page without its table
            flow.put(heading, bold=True)
            flow.skip(flow.leading * 1.1)
            flow.table(*rows)
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

    def _block(self, name: str) -> tuple[Sequence[float], list[list[Cell]]] | None:
        if name == "vehicle":
            return _PAIRS, self._vehicle()
        if name == "prices":
            return _PAIRS, self._prices()
        if name == "steps" and self.document.plan.steps:
            return (46, 24, 24), self._steps()
        return None

    def _vehicle(self) -> list[list[Cell]]:
        label, car = self.template.label, self.document.car
        year = wording.put(label("model_year"), year=car.model_year) if car.model_year else ""
        model = " ".join(part for part in (car.brand, car.model, car.trim, year) if part)
        colours = " / ".join(part for part in (car.colour, car.interior) if part)
        energy = label(f"energy.{car.energy}") if car.energy else ""
        return [
            self._pair(label("brand_model"), model, label("energy"), energy),
            self._pair(
                label("vin"), car.vin or label("vin_later"), label("certificate_no"), car.certificate_no
            ),
            self._pair(label("colours"), colours, label("engine_no"), car.engine_no),
        ]

    def _prices(self) -> list[list[Cell]]:
        label, sheet, shown = self.template.label, self.document.sheet, self._money
        rows = [
            self._pair(
                label("list_price"), shown(sheet.list_price), label("discount"), shown(sheet.discount)
            ),
            self._pair(label("price"), shown(sheet.price)),
            self._pair(label("words"), self.values["price_words"]),
        ]
        if sheet.lines:
            rows.append(
                self._pair(
                    label("add_ons"), shown(sheet.own_lines), label("collected"), shown(sheet.collected)
                )
            )
        if sheet.trade_in:
            rows.append(self._pair(label("trade_in"), shown(-sheet.trade_in)))
        if sheet.payable != sheet.price:
            rows += [
                self._pair(label("payable"), shown(sheet.payable)),
                self._pair(label("words"), self.values["payable_words"]),
            ]
        return rows

    def _money(self, fen: int) -> str:
        text = money.format_amount(fen)
        return f"−¥{text[1:]}" if fen < 0 else f"¥{text}"

    def _steps(self) -> list[list[Cell]]:
        label = self.template.label
        rows = [[Cell(label(name), label=True, right=name == "amount") for name in ("step", "due", "amount")]]
        for step in self.document.plan.steps:
            due = wording.day(step.due_on, self.template) if step.due_on else ""
            rows.append([Cell(step.what), Cell(due), Cell(self._money(step.amount), right=True)])
        return rows

    def sign_here(self, signatures: Mapping[str, Strokes]) -> None:
        """Two boxes to sign in, kept on one page."""
        flow, label, height = self.flow, self.template.label, 30 * MM
        flow.skip(4)
        flow.need(height)
        half = (flow.room - 6 * MM) / 2
        for number, (side, name) in enumerate((("seller", self.document.seller.agent), ("buyer", ""))):
            x, y = flow.margins.left + number * (half + 6 * MM), flow.y
            flow.page.boxes.append(Box(x, y, half, height))
            lines = [label(f"sign_{side}"), self._named("sign_agent", name), self._named("sign_date", "")]
            for text, offset in zip(lines, (5 * MM, height - 7.5 * MM, height - 2.5 * MM), strict=True):
                if side == "seller" or text != lines[1]:
                    flow.page.texts.append(Text(x + 2 * MM, y + offset, text, flow.fonts.regular, flow.size))
            for stroke in signatures.get(side, ()):
                points = [
                    (x + (0.15 + 0.7 * px) * half, y + 6 * MM + py * (height - 15 * MM)) for px, py in stroke
                ]
                if len(points) > 1:
                    flow.page.paths.append(Path(points, 1.2))
        flow.skip(height)

    def annexes(self) -> None:
        """The open price sheet, the equipment, and whatever else is named."""
        names = self.document.annexes or contract_template.needed_annexes(self.document)
        bodies = {"prices": self._price_sheet, "options": self._options}
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

    def _price_sheet(self) -> None:
        label, sheet = self.template.label, self.document.sheet
        head = [
            Cell(label(name), label=True, right=name == "amount")
            for name in ("item", "nature", "payee", "amount")
        ]
        car = [label("car"), "", label("payee.own"), self._money(sheet.price)]
        rows = [car, *(self._price_line(line) for line in sheet.lines)]
        table = [head, *([*(Cell(text) for text in row[:3]), Cell(row[3], right=True)] for row in rows)]
        totals = [("on_the_road", sheet.on_the_road), ("payable", sheet.payable)]
        if deposit := self.document.deposit:
            totals += [(deposit.kind.value, deposit.amount), ("balance", self.document.balance)]
        table += [
            [Cell(label(name), span=3, label=True), Cell(self._money(fen), right=True, bold=True)]
            for name, fen in totals
        ]
        self.flow.table((42, 12, 26, 20), table)

    def _price_line(self, line: PriceLine) -> list[str]:
        label = self.template.label
        amount = self._money(-line.amount if line.kind == TRADE_IN else line.amount)
        if line.nature is Nature.GIFT:
            amount = wording.put(label("gift_value"), amount=money.format_amount(line.amount))
        nature = label("nature.trade_in" if line.kind == TRADE_IN else f"nature.{line.nature}")
        return [
            wording.line_label(line, self.template),
            nature,
            wording.line_payee(line, self.template),
            amount,
        ]

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

"""The receipt on paper: A5 across, half a sheet, the same totals as desk and contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.documents import templates, wording
from app.documents.breaking import break_lines
from app.documents.contract_tables import yuan
from app.documents.layout import A5_LANDSCAPE, GREY, MM, About, Cell, Flow, Margins, Text, draw, draw_qr
from app.domain.contract_template import Template
from app.domain.receipt_document import ReceiptDocument, Since, receipt_code

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_QR = 20 * MM
_BELOW = 8 * MM  # the code and the lines beside it
_MARGINS = Margins(16 * MM, 16 * MM, 12 * MM, _BELOW + _QR)  # nothing else comes as far down as the code
_PAIRS = (16, 34, 16, 34)
_TO_CUSTOMER = ("refund", "compensation", "payout")


def render_receipt(
    document: ReceiptDocument,
    *,
    language: str | None = None,
    copy_no: int = 0,
    since: Sequence[Since] = (),
) -> bytes:
    """The receipt as a PDF; `copy_no` counts prints after the original, each marked as a copy. What became of the
    money `since` then stands on copies alone. What has no room above the code goes to a further page."""
    template = templates.words_of("receipt", language or document.language)
    flow = Flow(A5_LANDSCAPE, _MARGINS, text_size=9.5)
    _head(flow, document, template, copy_no)
    flow.table(_PAIRS, _rows(document, template))
    for moved in since if copy_no else ():
        flow.paragraph(wording.since(moved, template), bold=True)
    _foot(flow, document, template)
    _beside_code(flow, document, template)
    code = str(receipt_code(document))

    def background(canvas: Canvas) -> None:
        draw_qr(canvas, code, flow.width - _MARGINS.right - _QR, _BELOW, _QR)

    title = template.label(f"title.{document.kind}")
    return draw(flow, About(f"{title} {document.no}", document.seller.name, code), background=background)


def _named(template: Template, label: str, value: str) -> str:
    return wording.put(template.label("named"), name=template.label(label), value=value)


def _head(flow: Flow, document: ReceiptDocument, template: Template, copy_no: int) -> None:
    if copy_no:
        flow.put(wording.put(template.label("copy"), copy_no=copy_no), bold=True, size=12, align="right")
    flow.put(document.seller.name, grey=GREY)
    flow.put(template.label(f"title.{document.kind}"), size=17, bold=True, align="centre")
    flow.skip(29)
    if document.kind == "void":
        flow.put(
            wording.put(template.label("void"), no=document.refund_of), size=11, bold=True, align="centre"
        )
        flow.skip(18)
    elif document.continues:
        taken_over = wording.put(template.label("continues"), no=document.continues)
        flow.put(taken_over, size=11, bold=True, align="centre")
        flow.skip(18)
    elif document.provisional:
        flow.put(template.provisional_title, size=11, bold=True, align="centre")
        flow.skip(18)
    paid_on = wording.day(document.paid_on, template)
    flow.both(_named(template, "no", document.no), _named(template, "paid_on", paid_on))
    flow.skip(2)


def _rows(document: ReceiptDocument, template: Template) -> list[list[Cell]]:
    label = template.label
    shown = {name: yuan(getattr(document, name)) for name in ("amount", "payable", "paid", "balance")}
    pairs = [
        (
            "payee" if document.kind in _TO_CUSTOMER else "payer",
            document.payer,
            "method",
            label(f"method.{document.method}"),
        ),
        ("amount", shown["amount"], "purpose", label(f"kind.{document.kind}")),
        ("words", wording.words(document.amount, template), "", ""),
        ("contract", document.contract_no, "deal", document.deal_no),
        ("car", document.car, "vin", document.vin),
        ("payable", shown["payable"], "paid", shown["paid"]),
        ("balance", shown["balance"], "reference", document.own_reference),
    ]
    if document.collected:
        own = yuan(document.amount - document.collected)
        pairs.insert(2, ("collected", yuan(document.collected), "own", own))
    if document.refund_of:
        pairs.append(("refund_of", document.refund_of, "", ""))
    if document.reason:
        pairs.append(("reason", document.reason, "", ""))
    if document.approver:
        pairs.append(("approver", document.approver, "", ""))
    return [_row(template, *pair) for pair in pairs]


def _row(template: Template, label: str, value: str, label2: str, value2: str) -> list[Cell]:
    bold = label == "amount"
    first = [Cell(template.label(label), label=True), Cell(value, span=1 if label2 else 3, bold=bold)]
    return [*first, Cell(template.label(label2), label=True), Cell(value2)] if label2 else first


def _foot(flow: Flow, document: ReceiptDocument, template: Template) -> None:
    """The law and who signs, together on one page."""
    law = template.labels.get(f"law.{document.kind}")
    lines = break_lines(law, flow.fonts.regular, flow.size, flow.room) if law else []
    flow.need(len(lines) * flow.leading + 4 + flow.leading)
    if law:
        flow.paragraph(law)
    flow.skip(4)
    flow.put(_named(template, "seal", ""))
    flow.put(_named(template, "cashier", document.cashier), align="centre")
    if document.kind in _TO_CUSTOMER:
        flow.put(_named(template, "received", "＿＿＿＿＿＿"), align="right")


def _beside_code(flow: Flow, document: ReceiptDocument, template: Template) -> None:
    """On every page whose it is, and which of several it is."""
    bottom = flow.height - _BELOW
    check = _named(template, "check", receipt_code(document).groups)
    for number, page in enumerate(flow.pages, 1):
        which = f" · {number}/{len(flow.pages)}" if len(flow.pages) > 1 else ""
        for row, text in enumerate((template.label("verify"), f"{document.no} · {check}{which}")):
            page.texts.append(
                Text(_MARGINS.left, bottom - 11 + row * 11, text, flow.fonts.regular, 7.5, 0, GREY)
            )

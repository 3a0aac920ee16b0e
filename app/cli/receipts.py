"""Verbs of receipts."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from app.cli import verifying
from app.cli.call import Answer, Call
from app.domain.money import format_amount, plain_amount
from app.domain.receipt_document import ReceiptDocument, receipt_code
from app.errors import UserError
from app.gateways.devices import DevicesOfTerminal
from app.i18n import N_, tr
from app.queries import money as query
from app.queries.desk import times_printed
from app.services import printouts, receipts

if TYPE_CHECKING:
    from app.workplace import Workplace


def receipt_(call: Call) -> Answer:
    """list, show, pdf, print, verify."""
    verbs = {"list": _list, "show": _show, "pdf": _pdf, "print": _print, "verify": verifying.verify}
    with closing(call.sign_in()) as workplace:
        workplace.require_customers()
        return verbs[call.arguments.what](call, workplace)


def _list(call: Call, workplace: Workplace) -> Answer:
    with workplace.reading() as session:
        rows = query.list_receipts(session, call.arguments.text)
    shown = [
        {
            "no": row.no, "at": row.at, "kind": row.kind, "amount": plain_amount(row.amount),
            "left": plain_amount(row.left), "method": row.method, "deal": row.deal_no, "contract": row.contract_no,
            "customer": row.customer,
        }
        for row in rows
    ]  # fmt: skip
    lines = [f"{row.no}  {format_amount(row.amount)}  {row.customer}  {row.model}" for row in rows]
    return Answer({"receipts": shown}, "\n".join(lines) or tr("No receipts."))


def _show(call: Call, workplace: Workplace) -> Answer:
    with workplace.reading() as session:
        said = receipts.document(session, call.arguments.no)
    values = _said(said)
    return Answer(values, "\n".join(f"{name}: {value}" for name, value in values.items() if value))


def _said(said: ReceiptDocument) -> dict[str, Any]:
    """A receipt as scripts read it: what its paper says."""
    return {
        "no": said.no, "kind": said.kind, "amount": plain_amount(said.amount), "method": said.method,
        "paid_on": said.paid_on.isoformat(), "payer": said.payer, "deal": said.deal_no, "contract": said.contract_no,
        "reference": said.reference, "refund_of": said.refund_of, "payable": plain_amount(said.payable),
        "paid": plain_amount(said.paid), "balance": plain_amount(said.balance), "code": str(receipt_code(said)),
    }  # fmt: skip


def _pdf(call: Call, workplace: Workplace) -> Answer:
    from app.cli.files import write_file

    asked = call.arguments
    with workplace.reading() as session:
        no = receipts.find(session, asked.no).receipt_no
        data = receipts.paper(session, no, language=_language(call))
    write_file(call, asked.out, data)
    return Answer({"receipt": no, "file": str(asked.out)}, str(asked.out))


def _language(call: Call) -> str | None:
    """The one that the call chooses; else the receipt's own is used."""
    return call.document_language if call.arguments.lang or call.arguments.document_lang else None


def _print(call: Call, workplace: Workplace) -> Answer:
    """On the receipt printer, unless another one is named. The original once, then copies."""
    from app.devices.printing import print_pdf, printer_for

    asked, door = call.arguments, DevicesOfTerminal(workplace)
    with workplace.reading() as session:
        no = receipts.find(session, asked.no).receipt_no
        copy_no = times_printed(session, no)
    if asked.printer is None:
        if door.receipt_printer() is None:
            message = N_("There is no receipt printer here. Name a printer with --printer.")
            raise UserError("printer_missing", message, field="printer")
        return Answer({"receipt": no, "copy": copy_no}, door.print_receipt(no))
    with workplace.reading() as session:
        data = receipts.paper(session, no, language=_language(call), copy_no=copy_no)
    printer = printer_for(asked.printer)
    printouts.hand_over(
        workplace.unit_of_work(), subject=no, printer=asked.printer, pdf=data,
        send=lambda: print_pdf(printer, data, title=no, paper=asked.paper),
    )  # fmt: skip
    return Answer({"receipt": no, "copy": copy_no}, tr("Printed."))

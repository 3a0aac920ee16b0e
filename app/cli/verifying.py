"""Whether a paper is ours and unchanged: contract, amendment or receipt, by its file or the code beneath its QR."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.call import Answer, Call
from app.domain.contract_document import find_code
from app.domain.money import format_amount, plain_amount
from app.domain.numbering import NumberKind, parse_number
from app.errors import EXIT_REFUSED, UserError
from app.i18n import tr
from app.services import papers, receipts

if TYPE_CHECKING:
    from app.workplace import Workplace


def verify(call: Call, workplace: Workplace) -> Answer:
    """Tell it, and what became of the paper since."""
    given = call.arguments.paper
    file = Path(given)
    content: bytes | str = file.read_bytes() if file.is_file() else given
    try:
        code = find_code(content)
        if code is not None and _is_receipt(code.no):
            return _receipt(workplace, content)
        return _contract(workplace, content)
    except UserError as error:
        said = {"code": error.code, "message": error.message, "field": "paper"}
        nothing = {"valid": False, "contract": None, "version": None, "error": said}
        return Answer(nothing, error.message, EXIT_REFUSED)


def _is_receipt(no: str) -> bool:
    try:
        return parse_number(no).kind is NumberKind.RECEIPT
    except UserError:
        return False


def _contract(workplace: Workplace, content: bytes | str) -> Answer:
    with workplace.reading() as session:
        verdict = papers.verify(session, content)
    values = {"valid": verdict.valid, "contract": verdict.contract, "version": verdict.version}
    values["newest"] = verdict.newest
    text = (
        tr("This is our paper, unchanged.") if verdict.valid else tr("This is not the paper that was signed.")
    )
    if verdict.valid and verdict.newest != verdict.version:
        text += "\n" + tr("But version {version} was signed after it.").format(version=verdict.newest)
    return Answer(values, text, 0 if verdict.valid else EXIT_REFUSED)


def _receipt(workplace: Workplace, content: bytes | str) -> Answer:
    with workplace.reading() as session:
        verdict = receipts.verify(session, content)
    said = verdict.document
    values: dict[str, Any] = {
        "valid": verdict.valid, "contract": said.contract_no if said else None, "version": None,
        "receipt": verdict.receipt, "amount": plain_amount(said.amount) if said else None,
        "left": plain_amount(verdict.left) if said else None,
    }  # fmt: skip
    if said is None:
        return Answer(values, tr("This is not the receipt that was given."), EXIT_REFUSED)
    text = tr("This is our receipt, unchanged: {amount}.").format(amount=format_amount(said.amount))
    if verdict.given_back:
        text += "\n" + tr("But {amount} of it was given back since.").format(
            amount=format_amount(verdict.given_back)
        )
    return Answer(values, text)

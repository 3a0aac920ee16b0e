"""What people read off a paper and type: the check beneath the QR picture, with the paper's number or without."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.contract_document import VerificationCode, find_check, find_code
from app.domain.numbering import NumberKind, find_number, was_printed
from app.models.deal import Contract, Signature

_LONGEST = 200
"""Of what is looked through: nobody types more, and the patterns are slow in what is very long."""


def complete(session: Session, text: str) -> str:
    """The whole code, as the QR holds it, of what was typed; anything else as it is.

    A contract is found by its check alone. Receipts keep no digest to look for: there the number is needed, too.
    """
    if len(text) > _LONGEST or find_code(text) is not None or (check := find_check(text)) is None:
        return text
    number = find_number(text)
    if number is not None and number.kind is NumberKind.RECEIPT:
        return str(VerificationCode(str(number), 1, check))
    found = select(Contract.no, Signature.version).join(Signature, Signature.contract_id == Contract.id)
    row = session.execute(found.where(Signature.document_digest.startswith(check.lower()))).first()
    if row is None:
        return text
    no, version = row
    # An amendment and a notice have the contract's number with a letter behind it.
    typed = (str(number), str(replace(number, suffix=""))) if number else (no,)
    same = any(was_printed(each, no) for each in typed)
    return str(VerificationCode(no if same else typed[0], version, check))

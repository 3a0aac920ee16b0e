"""Whether a paper is ours and unchanged: contract, amendment, receipt or the scan of a signed page, by file or code."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.call import Answer, Call
from app.clock import iso
from app.domain.attachments import PDF, check_size
from app.domain.contract_document import find_code
from app.domain.money import plain_amount
from app.errors import EXIT_REFUSED, UserError
from app.i18n import N_
from app.presenters.scan import recognise, words_of_contract, words_of_receipt, words_of_scan, words_of_seal
from app.services import receipts, scans, sealing, typed_codes

if TYPE_CHECKING:
    from app.domain.seal import Seal
    from app.workplace import Workplace


def verify(call: Call, workplace: Workplace) -> Answer:
    """Tell it, and what became of the paper since."""
    try:
        content = _given(call.arguments.paper)
        if isinstance(content, bytes) and (page := _page(workplace, content)) is not None:
            return page
        if isinstance(content, str):
            with workplace.reading() as session:
                content = typed_codes.complete(session, content)
        code = find_code(content)
        if code is not None and recognise(code.no).kind == "receipt":
            return _receipt(workplace, content)
        return _contract(workplace, content)
    except UserError as error:
        said = {"code": error.code, "message": error.message, "field": "paper"}
        nothing = {"valid": False, "contract": None, "version": None, "error": said}
        return Answer(nothing, error.message, EXIT_REFUSED)


def _given(text: str) -> bytes | str:
    """The file of that name, else what was typed itself: a code. Nothing of ours is larger than a PDF may be."""
    file = Path(text)
    try:
        if not file.is_file():
            return text
        check_size(PDF, file.stat().st_size)
        return file.read_bytes()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return text
        message = N_("{file} cannot be read. Look whether it is there.")
        raise UserError("file_not_readable", message, field="paper", file=text) from error


def _page(workplace: Workplace, content: bytes) -> Answer | None:
    """A scan of a signed page, if it is one."""
    with workplace.reading() as session:
        found = scans.verify(session, content)
    if found is None:
        return None
    first = found.filed[0]
    filed = [
        {
            "contract": row.contract_no,
            "version": row.version,
            "name": row.name,
            "by": row.by,
            "at": iso(row.at),
        }
        for row in found.filed
    ]
    values = {
        "valid": found.valid, "contract": first.contract_no if found.valid else None, "version": first.version,
        "newest": first.newest, "scan": filed,
    }  # fmt: skip
    text = words_of_scan(found.contracts, version=first.version, newest=first.newest)
    return Answer(values, text, 0 if found.valid else EXIT_REFUSED)


def _contract(workplace: Workplace, content: bytes | str) -> Answer:
    with workplace.reading() as session:
        verdict, seal = sealing.verify(session, content, now=workplace.now())
    values = {
        "valid": verdict.valid, "contract": verdict.contract, "version": verdict.version, "newest": verdict.newest,
        "seal": _told(seal) if seal else None, "cancelled": verdict.cancelled,
        "by_hash": verdict.by_hash,
    }  # fmt: skip
    text = words_of_contract(
        valid=verdict.valid, version=verdict.version, newest=verdict.newest, cancelled=verdict.cancelled,
        by_hash=verdict.by_hash,
    )  # fmt: skip
    if seal:
        text += "\n" + words_of_seal(seal)
    return Answer(values, text, 0 if verdict.valid else EXIT_REFUSED)


def _told(seal: Seal) -> dict[str, Any]:
    """A seal as scripts read it."""
    at, until = (iso(each) if each else None for each in (seal.at, seal.until))
    stamp = {"at": iso(seal.stamp.at), "by": seal.stamp.by} if seal.stamp else None
    told = {"state": str(seal.state), "holder": seal.holder, "issuer": seal.issuer, "at": at, "until": until}
    return {**told, "stamp": stamp}


def _receipt(workplace: Workplace, content: bytes | str) -> Answer:
    with workplace.reading() as session:
        verdict = receipts.verify(session, content)
    said = verdict.document
    values: dict[str, Any] = {
        "valid": verdict.valid, "contract": said.contract_no if said else None, "version": None,
        "receipt": verdict.receipt, "amount": plain_amount(said.amount) if said else None,
        "left": plain_amount(verdict.left) if said else None,
    }  # fmt: skip
    text = words_of_receipt(amount=said.amount if said else None, given_back=verdict.given_back)
    return Answer(values, text, 0 if verdict.valid else EXIT_REFUSED)

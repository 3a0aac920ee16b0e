"""The reprint log: whichever way a print ends, there are never two originals."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.domain.permissions import CONTRACT_PRINT
from app.errors import PrintBrokeOff, UserError
from app.i18n import N_
from app.models.deal import PrintLog, Signature
from app.models.local import State
from app.queries.desk import times_logged

if TYPE_CHECKING:
    from app.services.unit_of_work import Transaction, UnitOfWork

INTO_A_FILE = N_("PDF file")
"""The printer of a paper that went into a file; the log keeps it in English, screens say it in theirs."""
UNDER_WAY = "printing"  # subject to printer and hash, of papers that are with a printer right now


def hand_over(
    uow: UnitOfWork, *, subject: str, printer: str, pdf: bytes, send: Callable[[], None]
) -> int:  # fmt: skip
    """Send a paper off and log it; returns 0 for an original, else the copy's number.

    That it is under way is noted first. If the program dies before the log is written, nobody knows whether
    the paper came out; then it counts as printed, and the next one is a copy.
    """
    pages_hash = hashlib.sha256(pdf).hexdigest()
    with uow.begin(CONTRACT_PRINT) as tx:
        left = _under_way(tx, subject, [printer, pages_hash])
        if left:
            _log(tx, subject, *left)
    try:
        send()
    except UserError as refused:  # the printer did not take it, or not all of it
        with uow.begin(CONTRACT_PRINT) as tx:
            _under_way(tx, subject, None)
            if isinstance(refused, PrintBrokeOff):
                _log(tx, subject, printer, pages_hash)
        raise
    with uow.begin(CONTRACT_PRINT) as tx:
        _under_way(tx, subject, None)
        return _log(tx, subject, printer, pages_hash)


def _under_way(tx: Transaction, subject: str, now: list[str] | None) -> list[str] | None:
    """Note what is with a printer, or that it is not any more; returns what was noted before."""
    kept = tx.session.get(State, UNDER_WAY)
    known: dict[str, Any] = dict(kept.value) if kept else {}
    before: list[str] | None = known.pop(subject, None)
    tx.session.merge(State(name=UNDER_WAY, value=known | ({subject: now} if now else {})))
    return before


def _log(tx: Transaction, subject: str, printer: str, pages_hash: str) -> int:
    copy_no = 0 if _signed_anew(tx, subject, pages_hash) else times_logged(tx.session, subject)
    tx.add(
        PrintLog(
            subject=subject, branch_id=tx.actor.branch_id, copy_no=copy_no, pages_hash=pages_hash,
            printer=printer, user_id=tx.actor.user_id, at=tx.clock.now(),
        )
    )  # fmt: skip
    return copy_no


def _signed_anew(tx: Transaction, subject: str, pages_hash: str) -> bool:
    """Whether these are the pages that a signature pinned, for the first time: after a provisional order or a draft
    of the same number the contract is an original, as the paper itself says."""
    pinned = select(Signature.id).where(Signature.pdf_hash == pages_hash).limit(1)
    same = (PrintLog.subject == subject, PrintLog.pages_hash == pages_hash)
    return (
        tx.session.scalar(pinned) is not None and tx.session.scalar(select(PrintLog.id).where(*same)) is None
    )

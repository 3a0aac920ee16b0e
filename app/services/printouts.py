"""The reprint log."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.domain.permissions import CONTRACT_PRINT
from app.models.deal import PrintLog

if TYPE_CHECKING:
    from app.services.unit_of_work import UnitOfWork


def log(uow: UnitOfWork, *, subject: str, printer: str, pdf: bytes) -> int:
    """Note that a paper left the printer; returns 0 for the original, then the copy's number."""
    with uow.begin(CONTRACT_PRINT) as tx:
        copy_no = (
            tx.session.scalar(select(func.count()).select_from(PrintLog).where(PrintLog.subject == subject))
            or 0
        )
        tx.add(
            PrintLog(
                subject=subject, branch_id=tx.actor.branch_id, copy_no=copy_no,
                pages_hash=hashlib.sha256(pdf).hexdigest(), printer=printer, user_id=tx.actor.user_id,
                at=tx.clock.now(),
            )
        )  # fmt: skip
        return int(copy_no)

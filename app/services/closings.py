"""From a closed shift to its paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.documents.closing import ClosingDocument, render_closing
from app.errors import UserError
from app.i18n import N_
from app.models.org import Branch, Terminal, User
from app.models.payment import Payment
from app.models.shift import Shift
from app.services import shifts

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def document(session: Session, shift_id: str, *, language: str) -> ClosingDocument:
    """What a closing says."""
    closed = session.get(Shift, shift_id)
    if closed is None or closed.closed_at is None:
        raise UserError("shift_not_closed", N_("There is no closed shift {id}. Close it first."), id=shift_id)
    branch, terminal = (
        session.get_one(Branch, closed.branch_id),
        session.get_one(Terminal, closed.terminal_id),
    )
    numbers = session.scalars(
        select(Payment.receipt_no).where(Payment.shift_id == closed.id).order_by(Payment.id)
    )
    return ClosingDocument(
        seller=branch.seller or branch.name, terminal=f"{terminal.name} ({terminal.prefix})",
        cashier=_name(session, closed.user_id), opened_at=closed.opened_at.astimezone(),
        closed_at=closed.closed_at.astimezone(), closed_by=_name(session, closed.closed_by),
        lines=shifts.lines_of(session, closed), counted=dict(closed.counted or {}), reason=closed.reason or "",
        receipts=tuple(numbers), perpetual=shifts.sealed(closed), language=language,
    )  # fmt: skip


def paper(session: Session, shift_id: str, *, language: str, copy_no: int = 0) -> bytes:
    """The closing as a PDF."""
    return render_closing(document(session, shift_id, language=language), copy_no=copy_no)


def _name(session: Session, user_id: str | None) -> str:
    user = session.get(User, user_id or "")
    return user.display_name if user else ""

"""Shifts: opened by a person or by the first money of the day, closed by a count. A closing changes no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from app.domain import shift as rules
from app.domain.permissions import SHIFT_CLOSE, SHIFT_OPEN, Role
from app.domain.shift import MethodLine, Movement, Perpetual, ShiftState
from app.errors import PermissionDenied, UserError
from app.i18n import N_
from app.models.payment import Payment
from app.models.shift import Shift

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.unit_of_work import Transaction, UnitOfWork

CLOSES_ANY = frozenset({Role.FINANCE, Role.MANAGER})
"""Who may close the shift of somebody who went home, or of a terminal that is lost."""
_IS_OPEN = (
    Shift.terminal_id == bindparam("terminal"),
    Shift.state == ShiftState.OPEN,
    Shift.user_id == bindparam("user"),
)
_OPEN, _OPEN_ID = select(Shift).where(*_IS_OPEN), select(Shift.id).where(*_IS_OPEN)  # every sale asks it


def open_shift(uow: UnitOfWork, *, opening_cash: int) -> str:
    """Begin a shift with so much in the drawer; returns its id."""
    rules.check_opening(opening_cash)
    with uow.begin(SHIFT_OPEN) as tx:
        if find_open(tx.session, tx.terminal_id, tx.actor.user_id) is not None:
            raise UserError("shift_open", N_("You have a shift open here. Close it first."))
        return _begin(tx, opening_cash).id


def current(tx: Transaction) -> str | None:
    """The open shift of whoever acts here; the first money of the day opens one, with an empty drawer.

    That is an action of its own: a sale that is set aside must not take the shift of all later money with it. The
    server has no drawer: what it reverses belongs to no shift.
    """
    if not tx.terminal_id:
        return None
    found: str | None = tx.session.scalar(_OPEN_ID, {"terminal": tx.terminal_id, "user": tx.actor.user_id})
    return found or _begin(tx, 0).id


def close(uow: UnitOfWork, *, shift_id: str, counted: Mapping[str, int], reason: str = "") -> None:
    """Seal a shift: what was counted, what should be there, and the terminal's perpetual totals."""
    with uow.begin(SHIFT_CLOSE) as tx:
        closed = tx.get(Shift, shift_id)
        if closed.state != ShiftState.OPEN:
            raise UserError("shift_closed", N_("This shift is closed. Nothing of it changes any more."))
        if closed.user_id != tx.actor.user_id and not tx.actor.roles & CLOSES_ANY:
            message = N_("This is somebody else's shift. They close it, or finance or a manager.")
            raise PermissionDenied("shift_foreign", message)
        lines = lines_of(tx.session, closed)
        rules.check_closing(lines, counted, reason)
        before = last_closed(tx.session, closed)
        perpetual = sealed(before).after(lines)
        closed.counted = dict(counted)
        closed.expected = {line.method: line.expected for line in lines}
        closed.reason = reason.strip() or None
        closed.follows_id = before.id if before else None
        closed.perpetual_taken, closed.perpetual_given = perpetual.taken, perpetual.given
        closed.closed_at, closed.closed_on = tx.clock.now(), tx.clock.today()
        closed.closed_by, closed.state = tx.actor.user_id, ShiftState.CLOSED


def find_open(session: Session, terminal_id: str, user_id: str) -> Shift | None:
    """The open shift of a person at a terminal."""
    return session.scalars(_OPEN, {"terminal": terminal_id, "user": user_id}).first()


def lines_of(session: Session, of: Shift) -> tuple[MethodLine, ...]:
    """What the receipts of a shift come to, by method."""
    found = select(Payment.method, Payment.kind, Payment.amount).where(Payment.shift_id == of.id)
    return rules.lines_of(of.opening_cash, [Movement(*row) for row in session.execute(found)])


def last_closed(session: Session, than: Shift) -> Shift | None:
    """The closing of the terminal that no other one follows yet."""
    same = (Shift.terminal_id == than.terminal_id, Shift.branch_id == than.branch_id)
    closed = select(Shift).where(*same, Shift.state == ShiftState.CLOSED, Shift.id != than.id)
    found = session.scalars(closed).all()
    followed = {each.follows_id for each in found}
    return next((each for each in found if each.id not in followed), None)


def sealed(by: Shift | None) -> Perpetual:
    """The perpetual totals that a closing sealed."""
    return Perpetual(by.perpetual_taken or 0, by.perpetual_given or 0) if by else Perpetual()


def _begin(tx: Transaction, opening_cash: int) -> Shift:
    return tx.add_apart(
        SHIFT_OPEN,
        Shift(
            branch_id=tx.actor.branch_id, terminal_id=tx.terminal_id, user_id=tx.actor.user_id,
            opened_at=tx.clock.now(), opened_on=tx.clock.today(), opening_cash=opening_cash, state=ShiftState.OPEN,
        ),
    )  # fmt: skip

"""What is judged of shifts: money belongs to an open one of its own till, and a closing adds up and stays."""

from __future__ import annotations

from sqlalchemy import bindparam, exists, select

from app.domain import shift as rules
from app.domain.permissions import SHIFT_CLOSE
from app.domain.shift import ShiftState
from app.i18n import N_
from app.models.org import Terminal
from app.models.payment import Payment
from app.models.shift import Shift
from app.services import shifts
from app.services.judgement.hearing import Doubt, Hearing, Judged, Row, checks

_SHIFT = Shift.__table__.c
_WHOSE = select(_SHIFT.terminal_id, _SHIFT.user_id, _SHIFT.state).where(_SHIFT.id == bindparam("shift"))
_KEPT = select(exists().where(_SHIFT.terminal_id == bindparam("terminal")))
_SEALED = (
    "closed_at",
    "closed_on",
    "closed_by",
    "counted",
    "expected",
    "follows_id",
    "perpetual_taken",
    "perpetual_given",
)


@checks("payment")
def _belongs(hearing: Hearing, row: Judged) -> None:
    """A receipt is given out in the open shift of its person and terminal; a void in that of what it voids."""
    payment = row.after
    if row.before is not None:
        return  # judged when it came; it never changes
    shift_id = payment["shift_id"]
    connection = hearing.session.connection()
    found = connection.execute(_WHOSE, {"shift": shift_id}).first() if shift_id else None
    if payment["kind"] == "void":
        original = hearing.session.get(Payment, payment["refund_of"] or "")
        fits = original is not None and shift_id == original.shift_id
    elif shift_id:
        whose = (hearing.terminal_id, hearing.user_id)
        fits = found is not None and (found.terminal_id, found.user_id) == whose
    else:
        fits = not _keeps_shifts(hearing)
    if not fits:
        raise Doubt(
            "quarantined", "shift", N_("A receipt belongs to the shift of the person who gave it out.")
        )
    if found is not None and found.state != ShiftState.OPEN:
        raise Doubt("parked", "shift_closed", N_("This shift is closed. Nothing of it changes any more."))


def _keeps_shifts(hearing: Hearing) -> bool:
    """A terminal that has begun to keep shifts gives out no receipt outside of one."""
    return bool(hearing.session.connection().scalar(_KEPT, {"terminal": hearing.terminal_id}))


@checks("shift")
def _shift(hearing: Hearing, row: Judged) -> None:
    if row.before is None:
        _opened(hearing, row.after)
    elif hearing.action is not SHIFT_CLOSE or row.before["state"] != ShiftState.OPEN:
        raise Doubt(
            "quarantined", "shift_closed", N_("This shift is closed. Nothing of it changes any more.")
        )
    else:
        _closed(hearing, row.after)


def _opened(hearing: Hearing, opened: Row) -> None:
    """A second one of the same person is no doubt: a copy of the folder has a drawer of its own."""
    rules.check_opening(opened["opening_cash"])
    new = opened["state"] == ShiftState.OPEN and not any(
        opened[name] is not None for name in (*_SEALED, "reason")
    )
    if not new or opened["terminal_id"] != hearing.terminal_id:
        raise Doubt("quarantined", "shift", N_("A shift begins open, at the terminal of whoever opens it."))


def _closed(hearing: Hearing, closed: Row) -> None:
    """Everyone closes their own at its terminal; finance and managers close what was left open."""
    own = (closed["user_id"], closed["terminal_id"]) == (hearing.user_id, hearing.terminal_id)
    if not own and not hearing.roles & shifts.CLOSES_ANY:
        raise Doubt("quarantined", "shift_foreign", N_("This is somebody else's shift."))
    sealed = all(closed[name] is not None for name in _SEALED if name != "follows_id")
    if closed["state"] != ShiftState.CLOSED or closed["closed_by"] != hearing.user_id or not sealed:
        raise Doubt("quarantined", "shift", N_("A closing says who counted what."))
    # Closings of one till follow each other, also one by a manager elsewhere: none is judged beside another.
    hearing.session.get_one(Terminal, closed["terminal_id"], with_for_update={"key_share": True})
    stored = hearing.session.get_one(Shift, closed["id"])
    lines = shifts.lines_of(hearing.session, stored)
    before = shifts.last_closed(hearing.session, stored)
    expected = {line.method: line.expected for line in lines}
    right = (expected, before.id if before else None, shifts.sealed(before).after(lines))
    if (stored.expected, stored.follows_id, shifts.sealed(stored)) != right:
        message = N_(
            "The closing is not what the receipts of the shift come to. One of them may have been set aside."
        )
        raise Doubt("parked", "shift_totals", message)
    rules.check_closing(lines, stored.counted, stored.reason or "")  # what is missing here is no difference

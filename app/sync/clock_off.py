"""Whether this computer's clock is right, as far as the server's word goes: papers bear its date."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.clock import from_iso
from app.errors import UserError
from app.i18n import N_
from app.models.local import State

TOLERATED = timedelta(hours=1)
_RIGHT = timedelta()


def ahead_by(session: Session, now: datetime) -> timedelta:
    """How far the clock is ahead of the server's, below zero if it is behind; zero while nothing speaks against it.

    It was compared at the last contact. That holds until somebody sets the clock: one that was ahead then reads
    less now than it did, and one that was behind has come past what the server said.
    """
    contact, told = (session.get(State, name) for name in ("last_contact", "server_time"))
    if contact is None or told is None:
        return _RIGHT
    read, true = from_iso(contact.value), from_iso(told.value)
    if now < true - TOLERATED:
        return now - true
    ahead = read - true
    return ahead if ahead > TOLERATED and now > read - TOLERATED else _RIGHT


def trouble(session: Session, now: datetime) -> UserError | None:
    """What is to be said of a clock that is wrong."""
    ahead = ahead_by(session, now)
    if not ahead:
        return None
    message = N_(
        "The clock of this computer is wrong: it says {here:%Y-%m-%d %H:%M}, the centre said {there:%Y-%m-%d %H:%M}. "
        "Set it, then sign in again: contracts would bear a wrong date."
    )
    return UserError("clock_wrong", message, here=now.astimezone(), there=(now - ahead).astimezone())

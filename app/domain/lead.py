"""Leads: somebody who may buy, what is to happen next, and how it ended.

A lead is lost with a reason, or not at all. It is won by a contract that its customer signs after it was opened: that
is a fact of its own, so nobody ticks it off, and a contract that is cancelled leaves the lead to follow up again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum

from app.domain.roles import Role
from app.errors import PermissionDenied, UserError
from app.i18n import N_

SOURCES: Mapping[str, str] = {
    "walk_in": N_("Walk-in"), "phone": N_("Phone"), "web": N_("Web"), "show": N_("Auto show"),
    "referral": N_("Referral"), "returning": N_("Returning"),
}  # fmt: skip
GRADES: Mapping[str, str] = {
    "H": N_("H: buys within 7 days"), "A": N_("A: within 15 days"), "B": N_("B: within 30 days"),
    "C": N_("C: later"),
}  # fmt: skip
STEPS: Mapping[str, str] = {
    "call": N_("Call"), "message": N_("Write"), "visit": N_("Invite to the showroom"), "drive": N_("Test drive"),
    "quote": N_("Send a quote"), "other": N_("Something else"),
}  # fmt: skip
CONTACTS: Mapping[str, str] = {
    "visit": N_("Visit"), "call": N_("Telephone"), "message": N_("Message"), "drive": N_("Test drive"),
}  # fmt: skip
OUTCOMES: Mapping[str, str] = {
    "reached": N_("Reached"), "no_answer": N_("No answer"), "lost": N_("Lost"), "again": N_("Taken up again"),
}  # fmt: skip
REASONS: Mapping[str, str] = {
    "price": N_("Price too high"), "elsewhere": N_("Bought elsewhere"), "postponed": N_("Postponed the purchase"),
    "no_contact": N_("No contact after 3 tries"), "loan": N_("Loan not granted"), "no_car": N_("No suitable car"),
    "other": N_("Something else"),
}  # fmt: skip
WEEK = 7
END_OF_DAY = time(18)
"""When a step is due that names a day only."""


class LeadState(StrEnum):
    """How far a lead has come."""

    OPEN = "open"
    LOST = "lost"


LEAD: Mapping[LeadState, frozenset[LeadState]] = {
    LeadState.OPEN: frozenset({LeadState.LOST}),
    LeadState.LOST: frozenset({LeadState.OPEN}),
}


class Due(StrEnum):
    """When the next step of an open lead is due. One without a step is due today: somebody has to choose one."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"


def due(next_at: datetime | None, today: date) -> Due:
    """When that is, by the calendar on the wall."""
    days = (next_at.astimezone().date() - today).days if next_at is not None else 0
    if days < 0:
        return Due.OVERDUE
    return Due.TODAY if not days else Due.WEEK if days <= WEEK else Due.LATER


def check_step(kind: str | None, at: datetime | None) -> None:
    """A next step says what is to happen and when; neither stands alone."""
    if (kind is None) is not (at is None) or (kind is not None and kind not in STEPS):
        raise UserError("step_half", N_("Say what happens next, and on which day."), field="next_at")


def check_next_day(at: datetime | None, today: date) -> None:
    """A next step lies ahead."""
    if at is not None and at.astimezone().date() < today:
        raise UserError("step_past", N_("This day is over. Choose today or a later one."), field="next_at")


def check_ending(state: str, reason: str | None, note: str | None) -> None:
    """A lost lead has a reason, an open one has none."""
    if state == LeadState.LOST:
        if reason not in REASONS:
            raise UserError("lost_reason", N_("Say why it was lost: choose a reason."), field="lost_reason")
        if reason == "other" and not (note or "").strip():
            raise UserError("lost_note", N_("Say in a few words what decided it."), field="lost_note")
    elif reason is not None:
        raise UserError("lead_ending", N_("Only a lead that is lost has a reason for it."))


def check_owner(before: str | None, after: str | None, *, user_id: str, roles: frozenset[Role]) -> None:
    """A manager hands leads out; anybody who sells takes one that nobody has."""
    if Role.MANAGER in roles or before == after or (before is None and after == user_id):
        return
    message = N_("Only a manager gives a lead to somebody else. You may take one that nobody has.")
    raise PermissionDenied("lead_foreign", message)


def check_closer(owner_id: str | None, *, user_id: str, roles: frozenset[Role]) -> None:
    """Whoever owns a lead gives it up, or a manager does."""
    if Role.MANAGER not in roles and owner_id not in (None, user_id):
        message = N_("This lead is somebody else's. They mark it as lost, or a manager does.")
        raise PermissionDenied("lead_foreign", message)

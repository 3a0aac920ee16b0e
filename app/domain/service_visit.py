"""Visits to the workshop (保养、维修进店): their states, what is asked for, and what is noted of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from app.errors import UserError
from app.i18n import N_, in_a_row

FURTHEST = timedelta(days=366)
AN_HOUR = timedelta(hours=1)
"""Nobody brings one car twice within it: the second booking is a slip of memory."""
MOST_KM = 2_000_000
"""More than any car has on its clock: what is above is a slip of the finger."""
MOST_PAID = 100_000_000
"""In fen: the workshop's bills are below a million."""
NEXT_WITHIN = timedelta(days=5 * 366)
"""A next service further away is a slip of the finger, too."""
REASONS: Mapping[str, str] = {
    "service": N_("Maintenance"), "repair": N_("Repair"), "warranty": N_("Warranty repair"), "recall": N_("Recall"),
    "inspection": N_("Check-up"),
}  # fmt: skip
"""What a car comes for, in the order in which it is listed."""

VIEWS = ("today", "coming", "overdue", "done", "all")
"""Lists of visits. `overdue`: booked for a day that is over, and nobody has said whether they came. A car that is here
stands in `today`, whenever it came."""


class VisitState(StrEnum):
    """How far a visit has come."""

    BOOKED = "booked"
    ARRIVED = "arrived"
    DONE = "done"
    MISSED = "missed"
    CANCELLED = "cancelled"


_S = VisitState
VISIT: Mapping[VisitState, frozenset[VisitState]] = {
    _S.BOOKED: frozenset({_S.ARRIVED, _S.MISSED, _S.CANCELLED}),
    _S.ARRIVED: frozenset({_S.DONE, _S.CANCELLED}),
    _S.DONE: frozenset(),
    _S.MISSED: frozenset({_S.ARRIVED}),
    _S.CANCELLED: frozenset(),
}
"""Whoever did not come may come later all the same."""
LABELS: Mapping[VisitState, str] = {
    _S.BOOKED: N_("booked"), _S.ARRIVED: N_("in the workshop"), _S.DONE: N_("done"), _S.MISSED: N_("not come"),
    _S.CANCELLED: N_("cancelled"),
}  # fmt: skip


def check_reasons(reasons: Any) -> None:
    """At least one of those that there are, each once, in their order."""
    known = isinstance(reasons, list) and all(isinstance(each, str) for each in reasons)
    if not known or not reasons or reasons != [each for each in REASONS if each in reasons]:
        message = N_("Say what the car comes for: {known}.")
        raise UserError("visit_reasons", message, field="reasons", known=in_a_row(REASONS))


def check_car(make: str) -> None:
    """A car is called something; its VIN is checked as everywhere."""
    if not make.strip():
        raise UserError("visit_car", N_("Say which make and model the car is."), field="car")


def check_day(on: date, today: date) -> None:
    """Nobody books for yesterday, or for a day beyond anybody's diary."""
    if not today <= on <= today + FURTHEST:
        message = N_("A visit is booked for a day from today to a year ahead.")
        raise UserError("visit_day", message, field="starts_at")


def check_km(km: int | None) -> None:
    """What the clock of a car that is here shows."""
    if km is None or not 0 <= km <= MOST_KM:
        message = N_("Note the kilometres that the car's clock shows: 0 to {most}.")
        raise UserError("visit_km", message, field="km", most=MOST_KM)


def check_work(work: str | None) -> None:
    """What was done is said."""
    if not (work or "").strip():
        raise UserError("visit_work", N_("Say what was done."), field="work")


def check_paid(paid: int | None) -> None:
    """What the customer paid at the workshop's own till, in fen; 0 for nothing. It is a note, no receipt."""
    if paid is None or not 0 <= paid <= MOST_PAID:
        raise UserError("visit_paid", N_("Note what the customer paid; 0.00 for nothing."), field="paid")


def check_next(next_on: date | None, next_km: int | None, *, today: date, km: int) -> None:
    """The next service lies ahead, by day and by kilometres; either may be left open."""
    if next_on is not None and not today < next_on <= today + NEXT_WITHIN:
        message = N_("The next service is on a day after today, within five years.")
        raise UserError("visit_next_on", message, field="next_on")
    if next_km is not None and not km < next_km <= MOST_KM:
        message = N_("The next service is at more kilometres than the car has now: {km}.")
        raise UserError("visit_next_km", message, field="next_km", km=km)


def is_double(starts_at: datetime, booked: datetime) -> bool:
    """Whether two bookings of one car are for the same hour."""
    return abs(starts_at - booked) < AN_HOUR


def check_apart(starts_at: datetime, booked: datetime) -> None:
    """Another booking of the same car lies an hour away, at least."""
    if is_double(starts_at, booked):
        message = N_("This car is booked for {at} already. Choose another time, or move that visit.")
        at = booked.astimezone().strftime("%Y-%m-%d %H:%M")
        raise UserError("visit_booked", message, field="starts_at", at=at)


def is_overdue(state: str, starts_at: datetime, today: date) -> bool:
    """Whether somebody who was booked for a day before today was neither seen nor missed."""
    return state == VisitState.BOOKED and starts_at.astimezone().date() < today

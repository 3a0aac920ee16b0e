"""Visits, warranties and what is due, in words: the same on the list, the panel and the customer's page."""

from __future__ import annotations

from app.domain.follow_up import BEST, STEPS
from app.domain.service_visit import LABELS, REASONS, VisitState
from app.i18n import N_, in_a_row, plural, tr
from app.presenters.service_visits import CallItem, ClockItem, OwnedItem, VisitItem
from app.views.widgets.delegates import Badge

_TONES = {"booked": "accent", "arrived": "warn", "done": "ok", "missed": "bad", "cancelled": "neutral"}
_CALLS = {
    "done": (N_("done"), "ok"), "planned": (N_("planned"), "neutral"), "due": (N_("due today"), "warn"),
    "overdue": (N_("overdue"), "bad"), "lapsed": (N_("not made"), "neutral"),
    "unwanted": (N_("not wanted"), "neutral"),
}  # fmt: skip


def call_name(call: CallItem) -> str:
    """`Call, day 7`."""
    return tr("Call, day {n}").format(n=STEPS[call.step])


def call_state(call: CallItem) -> Badge:
    """Whether it is made, planned or overdue."""
    name, tone = _CALLS[call.state]
    return Badge(tr(name), tone)


def call_result(call: CallItem) -> str:
    """`5 of 5 points`, or how often nobody answered; empty before the first try."""
    if call.score is not None:
        return tr("{n} of {most} points").format(n=call.score, most=BEST)
    return plural(call.tries, N_("{n} try, no answer"), N_("{n} tries, no answer")) if call.tries else ""


def reasons(visit: VisitItem) -> str:
    """`Maintenance, Recall`."""
    return in_a_row(tr(REASONS[each]) for each in visit.reasons if each in REASONS)


def state(visit: VisitItem) -> Badge:
    """How far it has come; of a car that two desks booked for one hour, that somebody has to settle it."""
    if visit.twice:
        return Badge(tr("booked twice"), "warn")
    return Badge(tr(LABELS[VisitState(visit.state)]), _TONES[visit.state])


def left(clock: ClockItem) -> str:
    """`34 days and 2,982 km left`, or that it is over."""
    if not clock.runs:
        return tr("over")
    days = plural(clock.days_left, N_("{n} day left"), N_("{n} days left"))
    if clock.km_left is None:
        return days
    return tr("{days} and {km} km").format(days=days, km=f"{clock.km_left:,}")


def due(car: OwnedItem) -> str:
    """`2027-05-25 or 10,000 km`, whichever comes first; empty where nobody knows."""
    km = tr("{km} km").format(km=f"{car.next_km:,}") if car.next_km is not None else ""
    day = car.next_on.isoformat() if car.next_on is not None else ""
    return tr("{day} or {km}").format(day=day, km=km) if day and km else day or km


def called(car: OwnedItem) -> str:
    """`X7 AWD …004127`."""
    return f"{car.name} …{car.vin[-6:]}"

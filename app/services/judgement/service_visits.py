"""What is judged of visits to the workshop: a booking is nothing more, a car that is here has kilometres, and what is
done says what and for how much."""

from __future__ import annotations

import json
from datetime import date, timedelta

from app.clock import from_iso
from app.domain import service_visit as rules
from app.domain import vin
from app.domain.permissions import SERVICE_BOOK
from app.domain.service_visit import VisitState
from app.i18n import N_
from app.services.judgement.hearing import Doubt, Hearing, Judged, Row, checks

_CAR = ("customer_id", "vin", "car")
_NOTED = ("km", "work", "paid", "next_on", "next_km")
_FINISHED = ("work", "paid", "next_on", "next_km")
_A_DAY = timedelta(days=1)


@checks("service_visit")
def _visit(hearing: Hearing, row: Judged) -> None:
    before, after = row.before, row.after
    if before is None:
        if after["state"] != VisitState.BOOKED or any(after[each] is not None for each in _NOTED):
            raise Doubt("quarantined", "visit", N_("A visit begins as a booking."))
        _car(after)
    elif row.changed(*_CAR):
        raise Doubt("quarantined", "visit", N_("Another car or customer is another visit."))
    elif hearing.action is SERVICE_BOOK:
        _rebooked(row, before)
    if row.changed("reasons", "wish", "starts_at"):
        _asked(hearing, row)
    if before is not None and row.changed("state", *_NOTED):
        _moved(hearing, row, before)


def _car(after: Row) -> None:
    vin.check_vin(after["vin"])
    if after["vin"] != vin.normalise_vin(after["vin"]):
        raise Doubt("quarantined", "visit_car", N_("Say which make and model the car is."))
    rules.check_car(after["car"])


def _rebooked(row: Judged, before: Row) -> None:
    if row.changed("state", *_NOTED):
        raise Doubt("quarantined", "visit", N_("A booking changes its time and what is asked for only."))
    if before["state"] != VisitState.BOOKED:
        raise Doubt("parked", "visit_state", N_("This visit is past that. Look at the list again."))


def _asked(hearing: Hearing, row: Judged) -> None:
    rules.check_reasons(json.loads(row.after["reasons"]))
    on, today = from_iso(row.after["starts_at"]).date(), hearing.done_on
    # By the author's calendar, which may be a day before ours or after. A wrong clock forges nothing.
    if row.changed("starts_at") and not today - _A_DAY <= on <= today + rules.FURTHEST + _A_DAY:
        text = N_("A visit is booked for a day from today to a year ahead.")
        raise Doubt("parked", "visit_day", text)


def _moved(hearing: Hearing, row: Judged, before: Row) -> None:
    """What must stand in a row of its state, and what must not change in it any more."""
    after = row.after
    if not row.changed("state"):
        raise Doubt("quarantined", "visit", N_("What is noted of a visit is noted once."))
    if row.changed("km") and after["state"] != VisitState.ARRIVED:
        raise Doubt("quarantined", "visit", N_("What is noted of a visit is noted once."))
    if after["state"] in (VisitState.ARRIVED, VisitState.DONE):
        rules.check_km(after["km"])
    if after["state"] != VisitState.DONE:
        if row.changed(*_FINISHED):
            raise Doubt("quarantined", "visit", N_("What was done is noted when it is done."))
        return
    rules.check_work(after["work"])
    rules.check_paid(after["paid"])
    next_on = date.fromisoformat(after["next_on"]) if after["next_on"] else None
    rules.check_next(next_on, after["next_km"], today=hearing.done_on - _A_DAY, km=after["km"])

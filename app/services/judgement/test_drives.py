"""What is judged of test drives: one car at one time, no keys without licence and agreement, kilometres that fit."""

from __future__ import annotations

from datetime import date, timedelta

from app.clock import from_iso
from app.domain import test_drive as rules
from app.domain.permissions import TEST_DRIVE_BOOK, TEST_DRIVE_MOVE
from app.domain.test_drive import TestDriveState
from app.i18n import N_
from app.services import test_drives
from app.services.judgement.hearing import Doubt, Hearing, Judged, Row, checks

_AGREEMENT = ("agreed_at", "agreed_car", "licence_no", "licence_class", "licence_until")
_A_DAY = timedelta(days=1)


@checks("test_drive")
def _drive(hearing: Hearing, row: Judged) -> None:
    before, after = row.before, row.after
    if before is None and (after["state"] != TestDriveState.BOOKED or after["agreed_at"] is not None):
        raise Doubt("quarantined", "drive", N_("A test drive begins as a booking."))
    if (
        before is not None
        and hearing.action is not TEST_DRIVE_MOVE
        and before["state"] != TestDriveState.BOOKED
    ):
        raise Doubt("parked", "drive_state", N_("This test drive is past that. Look at the list again."))
    if before is not None and hearing.action is TEST_DRIVE_BOOK and _else_changed(row):
        raise Doubt("quarantined", "drive", N_("A booking changes its time and its car only."))
    if row.changed("starts_at", "ends_at", "vehicle_id"):
        _time(hearing, row)
    if row.changed(*_AGREEMENT) and before is not None:
        _licence(after)
        _names_the_car(hearing, row)
    if row.changed("state", "km_out", "km_in", "rating"):
        _keys(hearing, row)


def _else_changed(row: Judged) -> bool:
    own = {"starts_at", "ends_at", "vehicle_id", "ver", "row_hash"}
    return any(row.changed(column) for column in row.after if column not in own)


def _time(hearing: Hearing, row: Judged) -> None:
    """Two desks without a network may promise one car twice: the second to arrive is for a person to settle."""
    starts_at, ends_at = from_iso(row.after["starts_at"]), from_iso(row.after["ends_at"])
    rules.check_times(starts_at, ends_at)
    if row.changed("starts_at"):
        _day(hearing.done_on, starts_at.date())
    car = row.after["vehicle_id"]
    if not test_drives.is_demonstrator(hearing.session, car):
        raise Doubt("parked", "not_a_demonstrator", N_("Only a demonstrator goes on a test drive."))
    if test_drives.find_clash(hearing.session, car, starts_at, ends_at, but=row.id) is not None:
        message = N_("Another desk has booked the car for this time. Choose another time or car.")
        raise Doubt("parked", "car_booked", message)


def _day(today: date, on: date) -> None:
    """By the author's calendar, which may be a day before ours or after."""
    if not today - _A_DAY <= on <= today + rules.FURTHEST + _A_DAY:
        text = N_("A test drive is booked for a day from today to a year ahead.")
        raise Doubt("parked", "drive_day", text)  # a terminal whose clock is wrong forges nothing


def _licence(after: Row) -> None:
    until = after["licence_until"]
    on = from_iso(after["starts_at"]).date()
    rules.check_licence(
        after["licence_no"] or "",
        after["licence_class"] or "",
        date.fromisoformat(until) if until else None,
        on,
    )
    rules.check_agreed(after["agreed_at"] is not None and after["agreement_hash"] is not None)


def _names_the_car(hearing: Hearing, row: Judged) -> None:
    """An agreement is for the car that its author saw there; somebody else may have chosen another one since."""
    if row.after["agreed_car"] != _seen(hearing, row)["vehicle_id"]:
        raise Doubt("quarantined", "agreed_car", N_("The agreement is for another car."))


def _seen(hearing: Hearing, row: Judged) -> Row:
    seen = hearing.as_seen("test_drive", row.id)
    return seen.row if seen is not None else row.after


def _keys(hearing: Hearing, row: Judged) -> None:
    """What must stand in a row of its state."""
    after, seen = row.after, _seen(hearing, row)
    rules.check_rating(after["rating"])
    if after["state"] == TestDriveState.OUT and row.changed("state"):
        rules.check_agreed(seen["agreed_car"] == seen["vehicle_id"])
        since = hearing.signed_in_at or hearing.now
        if not test_drives.was_demonstrator(hearing.session, seen["vehicle_id"], since):
            raise Doubt("parked", "not_a_demonstrator", N_("Only a demonstrator goes on a test drive."))
    if after["state"] in (TestDriveState.OUT, TestDriveState.RETURNED):
        rules.check_agreed(after["agreed_at"] is not None)
        rules.check_distance(0, _km(after["km_out"]))
    if after["state"] == TestDriveState.RETURNED:
        rules.check_distance(_km(after["km_out"]), _km(after["km_in"]))


def _km(noted: int | None) -> int:
    return -1 if noted is None else noted

"""Test drives: their states, and what must hold before the keys change hands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.errors import UserError
from app.i18n import N_, in_a_row

LONGEST = timedelta(hours=8)
FURTHEST = timedelta(days=366)
GAP = timedelta(minutes=15)
"""Between two drives of one car: it is looked at, and moved to the door."""
LICENCE_CLASSES = ("A1", "A2", "A3", "B1", "B2", "C1", "C2", "C5")
"""Those of mainland China that allow a passenger car."""
BEST = 5


class TestDriveState(StrEnum):
    """How far a test drive has come."""

    __test__ = False  # not a test, whatever its name begins with

    BOOKED = "booked"
    OUT = "out"
    RETURNED = "returned"
    CANCELLED = "cancelled"


_S = TestDriveState
TEST_DRIVE: Mapping[TestDriveState, frozenset[TestDriveState]] = {
    _S.BOOKED: frozenset({_S.OUT, _S.CANCELLED}),
    _S.OUT: frozenset({_S.RETURNED}),
    _S.RETURNED: frozenset(),
    _S.CANCELLED: frozenset(),
}
LABELS: Mapping[TestDriveState, str] = {
    _S.BOOKED: N_("booked"),
    _S.OUT: N_("on the road"),
    _S.RETURNED: N_("returned"),
    _S.CANCELLED: N_("cancelled"),
}


def check_times(starts_at: datetime, ends_at: datetime) -> None:
    """A drive ends after it begins, and the same day's work is not blocked by it for ever."""
    if not starts_at < ends_at <= starts_at + LONGEST:
        raise UserError(
            "drive_times", N_("A test drive takes between a minute and 8 hours."), field="ends_at"
        )


def check_day(on: date, today: date) -> None:
    """Nobody books a drive for yesterday, or for a day beyond anybody's diary."""
    if not today <= on <= today + FURTHEST:
        message = N_("A test drive is booked for a day from today to a year ahead.")
        raise UserError("drive_day", message, field="starts_at")


def check_licence(number: str, kind: str, until: date | None, on: date) -> None:
    """Nobody drives without showing a licence that allows the car on that day. Its form differs by country."""
    if not 8 <= len(number.strip()) <= 20 or not number.strip().isalnum():
        message = N_("Note the number of the driving licence: 8 to 20 digits and letters.")
        raise UserError("licence_missing", message, field="licence_no")
    if kind not in LICENCE_CLASSES:
        message = N_("A licence of this class does not allow a passenger car. Known are: {known}.")
        raise UserError("licence_class", message, field="licence_class", known=in_a_row(LICENCE_CLASSES))
    if until is None or until < on:
        message = N_("The driving licence is not valid on the day of the drive.")
        raise UserError("licence_over", message, field="licence_until")


def check_agreed(agreed: bool) -> None:
    """The agreement is signed before the keys change hands."""
    if not agreed:
        raise UserError(
            "agreement_missing", N_("The agreement is to be signed before the keys go."), field="agreement"
        )


def check_demonstrator(is_one: bool) -> None:
    """Customers drive demonstrators, and no car that is for sale."""
    if not is_one:
        raise UserError(
            "not_a_demonstrator", N_("Only a demonstrator goes on a test drive."), field="vehicle"
        )


def check_rating(rating: int | None) -> None:
    """One to five stars, or none."""
    if rating is not None and not 1 <= rating <= BEST:
        raise UserError("rating", N_("A drive is rated with one to five stars."), field="rating")


def check_distance(km_out: int, km_in: int) -> None:
    """The car comes back with at least the kilometres that it left with."""
    if km_in < km_out:
        message = N_("The car left with {km} km; it cannot come back with less.")
        raise UserError("km_backwards", message, field="km_in", km=km_out)


def overlap(a: tuple[datetime, datetime], b: tuple[datetime, datetime]) -> bool:
    """Whether two drives need the car at the same time; between them it has a little time."""
    return a[0] < b[1] + GAP and b[0] < a[1] + GAP


def is_late(state: str, ends_at: datetime, now: datetime) -> bool:
    """Whether the car should be back."""
    return state == TestDriveState.OUT and now > ends_at

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain import states
from app.domain.test_drive import TEST_DRIVE, check_distance, check_licence, check_times, overlap
from app.domain.test_drive import TestDriveState as DriveState
from app.errors import UserError

TEN = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def hours(n: float) -> datetime:
    return TEN + timedelta(hours=n)


def test_keys_go_out_and_come_back_and_nothing_else() -> None:
    assert states.may_move(TEST_DRIVE, DriveState.BOOKED, DriveState.OUT)
    assert states.may_move(TEST_DRIVE, DriveState.OUT, DriveState.RETURNED)
    assert not states.may_move(TEST_DRIVE, DriveState.OUT, DriveState.CANCELLED)
    assert not states.may_move(TEST_DRIVE, DriveState.RETURNED, DriveState.OUT)


@pytest.mark.parametrize("length", [0, -1, 8.1])
def test_a_drive_takes_a_sensible_time(length: float) -> None:
    with pytest.raises(UserError, match="drive_times"):
        check_times(TEN, hours(length))
    check_times(TEN, hours(8))


@pytest.mark.parametrize(
    ("number", "kind", "until", "code"),
    [
        ("", "C1", "2031-08-14", "licence_missing"), ("3301 0619", "C1", "2031-08-14", "licence_missing"),
        ("x" * 21, "C1", "2031-08-14", "licence_missing"), ("330106199003", "D", "2031-08-14", "licence_class"),
        ("330106199003", "C1", "2026-11-22", "licence_over"),
    ],
)  # fmt: skip
def test_no_keys_without_a_licence_that_allows_it(number: str, kind: str, until: str, code: str) -> None:
    with pytest.raises(UserError, match=code):
        check_licence(number, kind, date.fromisoformat(until), TEN.date())
    with pytest.raises(UserError, match="licence_over"):
        check_licence("330106199003", "C1", None, TEN.date())
    check_licence("330106199003", "C2", TEN.date(), TEN.date())


def test_a_car_does_not_come_back_with_fewer_kilometres() -> None:
    with pytest.raises(UserError, match="km_backwards"):
        check_distance(1200, 1199)
    check_distance(1200, 1200)


def test_a_quarter_of_an_hour_is_kept_free_between_two_drives() -> None:
    assert not overlap((TEN, hours(1)), (hours(1.25), hours(2)))
    assert overlap((TEN, hours(1)), (hours(1.2), hours(2)))
    assert overlap((TEN, hours(1)), (hours(0.5), hours(2)))
    assert overlap((TEN, hours(3)), (hours(1), hours(2)))

from __future__ import annotations

from datetime import UTC, datetime, timedelta

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


@pytest.mark.parametrize("number", ["", "123", "3301 0619", "x" * 21])
def test_no_keys_without_a_licence(number: str) -> None:
    with pytest.raises(UserError, match="licence_missing"):
        check_licence(number)
    check_licence("330106199003078812")


def test_a_car_does_not_come_back_with_fewer_kilometres() -> None:
    with pytest.raises(UserError, match="km_backwards"):
        check_distance(1200, 1199)
    check_distance(1200, 1200)


def test_one_drive_may_begin_when_the_other_ends() -> None:
    assert not overlap((TEN, hours(1)), (hours(1), hours(2)))
    assert overlap((TEN, hours(1)), (hours(0.5), hours(2)))
    assert overlap((TEN, hours(3)), (hours(1), hours(2)))

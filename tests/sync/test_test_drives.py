"""A feature added last: its rows sync, merge and are judged without a line in `app/sync` or `server`."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.clock import SystemClock
from app.domain.permissions import STOCK_TRANSFER
from app.domain.states import VehicleStatus
from app.errors import PermissionDenied, UserError
from app.ids import vehicle_id
from app.queries import test_drives as diary
from app.services import customers, stock, test_drives
from app.services.orders import active_stay
from tests.shop import Till, new_vin, person, settle

TEN = datetime.combine(SystemClock().today() + timedelta(days=1), time(2), UTC)
LICENCE = test_drives.Licence("330106199003078812", "C1", date(2031, 8, 14))


def demonstrator(till: Till) -> str:
    """A car that may be driven; its id."""
    car = vehicle_id(till.receive(new_vin())[0])
    with till.as_("liu").unit_of_work().begin(STOCK_TRANSFER) as tx:
        stay = active_stay(tx.session, car)
        assert stay is not None
        stock.mark_moved(tx, stay, VehicleStatus.DEMONSTRATOR, "demonstrator")
    return car


def book(till: Till, car: str, customer: str, starts: datetime = TEN, user: str = "wang") -> str:
    uow = till.as_(user).unit_of_work()
    ends = starts + timedelta(minutes=45)
    return test_drives.book(uow, customer_id=customer, vehicle_id=car, starts_at=starts, ends_at=ends)


def states_at(till: Till) -> list[tuple[str, int | None]]:
    with till.wang.reading() as session:
        return [(row.state, row.km_in) for row in diary.list_drives(session)]


def test_a_drive_is_booked_here_and_ends_there(counter: Till, booth: Till) -> None:
    car = demonstrator(counter)
    customer = customers.add(counter.wang.unit_of_work(), person())
    drive = book(counter, car, customer)
    settle(counter, booth)
    assert states_at(booth) == [("booked", None)]
    uow = booth.wang.unit_of_work()
    with pytest.raises(UserError, match="agreement_missing"):
        test_drives.hand_over(uow, drive_id=drive, km_out=1200)
    test_drives.agree(uow, drive_id=drive, licence=LICENCE, strokes=[[[0.1, 0.2], [0.5, 0.4]]])
    test_drives.hand_over(uow, drive_id=drive, km_out=1200)
    test_drives.take_back(uow, drive_id=drive, km_in=1218)
    settle(booth, counter)
    assert states_at(counter) == states_at(booth) == [("returned", 1218)]
    assert counter.wang.status()["parked"] == booth.wang.status()["parked"] == 0


def test_one_car_is_not_promised_twice_at_one_time(counter: Till) -> None:
    car = demonstrator(counter)
    customer = customers.add(counter.wang.unit_of_work(), person())
    book(counter, car, customer)
    with pytest.raises(UserError, match="car_booked"):
        book(counter, car, customer, TEN + timedelta(minutes=30))
    book(counter, car, customer, TEN + timedelta(minutes=60))
    assert len(states_at(counter)) == 2


def test_only_a_demonstrator_is_driven_and_only_by_sellers(counter: Till) -> None:
    customer = customers.add(counter.wang.unit_of_work(), person())
    for_sale = vehicle_id(counter.receive(new_vin())[0])
    with pytest.raises(UserError, match="not_a_demonstrator"):
        book(counter, for_sale, customer)
    with pytest.raises(PermissionDenied):
        book(counter, demonstrator(counter), customer, user="liu")
    assert states_at(counter) == []


def test_two_places_that_moved_one_drive_leave_a_case_and_not_a_lie(counter: Till, booth: Till) -> None:
    car = demonstrator(counter)
    drive = book(counter, car, customers.add(counter.wang.unit_of_work(), person()))
    settle(counter, booth)
    uow = booth.wang.unit_of_work()
    test_drives.agree(uow, drive_id=drive, licence=LICENCE)
    settle(booth, counter)
    test_drives.cancel(counter.wang.unit_of_work(), drive_id=drive)
    test_drives.hand_over(uow, drive_id=drive, km_out=5)
    settle(counter, booth)
    assert booth.wang.status()["parked"] == 1
    assert booth.wang.status()["conflicts"] == counter.wang.status()["conflicts"] == 1
    assert states_at(counter) == [("cancelled", None)]


def test_two_desks_that_booked_one_car_offline_are_a_case_and_one_is_rescheduled(
    counter: Till, booth: Till
) -> None:
    car = demonstrator(counter)
    customer = customers.add(counter.wang.unit_of_work(), person())
    settle(counter, booth)
    book(counter, car, customer)
    late = book(booth, car, customer, TEN + timedelta(minutes=50))
    settle(counter, booth)
    assert booth.wang.status()["parked"] == 1
    assert counter.wang.status()["conflicts"] == 1
    with pytest.raises(UserError, match="car_booked"):
        test_drives.rebook(
            booth.wang.unit_of_work(),
            drive_id=late,
            vehicle_id=car,
            starts_at=TEN,
            ends_at=TEN + timedelta(minutes=45),
        )

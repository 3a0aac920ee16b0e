"""Test drives that no desk of ours would write."""

from __future__ import annotations

from typing import Any

import pytest

from app.clock import iso
from tests.server.client import Car, Terminal
from tests.server.conftest import World
from tests.server.wire import reason


@pytest.fixture
def desk(world: World) -> Terminal:
    return world.terminal()


@pytest.fixture
def car(world: World, desk: Terminal) -> Car:
    made = desk.receive(world.model_id)
    desk.demonstrator(made)
    return made


@pytest.fixture
def customer(desk: Terminal) -> str:
    made = desk.customer()
    assert reason(desk.do("customer.add", made)) == ("applied", "")
    return str(made["id"])


def booked(desk: Terminal, car: Car, customer: str, hours: float) -> str:
    drive = desk.drive(car, customer, hours=hours)
    assert reason(desk.do("test_drive.book", drive)) == ("applied", "")
    desk.pull()
    return str(drive["id"])


def change(desk: Terminal, action: str, drive: str, **values: Any) -> tuple[str, str]:
    return reason(desk.do(action, desk.change("test_drive", drive, **values)))


def test_one_car_is_promised_once_at_a_time(world: World, desk: Terminal, car: Car, customer: str) -> None:
    booked(desk, car, customer, 1)
    other = world.terminal()
    other.pull()
    clash = other.drive(car, customer, hours=1.8)
    assert reason(other.do("test_drive.book", clash)) == ("parked", "car_booked")
    assert reason(other.do("test_drive.book", other.drive(car, customer, hours=2.1))) == ("applied", "")
    for_sale = desk.receive(world.model_id)
    unfit = desk.drive(for_sale, customer, hours=1)
    assert reason(desk.do("test_drive.book", unfit)) == ("parked", "not_a_demonstrator")


def test_a_booking_is_nothing_more_and_changes_its_time_and_car_only(
    desk: Terminal, car: Car, customer: str
) -> None:
    for wrong, code in (({"state": "out"}, "drive"), ({"ends_at": iso(desk.clock.now())}, "drive_times")):
        assert reason(desk.do("test_drive.book", desk.drive(car, customer, hours=9, **wrong))) == (
            "quarantined",
            code,
        )
    for hours in (-72, 24 * 370):
        odd = desk.drive(car, customer, hours=hours)
        assert reason(desk.do("test_drive.book", odd)) == ("parked", "drive_day")
    assert change(desk, "test_drive.book", booked(desk, car, customer, 10), state="out") == (
        "quarantined",
        "drive",
    )
    moved = desk.drive(car, customer, hours=14)
    times = {"starts_at": moved["set"]["starts_at"], "ends_at": moved["set"]["ends_at"]}
    assert change(desk, "test_drive.book", booked(desk, car, customer, 12), **times) == ("applied", "")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"licence_no": None}, "licence_missing"), ({"licence_class": "D"}, "licence_class"),
        ({"licence_until": "2020-01-01"}, "licence_over"), ({"agreement_hash": None}, "agreement_missing"), ({"agreed_car": None}, "agreed_car"),
        ({"strokes": "[[[0.1,0.1],[7,7]]]"}, "strokes"), ({"strokes": '{"buyer":[]}'}, "strokes"),
    ],
)  # fmt: skip
def test_nobody_agrees_without_a_licence(
    desk: Terminal, car: Car, customer: str, wrong: dict[str, Any], code: str
) -> None:
    drive = booked(desk, car, customer, 20)
    assert change(desk, "test_drive.agree", drive, **desk.agreed(car, **wrong)) == ("quarantined", code)


def test_the_keys_go_with_an_agreement_and_kilometres_only(desk: Terminal, car: Car, customer: str) -> None:
    out = {"state": "out", "km_out": 100}
    assert change(desk, "test_drive.move", booked(desk, car, customer, 30), **out)[1] == "agreement_missing"
    drive = booked(desk, car, customer, 32)
    assert change(desk, "test_drive.agree", drive, **desk.agreed(car)) == ("applied", "")
    desk.pull()
    assert change(desk, "test_drive.move", drive, **out) == ("applied", "")
    desk.pull()
    back = {"state": "returned", "km_in": 99}
    assert change(desk, "test_drive.move", drive, **back) == ("quarantined", "km_backwards")


def test_the_agreement_counts_for_its_own_car_only(
    world: World, desk: Terminal, car: Car, customer: str
) -> None:
    other = desk.receive(world.model_id)
    desk.demonstrator(other)
    drive = booked(desk, car, customer, 40)
    assert change(desk, "test_drive.agree", drive, **desk.agreed(car)) == ("applied", "")
    desk.pull()
    assert change(desk, "test_drive.book", drive, vehicle_id=other.id) == ("applied", "")
    desk.pull()
    out = {"state": "out", "km_out": 100}
    assert change(desk, "test_drive.move", drive, **out) == ("quarantined", "agreement_missing")


def test_an_agreement_is_not_rewritten_for_another_car(
    world: World, desk: Terminal, car: Car, customer: str
) -> None:
    other = desk.receive(world.model_id)
    drive = booked(desk, car, customer, 70)
    assert change(desk, "test_drive.agree", drive, **desk.agreed(car)) == ("applied", "")
    desk.pull()
    got = change(desk, "test_drive.agree", drive, agreed_car=other.id)
    assert got == ("quarantined", "agreed_car")


def test_keys_that_went_before_anybody_knew_of_another_car_count(
    world: World, desk: Terminal, car: Car, customer: str
) -> None:
    drive = booked(desk, car, customer, 60)
    assert change(desk, "test_drive.agree", drive, **desk.agreed(car)) == ("applied", "")
    desk.pull()
    office = world.terminal()
    office.pull()
    other = office.receive(world.model_id)
    office.demonstrator(other)
    assert change(office, "test_drive.book", drive, vehicle_id=other.id) == ("applied", "")
    assert change(desk, "test_drive.move", drive, state="out", km_out=100) == ("applied", "")


def test_the_keys_of_a_car_that_is_for_sale_do_not_go(
    world: World, desk: Terminal, car: Car, customer: str
) -> None:
    drive = booked(desk, car, customer, 50)
    assert change(desk, "test_drive.agree", drive, **desk.agreed(car)) == ("applied", "")
    desk.pull()
    for_sale = desk.change("stock_stay", car.stay_id, status="in_stock")
    told = desk.movement(car, "demonstrator", "in_stock", "liu")
    assert reason(desk.do("stock.transfer", for_sale, told, user="liu")) == ("applied", "")
    desk.pull()
    desk.clock.advance(minutes=1)
    later = world.terminal()
    later.pull()
    got = change(later, "test_drive.move", drive, state="out", km_out=100)
    assert got == ("parked", "not_a_demonstrator")

"""Leases and tickets end when they should, whatever somebody does to the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from app.clock import FakeClock, SystemClock
from app.errors import UserError
from app.services import customers
from app.sync import integrity
from tests.shop import Shop, Till, new_vin, person, settle


@pytest.fixture
def clock() -> FakeClock:
    """The terminal's clock, right at first."""
    return FakeClock(SystemClock().now())


@pytest.fixture
def till(new_till: Callable[..., Till], clock: FakeClock) -> Till:
    """A terminal with that clock."""
    return new_till("Counter 1", clock=clock)


def leased(till: Till, kind: str = "day") -> str:
    """A car whose lease the terminal holds."""
    vin = till.receive(new_vin())[0]
    till.sync()
    till.wang.lease([car(till, vin)], kind=kind)
    return vin


def car(till: Till, vin: str) -> str:
    """A car's id."""
    return str(till.query("SELECT id FROM vehicle WHERE vin = :v", v=vin)[0][0])


def test_a_lease_in_hand_confirms_a_sale_without_a_network(till: Till, shop: Shop) -> None:
    vin = leased(till)
    shop.stop()
    assert till.sell(vin).confirmed
    shop.start()


def test_a_day_lease_is_void_after_its_deadline(till: Till, clock: FakeClock) -> None:
    vin = leased(till)
    clock.advance(hours=26)
    assert till.wang.status()["leases"] == []
    assert not till.sell(vin).confirmed


def test_setting_the_clock_back_does_not_bring_a_lease_back(till: Till, clock: FakeClock) -> None:
    vin = leased(till)
    clock.advance(hours=26)
    till.wang.status()
    clock.set(clock.now() - timedelta(hours=25))
    assert till.wang.status()["leases"] == []
    assert not till.sell(vin).confirmed


def test_a_clock_behind_the_servers_does_not_lengthen_a_lease(
    new_till: Callable[..., Till], clock: FakeClock
) -> None:
    clock.set(clock.now() - timedelta(days=2))
    till = new_till("Slow", clock=clock)
    vin = leased(till)
    clock.advance(hours=26)
    assert not till.sell(vin).confirmed


def test_a_day_lease_is_void_after_a_restart_of_the_computer(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    vin = leased(till)
    del till.wang.__dict__["boot"]
    monkeypatch.setattr("app.workplace.Workplace.boot", "another boot")
    assert till.wang.status()["leases"] == []
    assert not till.sell(vin).confirmed


def test_a_show_lease_outlives_days_and_restarts(
    till: Till, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    vin = leased(till, kind="show")
    clock.advance(hours=30)
    del till.wang.__dict__["boot"]
    monkeypatch.setattr("app.workplace.Workplace.boot", "another boot")
    assert till.wang.status()["leases"] == [vin]
    assert till.sell(vin).confirmed


def test_with_an_expired_ticket_every_order_is_provisional_and_the_server_takes_it(
    till: Till, booth: Till, clock: FakeClock
) -> None:
    vin = leased(till, kind="show")
    clock.advance(hours=73)
    sold = till.sell(vin)
    assert not sold.confirmed
    till.sync()
    settle(till, booth)
    assert booth.query("SELECT no, provisional FROM contract") == [(sold.contract_no, 0)]
    assert till.wang.status()["parked"] == 0


def test_setting_the_clock_back_does_not_bring_a_ticket_back(till: Till, clock: FakeClock) -> None:
    vin = leased(till, kind="show")
    clock.advance(hours=73)
    assert not till.wang.may_confirm
    clock.set(clock.now() - timedelta(hours=72))
    assert not till.wang.may_confirm
    assert not till.sell(vin).confirmed


@pytest.mark.parametrize("days", [-365, 365, 3650])
def test_a_clock_years_off_loses_nothing_and_wins_nothing(
    new_till: Callable[..., Till], booth: Till, days: int
) -> None:
    off = FakeClock(datetime.now(UTC) + timedelta(days=days))  # noqa: TID251 - the test is about the real time
    wrong = new_till("Wrong clock", clock=off)
    customer = customers.add(wrong.wang.unit_of_work(), person())
    sold = wrong.sell(wrong.receive(new_vin())[0])
    settle(wrong, booth)
    assert booth.query("SELECT no FROM contract") == [(sold.contract_no,)]
    for till, phone in ((wrong, "13911111111"), (booth, "13922222222")):
        customers.edit(till.wang.unit_of_work(), customer, {"phone": phone})
        off.advance(minutes=5)
    wrong.sync()
    settle(booth, wrong)
    customers.edit(booth.wang.unit_of_work(), customer, {"phone": "13933333333"})
    settle(booth, wrong)
    assert wrong.query("SELECT phone FROM customer WHERE id = :i", i=customer) == [("13933333333",)]
    with wrong.wang.reading() as here, booth.wang.reading() as there:
        assert integrity.digests(here) == integrity.digests(there)
    hlc = [row[0] for row in wrong.query("SELECT json_extract(header, '$.hlc') FROM op ORDER BY no")]
    assert hlc == sorted(hlc)


def test_a_clock_before_our_time_is_named_before_anything_is_sold(new_till: Callable[..., Till]) -> None:
    store = new_till("Store")
    till = new_till("Dead battery", clock=FakeClock(datetime(2001, 1, 1, tzinfo=UTC)))
    vin = store.receive(new_vin())[0]
    settle(store, till)
    with pytest.raises(UserError) as told:
        till.sell(vin)
    assert "clock" in told.value.message
    with pytest.raises(AssertionError, match="clock"):  # its cars would have come years before their time
        till.receive(new_vin())
    assert till.query("SELECT count(*) FROM contract") == [(0,)]


def test_a_number_carries_the_year_of_the_clock_and_never_repeats(till: Till, clock: FakeClock) -> None:
    first = till.sell(None, model="QIN-2025")
    clock.advance(days=400)
    second = till.sell(None, model="QIN-2025")
    clock.set(clock.now() - timedelta(days=400))
    third = till.sell(None, model="QIN-2025")
    numbers = [sold.contract_no.split("-")[1:] for sold in (first, second, third)]
    assert [n for _, n in numbers] == ["00001", "00001", "00002"]
    assert numbers[0][0] == numbers[2][0] != numbers[1][0]

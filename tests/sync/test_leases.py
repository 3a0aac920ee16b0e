"""A lease is in one hand, whatever several programs of a terminal do at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app import db, holding
from app.clock import SystemClock, from_iso
from app.errors import SignInFailed, UserError
from app.gateways.deals import DealsFromReplica
from app.gateways.stock import StockFromReplica
from app.gateways.sync import SyncOfTerminal
from app.ids import vehicle_id
from app.presenters.stock_list import StockFilter
from app.services import cancelling, contracts, leases, leasing
from app.sync.engine import Engine
from app.sync.transport import Transport
from server import administration
from tests.shop import Shop, Till, new_vin, person, settle, wait_until


def raised(error: Exception) -> Callable[..., None]:
    """What raises it, whatever it is given."""

    def call(*_: object, **__: object) -> None:
        raise error

    return call


def test_a_lease_that_another_program_gives_back_is_not_kept(
    counter: Till, booth: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    (vin,) = counter.receive(new_vin())
    settle(counter, booth)
    car, real, first = vehicle_id(vin), Engine.lease, [True]
    other = counter.as_("zhao")
    beside = threading.Thread(target=lambda: other.lease([], [car]))

    def slow(self: Engine, want: list[str], release: list[str], *, kind: str = "day") -> dict[str, Any]:
        answer = real(self, want, release, kind=kind)
        if want and first.pop():
            beside.start()
            beside.join(0.5)
        return answer

    monkeypatch.setattr(Engine, "lease", slow)
    counter.wang.lease([car])
    beside.join()
    first.append(False)
    booth.wang.lease([car])
    assert not counter.sell(vin).confirmed
    assert booth.sell(vin).confirmed


def test_a_server_that_refuses_the_lease_at_the_counter_makes_the_sale_provisional(
    counter: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    (vin,) = counter.receive(new_vin())
    settle(counter)

    refused = SignInFailed("too_many_attempts", "Too many attempts.", seconds=60)
    monkeypatch.setattr(Transport, "leases", raised(refused))
    assert not counter.wang.try_lease(vehicle_id(vin))
    assert not counter.sell(vin).confirmed


def test_a_manager_takes_a_lease_back_and_the_holder_promises_the_car_no_more(
    counter: Till, booth: Till
) -> None:
    """A laptop is lost at a show with its leases in hand; it turns up again and had sold the car meanwhile."""
    vin, other = counter.receive(new_vin(), new_vin())
    settle(counter, booth)
    booth.wang.lease([vehicle_id(vin), vehicle_id(other)], kind="show")
    counter.sync()
    for user, code in (("wang", "not_allowed"), ("liu", "not_allowed")):
        with pytest.raises(UserError, match=code):
            leasing.revoke(counter.as_(user).unit_of_work(), numbers=[vin])
    leasing.revoke(counter.as_("sun").unit_of_work(), numbers=[vin, other])
    lost = booth.sell(vin)  # offline, under a lease that it believes to hold
    assert lost.confirmed
    counter.sync()
    assert counter.wang.try_lease(vehicle_id(vin))
    sold = counter.sell(vin)
    assert sold.confirmed
    settle(counter, booth)
    assert booth.wang.status()["leases"] == []
    assert not booth.sell(other).confirmed
    settle(booth, counter)
    for till in (counter, booth):
        state = "SELECT provisional FROM contract WHERE no = :n"
        assert till.query(state, n=sold.contract_no) == [(0,)]
        assert till.query(state, n=lost.contract_no) == [(1,)]
        assert till.query("SELECT sum(amount) FROM payment") == [(1_500_000,)]
        assert till.query("SELECT count(*) FROM sync_case WHERE kind = 'vehicle' AND state = 'open'") == [
            (1,)
        ]


@pytest.mark.parametrize("reachable", [True, False])
def test_a_car_that_came_back_is_leased_anew_once_the_centre_knows_that_it_was_sold(
    counter: Till, booth: Till, monkeypatch: pytest.MonkeyPatch, reachable: bool
) -> None:
    """Else the old sale, which arrives after the new lease, ends it: and who waited for the car gets it in between."""
    (vin,) = counter.receive(new_vin())
    settle(counter, booth)
    car, real = vehicle_id(vin), Transport.push
    booth.wang.lease([car], kind="show")
    counter.sell(vin)  # provisional: it waits for the car
    counter.sync()
    first = booth.sell(vin)
    cancelling.cancel(booth.wang.unit_of_work(), no=first.contract_no, reason="不买了")
    if not reachable:
        monkeypatch.setattr(Transport, "push", raised(SignInFailed("server_fault", "Later.")))
    answer = booth.wang.lease([car], kind="show")
    assert answer["granted"] == []
    assert [each["code"] for each in answer["refused"]] == ["sold" if reachable else "untold"]
    if reachable:  # it went to who waited for it
        with pytest.raises(UserError, match="vehicle_sold"):
            booth.sell(vin)
        return
    second = booth.sell(vin)
    assert not second.confirmed, "who waits for the car comes first"
    monkeypatch.setattr(Transport, "push", real)
    settle(booth, counter)
    assert counter.query("SELECT provisional FROM contract WHERE no = :n", n=second.contract_no) == [(1,)]


def test_a_day_lease_ends_by_the_time_that_passed_whatever_the_clock_says(
    new_till: Callable[..., Till],
) -> None:
    clock = Moved()
    till = new_till("Moved clock", clock=clock)
    (vin,) = till.receive(new_vin())
    till.sync()
    (granted,) = till.wang.lease([vehicle_id(vin)])["granted"]
    assert till.wang.status()["leases"] == [vin]
    clock.passed += from_iso(granted["deadline"]) - SystemClock().now() + timedelta(minutes=1)
    assert till.wang.status()["leases"] == []
    clock.set_back = timedelta(days=2)  # somebody sets the clock back: the lease does not revive
    assert till.wang.status()["leases"] == []


def test_the_stock_and_the_sync_page_name_one_moment_at_which_a_lease_ends(counter: Till) -> None:
    (vin,) = counter.receive(new_vin())
    counter.sync()
    (granted,) = counter.wang.lease([vehicle_id(vin)])["granted"]
    counter.sync()
    stock, (held,) = StockFromReplica(counter.wang), SyncOfTerminal(counter.wang).status().leases
    (listed,) = stock.page(StockFilter(text=vin), date(2026, 11, 29), 0, 10)
    found = stock.find(vin)
    assert found is not None
    assert held.until == listed.lease_until == found.lease_until == from_iso(granted["deadline"])
    shared = counter.query("SELECT until FROM lease WHERE id = :car", car=vehicle_id(vin))[0][0]
    assert listed.lease_until < from_iso(shared)  # the centre frees it later, for a clock that is behind


def test_more_cars_than_fit_in_a_request_are_leased_and_given_back(counter: Till) -> None:
    cars = [vehicle_id(vin) for vin in counter.receive(*(new_vin() for _ in range(3)))]
    counter.sync()
    nowhere = [vehicle_id(f"NOWHERE{n:010d}") for n in range(2_000)]  # 78 KB of ids; the server takes 64
    answer = counter.wang.lease([*cars[:2], *nowhere, cars[2]])
    assert {each["vehicle"] for each in answer["granted"]} == set(cars)
    assert len(answer["refused"]) == 2_000
    counter.wang.lease([], [*nowhere, *cars])
    counter.sync()
    own = counter.wang.identity.id
    assert counter.query("SELECT count(*) FROM lease WHERE terminal_id = :own", own=own) == [(0,)]


def test_a_day_lease_is_void_after_the_computer_was_started_again_and_a_show_lease_is_not(
    counter: Till,
) -> None:
    day, show = counter.receive(new_vin(), new_vin())
    counter.sync()
    counter.wang.lease([vehicle_id(day)])
    counter.wang.lease([vehicle_id(show)], kind="show")
    assert set(counter.wang.status()["leases"]) == {day, show}
    counter.wang.__dict__["boot"] = "another start"
    assert counter.wang.status()["leases"] == [show]


class Moved(SystemClock):
    """The machine's clock, with time passed, or set back by hand."""

    def __init__(self) -> None:
        self.passed, self.set_back = timedelta(0), timedelta(0)

    def now(self) -> datetime:
        return super().now() + self.passed - self.set_back

    def monotonic(self) -> float:
        return super().monotonic() + self.passed.total_seconds()


@pytest.fixture
def holder(shop: Shop, counter: Till) -> Iterator[Till]:
    """A terminal that holds the free cars of its branch; nobody else's tests see it."""
    identity = counter.wang.identity
    administration.set_holder(shop.uow, code=identity.branch_code, terminal=identity.id)
    yield counter
    administration.set_holder(shop.uow, code=identity.branch_code, terminal=None)


def test_a_terminal_that_the_branch_names_holds_its_free_cars_and_sells_them_without_a_network(
    shop: Shop, holder: Till, booth: Till
) -> None:
    vins = holder.receive(new_vin(), new_vin())
    desk = SyncOfTerminal(holder.wang)
    settle(holder)
    desk.cycle(push=True)
    assert sorted(holder.wang.status()["leases"]) == sorted(vins)
    shop.stop()
    assert holder.sell(vins[0]).confirmed
    shop.start()
    settle(holder, booth)
    holding.keep_up(holder.wang)
    assert holder.wang.status()["leases"] == [vins[1]]  # what is sold is not taken again


def test_a_held_car_is_handed_over_while_the_customer_waits(shop: Shop, holder: Till, booth: Till) -> None:
    (vin,) = holder.receive(new_vin())
    desk = SyncOfTerminal(holder.wang)
    settle(holder)
    desk.cycle(push=True)
    settle(booth)
    desk.cycle(push=True)
    with staying(desk):
        assert wait_until(lambda: booth.wang.try_lease(vehicle_id(vin)), limit=20)
    assert holder.wang.status()["leases"] == []
    assert not holder.sell(vin).confirmed
    assert booth.sell(vin).confirmed
    settle(booth, holder)
    assert booth.query("SELECT count(*) FROM contract WHERE provisional = 0") == [(1,)]


def test_a_car_that_the_holder_is_selling_right_now_is_not_handed_over(
    shop: Shop, holder: Till, booth: Till
) -> None:
    (vin,) = holder.receive(new_vin())
    settle(holder)
    holding.keep_up(holder.wang)
    settle(booth)
    assert not holder.wang.try_lease(vehicle_id(vin))  # F8: it is in hand already
    assert not booth.wang.try_lease(vehicle_id(vin))
    settle(holder)
    holding.keep_up(holder.wang)
    order = booth.sell(vin)
    assert not order.confirmed
    sold = holder.sell(vin)
    assert sold.confirmed
    settle(booth, holder, booth)
    assert booth.query("SELECT no, provisional FROM contract ORDER BY provisional") == [
        (sold.contract_no, 0),
        (order.contract_no, 1),
    ]


def test_the_first_order_gets_a_car_that_is_handed_over_too_late(holder: Till, booth: Till) -> None:
    (vin,) = holder.receive(new_vin())
    settle(holder)
    holding.keep_up(holder.wang)
    settle(booth)
    assert not booth.wang.try_lease(vehicle_id(vin))
    order = booth.sell(vin)
    assert not order.confirmed
    booth.sync()
    holder.sync()
    holding.keep_up(holder.wang)
    settle(booth)
    assert booth.query("SELECT no, provisional FROM contract") == [(order.contract_no, 0)]


def test_all_is_given_back_when_work_ends_at_the_holder_or_another_is_named(
    shop: Shop, holder: Till, booth: Till
) -> None:
    vins = holder.receive(new_vin(), new_vin())
    settle(holder)
    holding.keep_up(holder.wang)
    assert not booth.wang.lease([vehicle_id(vins[0])], kind="hold")["granted"]
    holding.give_all_back(holder.wang)
    assert holder.wang.status()["leases"] == []
    assert booth.wang.lease([vehicle_id(vins[0])])["granted"]
    settle(holder)
    holding.keep_up(holder.wang)
    assert holder.wang.status()["leases"] == [vins[1]]
    administration.set_holder(
        shop.uow, code=holder.wang.identity.branch_code, terminal=booth.wang.identity.id
    )
    settle(holder)
    holding.keep_up(holder.wang)
    assert holder.wang.status()["leases"] == []
    assert booth.wang.lease([vehicle_id(vins[1])], kind="hold")["granted"]


def test_only_a_terminal_of_the_branch_holds_its_cars(shop: Shop, counter: Till) -> None:
    with pytest.raises(UserError, match="terminal_elsewhere"):
        administration.set_holder(shop.uow, code="MAIN", terminal=counter.wang.identity.id)


@contextmanager
def staying(desk: SyncOfTerminal) -> Iterator[None]:
    """A desk that stays: it hears of news by the long poll and syncs then."""
    over = threading.Event()

    def stay() -> None:
        while not over.is_set():
            if desk.wait_for_news():
                desk.cycle(push=True)

    thread = threading.Thread(target=stay, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(40)


def test_a_car_that_was_sold_here_is_not_given_back_before_the_centre_has_heard_of_it(
    counter: Till, booth: Till
) -> None:
    """A list that is a moment old, or a push that failed."""
    (vin,) = counter.receive(new_vin())
    settle(counter, booth)
    car = vehicle_id(vin)
    counter.wang.lease([car])
    assert counter.sell(vin).confirmed
    counter.wang.lease([], [car])
    assert booth.wang.lease([car])["granted"] == []
    assert not booth.sell(vin).confirmed
    settle(counter, booth)
    assert counter.query("SELECT provisional FROM contract ORDER BY no") == [(0,), (1,)]


def test_a_lease_that_serves_an_order_is_offered_to_no_other_until_it_is_granted_anew(counter: Till) -> None:
    (vin,) = counter.receive(new_vin())
    counter.sync()
    car = vehicle_id(vin)
    (granted,) = counter.wang.lease([car], kind="show")["granted"]
    over = replace(counter.wang.signing(None), may_confirm=False)
    wish = contracts.Order(customer=person(), price=11_640_902, vin=vin)
    ordered = contracts.sell(counter.wang.unit_of_work(), wish, over)
    desk = DealsFromReplica(counter.wang)
    assert (desk.car(vin).lease, desk.drawn(ordered.contract_no).certain) == ("free", True)
    with db.write_session(counter.wang.database) as session, session.begin():
        leases.keep(session, [granted | {"fence": granted["fence"] + 1}], counter.wang.boot)
    assert desk.car(vin).lease == "mine"

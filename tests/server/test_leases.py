"""One car, one confirmed contract: leases, sales that meet, orders that wait."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from server import administration, doctor
from tests.server.client import Car, Sale, Terminal
from tests.server.conftest import World
from tests.server.wire import reason


@pytest.fixture
def pair(world: World) -> tuple[Terminal, Terminal]:
    """Two counters of one branch."""
    return world.terminal(), world.terminal(user="zhao")


@pytest.fixture
def car(world: World, pair: tuple[Terminal, Terminal]) -> Car:
    """A car that both have seen."""
    received = pair[0].receive(world.model_id)
    pair[1].pull()
    return received


def sells(terminal: Terminal, car: Car, world: World, user: str = "wang", **how: object) -> Sale:
    """Sell a car and push that; the outcome is in `sale.outcome`."""
    sale = terminal.sale(car, world.model_id, user=user, **how)  # type: ignore[arg-type]
    sale.outcome = terminal.do("deal.sell", *sale.changes, user=user)  # type: ignore[attr-defined]
    return sale


def test_a_lease_is_one_terminals_until_it_gives_it_back(pair: tuple[Terminal, Terminal], car: Car) -> None:
    (granted,) = pair[0].lease(car.id)["granted"]
    assert (granted["fence"], granted["kind"]) == (1, "day")
    refused = pair[1].lease(car.id)["refused"]
    assert refused == [
        {"vehicle": car.id, "code": "leased", "terminal": pair[0].row("terminal", pair[0].id)["name"]}
    ]
    pair[0].lease(release=(car.id,))
    assert pair[1].lease(car.id)["granted"][0]["fence"] == 2
    assert pair[0].row("lease", car.id)["terminal_id"] == pair[1].id


def test_a_lease_ends_with_the_business_day_earlier_at_the_holder(
    world: World, pair: tuple[Terminal, Terminal], car: Car
) -> None:
    (granted,) = pair[0].lease(car.id)["granted"]
    until = pair[1].row("lease", car.id)["until"]
    assert granted["deadline"] < until == "2026-11-22T20:00:00.000000Z"  # four in the morning in Shanghai
    world.clock.advance(hours=12)
    pair[1].token = pair[1].sign_in("zhao").json()["access_token"]
    try:
        assert pair[1].lease(car.id)["granted"][0]["fence"] == 2
    finally:
        world.clock.advance(hours=-12)


def test_a_show_lease_lasts_until_it_is_returned(pair: tuple[Terminal, Terminal], car: Car) -> None:
    (granted,) = pair[0].lease(car.id, kind="show")["granted"]
    assert granted["deadline"] is None
    assert pair[1].row("lease", car.id)["until"] is None


def test_a_show_lease_is_not_cut_short_by_asking_for_a_day(pair: tuple[Terminal, Terminal], car: Car) -> None:
    pair[0].lease(car.id, kind="show")
    (granted,) = pair[0].lease(car.id)["granted"]
    assert (granted["kind"], granted["deadline"]) == ("show", None)


def test_a_car_at_another_branch_is_not_leased(world: World, car: Car) -> None:
    far = world.terminal("XS", "far")
    assert far.lease(car.id)["refused"] == [{"vehicle": car.id, "code": "elsewhere"}]
    assert far.lease(car.id, kind="show")["granted"] == []


def test_a_lease_ends_when_its_holder_sends_the_car_to_another_branch(
    world: World, pair: tuple[Terminal, Terminal], car: Car
) -> None:
    pair[0].lease(car.id, kind="show")
    far = world.terminal("XS", "far")
    pair[0].pull()
    sent = pair[0].change("stock_stay", car.stay_id, branch_id=far.branch_id, status="transfer")
    moved = pair[0].movement(car, "in_stock", "transfer", "liu")
    assert reason(pair[0].do("stock.transfer", sent, moved, user="liu")) == ("applied", "")
    assert pair[1].row("lease", car.id)["terminal_id"] is None


def test_there_is_no_other_kind_of_lease(pair: tuple[Terminal, Terminal], car: Car) -> None:
    body = {"want": [car.id], "kind": "for ever"}
    response = pair[0].http.post("/sync/v1/leases", json=body, headers=pair[0].bearer)
    assert (response.status_code, response.json()["error"]["code"]) == (422, "malformed")


def test_nobody_leases_what_is_sold_or_unknown(
    world: World, pair: tuple[Terminal, Terminal], car: Car
) -> None:
    sells(pair[0], car, world)
    unknown = "00000000-0000-5000-8000-000000000000"
    assert [r["code"] for r in pair[1].lease(car.id, unknown)["refused"]] == ["sold", "not_in_stock"]


def test_revoking_a_terminal_frees_its_cars_and_locks_it_out(
    world: World, pair: tuple[Terminal, Terminal], car: Car
) -> None:
    pair[0].lease(car.id)
    administration.revoke_terminal(world.server.database, world.clock, pair[0].id)
    assert pair[1].lease(car.id)["granted"][0]["fence"] == 3
    hello = world.http.post("/sync/v1/hello", headers=pair[0].bearer)
    assert (hello.status_code, hello.json()["error"]["code"]) == (401, "terminal_revoked")


def test_a_car_is_sold_once_and_the_second_sale_keeps_its_money_and_becomes_a_case(
    world: World, pair: tuple[Terminal, Terminal], car: Car
) -> None:
    winner = sells(pair[0], car, world)
    loser = sells(pair[1], car, world, "zhao", deposit=500_000)
    assert reason(loser.outcome) == ("conflict", "car_lost")  # type: ignore[attr-defined]
    contract = pair[1].row("contract", loser.contract_id)
    assert (contract["provisional"], contract["vehicle_id"]) == (1, car.id)
    assert [row["amount"] for row in pair[1].all("payment", deal_id=loser.deal_id)] == [500_000]
    (case,) = pair[1].all("sync_case", kind="vehicle", contract_id=loser.contract_id)
    assert json.loads(case["data"])["winner"] == winner.contract_id


def test_the_holder_of_the_lease_wins_also_when_it_comes_second(
    world: World, pair: tuple[Terminal, Terminal], car: Car
) -> None:
    pair[1].lease(car.id)
    early = sells(pair[0], car, world)
    assert reason(early.outcome) == ("conflict", "car_lost")  # type: ignore[attr-defined]
    assert pair[0].all("sync_case", contract_id=early.contract_id) == []  # it waits for the holder's word
    late = sells(pair[1], car, world, "zhao")
    assert reason(late.outcome) == ("applied", "")  # type: ignore[attr-defined]
    assert [c["state"] for c in pair[0].all("sync_case", contract_id=early.contract_id)] == ["open"]


def test_a_sale_under_a_lease_that_was_taken_away_still_lands_if_the_car_is_free(
    world: World, pair: tuple[Terminal, Terminal], car: Car
) -> None:
    pair[0].lease(car.id)
    sale = pair[0].sale(car, world.model_id)
    pair[0].lease(release=(car.id,))
    pair[1].lease(car.id)
    pair[1].lease(release=(car.id,))
    assert reason(pair[0].do("deal.sell", *sale.changes)) == ("applied", "")


def test_a_provisional_order_is_confirmed_when_the_car_is_free(
    world: World, pair: tuple[Terminal, Terminal], car: Car
) -> None:
    order = sells(pair[0], car, world, provisional=True, deposit=500_000)
    assert reason(order.outcome) == ("applied", "")  # type: ignore[attr-defined]
    contract = pair[0].row("contract", order.contract_id)
    assert (contract["provisional"], contract["state"]) == (0, "approved")
    assert pair[0].row("stock_stay", car.stay_id)["status"] == "reserved"
    moves = pair[0].all("stock_movement", stay_id=car.stay_id)
    assert [move["reason"] for move in moves] == ["test", "order_confirmed"]


def test_a_provisional_order_waits_while_another_holds_the_car_and_is_confirmed_when_it_is_returned(
    world: World, pair: tuple[Terminal, Terminal], car: Car
) -> None:
    pair[1].lease(car.id)
    order = sells(pair[0], car, world, provisional=True)
    assert pair[0].row("contract", order.contract_id)["provisional"] == 1
    pair[1].lease(release=(car.id,))
    assert pair[0].row("contract", order.contract_id)["provisional"] == 0


def test_an_order_gets_the_car_once_the_lease_on_it_has_run_out(
    world: World, pair: tuple[Terminal, Terminal], car: Car
) -> None:
    pair[1].lease(car.id)
    order = sells(pair[0], car, world, provisional=True)
    world.clock.advance(hours=12)
    try:
        pair[0].sign_in("wang")
        pair[0].do("customer.add", pair[0].customer())  # any push will do
        assert pair[0].row("contract", order.contract_id)["provisional"] == 0
    finally:
        world.clock.advance(hours=-12)


def test_a_provisional_order_whose_car_is_sold_becomes_a_case_that_ends_in_another_car(
    world: World, pair: tuple[Terminal, Terminal], car: Car
) -> None:
    spare = pair[0].receive(world.model_id)
    pair[1].lease(car.id)
    order = sells(pair[0], car, world, provisional=True)
    sells(pair[1], car, world, "zhao")
    (case,) = pair[0].all("sync_case", kind="vehicle", contract_id=order.contract_id)
    contract = pair[0].rows["contract", order.contract_id]
    another = pair[0].change(
        "contract", order.contract_id, vehicle_id=spare.id, version=contract["version"] + 1
    )
    who = pair[0].as_("wang").user_id
    closed = pair[0].change("sync_case", case["id"], state="resolved", resolved_by=who)
    assert reason(pair[0].do("case.resolve", another, closed)) == ("applied", "")
    row = pair[0].row("contract", order.contract_id)
    assert (row["provisional"], row["vehicle_id"], row["no"]) == (0, spare.id, order.contract_no)
    assert pair[0].row("stock_stay", spare.stay_id)["status"] == "reserved"


def test_orders_are_served_first_come_first(world: World, pair: tuple[Terminal, Terminal], car: Car) -> None:
    third = world.terminal()
    third.lease(car.id)
    first = sells(pair[0], car, world, provisional=True)
    second = sells(pair[1], car, world, "zhao", provisional=True)
    third.lease(release=(car.id,))
    assert pair[0].row("contract", first.contract_id)["provisional"] == 0
    assert pair[0].row("contract", second.contract_id)["provisional"] == 1
    assert [case["state"] for case in pair[0].all("sync_case", contract_id=second.contract_id)] == ["open"]


def test_a_cancelled_order_frees_the_car_for_the_next(
    world: World, pair: tuple[Terminal, Terminal], car: Car
) -> None:
    third = world.terminal()
    third.lease(car.id)
    first = sells(pair[0], car, world, provisional=True)
    second = sells(pair[1], car, world, "zhao", provisional=True)
    # Cancelled at the terminal, which does not know yet that the order was confirmed.
    pair[0].pull()
    cancel = pair[0].op(
        "contract.cancel",
        pair[0].change("contract", first.contract_id, state="cancelled", cancelled_reason="改主意"),
        pair[0].change("deal", first.deal_id, state="cancelled"),
    )
    third.lease(release=(car.id,))
    assert reason(pair[0].push(cancel)[0]) == ("applied", "")
    assert pair[0].row("contract", second.contract_id)["provisional"] == 0
    assert pair[0].row("stock_stay", car.stay_id)["status"] == "reserved"


def test_six_terminals_race_for_five_cars(world: World) -> None:
    """All push at once, each its sales of the same cars in its own order: every car is sold once."""
    racers = [world.terminal() for _ in range(6)]
    cars = [racers[0].receive(world.model_id) for _ in range(5)]
    pushes = []
    for n, racer in enumerate(racers):
        racer.pull()
        order = cars[n % 5 :] + cars[: n % 5]
        pushes.append([racer.op("deal.sell", *racer.sale(car, world.model_id).changes) for car in order])
    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(lambda pair: pair[0].push(*pair[1]), zip(racers, pushes, strict=True)))
    said = Counter(reason(outcome) for each in outcomes for outcome in each)
    assert said == {("applied", ""): 5, ("conflict", "car_lost"): 25}
    for car in cars:
        contracts = racers[0].all("contract", vehicle_id=car.id)
        assert [c["provisional"] for c in contracts].count(0) == 1
    for racer in racers:
        racer.pull()
        assert racer.digests() == racers[0].digests()
    with world.server.database.reading() as session:
        assert doctor.problems(session, world.server.keys) == []

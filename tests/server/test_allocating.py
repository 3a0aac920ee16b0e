"""Allocations that no desk of ours would make."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.client import Car, Sale, Terminal
from tests.server.conftest import World
from tests.server.wire import reason


@pytest.fixture
def desk(world: World) -> Terminal:
    return world.terminal()


@pytest.fixture
def ordered(world: World, desk: Terminal) -> Sale:
    """A signed contract without a car, pulled."""
    sale = desk.sale(None, world.model_id)
    assert reason(desk.do("deal.sell", *sale.changes)) == ("applied", "")
    desk.pull()
    return sale


def allocated(desk: Terminal, sale: Sale, car: Car, *, user: str = "sun", **values: Any) -> tuple[str, str]:
    """The car marked sold, and the contract's."""
    version = desk.rows["contract", sale.contract_id]["version"] + 1
    contract = desk.change("contract", sale.contract_id, vehicle_id=car.id, version=version, **values)
    return reason(desk.do("contract.allocate", contract, *desk.sold(car, user), user=user))


def test_a_car_of_what_was_signed_for_is_taken_and_only_once(
    world: World, desk: Terminal, ordered: Sale
) -> None:
    car, second = desk.receive(world.model_id), desk.receive(world.model_id)
    for each in (car, second):
        assert desk.lease(each.id)["granted"]
    desk.pull()
    assert allocated(desk, ordered, car) == ("applied", "")
    desk.pull()
    assert desk.row("contract", ordered.contract_id)["vehicle_id"] == car.id
    assert allocated(desk, ordered, second)[0] == "parked"


def test_only_a_manager_allocates(world: World, desk: Terminal, ordered: Sale) -> None:
    car = desk.receive(world.model_id)
    desk.lease(car.id)
    desk.pull()
    assert allocated(desk, ordered, car, user="wang") == ("quarantined", "not_allowed")


def test_another_price_does_not_slip_in(world: World, desk: Terminal, ordered: Sale) -> None:
    car = desk.receive(world.model_id)
    desk.lease(car.id)
    desk.pull()
    assert allocated(desk, ordered, car, price=1)[0] == "quarantined"


@pytest.mark.parametrize(
    ("signed_for", "outcome"), [(" 珍珠 白色", ("applied", "")), ("曜石黑", ("quarantined", "other_car"))]
)
def test_the_car_has_the_colour_that_was_signed_for_by_whichever_name(
    world: World, desk: Terminal, signed_for: str, outcome: tuple[str, str]
) -> None:
    car = desk.receive(world.model_id)
    desk.lease(car.id)
    sale = desk.sale(None, world.model_id)
    sale.changes[2]["set"]["colour"] = signed_for
    assert reason(desk.do("deal.sell", *sale.changes)) == ("applied", "")
    desk.pull()
    assert allocated(desk, sale, car) == outcome

"""Amendments that meet what other terminals did, and those that no desk of ours would make."""

from __future__ import annotations

from typing import Any

import pytest

from app.models.registry import COLUMNS
from tests.server.client import LIST_PRICE, Car, Sale, Terminal
from tests.server.conftest import World
from tests.server.wire import reason


@pytest.fixture
def desk(world: World) -> Terminal:
    return world.terminal()


def sold(world: World, desk: Terminal, car: Car | None, deposit: int = 0) -> Sale:
    """A signed contract, pulled."""
    sale = desk.sale(car, world.model_id, deposit=deposit)
    assert reason(desk.do("deal.sell", *sale.changes)) == ("applied", "")
    desk.pull()
    return sale


def amendment(desk: Terminal, sale: Sale, **values: Any) -> list[dict[str, Any]]:
    """The contract changed and signed anew; a car is another matter."""
    version = desk.rows["contract", sale.contract_id]["version"] + 1
    rows = desk.signing(sale.contract_id, state="amended", signed_version=version, version=version, **values)
    rows[1]["set"]["version"] = version
    return rows


def swapped(desk: Terminal, before: Car, after: Car) -> list[dict[str, Any]]:
    """One car goes back into stock, the other one is sold."""
    back = [
        desk.change("stock_stay", before.stay_id, status="in_stock"),
        desk.movement(before, "sold", "in_stock", "wang"),
    ]
    return [*back, *desk.sold(after)]


def test_an_amended_order_that_gets_its_lost_car_after_all_is_signed_again(
    world: World, desk: Terminal
) -> None:
    had, wanted = desk.receive(world.model_id), desk.receive(world.model_id)
    sale = sold(world, desk, had)
    holder = world.terminal(user="zhao")
    assert holder.lease(wanted.id)["granted"]
    rows = [*amendment(desk, sale, vehicle_id=wanted.id), *swapped(desk, had, wanted)]
    assert reason(desk.do("contract.amend", *rows)) == ("conflict", "car_lost")
    lost = desk.row("contract", sale.contract_id)
    assert (lost["provisional"], lost["vehicle_id"]) == (1, wanted.id)
    assert desk.row("stock_stay", had.stay_id)["status"] == "in_stock"
    holder.lease(release=(wanted.id,))
    free = desk.row("contract", sale.contract_id)
    assert (free["provisional"], free["state"], free["signed_version"]) == (0, "approved", None)
    assert reason(desk.do("contract.sign", *desk.signing(sale.contract_id), *[
        desk.change("stock_stay", wanted.stay_id, status="sold"),
        desk.movement(wanted, "reserved", "sold", "wang"),
    ])) == ("applied", "")  # fmt: skip


@pytest.mark.parametrize("deposit", [0, 500_000])
def test_who_amends_a_sale_without_having_heard_that_its_car_was_lost_forges_nothing(
    world: World, desk: Terminal, deposit: int
) -> None:
    car, holder = desk.receive(world.model_id), world.terminal(user="zhao")
    assert holder.lease(car.id)["granted"]
    sale = desk.sale(car, world.model_id, deposit=deposit)
    assert reason(desk.do("deal.sell", *sale.changes)) == ("conflict", "car_lost")
    for change in sale.changes:  # the answer was not read yet: here all is as it was entered
        known = desk.rows.get((change["table"], change["id"]), dict.fromkeys(COLUMNS[change["table"]]))
        unsent = {"id": change["id"], "scope": change["scope"], "ver": known["ver"] or 0}
        desk.rows[change["table"], change["id"]] = {**known, **change["set"], **unsent}
    rows = amendment(desk, sale, delivery_date="2026-12-24")
    assert reason(desk.do("contract.amend", *rows)) == ("applied", "")
    order = desk.row("contract", sale.contract_id)
    assert (order["provisional"], order["delivery_date"]) == (1, "2026-12-24")


def test_an_allocation_whose_car_is_lost_leaves_the_contract_as_it_was_signed(
    world: World, desk: Terminal
) -> None:
    car, sale = desk.receive(world.model_id), sold(world, desk, None, deposit=500_000)
    other = world.terminal(user="zhao")
    other.pull()
    theirs = other.sale(car, world.model_id, user="zhao")
    assert reason(other.do("deal.sell", *theirs.changes, user="zhao")) == ("applied", "")
    version = desk.rows["contract", sale.contract_id]["version"] + 1
    given = desk.change("contract", sale.contract_id, vehicle_id=car.id, version=version)
    outcome = reason(desk.do("contract.allocate", given, *desk.sold(car, "sun"), user="sun"))
    kept = desk.row("contract", sale.contract_id)
    assert (kept["state"], kept["provisional"], kept["vehicle_id"]) == ("signed", 0, None), outcome
    assert outcome == ("parked", "car_lost")


def test_a_lower_price_never_leaves_a_deposit_above_a_fifth_of_it(world: World, desk: Terminal) -> None:
    sale = sold(world, desk, desk.receive(world.model_id), deposit=LIST_PRICE // 5)
    price = LIST_PRICE - 100_000
    lower = amendment(desk, sale, price=price, discount=100_000)
    assert reason(desk.do("contract.amend", *lower)) == ("parked", "deposit_above_cap")


@pytest.mark.parametrize("colour_first", [True, False])
def test_a_car_allocated_here_and_another_colour_agreed_there_are_for_a_person_and_under_no_suspicion(
    world: World, desk: Terminal, colour_first: bool
) -> None:
    sale = desk.sale(None, world.model_id)
    sale.changes[2]["set"]["colour"] = "珍珠白"
    assert reason(desk.do("deal.sell", *sale.changes)) == ("applied", "")
    car, other = desk.receive(world.model_id), world.terminal(user="zhao")
    other.pull(), desk.pull()
    version = desk.rows["contract", sale.contract_id]["version"] + 1
    allocated = [
        desk.change("contract", sale.contract_id, vehicle_id=car.id, version=version),
        *desk.sold(car, "sun"),
    ]
    amended = amendment(other, sale, colour="曜石黑")
    for row in amended[1:]:
        row["set"]["user_id"] = other.as_("zhao").user_id

    def allocate() -> tuple[str, str]:
        return reason(desk.do("contract.allocate", *allocated, user="sun"))

    def amend() -> tuple[str, str]:
        return reason(other.do("contract.amend", *amended, user="zhao"))

    first, second = (amend, allocate) if colour_first else (allocate, amend)
    assert first() == ("applied", "")
    assert second() == (("parked", "contract_moved") if colour_first else ("conflict", ""))
    stay = desk.row("stock_stay", car.stay_id)
    assert stay["status"] == ("in_stock" if colour_first else "sold")


def test_who_amends_once_more_what_was_cancelled_meanwhile_is_under_no_suspicion(
    world: World, desk: Terminal
) -> None:
    sale, other = sold(world, desk, None), world.terminal(user="zhao")
    assert reason(desk.do("contract.amend", *amendment(desk, sale, terms="x"))) == ("applied", "")
    desk.pull(), other.pull()
    ended = other.change("contract", sale.contract_id, state="cancelled", cancelled_reason="x", version=3)
    deal = other.change("deal", sale.deal_id, state="cancelled")
    assert reason(other.do("contract.cancel", ended, deal, user="zhao")) == ("applied", "")
    again = amendment(desk, sale)
    for said in (again[0]["set"], again[0]["was"]):  # it is amended, and stays so
        said.pop("state", None)
    assert reason(desk.do("contract.amend", *again)) == ("parked", "contract_cancelled")

"""An order without a car made at one desk, given its car by a manager at another, and a quote of one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import UserError
from app.gateways.allocating import AllocationsOfTerminal
from app.gateways.contracts import ContractsFromReplica
from app.gateways.deals import DealsFromReplica
from app.presenters.contract_list import ContractFilter
from app.presenters.deal_desk_entries import STANDING
from app.presenters.deal_desk_quotes import filled
from app.presenters.deal_desk_rows import DeskBuyer
from app.presenters.deal_desk_state import DeskState
from app.services import allocating, contracts
from tests.shop import LIST_PRICE, MODEL, PASSWORD, PROMISED_ON, Till, new_vin, person, settle

COLOUR = "珍珠白"  # of every car that the tests take in


def on_the_desk(deals: DealsFromReplica) -> DeskState:
    """A new customer, and the model in a colour, promised for a day."""
    buyer, car = DeskBuyer(**person()), deals.ordered(MODEL, COLOUR)
    return DeskState(deals.facts(), buyer, car=car, discount=100_000, lines=STANDING, delivery_on=PROMISED_ON)


def ordered(till: Till) -> str:
    """A contract without a car, drawn at the desk and signed; its number."""
    deals = DealsFromReplica(till.wang)
    drawn = deals.draw(on_the_desk(deals))
    assert drawn.certain
    sold = contracts.sign(
        till.wang.unit_of_work(), contract_id=drawn.contract_id, signing=till.wang.signing(None)
    )
    assert sold.confirmed
    return sold.contract_no


def test_a_manager_at_another_desk_gives_it_its_car(counter: Till, booth: Till) -> None:
    first, second = ordered(counter), ordered(counter)
    vin = booth.receive(new_vin())[0]
    settle(counter, booth)
    sun = booth.as_("sun")
    rows = {row.no: row for row in (ContractsFromReplica(sun).find(no) for no in (first, second)) if row}
    assert [(rows[no].place, rows[no].waiting) for no in (first, second)] == [(1, 2), (2, 2)]
    waiting = AllocationsOfTerminal(sun).waiting(second)
    assert ([each.no for each in waiting.before], waiting.waiting) == ([first], 2)
    AllocationsOfTerminal(sun).allocate(first, vin)
    settle(booth, counter)
    loaded = DealsFromReplica(counter.wang).load(first)
    assert loaded.car is not None
    assert (loaded.car.vin, loaded.drawn.state if loaded.drawn else "") == (vin, "signed")
    left = ContractsFromReplica(counter.wang).find(second)
    assert left is not None
    assert (left.place, left.waiting) == (1, 1)


def test_a_managers_yes_is_to_this_model_in_this_colour_at_this_price(counter: Till) -> None:
    counter.as_("sun")
    deals = DealsFromReplica(counter.wang)
    state = replace(on_the_desk(deals), discount=2_000_000)
    drawn = deals.draw(state)
    yes = deals.approve(drawn, ("sun", PASSWORD), ("agreed", ""))
    state = replace(state, drawn=drawn, approved=yes, drawn_as=state.content)
    assert state.approval_holds
    assert state.car is not None
    dearer, other = replace(state.car, list_price=state.car.list_price + 1), replace(state.car, id="han")
    assert not any(replace(state, car=car).approval_holds for car in (dearer, other))


def test_a_quote_of_it_becomes_the_contract_at_another_desk(counter: Till, booth: Till) -> None:
    here, there = DealsFromReplica(counter.wang), DealsFromReplica(booth.wang)
    state = on_the_desk(here)
    given = here.quotes.give(state, state.facts.today)
    settle(counter, booth)
    found = there.quotes.take(given.no)
    taken = replace(filled(DeskState(there.facts(), lines=STANDING), found), deal=found.deal)
    assert taken.car is not None
    assert (taken.car.vin, taken.car.model_code, taken.car.colour) == ("", MODEL, COLOUR)
    assert (taken.sheet, taken.delivery_on) == (state.sheet, PROMISED_ON)
    drawn = there.draw(taken)
    assert drawn.deal_no == given.deal
    with booth.wang.reading() as session:
        contract = contracts.find(session, drawn.no)
    assert (contract.vehicle_id, contract.colour, contract.list_price) == (None, COLOUR, LIST_PRICE)
    assert booth.sync().parked == 0


def test_an_order_of_an_expired_ticket_is_in_line_for_a_car_once_its_customer_signed_anew(
    counter: Till, booth: Till
) -> None:
    wang = counter.wang
    order = contracts.Order(person(), LIST_PRICE, None, model=MODEL, colour=COLOUR, delivery_date=PROMISED_ON)
    expired = replace(wang.signing(None), may_confirm=False)
    sold = contracts.sell(wang.unit_of_work(), order, expired)
    vin = counter.receive(new_vin())[0]
    settle(counter, booth)
    lists, sun = ContractsFromReplica(wang), counter.as_("sun")
    row = lists.find(sold.contract_no)
    assert row is not None
    assert (row.provisional, row.vin, row.place) == (True, "", 0)  # it lost no car, and none is given to it
    assert sold.contract_no not in [each.no for each in lists.page(ContractFilter(view="no_car"), 0, 99)]
    with pytest.raises(UserError, match="contract_unsigned"):
        allocating.allocate(sun.unit_of_work(), no=sold.contract_no, vin=vin)
    contracts.sign(wang.unit_of_work(), contract_id=sold.contract_id, signing=wang.signing(None))
    settle(counter, booth)
    assert sold.contract_no in [each.no for each in lists.page(ContractFilter(view="no_car"), 0, 99)]
    AllocationsOfTerminal(counter.as_("sun")).allocate(sold.contract_no, vin)
    settle(counter, booth)
    assert counter.wang.status()["parked"] == 0

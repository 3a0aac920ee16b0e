"""Who else has begun to buy a car: said at the deal desk, in its checks and in the list of cars, and stopping nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QLabel

from app.changes import Changes
from app.gateways.deals import DealsFromReplica
from app.gateways.stock import StockFromReplica
from app.i18n import speaking
from app.presenters import deal_desk_checks, deal_desk_words
from app.presenters.deal_desk_rows import DeskBuyer, DeskCar, DeskClaim, DeskFacts, Kept
from app.presenters.deal_desk_state import DeskState
from app.presenters.stock_list import StockFilter
from app.services import contracts, customers, one_person
from app.views.deals.car_card import _answer
from app.views.stock.columns import _status
from app.views.stock.panel import _ordered
from tests.shop import Shop, Till, new_vin, person

TODAY = date(2026, 11, 22)


def told(car: DeskCar, buyer: DeskBuyer | None = None) -> list[str]:
    """What the checks say of others; never in the way of the print."""
    state = DeskState(DeskFacts(TODAY), buyer=buyer or DeskBuyer("x", "许若琳"), car=car)
    items = [item for item in deal_desk_checks.checks(state) if item.code == "claimed"]
    assert {item.level for item in items} <= {"warn"}
    return [item.text for item in items]


def test_the_desk_that_holds_a_car_hears_of_the_order_that_another_desk_took(
    shop: Shop, till_at: Callable[[Shop, str], Till]
) -> None:
    branch = shop.branch()
    here, there = till_at(shop, branch), till_at(shop, branch)
    (vin,) = here.receive(new_vin())
    here.sync()
    assert StockFromReplica(here.wang).lease((vin,)) == (vin,)
    there.sync()
    assert told(DealsFromReplica(here.wang).car(vin)) == []
    sold = there.sell(vin, buyer := person())
    assert not sold.confirmed
    there.sync()
    here.sync()
    car = DealsFromReplica(here.wang).car(vin)
    assert car.lease == "mine", "nothing is taken from who may sell it"
    name, desk = buyer["name"], there.wang.identity.name
    said = f"{name} has ordered this car and paid a prepayment: {sold.contract_no}, drawn at {desk}."
    assert told(car) == [said]
    assert f"Ordered: {name} · {desk}" in _answer(car).detail
    row = StockFromReplica(here.wang).find(vin)
    assert row is not None
    assert _status(row).text == f"Ordered: {name} · {desk}"
    assert (row.ordered_by, row.ordered_at, row.ordered_no) == (name, desk, sold.contract_no)
    draft = here.draft(vin, person())
    contract = DealsFromReplica(here.wang).load(draft)
    assert contract.car is not None
    assert contract.drawn is not None
    own = DeskState(DeskFacts(TODAY), buyer=contract.buyer, car=contract.car, drawn=contract.drawn)
    assert [each.no for each in own.claims] == [sold.contract_no], "not the deal on the desk itself"
    assert [each.no for each in replace(own, drawn=None, buyer=None).claims] == [sold.contract_no, draft]


def test_a_stock_keeper_reads_that_a_car_is_ordered_and_where_but_not_by_whom(
    shop: Shop, till_at: Callable[[Shop, str], Till]
) -> None:
    branch = shop.branch()
    here, there = till_at(shop, branch), till_at(shop, branch)
    (vin,) = here.receive(new_vin())
    here.sync()
    StockFromReplica(here.wang).lease((vin,))
    there.sync()
    sold = there.sell(vin, person("欧阳若琳"))
    there.sync()
    here.sync()
    door, desk = StockFromReplica(here.as_("liu")), there.wang.identity.name
    listed = door.page(StockFilter(text=vin), TODAY, 0, 10)
    for row in (door.find(vin), *listed):
        assert row is not None
        assert row.ordered
        assert _status(row).text == f"Ordered: {desk}"
        assert _ordered(row) == ("Order drawn at", desk, "warn")
        assert "欧阳若琳" not in repr(row)
        assert sold.contract_no not in repr(row)


def test_a_draft_of_another_customer_is_named_and_one_of_the_same_is_not(stages: Any) -> None:
    page = stages().enter("deal")
    presenter = page.presenter
    buyer, car = presenter.gateway.buyers[0], presenter.gateway.cars[0]
    presenter.choose_customer(buyer)
    other = DeskClaim("许若琳", "Booth 2", "MAIN02-26-00007", ("c1",))
    presenter.choose_car(
        replace(car, claims=(other, DeskClaim(buyer.name, "Booth 2", "MAIN02-26-00008", ("c8", buyer.id))))
    )
    shown = [each.text() for each in page.findChildren(QLabel) if each.isVisibleTo(page)]
    assert "许若琳 has an unsigned draft for this car: MAIN02-26-00007, drawn at Booth 2." in shown
    assert not any("MAIN02-26-00008" in text for text in shown)
    presenter.on_changes(Changes({"contract": frozenset({"k"})}))  # the other one is gone
    shown = [each.text() for each in page.findChildren(QLabel) if each.isVisibleTo(page)]
    assert not any("MAIN02-26-00007" in text for text in shown)


def test_a_deal_that_is_set_aside_here_is_named_too() -> None:
    car = DeskCar("v", "LGXC16DG4K0000013", "X7")
    aside = {"vin": car.vin, "buyer": {"name": "周明慧", "phone": "13800006620"}, "contract": ""}
    kept = tuple(
        Kept(str(n), "", None, aside | more)
        for n, more in enumerate(({}, {"contract": "MAIN01-26-00001"}, {"vin": "other"}))
    )
    state = DeskState(DeskFacts(TODAY), buyer=DeskBuyer("x", "许若琳"), car=car, kept=kept)
    assert state.claims == (DeskClaim("周明慧"),)
    assert replace(state, buyer=DeskBuyer("", "周明慧", "13800006620")).claims == ()
    assert replace(state, buyer=DeskBuyer("", "周明慧", "13900000217")).claims == (DeskClaim("周明慧"),), (
        "a namesake"
    )
    assert replace(state, buyer=DeskBuyer("", "周明慧")).claims == (DeskClaim("周明慧"),), "perhaps another"


def test_a_claim_by_another_file_of_the_same_person_is_no_other_buyers(
    shop: Shop, till_at: Callable[[Shop, str], Till]
) -> None:
    here = till_at(shop, shop.branch())
    (vin,) = here.receive(new_vin())
    here.sync()
    uow = here.wang.unit_of_work()
    first, second, other = (customers.add(uow, person()) for _ in range(3))
    contracts.draft(uow, contracts.Order(customer={"id": first}, price=11_650_000, vin=vin))
    one_person.merge(uow, customer_id=first, into=second)
    desk = DealsFromReplica(here.wang)
    state = DeskState(DeskFacts(TODAY), buyer=desk.customer(first), car=desk.car(vin))
    assert state.buyer is not None
    assert (state.buyer.id, state.claims) == (second, ())
    assert replace(state, buyer=replace(state.buyer, id=first)).claims == (), "opened before they were merged"
    assert len(replace(state, buyer=desk.customer(other)).claims) == 1


def test_several_who_want_a_car_are_said_as_the_language_writes_sentences() -> None:
    others = [
        DeskClaim(name, "二号展台", f"MAIN02-26-0000{n}", ordered=True) for n, name in enumerate("周许沈")
    ]
    assert deal_desk_words.claims(others).count(". ") == 2
    with speaking("zh_CN"):
        said = deal_desk_words.claims(others)
    assert said.count("。") == 3
    assert "。 " not in said


def test_the_heading_says_that_no_other_desk_has_what_is_not_drawn(stages: Any) -> None:
    page = stages().enter("deal")
    presenter = page.presenter
    assert page.subtitle() == "Draft"
    presenter.choose_customer(presenter.gateway.buyers[1])
    presenter.choose_car(presenter.gateway.cars[0])
    presenter.keep()
    assert page.subtitle() == "Draft · kept at this desk only until it is drawn (F8)"
    presenter.draw()
    assert page.subtitle().startswith("Draft · saved ")

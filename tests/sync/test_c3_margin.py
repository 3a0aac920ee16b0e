"""C3 and C5: what an approval and a gift cost goes from the counter to the back office, and stays there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.ids import vehicle_id
from app.queries import approvals
from app.services import amending, contracts, quotes, redrawing
from tests.shop import LIST_PRICE, PASSWORD, Shop, Till, new_vin, person

PRICE = LIST_PRICE * 9 // 10


@pytest.fixture
def places(shop: Shop, tmp_path: Path) -> Iterator[tuple[Till, Till]]:
    """A counter and the back office of its branch."""
    branch = shop.branch()
    counter, office = Till(tmp_path / "counter"), Till(tmp_path / "office")
    counter.enrol(shop.url, shop.code(branch), "counter")
    office.enrol(shop.url, shop.code(branch, finance=True), "office", "sun")
    yield counter, office
    for till in (counter, office):
        till.close()


def test_the_back_office_alone_sees_what_a_price_and_its_gifts_give_away(places: tuple[Till, Till]) -> None:
    counter, office = places
    (vin,) = counter.receive(new_vin())
    counter.sync()
    counter.as_("sun")
    counter.wang.lease([vehicle_id(vin)])
    gift = contracts.Line("Film", 180_000, nature="gift", cost=90_000)
    plan = {
        "kind": "loan", "lender": "Bank", "loan": 6_000_000, "months": 24, "rate_bp": 0, "method": "subsidised",
        "balloon": 0, "payer": "dealer", "lender_rate_bp": 450,
    }  # fmt: skip
    order = contracts.Order(person(), PRICE, vin, lines=(gift,), plan=plan)
    signing = counter.wang.signing(None, ("sun", PASSWORD), ("aged", ""))
    sold = contracts.sell(counter.wang.unit_of_work(), order, signing)
    assert counter.sync().parked == 0
    counter.sync()
    office.as_("sun").sync()
    interest = 285_285  # what 60,000 yuan cost over two years at 4.5 %
    with counter.wang.reading() as session:
        (here,) = approvals.list_approvals(session, sold.contract_no)
        assert (here.reason_code, here.effect) == ("aged", None)
        assert approvals.costs_of(session, sold.contract_no) == {}
    with office.as_("sun").reading() as session:
        (there,) = approvals.list_approvals(session, sold.contract_no)
        assert there.effect == LIST_PRICE - PRICE + 180_000 + interest
        assert approvals.costs_of(session, sold.contract_no) == {"gift": 90_000, "subsidy": interest}
    change = amending.Change({"loan": ""})
    amending.amend(
        counter.wang.unit_of_work(), no=sold.contract_no, change=change, signing=counter.wang.signing(None)
    )
    assert counter.sync().parked == 0
    office.as_("sun").sync()
    with office.as_("sun").reading() as session:
        assert approvals.costs_of(session, sold.contract_no) == {"gift": 90_000, "subsidy": 0}


def test_interest_that_an_order_no_longer_has_is_no_cost_any_more(places: tuple[Till, Till]) -> None:
    counter, office = places
    (vin,) = counter.receive(new_vin())
    counter.sync()
    plan = {
        "kind": "loan", "lender": "Bank", "loan": 6_000_000, "months": 24, "rate_bp": 0, "method": "subsidised",
        "balloon": 0, "payer": "dealer", "lender_rate_bp": 450,
    }  # fmt: skip
    order = contracts.Order(person(), LIST_PRICE, vin, plan=plan)
    unsure = replace(counter.wang.signing(None), may_confirm=False)
    uow = counter.wang.unit_of_work
    ordered = contracts.sell(uow(), order, unsure)
    contracts.edit(uow(), no=ordered.contract_no, values={"loan": ""})
    counter.sync()  # the car is free: it is the customer's
    contracts.sign(uow(), contract_id=ordered.contract_id, signing=counter.wang.signing(None))
    assert counter.sync().parked == 0
    office.as_("sun").sync()
    with office.as_("sun").reading() as session:
        assert approvals.costs_of(session, ordered.contract_no) == {"subsidy": 0}


def costs(office: Till, no: str) -> dict[str, int]:
    """What the back office sees of a contract."""
    office.as_("sun").sync()
    with office.as_("sun").reading() as session:
        return approvals.costs_of(session, no)


def test_a_gift_s_cost_goes_from_the_quote_to_the_contract_and_no_counter_ever_has_it(
    places: tuple[Till, Till],
) -> None:
    counter, office = places
    (vin,) = counter.receive(new_vin())
    counter.sync()
    uow, today = counter.wang.unit_of_work, counter.wang.clock.today()
    gifts = (
        contracts.Line("Film", 180_000, nature="gift", cost=90_000),
        contracts.Line("Mats", 30_000, nature="gift", cost=10_000),
    )
    order = contracts.Order(person(), LIST_PRICE, vin, lines=gifts)
    first = quotes.give(uow(), order, valid_until=today)
    with counter.wang.reading() as session:
        again = quotes.order_of(session, quotes.find(session, first))
    second = quotes.give(uow(), replace(again, price=LIST_PRICE - 100), valid_until=today)
    with counter.wang.reading() as session:
        _, no = quotes.convert(uow(), session, no=second)
    assert counter.sync().parked == 0
    assert costs(office, no) == {"gift": 100_000}
    assert counter.query("SELECT count(*) FROM deal_cost") == [(0,)]
    with counter.wang.reading() as session:
        drawn = contracts.find(session, no)
        order = quotes.order_of(session, quotes.find(session, second))
    redrawing.redraw(uow(), contract_id=drawn.id, order=replace(order, lines=order.lines[:1]))
    assert counter.sync().parked == 0
    assert costs(office, no) == {"gift": 90_000}
    counter.wang.lease([vehicle_id(vin)])
    contracts.sign(uow(), contract_id=drawn.id, signing=counter.wang.signing(None))
    more = amending.Change(add=(contracts.Line("Dashcam", 20_000, nature="gift", cost=7_000),))
    amending.amend(uow(), no=no, change=more, signing=counter.wang.signing(None))
    assert counter.sync().parked == 0
    assert costs(office, no) == {"gift": 97_000}

"""H1: a car that was handed over comes back, used, and is sold again: each deal keeps what it cost by itself."""

from __future__ import annotations

from dataclasses import replace

from app.ids import vehicle_id
from app.queries import margins
from app.services import cancelling, contracts, stock
from tests.cli.conftest import Cli
from tests.cli.test_h3_delivery import sell_one
from tests.cli.test_j1_service import hand_over
from tests.shop import LIST_PRICE, MODEL, Till, new_vin, person
from tests.sync.test_c3_margin import places

__all__ = ["places"]  # the fixture
FIRST, SECOND = 9_800_000, 5_000_000


def car_cost(office: Till, no: str) -> int | None:
    """What the back office reads of a deal's car."""
    office.as_("sun").sync()
    with office.as_("sun").reading() as session:
        return margins.list_margin(session, no)[0].cost


def test_a_car_that_comes_back_changes_nothing_in_the_deals_before(places: tuple[Till, Till]) -> None:
    counter, office = places
    for user in ("liu", "qian", "sun"):
        counter.as_(user)
    (vin,) = counter.receive(new_vin())
    counter.sync()
    counter.wang.lease([vehicle_id(vin)])
    order = contracts.Order(person(), LIST_PRICE, vin)
    given_up = contracts.sell(counter.wang.unit_of_work(), order, counter.wang.signing(None)).contract_no
    cancelling.cancel(counter.as_("sun").unit_of_work(), no=given_up, reason="no loan")
    assert counter.sync().parked == 0
    counter.wang.lease([vehicle_id(vin)])
    cli = Cli(counter)
    first = sell_one(cli, vin)
    assert counter.sync().parked == 0
    assert car_cost(office, first["contract"]) == FIRST  # still in stock
    hand_over(cli, first)
    assert counter.sync().parked == 0
    back = dict.fromkeys(stock.COLUMNS, "") | {"vin": vin, "model": MODEL, "list_price": "117000.00"}
    arrival = stock.parse(back, counter.wang.clock.today())
    stock.receive(counter.as_("liu").unit_of_work(), replace(arrival, cost=SECOND))
    assert counter.sync().parked == 0
    assert (car_cost(office, first["contract"]), car_cost(office, given_up)) == (FIRST, FIRST)
    counter.wang.lease([vehicle_id(vin)])
    second = sell_one(cli, vin)
    assert counter.sync().parked == 0
    assert [car_cost(office, each["contract"]) for each in (first, second)] == [FIRST, SECOND]

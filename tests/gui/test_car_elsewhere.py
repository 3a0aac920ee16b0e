"""A car of another branch at the real deal desk: found and shown, but nobody is promised it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from app.errors import UserError
from app.gateways.deals import DealsFromReplica
from app.gateways.stock import StockFromReplica
from app.presenters.deal_desk_rows import DeskFacts
from app.presenters.deal_desk_state import DeskState
from app.services import contracts
from app.views.deals import outcome_card
from tests.gui.workshop import CARS, LIST_PRICE, id_number, open_workshop
from tests.shop import Shop, Till, new_vin


def test_the_desk_tells_where_a_car_of_another_branch_stands(
    shop: Shop, till_at: Callable[[Shop, str], Till]
) -> None:
    here, there = (till_at(shop, shop.branch()) for _ in range(2))
    (vin,) = there.receive(new_vin())
    there.sync()
    here.sync()
    assert [DealsFromReplica(till.wang).car(vin).lease for till in (there, here)] == ["free", "elsewhere"]
    rows = [StockFromReplica(till.wang).find(vin) for till in (there, here)]
    assert [row is not None and row.elsewhere for row in rows] == [False, True]


def test_of_all_that_are_ticked_those_of_another_branch_are_not_held(
    shop: Shop, till_at: Callable[[Shop, str], Till]
) -> None:
    here, there = (till_at(shop, shop.branch()) for _ in range(2))
    (own,), (other,) = here.receive(new_vin()), there.receive(new_vin())
    there.sync()
    here.sync()
    stock = StockFromReplica(here.wang)
    assert stock.lease((other, own)) == (own,)
    with pytest.raises(UserError, match="another branch") as told:
        stock.lease((other,), show=True)
    assert told.value.code == "cars_elsewhere"
    here.sync()
    assert here.wang.status()["leases"] == [own]


@pytest.mark.parametrize("elsewhere", [False, True])
def test_stock_tells_it_too_and_offers_no_hold(stages: Any, elsewhere: bool) -> None:
    stage = stages()
    page = stage.enter("stock", login="chen")
    free = next(row for row in page._model.loaded() if row.status == "in_stock" and not row.lease_terminal)
    page._presenter.choose(replace(free, elsewhere=elsewhere, branch="Xiaoshan", location="A-01"))
    panel = page.panel
    told = " ".join(each.text() for each in panel.findChildren(QLabel))
    assert ("It stands at Xiaoshan" in told) == ("Xiaoshan · A-01" in told) == elsewhere
    assert panel.may_lease == panel.may_hold_for_show == (not elsewhere)


def test_a_provisional_order_says_which_desk_of_which_branch_holds_its_car(tmp_path: Path) -> None:
    at = open_workshop(tmp_path)
    buyer = {"name": "周明慧", "phone": "13800006620", "id_number": id_number(7)}
    order = contracts.Order(buyer, price=LIST_PRICE, vin=CARS[1])
    sold = contracts.sell(at.unit_of_work(), order, at.signing(None))
    assert not sold.confirmed
    loaded = DealsFromReplica(at).load(sold.contract_no)
    assert loaded.car is not None
    said = outcome_card._words(DeskState(DeskFacts(date(2026, 11, 22)), drawn=loaded.drawn, car=loaded.car))
    assert said is not None
    assert said[1].startswith(f"Booth 2, {loaded.car.branch}, holds the car. ")
    free = DeskState(DeskFacts(date(2026, 11, 22)), drawn=loaded.drawn, car=replace(loaded.car, lease="free"))
    told = outcome_card._words(free)
    assert told is not None
    assert "holds the car" not in told[1]
    at.close()

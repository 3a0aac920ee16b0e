"""A car of another branch at the real deal desk: found and shown, but nobody is promised it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from app.errors import UserError
from app.gateways.deals import DealsFromReplica
from app.gateways.stock import StockFromReplica
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

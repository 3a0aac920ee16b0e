"""A car of another branch at the real deal desk: found and shown, but nobody is promised it."""

from __future__ import annotations

from collections.abc import Callable

from app.gateways.deals import DealsFromReplica
from tests.shop import Shop, Till, new_vin


def test_the_desk_tells_where_a_car_of_another_branch_stands(
    shop: Shop, till_at: Callable[[Shop, str], Till]
) -> None:
    here, there = (till_at(shop, shop.branch()) for _ in range(2))
    (vin,) = there.receive(new_vin())
    there.sync()
    here.sync()
    assert [DealsFromReplica(till.wang).car(vin).lease for till in (there, here)] == ["free", "elsewhere"]

"""Whose car went to somebody else waits for another one, and pays for the options that the car had in its own price."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from app.domain import options
from app.gateways.contracts import ContractsFromReplica
from app.ids import vehicle_id
from app.presenters.contract_list import ContractFilter
from app.queries.allocating import list_places
from app.services import catalogue, conflicts, contracts, stock
from tests.shop import Shop, Till, new_vin, settle

MODEL, ROOF = "ORCA-2029", 900_000
CATALOGUE = f"""code,brand,series,trim,energy,list_price,colours,options,option_codes
{MODEL},BYD,Orca,Grand,bev,117000.00,White; Red=2000,Panoramic roof=9000; Tow bar=4000,P01; P07
"""


@pytest.mark.parametrize("has", ["P01", "P01; P07"])
def test_the_options_of_a_car_that_is_lost_cost_what_the_catalogue_says(
    counter: Till, booth: Till, shop: Shop, tmp_path: Path, has: str
) -> None:
    file, vin = tmp_path / "models.csv", new_vin()
    file.write_text(CATALOGUE, encoding="utf-8")
    assert not catalogue.import_catalogue(shop.uow, file).refused
    settle(counter, booth)
    with (tmp_path / "stock.csv").open("w", encoding="utf-8", newline="") as target:
        heads = ["vin", "model", "colour", "list_price", "options"]
        csv.writer(target).writerows([heads, [vin, MODEL, "White", "126000.00", has]])
    assert stock.receive_file(counter.as_("liu").unit_of_work(), tmp_path / "stock.csv").received == 1
    settle(counter, booth)
    file.write_text(CATALOGUE.replace("; Tow bar=4000", "").replace("; P07", ""), encoding="utf-8")
    assert not catalogue.import_catalogue(shop.uow, file).refused
    settle(counter, booth)
    counter.wang.lease([vehicle_id(vin)])
    assert counter.sell(vin, price=12_600_000).confirmed
    lost = booth.sell(vin, price=12_600_000)
    settle(counter, booth)

    def order(till: Till) -> tuple[Any, ...]:
        with till.wang.reading() as session:
            kept = contracts.find(session, lost.contract_no)
            chosen = {each.code: each.amount for each in options.read(kept.options)}
            return kept.vehicle_id, kept.list_price, kept.price, chosen

    ((case,),) = booth.query("SELECT id FROM sync_case WHERE contract_id = :c", c=lost.contract_id)
    choices = {"vehicle": "wait", "delivery_date": "2099-01-01"}
    conflicts.resolve(booth.as_("sun").unit_of_work(), case_id=case, choices=choices, mine="second")
    settle(booth, counter)
    more = (
        {"P07": 0} if "P07" in has else {}
    )  # that cannot be ordered any more, and nobody says what it costs
    for till in (counter, booth):
        assert order(till) == (None, 12_600_000, 12_600_000, {"P01": ROOF, **more})
        assert till.sync().parked == 0
    lists = ContractsFromReplica(booth.wang)
    (waits,) = lists.page(ContractFilter(view="no_car"), 0, 5)
    assert (waits.no, waits.provisional, waits.place, waits.waiting) == (lost.contract_no, True, 1, 1)
    assert lists.counts()["no_car"] == 1
    later = booth.sell(None, price=12_000_000, model=MODEL, colour="White").contract_no
    with booth.wang.reading() as session:
        assert [each.no for each in list_places(session, [later])[later].before] == [lost.contract_no]
    if not more:
        contracts.edit(booth.wang.unit_of_work(), no=lost.contract_no, values={"colour": "Red"})
        settle(booth, counter)
        assert order(counter)[1] == 11_700_000 + 200_000 + ROOF
        assert booth.sync().parked == 0

"""One desk changes what a model is ordered with, another its colour: whoever decides, the price is that of the result."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.models.deal import SyncCase
from app.services import catalogue, conflicts, contracts
from tests.shop import Shop, Till, person, settle

MODEL, LISTED, ROOF = "ORCA-2028", 11_700_000, 900_000
CATALOGUE = f"""code,brand,series,trim,energy,list_price,colours,options,option_codes
{MODEL},BYD,Orca,Grand,bev,117000.00,White; Red=2000,Panoramic roof=9000; Tow bar=4000,P01; P07
"""


@pytest.mark.parametrize(("side", "price"), [("first", LISTED + ROOF), ("second", LISTED)])
def test_whichever_side_is_taken_the_list_price_is_that_of_its_options(
    counter: Till, booth: Till, shop: Shop, tmp_path: Path, side: str, price: int
) -> None:
    file = tmp_path / "models.csv"
    file.write_text(CATALOGUE, encoding="utf-8")
    assert not catalogue.import_catalogue(shop.uow, file).refused
    settle(counter, booth)
    order = contracts.Order(person(), LISTED, model=MODEL, colour="White")
    _, no = contracts.draft(counter.wang.unit_of_work(), order)
    settle(counter, booth)
    contracts.edit(counter.wang.unit_of_work(), no=no, values={"options": "P01"})
    contracts.edit(booth.wang.unit_of_work(), no=no, values={"colour": "white pearl"})
    settle(counter, booth)
    with counter.wang.reading() as session:
        contract = contracts.find(session, no)
        case = session.query(SyncCase).filter_by(contract_id=contract.id, state="open").one()
    assert set(case.data["groups"]) == {"vehicle"}
    mine = "first" if side == "first" else "second"
    uow = counter.wang.unit_of_work()
    conflicts.resolve(uow, case_id=case.id, choices={"vehicle": "mine"}, mine=mine)
    settle(counter, booth)
    for till in (counter, booth):
        with till.wang.reading() as session:
            contract = contracts.find(session, no)
            assert contract.list_price == price
            assert bool(contract.options) == (side == "first")
            assert (contract.price, contract.discount) == (price, 0)
        assert till.sync().parked == 0

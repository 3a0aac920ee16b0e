"""Two desks change what a model is ordered with: a person decides, and the price is that of the result."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from app.models.deal import SyncCase
from app.services import catalogue, conflicts, contracts
from tests.shop import PROMISED_ON, Shop, Till, person, settle

MODEL, LISTED, ROOF, RED, BLUE = "ORCA-2028", 11_700_000, 900_000, 200_000, 500_000
CATALOGUE = f"""code,brand,series,trim,energy,list_price,colours,options,option_codes
{MODEL},BYD,Orca,Grand,bev,117000.00,White; Red=2000; Blue=5000,Panoramic roof=9000; Tow bar=4000,P01; P07
"""
Edit = Mapping[str, str]


@pytest.fixture
def no(counter: Till, booth: Till, shop: Shop, tmp_path: Path) -> str:
    """A draft for a white one without options that both desks have."""
    file = tmp_path / "models.csv"
    file.write_text(CATALOGUE, encoding="utf-8")
    assert not catalogue.import_catalogue(shop.uow, file).refused
    settle(counter, booth)
    order = contracts.Order(person(), LISTED, model=MODEL, colour="White", delivery_date=PROMISED_ON)
    _, drawn = contracts.draft(counter.wang.unit_of_work(), order)
    settle(counter, booth)
    return drawn


def merged(counter: Till, booth: Till, no: str, first: Edit, second: Edit) -> SyncCase:
    """The case that two edits open, of which each desk knew only its own."""
    contracts.edit(counter.wang.unit_of_work(), no=no, values=first)
    contracts.edit(booth.wang.unit_of_work(), no=no, values=second)
    settle(counter, booth)
    assert booth.query("SELECT data FROM sync_case WHERE kind = 'op'") == []
    with counter.wang.reading() as session:
        contract = contracts.find(session, no)
        return session.query(SyncCase).filter_by(contract_id=contract.id, state="open").one()


def stands(till: Till, no: str) -> tuple[Any, ...]:
    """List price, colour and options of the contract, whose discount adds up."""
    with till.wang.reading() as session:
        contract = contracts.find(session, no)
        assert contract.discount == contract.list_price - contract.price
        return contract.list_price, contract.colour, [each["code"] for each in contract.options or ()]


ROOFED = (LISTED + ROOF, "White", ["P01"])
PAINTED = (LISTED + RED, "Red", [])


@pytest.mark.parametrize("side", ["first", "second"])
@pytest.mark.parametrize(
    ("first", "second", "results"),
    [
        ({"options": "P01"}, {"colour": "Red"}, (ROOFED, PAINTED)),
        ({"colour": "Red"}, {"options": "P01"}, (PAINTED, ROOFED)),
        ({"colour": "Red"}, {"colour": "Blue"}, (PAINTED, (LISTED + BLUE, "Blue", []))),
        ({"options": "P01"}, {"options": "P07"}, (ROOFED, (LISTED + 400_000, "White", ["P07"]))),
        ({"colour": "white pearl"}, {"options": "P01"}, ((LISTED, "white pearl", []), ROOFED)),
        ({"options": "P01"}, {"colour": "white pearl"}, (ROOFED, (LISTED, "white pearl", []))),
        ({"price": "116000.00"}, {"colour": "Red"}, ((LISTED, "White", []), PAINTED)),
        ({"price": "116000.00"}, {"options": "P01"}, ((LISTED, "White", []), ROOFED)),
    ],
)
def test_two_desks_open_a_case_and_the_list_price_goes_with_the_side_that_is_taken(
    counter: Till, booth: Till, no: str, first: Edit, second: Edit, results: tuple[object, object], side: str
) -> None:
    case = merged(counter, booth, no, first, second)
    assert "vehicle" in case.data["groups"]
    assert stands(booth, no) == results[0]  # what came first stands meanwhile
    uow = counter.wang.unit_of_work()
    conflicts.resolve(uow, case_id=case.id, choices=dict.fromkeys(case.data["groups"], "mine"), mine=side)
    settle(counter, booth)
    for till in (counter, booth):
        assert stands(till, no) == results[side == "second"]
        assert till.sync().parked == 0


def test_who_decides_about_the_car_alone_keeps_what_was_taken_off(
    counter: Till, booth: Till, no: str
) -> None:
    contracts.edit(counter.wang.unit_of_work(), no=no, values={"price": "116000.00"})
    settle(counter, booth)
    case = merged(counter, booth, no, {"options": "P01"}, {"colour": "white pearl"})
    assert set(case.data["groups"]) == {"vehicle"}
    uow = counter.wang.unit_of_work()
    conflicts.resolve(uow, case_id=case.id, choices={"vehicle": "mine"}, mine="second")
    settle(counter, booth)
    with booth.wang.reading() as session:
        contract = contracts.find(session, no)
        assert (contract.list_price, contract.price, contract.discount) == (LISTED, 11_600_000, 100_000)


def test_two_who_decide_a_case_otherwise_are_asked_again(counter: Till, booth: Till, no: str) -> None:
    case = merged(counter, booth, no, {"colour": "white pearl"}, {"options": "P01"})
    for till, side in ((counter, "first"), (booth, "second")):
        choices = dict.fromkeys(case.data["groups"], "mine")
        conflicts.resolve(till.wang.unit_of_work(), case_id=case.id, choices=choices, mine=side)
    settle(counter, booth)
    assert booth.query("SELECT state FROM sync_case") == [("open",)]
    assert stands(booth, no) == (LISTED, "white pearl", [])


def test_a_signature_on_paper_waits_only_until_the_two_desks_are_of_one_mind(
    counter: Till, booth: Till, no: str
) -> None:
    contracts.edit(counter.wang.unit_of_work(), no=no, values={"options": "P01"})
    contracts.edit(booth.wang.unit_of_work(), no=no, values={"colour": "Red"})
    (contract_id,) = booth.query("SELECT id FROM contract WHERE no = :no", no=no)[0]
    deposit = booth.wang.signing(contracts.Deposit(500_000, "cash"))
    contracts.sign(booth.wang.unit_of_work(), contract_id=contract_id, signing=deposit)
    settle(counter, booth)
    ((case, data),) = counter.query("SELECT id, data FROM sync_case WHERE kind = 'contract'")
    choices = dict.fromkeys(json.loads(data)["groups"], "mine")
    conflicts.resolve(counter.wang.unit_of_work(), case_id=case, choices=choices, mine="second")
    settle(counter, booth)
    ((op, state),) = booth.query("SELECT id, state FROM sync_case WHERE kind = 'op'")
    assert state == "open"
    conflicts.resolve(booth.as_("sun").unit_of_work(), case_id=op, choices={"op": "retry"}, mine="second")
    settle(booth, counter)
    assert counter.query("SELECT count(*) FROM payment") == [(1,)]
    assert counter.query("SELECT state FROM contract WHERE no = :no", no=no) == [("signed",)]

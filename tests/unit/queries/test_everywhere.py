"""Deals and receipts in the global search: by a part of their number, and by whom or what was found already."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.queries import everywhere
from tests.unit.queries.rows import NAMES, id_of


def deals(
    session: Session, typed: str, *, nos: tuple[str, ...] = (), people: tuple[str, ...] = ()
) -> list[str]:
    return [each.no for each in everywhere.find_deals(session, typed, nos=nos, people=people, limit=5)]


def receipts(session: Session, typed: str, *found: str) -> list[str]:
    return [each.no for each in everywhere.find_receipts(session, typed, deals=found, limit=5)]


@pytest.mark.parametrize("typed", ["D17", "26-d17", "MAIN01-26-D17"])
def test_a_deal_is_found_by_a_part_of_its_number(session: Session, typed: str) -> None:
    (found,) = everywhere.find_deals(session, typed, nos=(), people=(), limit=5)
    assert (found.no, found.contract_no, found.buyer) == ("MAIN01-26-D17", "MAIN01-26-98717", NAMES[17 % 8])
    assert found.model


def test_the_deals_of_people_and_contracts_are_found_the_latest_first(session: Session) -> None:
    found = deals(session, "王伟", nos=("MAIN01-26-D30",), people=(id_of(3000), id_of(3001)))
    assert found == [f"MAIN01-26-D{n}" for n in (30, 3, 2, 1, 0)]
    assert deals(session, "x") == []
    assert deals(session, '"*') == []


@pytest.mark.parametrize("typed", ["71017", "R-MAIN01-26-71017", "pos-000017", "000017"])
def test_a_receipt_is_found_by_a_part_of_its_number_or_reference(session: Session, typed: str) -> None:
    assert receipts(session, typed) == ["R-MAIN01-26-71017"]


def test_the_receipts_of_deals_that_were_found_are_found(session: Session) -> None:
    assert receipts(session, "王伟", "MAIN01-26-D4", "MAIN01-26-D5") == [
        "R-MAIN01-26-71005",
        "R-MAIN01-26-71004",
    ]
    assert receipts(session, "王伟") == []

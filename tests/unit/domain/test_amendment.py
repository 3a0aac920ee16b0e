"""What an amendment changes, beside what follows from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.domain.amendment import LINES, PARTIES, Amendment
from app.domain.pricing import PriceLine, PriceSheet
from tests.unit.contract_samples import LINES as SOLD
from tests.unit.contract_samples import full_contract

FILM = PriceLine("add_on", "全车隔热膜", 198_000)


def test_what_people_set_comes_first_and_what_follows_is_told_apart() -> None:
    before = full_contract()
    sheet = replace(before.sheet, lines=(*SOLD, FILM))
    made = Amendment(1, before, replace(before, version=2, delivery_on=date(2026, 11, 28), sheet=sheet))
    told = [(change.clause, change.label, change.after, change.follows) for change in made.changes]
    assert told == [
        ("delivery", "delivery_on", date(2026, 11, 28), False),
        (LINES, "全车隔热膜", 198_000, False),
        ("price", "add_ons", before.sheet.own_lines + 198_000, True),
        ("price", "on_the_road", before.sheet.on_the_road + 198_000, True),
        ("price", "payable", before.payable + 198_000, True),
        ("payment", "balance", before.balance + 198_000, True),
    ]
    assert {change.more for change in made.changes if change.follows} == {198_000}
    assert (made.no, made.more) == ("MAIN01-26-00001-B1", 198_000)


def test_a_line_that_goes_a_line_that_changes_and_a_tax_that_follows() -> None:
    before = full_contract()
    mats, insurance, plates, tax, *rest = SOLD
    lines = (insurance, replace(plates, amount=90_000), replace(tax, amount=500_000), *rest)
    after = replace(before, sheet=PriceSheet(before.sheet.list_price, 11_300_000, lines))
    found = {change.label: change for change in Amendment(2, before, after).changes}
    assert (found[mats.label].before, found[mats.label].after) == (268_000, None)
    assert (found[plates.label].before, found[plates.label].after) == (80_000, 90_000)
    assert (found["price"].follows, found[tax.label].follows, found["discount"].follows) == (
        False,
        True,
        True,
    )
    assert found["price"].more == 11_300_000 - before.sheet.price


def test_a_person_s_details_stand_in_no_clause() -> None:
    before = full_contract()
    after = replace(before, buyer=replace(before.buyer, phone="13900000001"))
    (change,) = Amendment(1, before, after).changes
    assert (change.clause, change.label, change.before) == (PARTIES, "buyer.phone", before.buyer.phone)


def test_nothing_changed_is_no_change() -> None:
    assert Amendment(1, full_contract(), full_contract(version=2)).changes == ()

"""The check list at the desk: what it says with the figures at hand, and that no figure can break it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.presenters import deal_desk_checks, deal_desk_kept, deal_desk_words
from app.presenters.deal_desk_checks import Obstacle
from app.presenters.deal_desk_rows import DeskDeposit
from app.presenters.deal_desk_state import DeskState
from tests.gui.fakes_deals import FakeDeals, approved


@pytest.fixture
def state():
    deals = FakeDeals("en")
    buyer = replace(deals.customer("c0"), address="88 Jiangling Road")
    return DeskState(facts=deals.facts(), buyer=buyer, car=deals.cars[0], language="zh_CN")


def said(state: DeskState) -> dict[str, str]:
    return {item.code: item.text for item in deal_desk_checks.checks(state)}


def test_what_is_in_order_is_said_with_its_figures(state):
    words = said(replace(state, discount=880_000, deposit=DeskDeposit(2_000_000)))
    assert words["amounts"] == "Figures equal capitals: 贰拾陆万元整"
    assert words["deposit"] == "Deposit 7.7 % of the price, limit 20 %"
    assert words["discount"] == "Discount within your limit: no approval needed"
    assert words["template"].startswith("Template 20")


def test_an_approved_discount_names_who_approved_it(state):
    drawn = FakeDeals("en").draw(state)
    asked = replace(state, discount=2_000_000, drawn=drawn)
    assert "discount_unapproved" in said(asked)
    yes = approved(asked, drawn, "Wang Yating")
    assert said(replace(asked, approved=yes))["discount"] == "Discount approved by Wang Yating"


@pytest.mark.parametrize("discount", [26_880_000, 30_000_000])
def test_a_price_of_nothing_is_a_finding_and_no_fault(state, discount):
    assert "price_invalid" in said(replace(state, discount=discount, deposit=DeskDeposit(1)))


def test_an_open_handover_date_is_a_reminder_with_a_way_to_mend_it(state):
    item = next(each for each in deal_desk_checks.checks(state) if each.code == "delivery")
    assert (item.level, item.target) == ("warn", "delivery")


def test_a_car_that_is_somebody_elses_stops_the_print_before_anybody_signs(state):
    taken = replace(state, car=replace(state.car, lease="none", status="reserved"))
    item = next(each for each in deal_desk_checks.checks(taken) if each.code == "car")
    assert (item.level, item.target) == ("block", "car")
    assert item.text == "Reserved. It cannot be sold; choose another car."
    assert "car" not in said(state)


def test_a_car_at_another_branch_is_said_to_stand_there_before_it_is_held_for_a_sale(state):
    there = replace(state, car=replace(state.car, lease="elsewhere", branch="Yuhang"))
    words = "It stands at Yuhang. Have it sent to your branch first, then sell it."
    assert deal_desk_words.lease(there.car, may_confirm=True)[2] == words
    assert deal_desk_words.lease_badge(there.car)[0] == "Yuhang"
    assert deal_desk_checks.why_not_draw(there) == Obstacle(words, "car")
    assert said(there)["car"] == words


@pytest.mark.parametrize(("lease", "name"), [("free", "Deposit"), ("other", "Prepayment")])
def test_the_step_of_the_money_has_the_name_of_its_kind(state, lease, name):
    assert (
        said(replace(state, car=replace(state.car, lease=lease)))["deposit"]
        == f"No {name.lower()} is entered"
    )
    for deposit in (None, DeskDeposit(100_000)):
        asked = replace(state, car=replace(state.car, lease=lease, status="available"), deposit=deposit)
        assert [step.name for step in deal_desk_checks.steps(asked) if step.key == "deposit"] == [name]


def test_a_contract_is_set_aside_once(state):
    drawn = replace(state, drawn=FakeDeals("en").draw(state))
    now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    once = replace(drawn, kept=deal_desk_kept.put_aside(drawn, now))
    changed = replace(once, discount=100_000)
    (kept,) = deal_desk_kept.put_aside(changed, now)
    assert kept.content["discount"] == 100_000
    unnumbered = replace(state, kept=deal_desk_kept.put_aside(state, now))
    assert len(deal_desk_kept.put_aside(unnumbered, now)) == 2


def test_a_handover_date_that_is_past_stops_the_print_until_it_is_corrected(state):
    def item_of(days):
        on = state.facts.today + timedelta(days=days)
        items = deal_desk_checks.checks(replace(state, delivery_on=on))
        return next((each for each in items if each.code == "delivery"), None)

    past = item_of(-1)
    assert (past.level, past.target, past.fix) == ("block", "delivery", "Correct it")
    assert item_of(0) is None


def test_what_is_wrong_is_corrected_and_what_is_missing_filled_in(state):
    wrong = replace(state, buyer=replace(state.buyer, id_number="330106199001080421"))
    missing = replace(state, buyer=replace(state.buyer, id_number=""))
    fixes = [
        next(item.fix for item in deal_desk_checks.checks(each) if item.target == "customer.id_number")
        for each in (wrong, missing)
    ]
    assert fixes == ["Correct it", "Fill in now"]

"""One sale of the made-up dealership is the same sale on all of its screens, which is what its pictures are for."""

from __future__ import annotations

from typing import Any

import pytest

from app.presenters.print_sign import PrintAsked
from scripts.screens import deal, deal_provisional
from tests.gui import fakes, fakes_drives, story

pytestmark = pytest.mark.gui


@pytest.mark.parametrize(("act", "sale"), [(deal, story.ZHOU), (deal_provisional, story.XU)])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_paper_says_what_the_desk_behind_it_says(stages: Any, act: Any, sale: Any, language: str) -> None:
    stage = stages(language)
    act(stage)
    state, papers = stage.page.presenter.state, stage.stack.desk.more["papers"]
    papers.provisional = state.provisional
    paper = papers.paper(PrintAsked(state.drawn.no), language).document
    assert (paper.no, paper.car.vin, paper.buyer.name) == (sale.no, state.car.vin, state.buyer.name)
    assert (paper.buyer.id_number, paper.buyer.phone) == (state.buyer.id_number, state.buyer.phone)
    assert (paper.sheet.list_price, paper.sheet.price) == (state.car.list_price, state.price)
    assert (paper.plan.loan, paper.deposit.amount) == (state.chosen.loan, state.deposit.amount)
    assert paper.delivery_place == state.delivery_place
    if not sale.used or state.trade_ins:
        assert paper.sheet.payable == state.sheet.payable
    if sale is story.ZHOU:
        assert state.balance == sale.left


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_lists_loan_delivery_money_and_file_have_the_same_amounts(language: str) -> None:
    desk, sale, at = fakes.desk(language), story.ZHOU, 0 if language == "zh_CN" else 1
    more, name = desk.more, sale.buyer.name[at]
    row = next(each for each in desk.contracts.rows if each.no == sale.no)
    assert (row.buyer, row.vin, row.price) == (name, sale.vin, sale.price)
    loan, file = more["loans"].deal(sale.no), more["customer_page"].whole("c0")
    assert (loan.payable, loan.paid, loan.plan.amount) == (sale.payable, story.DEPOSIT, sale.loan)
    assert (file.payable, file.paid) == (sale.payable, story.DEPOSIT)
    facts, owed = more["delivery"].facts, desk.more["money"].standing(f"D-{sale.no}")
    assert (facts.payable, facts.paid, facts.loan) == (sale.payable, story.DEPOSIT, sale.loan)
    assert (owed.payable, owed.paid) == (sale.payable, story.DEPOSIT)
    phones = {each.phone for each in more["test_drives"].rows if each.customer == name}
    assert phones == {sale.buyer.phone}


@pytest.mark.parametrize("sale", [story.XU, story.YE])
def test_other_sales_name_the_same_people_and_cars(sale: story.Sale) -> None:
    desk = fakes.desk("en")
    row = next(each for each in desk.contracts.rows if each.no == sale.no)
    assert (row.buyer, row.vin, row.price) == (sale.buyer.name[1], sale.vin, sale.price)
    if sale is story.YE:
        made = desk.more["amending"].made
        assert (made.buyer.phone, made.sheet.price) == (sale.buyer.phone, sale.price)
        assert desk.more["cancelling"].standing(sale.no).buyer == row.buyer
    else:
        assert desk.more["margins"].margin(sale.no).lines[0].price == sale.price


def test_nothing_is_answered_after_today() -> None:
    for request in fakes.FakeApprovals("en").said:
        assert request.asked_at is not None
        assert request.asked_at <= fakes_drives.NOW
        assert all(
            "Nov" not in value or int(value.split()[0]) <= story.TODAY.day for _, value in request.facts
        )

"""A loan at the desk: applied for and answered over a real terminal; the next step is always the one that counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from app.domain.loan import PAPERS, LoanState, PaperState, Terms
from app.gateways.loans import LoansOfTerminal
from app.presenters.base import run_now
from app.presenters.loan import Condition, LoanItem, LoanPresenter
from app.presenters.session import Session
from app.services import contracts
from app.services.contracts import Deposit, Order
from app.workplace import Workplace
from tests.gui.workshop import CARS, LIST_PRICE, open_workshop, user_id

pytestmark = pytest.mark.gui
BUYER = {"name": "周明慧", "phone": "13800006620", "id_number": "11010519491231002X"}
PLAN = {"kind": "loan", "lender": "承安银行", "loan": 15_000_000, "months": 36, "rate_bp": 299}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workplace]:
    place = open_workshop(tmp_path)
    yield place
    place.close()


def test_papers_then_the_lender_then_finance(shop: Workplace) -> None:
    order = Order(BUYER, price=LIST_PRICE, vin=CARS[0], plan=PLAN)
    sold = contracts.sell(shop.unit_of_work(), order, shop.signing(Deposit(1_000_000, "cash")))
    who = Session(user_id("wang"), "wang", "王浩", shop.actor.roles, "Counter 1", "滨江展厅")
    presenter = LoanPresenter(run_now, LoansOfTerminal(shop), who)
    presenter.open(sold.contract_no)
    deal = presenter.state.deal
    assert deal is not None
    assert (deal.no, deal.signed, len(deal.schedule)) == (sold.deal_no, True, 36)
    assert presenter.next_step() == "apply"
    assert deal.plan is not None
    presenter.apply(deal.plan)
    assert presenter.next_step() == "papers"
    for kind in PAPERS:
        presenter.look_at(kind)
        presenter.tick(PaperState.THERE)
    presenter.submit()
    assert presenter.next_step() == "answer"
    less = LoanItem("", Terms("承安银行", 14_000_000, 36, 299), conditions=(Condition("流水"),))
    presenter.answer(LoanState.CONDITIONS, less, "")
    assert [tone for tone, _ in presenter.consequences()] == ["bad"]
    presenter.meet(1)
    loan = presenter.state.loan
    assert loan is not None
    assert (loan.differs, loan.conditions[0].met) == (("loan",), True)
    presenter.answer(LoanState.APPROVED, LoanItem("", deal.plan), "")
    assert presenter.next_step() == "finance"
    assert presenter.consequences()[0][0] == "ok"


def test_the_page_asks_for_the_missing_paper_and_then_for_the_answer(stages) -> None:
    stage = stages()
    page = stage.enter("loan")
    page.entered({"deal": "D-HZ02-26-01187"})
    gateway = stage.stack.desk.more["loans"]
    assert not page.go_on.isVisible()
    said = " ".join(each.text() for each in page.findChildren(QLabel) if each.isVisible())
    # What the bank pays is not the buyer's to pay: 213,315.58 less 150,000 and the deposit.
    assert "¥43,315.58" in said
    assert "Papers are missing" in said
    page.table.choose(4)
    page.there.click()
    assert gateway.loan.papers[4].state == "there"
    assert page.go_on.text() == "Note the lender's answer"
    page.go_on.click()
    form = page.forms["answer"]
    form.rate.setText("x")
    form.save.click()
    assert form.fields["rate"].error()
    form.rate.setText("2.99")
    form.save.click()
    assert gateway.loan.state == "approved"
    assert not page.go_on.isVisible()  # a salesperson books no money of lenders


def test_a_declined_loan_says_what_becomes_of_the_deposit(stages) -> None:
    stage = stages()
    page = stage.enter("loan")
    gateway = stage.stack.desk.more["loans"]
    gateway.answer("l1", LoanState.DECLINED, gateway.loan, "")
    page.entered({"deal": "D-HZ02-26-01187"})
    assert "the deposit too" in " ".join(each.text() for each in page.follows.findChildren(QLabel))
    assert page.go_on.text() == "Apply for a loan"


def test_ctrl_and_enter_saves_the_form_at_the_side_and_does_not_begin_it_anew(stages) -> None:
    stage = stages()
    page = stage.enter("loan")
    gateway = stage.stack.desk.more["loans"]
    gateway.answer("l1", LoanState.DECLINED, gateway.loan, "")
    page.entered({"deal": "D-HZ02-26-01187"})
    press = next(each for each in page.all_keys() if each.shortcut().toString() == "Ctrl+Return")
    press.trigger()
    form = page.forms["apply"]
    form.lender.setText("Quiet Meadow Bank")
    form.months.setText("x")
    assert press.isEnabled()
    press.trigger()
    assert form.lender.text() == "Quiet Meadow Bank"
    assert form.fields["months"].error()

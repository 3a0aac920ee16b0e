"""A contract that a manager reads first, at the deal desk: asked for, answered, signed with its deposit and receipt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app import db, i18n
from app.changes import ChangeBus
from app.domain import approval, approval_chain
from app.domain.permissions import Role
from app.errors import UserError
from app.gateways.approvals import ApprovalsOfTerminal
from app.gateways.deals import DealsFromReplica
from app.gateways.notices import NoticesOfTerminal
from app.gateways.papers import PapersOfTerminal
from app.models.org import Setting
from app.models.payment import Payment
from app.presenters import deal_desk_checks
from app.presenters.base import run_now
from app.presenters.deal_desk import DealDeskPresenter
from app.presenters.print_sign import PrintAsked, PrintSignPresenter
from app.services import contracts, submitting
from app.views.deals.approval_panel import ApprovalPanel
from app.workplace import Workplace
from tests.gui.workshop import CARS, PASSWORD, open_workshop, org

pytestmark = pytest.mark.gui


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workplace]:
    """Here a manager reads how it is paid, if not in one sum."""
    place = open_workshop(tmp_path)
    with db.write_session(place.database) as session, session.begin():
        session.add(org(Setting, name=approval.PLAN, value=True))
    yield place
    place.close()


def manager_of(shop: Workplace) -> Workplace:
    """The manager, at the same replica."""
    return Workplace(shop.folder, shop.vault, shop.vault.unlock("sun", PASSWORD), shop.clock, ChangeBus())


def answer(shop: Workplace, no: str, *, why_not: str = "") -> None:
    """What the manager says from elsewhere."""
    manager = manager_of(shop)
    if why_not:
        submitting.send_back(manager.unit_of_work(), no=no, reason=why_not)
    else:
        submitting.approve(manager.unit_of_work(), no=no)
    manager.close()


@pytest.fixture
def desk(shop: Workplace) -> DealDeskPresenter:
    """A loan, at a price below the seller's own limit, with money to be put down."""
    desk = DealDeskPresenter(run_now, run_now, DealsFromReplica(shop), shop.clock)
    desk.start()
    desk.new_customer("周明慧")
    desk.set_buyer(phone="13800006620", id_number="11010519491231002X")
    desk.open_car(CARS[0])
    desk.set_discount(2_000_000)
    desk.choose_plan("bank")
    desk.draw()
    desk.set_deposit(1_000_000, "card")
    return desk


def codes(desk: DealDeskPresenter) -> set[str]:
    return {item.code for item in desk.checks if item.level == "block"}


def ask(desk: DealDeskPresenter) -> str:
    """Through the link of the check list."""
    found = next(item for item in desk.checks if item.code == "approval_needed")
    assert found.target == "submit"
    desk.submit()
    assert desk.state.drawn is not None
    return desk.state.drawn.no


def sign(desk: DealDeskPresenter, shop: Workplace, folder: Path) -> PrintSignPresenter:
    state = desk.state
    asked = PrintAsked(state.drawn.no, deposit=state.deposit, consent=state.approved)
    printing = PrintSignPresenter(run_now, run_now, PapersOfTerminal(shop), asked)
    printing.start()
    printing.choose_printer("file")
    printing.choose_folder(str(folder))
    printing.set_read(True)
    printing.commit()
    return printing


def test_the_yes_of_the_chain_signs_with_the_deposit_and_its_receipt(
    desk: DealDeskPresenter, shop: Workplace, tmp_path: Path
) -> None:
    assert codes(desk) == {"approval_needed", "discount_unapproved"}
    assert deal_desk_checks.next_key(desk.state) == ""
    no = ask(desk)
    assert [step.state for step in deal_desk_checks.steps(desk.state)][-1] == "current"
    assert desk.state.put_down == 1_000_000, "it is to be taken still"
    assert desk.why_not_print == "It was put before somebody, who has to answer first"
    answer(shop, no)
    desk.refresh()
    assert not codes(desk)
    assert desk.state.deposit is not None
    assert any("孙丽 approved the contract as it is" in item.text for item in desk.checks)
    assert sign(desk, shop, tmp_path).state.finished
    with shop.reading() as session:
        paid = session.scalars(select(Payment)).one()
    assert (paid.kind, paid.amount, paid.method) == ("deposit", 1_000_000, "card")
    assert {f"{no}.pdf", f"{paid.receipt_no}.pdf"} <= {file.name for file in tmp_path.glob("*.pdf")}


def test_the_program_ends_while_a_manager_reads_and_the_deposit_is_there_with_the_answer(
    desk: DealDeskPresenter, shop: Workplace
) -> None:
    no = ask(desk)
    desk.keep()
    answer(shop, no)
    again = DealDeskPresenter(run_now, run_now, DealsFromReplica(shop), shop.clock)
    again.start()
    assert [kept.content["contract"] for kept in again.state.kept] == [no]
    again.open_contract(no)
    assert again.state.deposit == desk.state.deposit
    assert not codes(again)


def test_a_no_says_why_at_the_desk_and_asks_again(desk: DealDeskPresenter, shop: Workplace) -> None:
    no = ask(desk)
    answer(shop, no, why_not="36 months are too long")
    desk.refresh()
    assert "孙丽 sent it back: 36 months are too long" in [item.text for item in desk.checks]
    assert "approval_needed" in codes(desk)


def test_what_is_changed_after_the_yes_is_read_again(desk: DealDeskPresenter, shop: Workplace) -> None:
    answer(shop, ask(desk))
    desk.refresh()
    desk.choose_plan("maker")
    assert codes(desk) == {"approval_needed", "discount_unapproved"}
    desk.choose_plan("full")
    assert codes(desk) == {"discount_unapproved"}
    desk.choose_plan("bank")
    assert not codes(desk)


def test_who_is_asked_is_whom_the_chain_names(shop: Workplace) -> None:
    """Where the payment is finance's alone to approve, nobody is sent to a manager."""
    links = {"plan": [[Role.FINANCE, 0]]}
    with db.write_session(shop.database) as session, session.begin():
        session.add(org(Setting, name=approval_chain.SETTING, value=links))
    desk = DealDeskPresenter(run_now, run_now, DealsFromReplica(shop), shop.clock)
    desk.start()
    desk.new_customer("周明慧")
    desk.set_buyer(phone="13800006620", id_number="11010519491231002X")
    desk.open_car(CARS[0])
    desk.choose_plan("bank")
    desk.draw()
    said = {item.code: item.text for item in deal_desk_checks.checks(desk.state)}
    assert said["approval_needed"] == "To be approved first by: Finance (payment terms)"
    drawn = desk.state.drawn
    assert drawn is not None
    with pytest.raises(UserError) as refused:
        contracts.sign(shop.unit_of_work(), contract_id=drawn.contract_id, signing=shop.signing(None))
    assert refused.value.code == "approval_needed"
    assert str(refused.value.message).startswith(
        f"{drawn.no} needs the approval of: Finance (payment terms)."
    )
    desk.submit()
    with pytest.raises(UserError) as waits:
        contracts.sign(shop.unit_of_work(), contract_id=drawn.contract_id, signing=shop.signing(None))
    assert waits.value.message == f"{drawn.no} waits for the answer of: Finance."


def test_trying_to_print_asks_no_manager(stages: Any) -> None:
    page = stages().enter("deal", login="chen")
    page.presenter.choose_customer(page.presenter.gateway.buyers[1])
    page.presenter.open_car("LCY7E4AB8T1004127")
    page.presenter._set(facts=replace(page.presenter.state.facts, asks={approval.PLAN: True}))
    page.presenter.choose_plan("bank")
    page.presenter.draw()
    page._print()
    assert "To be approved first by: Sales manager" in page.banner.accessibleName()
    assert page.presenter.state.drawn.state == "draft"
    page.side.mend_first()
    assert page.presenter.state.waits
    assert not page.side.deposit.isVisible()
    assert page.side.print.text() == "Print"


def test_why_a_lower_price_is_asked_for_is_read_where_the_manager_is_in_their_language(
    desk: DealDeskPresenter, shop: Workplace, qtbot: QtBot
) -> None:
    panel = ApprovalPanel(desk)
    qtbot.addWidget(panel)
    panel.show_state(desk.state)
    panel.code.set_key("competitor")
    panel.reason.setText(" 隔壁展厅 114,800 ")
    panel.elsewhere.click()
    assert desk.state.drawn is not None
    assert desk.state.drawn.state == "submitted"
    manager = manager_of(shop)
    told = {}
    for language in ("en", "zh_CN"):
        with i18n.speaking(language):
            (request,) = ApprovalsOfTerminal(manager).waiting()
            (asked,) = NoticesOfTerminal(manager).unseen()
            told[language] = {value for name, value in request.facts if name == i18n.tr("Why")} | {asked.why}
    manager.close()
    assert told == {
        "en": {"Matches a competitor's price · 隔壁展厅 114,800"}, "zh_CN": {"竞品比价 · 隔壁展厅 114,800"},
    }  # fmt: skip


def test_a_question_without_a_reason_is_asked_all_the_same_and_the_last_reason_counts(
    desk: DealDeskPresenter, shop: Workplace
) -> None:
    desk.submit("竞品比价")
    assert desk.state.drawn is not None
    no = desk.state.drawn.no
    submitting.take_back(shop.unit_of_work(), no=no)
    submitting.submit(shop.unit_of_work(), no=no)
    manager = manager_of(shop)
    (request,) = ApprovalsOfTerminal(manager).waiting()
    assert "Why" not in {name for name, *_ in request.facts}
    manager.close()

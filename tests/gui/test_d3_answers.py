"""A manager's answer reaches whoever asked: at the bell, in the list of contracts, and the rail counts what is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QMenu

from app import db
from app.changes import Changes
from app.domain import approval
from app.gateways.approvals import ApprovalsOfTerminal
from app.gateways.contracts import ContractsFromReplica
from app.gateways.customers import CustomersFromReplica
from app.gateways.deals import DealsFromReplica
from app.gateways.notices import NoticesOfTerminal
from app.ids import new_id
from app.models.deal import Deal
from app.models.org import Setting
from app.models.trade_in import TradeIn
from app.presenters import deal_desk_checks, words
from app.presenters.base import run_now
from app.presenters.contract_list import ContractFilter
from app.presenters.deal_desk import DealDeskPresenter
from app.presenters.notices import Notice, NoticesPresenter
from app.services import contracts, payments, reversals, submitting
from app.workplace import Workplace
from tests.gui.test_d3_at_the_desk import answer, manager_of
from tests.gui.workshop import CARS, open_workshop, org

ANSWERED = Changes({"approval": frozenset(), "contract": frozenset()})


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workplace]:
    """Here a manager reads how it is paid, if not in one sum."""
    place = open_workshop(tmp_path)
    with db.write_session(place.database) as session, session.begin():
        session.add(org(Setting, name=approval.PLAN, value=True))
    yield place
    place.close()


@pytest.fixture
def desk(shop: Workplace) -> DealDeskPresenter:
    """A loan, at a price below the seller's own limit, before a manager."""
    desk = DealDeskPresenter(run_now, run_now, DealsFromReplica(shop), shop.clock)
    desk.start()
    desk.new_customer("周明慧")
    desk.set_buyer(phone="13800006620", id_number="11010519491231002X")
    desk.open_car(CARS[0])
    desk.set_discount(2_000_000)
    desk.choose_plan("bank")
    desk.draw()
    desk.submit()
    return desk


def row_of(shop: Workplace) -> Any:
    return ContractsFromReplica(shop).page(ContractFilter(), 0, 50)[0]


def test_the_price_is_not_ticked_while_a_manager_reads_it(shop: Workplace, desk: DealDeskPresenter) -> None:
    def price() -> str:
        return next(step.state for step in deal_desk_checks.steps(desk.state) if step.key == "price")

    assert desk.state.waits
    assert price() == "missing"
    answer(shop, row_of(shop).no)
    desk.refresh()
    assert not desk.state.waits
    assert price() == "done"


def test_a_manager_elsewhere_reads_percent_and_limit(shop: Workplace, desk: DealDeskPresenter) -> None:
    with closing(manager_of(shop)) as manager:
        (asked,) = ApprovalsOfTerminal(manager).waiting()
    facts = dict(asked.facts)
    assert facts["Discount"] == "¥20,000.00 · 7.44 %"
    lowest = desk.state.sheet.list_price - desk.state.limit
    assert facts["Lowest without a manager"] == words.money(lowest)
    assert asked.amount < lowest


def test_the_list_says_the_answer_while_it_counts(shop: Workplace, desk: DealDeskPresenter) -> None:
    row = row_of(shop)
    assert (row.state, row.answer) == ("submitted", "")
    answer(shop, row.no)
    row = row_of(shop)
    assert (row.state, row.answer, row.answered_by) == ("draft", "approved", "孙丽")
    assert ContractsFromReplica(shop).find(row.no) == row
    (customer,) = CustomersFromReplica(shop).page("周明慧", 0, 50)
    assert customer.latest == f"Contract {row.no}, Approved"
    desk.refresh()
    desk.set_discount(2_100_000)
    desk.draw()
    assert row_of(shop).answer == "lapsed", "the yes was to another price"


def test_the_list_says_that_it_was_sent_back_and_why(shop: Workplace, desk: DealDeskPresenter) -> None:
    no = row_of(shop).no
    answer(shop, no, why_not="36 months are too long")
    row = row_of(shop)
    assert (row.answer, row.answered_by, row.answer_note) == ("returned", "孙丽", "36 months are too long")


def test_the_bell_tells_whoever_asked_and_nobody_else(shop: Workplace, desk: DealDeskPresenter) -> None:
    no = row_of(shop).no
    assert NoticesOfTerminal(shop).unseen() == ()
    answer(shop, no, why_not="36 months are too long")
    found = NoticesOfTerminal(shop).unseen()
    assert [(each.no, each.yes, each.by, each.why) for each in found] == [
        (no, False, "孙丽", "36 months are too long")
    ]
    manager = manager_of(shop)
    assert NoticesOfTerminal(manager).unseen() == ()
    manager.close()
    submitting.submit(shop.unit_of_work(), no=no)
    assert NoticesOfTerminal(shop).unseen() == (), "it waits again"
    answer(shop, no)
    found = NoticesOfTerminal(shop).unseen()
    assert [each.yes for each in found] == [True], "the no before it is past"
    NoticesOfTerminal(shop).see((found[0].key,))
    assert NoticesOfTerminal(shop).unseen() == ()


def test_the_bell_rings_for_a_manager_who_may_say_yes(shop: Workplace, desk: DealDeskPresenter) -> None:
    """A contract, money that shall go back, a used car's value; nobody's own, and each once."""
    no = row_of(shop).no
    with shop.reading() as session:
        deal = session.get_one(Deal, contracts.find(session, no).deal_id)
    paid = payments.take(shop.unit_of_work(), deal_no=deal.no, amount=300_000, method="card")
    reversals.ask(shop.unit_of_work(), reversals.Wish(paid.receipt_no, "changed their mind"))
    with db.write_session(shop.database) as session, session.begin():
        session.add(used_car(shop, deal))
    manager = manager_of(shop)
    bell = NoticesOfTerminal(manager)
    assert [(each.asked, each.no, each.place[0]) for each in bell.unseen()] == [
        ("contract", no, "approvals"), ("refund", paid.receipt_no, "approvals"), ("trade_in", "浙A12345", "trade_in"),
    ]  # fmt: skip
    assert bell.unseen()[1].words.endswith(f"asks you to refund {paid.receipt_no}")
    assert bell.unseen()[2].place[1] == {"deal": deal.no}
    assert NoticesOfTerminal(shop).unseen() == (), "who asked, and is no manager"
    bell.see(tuple(each.key for each in bell.unseen()))
    assert bell.unseen() == ()
    manager.close()
    submitting.take_back(shop.unit_of_work(), no=no)
    submitting.submit(shop.unit_of_work(), no=no)
    with closing(manager_of(shop)) as manager:
        (again,) = NoticesOfTerminal(manager).unseen()
        assert again.no == no, "asked anew"
        own = payments.take(manager.unit_of_work(), deal_no=deal.no, amount=100, method="card")
        reversals.ask(manager.unit_of_work(), reversals.Wish(own.receipt_no, "my own"))
        assert [each.no for each in NoticesOfTerminal(manager).unseen()] == [no]


def used_car(shop: Workplace, deal: Deal) -> TradeIn:
    """A car whose value waits for a yes."""
    now, me = shop.clock.now(), shop.actor.user_id
    return TradeIn(
        id=new_id(), scope=deal.scope, ver=1, row_hash=0, branch_id=deal.branch_id, deal_id=deal.id, user_id=me,
        at=now, plate="浙A12345", vin="LSVAA4187E2184847", brand="大众", series="朗逸", energy="petrol",
        first_registered_on=now.date(), km=1, owners=1, payoff=0, transfer_by="seller", market=1, marks=[],
        state="submitted", value=1, valued_by=me, submitted_at=now,
    )  # fmt: skip


def test_an_answer_that_comes_is_said_and_counted_once_seen_no_more(stages: Any) -> None:
    stage = stages()
    stage.enter("stock", login="chen")
    shell = stage.shell
    news, cases = shell.context.desk.more["news"], len(shell.sync.state.status.cases)
    assert shell.top.bell._count == cases
    news.add(yes=True)
    shell.context.bus.publish(ANSWERED)
    assert shell.top.bell._count == cases + 1
    assert shell.toast.accessibleName() == "Wang Yating approved HZ02-26-01190 He Zhiyuan"
    shell.top.bell.click()
    menu = next(menu for menu in shell.findChildren(QMenu) if menu.isVisible())
    said = [action.text() for action in menu.actions()]
    assert said[0] == "Wang Yating approved HZ02-26-01190 · He Zhiyuan"
    assert len(said) == (2 if cases else 1)
    assert shell.top.bell._count == cases
    menu.actions()[0].trigger()
    menu.close()
    assert shell.current == "contracts"
    news.rows = [Notice("b1", "R-0778", "He Zhiyuan", "Chen", False, asked="void")]
    shell.context.bus.publish(Changes({"reversal": frozenset()}))
    assert shell.toast.accessibleName() == "Chen asks you to void R-0778 He Zhiyuan"
    shell.top.bell.click()
    menu = next(menu for menu in shell.findChildren(QMenu) if menu.isVisible())
    assert menu.actions()[0].text() == "Chen asks you to void R-0778 · He Zhiyuan"
    menu.close()
    shell.top.bell.click()
    assert shell.current == "sync", "without an answer the bell is about what waits"


def test_answers_from_before_are_counted_and_not_called_out(stages: Any) -> None:
    told: list[tuple[str, str]] = []
    counted: list[int] = []
    stage = stages()
    stage.enter(login="chen")
    news = stage.shell.context.desk.more["news"]
    news.add(yes=False, why="36 months are too long")
    bell = NoticesPresenter(run_now, news)
    bell.follow(counted.append, lambda said: told.append((said.words, said.detail)))
    assert (counted, told) == ([1], [])
    news.add(yes=True)
    bell.on_changes(ANSWERED)
    assert counted[-1] == 2
    assert told == [("Wang Yating approved HZ02-26-01190", "He Zhiyuan")]


def test_the_rail_counts_what_a_manager_may_answer(stages: Any) -> None:
    stage = stages()
    stage.enter("stock", login="wang")
    button = stage.shell.rail.buttons["approvals"]
    assert button.accessibleName().endswith("(2)"), "of three one is her own"
    gateway = stage.shell.context.desk.more["approvals"]
    gateway.rows = gateway.rows[1:]
    stage.shell.context.bus.publish(ANSWERED)
    assert button.accessibleName().endswith("(1)")


@pytest.mark.parametrize(
    ("answered", "badge", "notice"),
    [
        ("approved", "Approved", "Wang Yating approved"),
        ("price_approved", "Price approved", "Wang Yating approved the price of"),
        ("returned", "Sent back", "Wang Yating sent"),
    ],
)
def test_the_page_of_contracts_says_the_state_in_words(
    stages: Any, answered: str, badge: str, notice: str
) -> None:

    page = stages().enter("contracts", login="chen")
    doors = page.context.desk.contracts
    at = next(at for at, row in enumerate(doors.rows) if row.state == "draft" and not row.case_id)
    row = replace(doors.rows[at], answer=answered, answered_by="Wang Yating", answer_note="Too long")
    doors.rows[at] = row
    page._presenter.load()
    page._presenter.choose(row)
    state = next(column for column in page.table.model().columns if column.key == "state")
    assert state.text(row) == badge
    assert notice in page._notice.accessibleName()
    assert page._notice.isVisible()

"""What was set aside, at the desk: a manager decides it with a reason, salespeople read that one will."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.clock import FakeClock, SystemClock
from app.domain.money import format_amount
from app.errors import PermissionDenied
from app.gateways.set_aside import AsideOfTerminal
from app.gateways.sync import SyncOfTerminal
from app.models.deal import Deal
from app.presenters.base import run_now
from app.presenters.set_aside import AsidePresenter
from app.services import conflicts, contracts, discounts, payments
from app.services.unit_of_work import track
from app.views.conflicts.aside_dialog import AsideDialog
from app.workplace import Workplace
from server import cases, feed, reactions, rows
from server.feed import Touched
from tests.gui.fakes_merging import FakeAside
from tests.shop import LIST_PRICE, Shop, Till, new_vin, person, settle

pytestmark = pytest.mark.gui
Open = Callable[[Workplace], AsideDialog]


@pytest.fixture
def opened(qtbot: QtBot) -> Open:
    """The dialog for the one case that somebody sees at their sync page."""

    def open_for(workplace: Workplace) -> AsideDialog:
        (case,) = SyncOfTerminal(workplace).status().cases
        presenter = AsidePresenter(run_now, AsideOfTerminal(workplace), case.id)
        dialog = AsideDialog(presenter, lambda *_: None)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return open_for


@pytest.fixture
def vin(counter: Till, booth: Till, monkeypatch: pytest.MonkeyPatch) -> str:
    """The car of a sale far below the floor, which a terminal without that rule let through."""
    (number,) = counter.receive(new_vin())
    settle(counter, booth)
    with monkeypatch.context() as lenient:
        lenient.setattr(discounts, "beyond", lambda *_, **__: False)
        booth.sell(number, person("许若琳"), price=9_000_000)
    settle(booth, counter)
    return number


def facts(dialog: AsideDialog) -> dict[str, str]:
    case = dialog._presenter.state.case
    assert case is not None
    return dict(case.facts)


def outcome(till: Till) -> tuple[list[tuple[str, int]], list[int], list[str]]:
    """Contracts with state and price, money in order, states of the cases."""
    contracts = till.query("SELECT state, price FROM contract")
    money = [amount for (amount,) in till.query("SELECT amount FROM payment ORDER BY at, amount DESC")]
    assert till.query("SELECT coalesce(sum(amount), 0) FROM ledger_entry") == [(0,)]
    return (
        contracts,
        money,
        [state for (state,) in till.query("SELECT state FROM sync_case WHERE kind = 'op'")],
    )  # type: ignore[return-value]


def test_it_says_what_was_done_by_whom_where_with_what_money_and_why(
    counter: Till, vin: str, opened: Open
) -> None:
    dialog = opened(counter.as_("sun"))
    said = facts(dialog)
    assert said["Entered by"] == "wang, Booth 2"
    assert said["Customer"].startswith("许若琳")
    assert vin in said["Car"]
    assert said["Price"] == "¥90,000.00"
    assert said["Money received"] == f"¥{format_amount(500_000)} received, not yet posted"
    assert said["When"].startswith("today")
    case = dialog._presenter.state.case
    assert case is not None
    assert case.title.startswith("Sale ")
    assert case.why
    assert "{" not in case.why


def test_lines_that_a_signed_contract_lacks_are_named_with_their_amount_until_somebody_saw_to_it(
    shop: Shop, counter: Till, booth: Till, qtbot: QtBot, opened: Open
) -> None:
    sold = counter.sell(counter.receive(new_vin())[0], person("许若琳"))
    settle(counter)
    with shop.database.writing() as session:
        track(session)
        contract, left = rows.find(session, "contract", sold.contract_id), {"label": "脚垫", "amount": 30_000}
        assert contract is not None
        cases.open_lines_case(session, contract, [{**left, "removed": 0}], SystemClock().now())
        touched = Touched()
        reactions.gather(session, touched)
        feed.publish(session, touched)
    settle(counter, booth)
    dialog = opened(booth.wang)
    case = dialog._presenter.state.case
    assert case is not None
    assert (case.kind, case.title) == ("lines", "A contract lacks what its paper has")
    assert case.why.startswith(f"Contract {sold.contract_no} of 许若琳")
    assert case.why.endswith("lacks what its signed paper has: 脚垫 ¥300.00.")
    (item,) = SyncOfTerminal(booth.wang).status().cases
    assert item.detail == "The paper stands: put it onto the contract by an amendment."
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not dialog.isVisible()
    settle(booth, counter)
    assert counter.query("SELECT state FROM sync_case") == [("resolved",)]


def test_papers_of_a_desk_whose_battery_is_dead_count_and_a_manager_looks_at_their_days(
    new_till: Callable[..., Till], qtbot: QtBot, opened: Open
) -> None:
    clock = FakeClock(SystemClock().now())
    till = new_till("Off", clock=clock)
    no = till.draft(*till.receive(new_vin()))
    settle(till)
    with till.wang.reading() as session:
        deal = session.get_one(Deal, contracts.find(session, no).deal_id).no
    right = clock.now()
    clock.set(right - timedelta(days=400))
    taken = payments.take(till.wang.unit_of_work(), deal_no=deal, amount=100, method="cash")
    clock.set(right)
    settle(till)
    assert till.wang.status()["parked"] == 0
    said, made = (right - timedelta(days=400)).astimezone().date(), right.date()
    dialog = opened(till.wang)
    case = dialog._presenter.state.case
    assert case is not None
    assert (case.kind, case.title, case.may_decide) == ("dates", "Papers with another day", False)
    assert case.why.endswith(f"{taken.receipt_no} says {said}, made on {made}.")
    with pytest.raises(PermissionDenied, match="not_a_manager"):
        conflicts.resolve(till.wang.unit_of_work(), case_id=case.id, choices={}, mine="first")
    manager = opened(till.as_("sun"))
    assert manager._presenter.state.decision == "dates"
    qtbot.keyClick(manager, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not manager.isVisible()
    settle(till)
    assert till.query("SELECT state FROM sync_case") == [("resolved",)]


def test_a_salesperson_reads_that_a_manager_decides(counter: Till, vin: str, opened: Open) -> None:
    dialog = opened(counter.wang)
    assert not dialog.radios
    assert dialog.commit is not None
    assert dialog.commit.isHidden()
    assert dialog._who.title() == "A manager decides this. You need not do anything."
    dialog._presenter.choose("accept")
    dialog._presenter.save()
    assert dialog.isVisible()


def test_a_reversal_with_its_reason_gives_the_money_back(
    counter: Till, booth: Till, vin: str, qtbot: QtBot, opened: Open
) -> None:
    dialog = opened(counter.as_("sun"))
    qtbot.keyClick(dialog, Qt.Key.Key_4)
    assert dialog.radios["reverse"].isChecked()
    assert dialog.commit is not None
    assert not dialog.commit.isEnabled(), "nobody reverses without a reason"
    qtbot.keyClicks(dialog.reason, "price was a slip")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not dialog.isVisible()
    settle(counter, booth)
    for till in (counter, booth):
        assert outcome(till) == ([("cancelled", 9_000_000)], [500_000, -500_000], ["resolved"])
        assert till.query("SELECT reason FROM payment WHERE kind = 'refund'") == [("price was a slip",)]
        assert till.query("SELECT cancelled_reason FROM contract") == [("price was a slip",)]


def test_a_correction_counts_with_the_price_typed(
    counter: Till, booth: Till, vin: str, qtbot: QtBot, opened: Open
) -> None:
    dialog = opened(counter.as_("sun"))
    qtbot.keyClick(dialog, Qt.Key.Key_3)
    edit = dialog.fields["price"].control
    assert edit.text() == "90000.00"  # type: ignore[attr-defined]
    edit.clear()  # type: ignore[attr-defined]
    qtbot.keyClicks(edit, "cheap")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert dialog.isVisible()
    assert dialog.fields["price"].error(), "no amount: said beside the field"
    edit.clear()  # type: ignore[attr-defined]
    qtbot.keyClicks(edit, "117000")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(counter, booth)
    (contract,), money, states = outcome(booth)
    assert contract[1] == LIST_PRICE
    assert (money, states) == ([500_000], ["resolved"])


def test_a_manager_does_not_decide_their_own(
    counter: Till, booth: Till, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    (number,) = counter.receive(new_vin())
    settle(counter, booth)
    booth.as_("sun")
    with monkeypatch.context() as lenient:
        lenient.setattr(discounts, "beyond", lambda *_, **__: False)
        booth.sell(number, price=9_000_000, user="sun")
    settle(booth, counter)
    dialog = opened(counter.as_("sun"))
    assert dialog._who.title() == "You did this yourself: another manager decides."
    assert not dialog.radios


@pytest.mark.parametrize(
    ("decision", "typed", "choices"),
    [
        ("retry", {}, {"op": "retry"}),
        ("accept", {"reason": " known customer "}, {"op": "accept", "reason": "known customer"}),
        ("correct", {"price": "1000"}, {"op": "correct", "price": "1000"}),
        ("correct", {"price": "180800.00"}, None),  # as it was
        ("reverse", {}, None),
        ("discard", {"reason": "twice"}, {"op": "discard", "reason": "twice"}),
    ],
)
def test_what_is_written_for_each_decision(
    decision: str, typed: dict[str, str], choices: dict[str, str] | None
) -> None:
    gateway = FakeAside()
    presenter = AsidePresenter(run_now, gateway, "case3")
    presenter.load()
    presenter.choose(decision)
    for name, text in typed.items():
        if name == "reason":
            presenter.set_reason(text)
        else:
            presenter.set_value(name, text)
    assert bool(presenter.state.why_not) == (choices is None)
    presenter.save()
    assert gateway.decided == ([("case3", choices)] if choices is not None else [])

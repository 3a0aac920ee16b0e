"""Cancelling at the desk, over a real terminal: reason, what becomes of the money, and nothing by accident."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select, text

from app import db, i18n
from app.domain.deposits import DepositFate
from app.gateways.approvals import ApprovalsOfTerminal
from app.gateways.cancelling import CancellationsOfTerminal
from app.gateways.money import MoneyOfTerminal
from app.models.payment import Payment, Reversal
from app.models.vehicle import StockStay
from app.presenters import reasons
from app.presenters.base import run_now
from app.presenters.cancelling import CancelPresenter
from app.presenters.money import Back, Wanted
from app.services import contracts, payments, reversals
from app.services.contracts import Deposit, Order
from app.views.contracts.cancel_dialog import CancelDialog
from app.views.money.forms import standing_facts
from app.workplace import Workplace
from tests.gui.workshop import CARS, LIST_PRICE, PASSWORD, open_workshop

pytestmark = pytest.mark.gui
BUYER = {"name": "周明慧", "phone": "13800006620", "id_number": "11010519491231002X"}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workplace]:
    place = open_workshop(tmp_path)
    yield place
    place.close()


@pytest.fixture
def said() -> list[tuple[str, str]]:
    """What the desk was told in the end."""
    return []


@pytest.fixture
def dialog(qtbot: QtBot, shop: Workplace, said: list[tuple[str, str]]) -> CancelDialog:
    """Over a signed contract with a deposit and a payment."""
    order = Order(BUYER, price=LIST_PRICE, vin=CARS[0])
    sold = contracts.sell(shop.unit_of_work(), order, shop.signing(Deposit(1_000_000, "cash")))
    payments.take(shop.unit_of_work(), deal_no=sold.deal_no, amount=300_000, method="card")
    presenter = CancelPresenter(run_now, CancellationsOfTerminal(shop), sold.contract_no)
    made = CancelDialog(presenter, lambda *words: said.append(words))
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    presenter.start()
    return made


def state_of(shop: Workplace) -> tuple[str, str, list[tuple[str, str, int]]]:
    """The contract's state, its car's, and what is asked for: kind of receipt, kind of wish, amount."""
    with shop.reading() as session:
        contract = contracts.find(session, "MAIN01-26-00001")
        stay = session.scalars(select(StockStay).where(StockStay.vehicle_id == contract.vehicle_id)).one()
        wishes = session.execute(
            select(Payment.kind, Reversal.kind, Reversal.amount).join(
                Payment, Payment.id == Reversal.payment_id
            )
        )
        return contract.state, stay.status, sorted(tuple(row) for row in wishes)


@pytest.mark.parametrize(
    ("reason", "fate", "asked"),
    [
        ("withdrew", "", [("balance", "refund", 300_000)]),
        ("withdrew", "returned", [("balance", "refund", 300_000), ("deposit", "refund", 1_000_000)]),
        ("undeliverable", "", [("balance", "refund", 300_000), ("deposit", "twofold", 1_000_000)]),
    ],
)
def test_the_reason_decides_what_becomes_of_the_deposit_unless_a_person_does(
    dialog: CancelDialog, shop: Workplace, said: list[tuple[str, str]], reason: str, fate: str,
    asked: list[tuple[str, str, int]],
) -> None:  # fmt: skip
    dialog.reason.set_key(reason)
    dialog.reason.chosen.emit(reason)
    if fate:
        dialog.fate.chosen.emit(fate)
    dialog.password.setText(PASSWORD)
    dialog.end.click()
    assert state_of(shop) == ("cancelled", "in_stock", asked)
    ((done, waits),) = said
    assert "MAIN01-26-00001" in done
    assert str(len(asked)) in waits


def test_what_was_said_of_the_deposit_holds_at_the_till_and_before_the_manager(
    dialog: CancelDialog, shop: Workplace
) -> None:
    dialog.reason.set_key("withdrew")
    dialog.reason.chosen.emit("withdrew")
    dialog.password.setText(PASSWORD)
    dialog.end.click()
    with shop.reading() as session:
        (deposit,) = session.scalars(select(Payment).where(Payment.kind == "deposit"))
        deal = payments.find_deal(session, "D-MAIN01-26-00001")
        assert reversals.deposit_fate(session, deal.id) == "kept"
    money = MoneyOfTerminal(shop)
    standing = money.standing(deal.no)
    assert (standing.fate, standing.fate_by) == ("kept", "孙丽")
    assert dict(standing_facts(standing))["Deposit, when cancelled"] == "We keep it, as 孙丽 approved"
    money.ask(Back(deposit.receipt_no, "refund", 1, "goodwill"))
    (asked,) = [each for each in ApprovalsOfTerminal(shop).waiting() if each.amount == 1]
    assert dict(asked.facts)["Deposit, when cancelled"] == "We keep it, as 孙丽 approved"
    (other,) = [each for each in ApprovalsOfTerminal(shop).waiting() if each.amount == 300_000]
    assert "Deposit, when cancelled" not in dict(other.facts)


def test_a_manager_is_asked_for_all_that_goes_back_twofold(dialog: CancelDialog, shop: Workplace) -> None:
    dialog.reason.set_key("undeliverable")
    dialog.reason.chosen.emit("undeliverable")
    dialog.end.click()
    (asked,) = [each for each in ApprovalsOfTerminal(shop).waiting() if each.kind == "twofold"]
    assert asked.amount == 2_000_000
    assert dict(asked.facts)["Amount"] == "¥20,000.00"


def test_a_reason_from_the_list_is_read_in_the_readers_language_and_own_words_as_written(
    dialog: CancelDialog, shop: Workplace
) -> None:
    with i18n.speaking("zh_CN"):
        dialog._presenter.choose_reason("undeliverable")
        dialog._presenter.cancel("Works are late")
        assert reasons.stored(reasons.MONEY_BACK["wrong"], "多写一个零") == "金额录错 · 多写一个零"
    (asked,) = [each for each in ApprovalsOfTerminal(shop).waiting() if each.kind == "twofold"]
    assert dict(asked.facts)["Reason"] == "We cannot deliver the car · Works are late"
    with i18n.speaking("zh_CN"):
        (asked,) = [each for each in ApprovalsOfTerminal(shop).waiting() if each.kind == "twofold"]
        assert dict(asked.facts)[i18n.tr("Reason")] == "我们无法交车 · Works are late"
    waiting = MoneyOfTerminal(shop).page(Wanted(view="waiting"), 0, 10)
    assert {each.wish_reason for each in waiting} == {"We cannot deliver the car · Works are late"}
    assert reasons.read("金额录错") == "The amount was entered wrongly"
    assert reasons.read("客户说的") == "客户说的"


def test_the_car_is_named_in_the_readers_language(shop: Workplace) -> None:
    sold = contracts.sell(
        shop.unit_of_work(), Order(BUYER, price=LIST_PRICE, vin=CARS[0]), shop.signing(None)
    )
    with db.write_session(shop.database) as session, session.begin():
        session.execute(text("UPDATE model SET attributes = :a"), {"a": '{"series_zh": "启源"}'})
    gateway = CancellationsOfTerminal(shop)
    with i18n.speaking("zh_CN"):
        assert gateway.standing(sold.contract_no).car == f"启源 …{CARS[0][-6:]}"
    assert "启源" not in gateway.standing(sold.contract_no).car


def test_the_sentences_say_what_will_have_happened(dialog: CancelDialog) -> None:
    presenter = dialog._presenter
    presenter.choose_reason("withdrew")
    kept = " ".join(presenter.consequences())
    assert "¥10,000.00 stays" in kept
    assert "¥3,000.00 go back" in kept
    presenter.choose_reason("undeliverable")
    assert "¥23,000.00 go back" in " ".join(presenter.consequences())


def test_what_was_chosen_for_the_deposit_stays_whatever_the_reason(dialog: CancelDialog) -> None:
    presenter = dialog._presenter
    presenter.choose_reason("withdrew")
    assert presenter.state.fate is DepositFate.KEPT, "the usual"
    dialog.fate.chosen.emit(DepositFate.RETURNED.value)
    presenter.choose_reason("withdrew")
    presenter.choose_reason("undeliverable")
    assert presenter.state.fate is DepositFate.RETURNED
    assert dialog.fate.current() == DepositFate.RETURNED.value


def test_without_a_reason_nothing_happens(dialog: CancelDialog, shop: Workplace) -> None:
    dialog.end.click()
    assert dialog.fields["reason"].error()
    dialog._presenter.choose_reason("other")
    dialog.end.click()
    assert dialog.fields["note"].error()
    assert state_of(shop) == ("signed", "sold", [])


def test_escape_keeps_the_contract(qtbot: QtBot, dialog: CancelDialog, shop: Workplace) -> None:
    dialog._presenter.choose_reason("withdrew")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert state_of(shop)[0] == "signed"


def test_a_deposit_is_kept_by_the_own_password_of_a_manager_who_is_here(
    dialog: CancelDialog, shop: Workplace
) -> None:
    assert not dialog.approval.isVisible(), "the money goes back unless somebody says otherwise"
    dialog._presenter.choose_reason("withdrew")
    assert dialog.approval.isVisible()
    assert [dialog.manager.itemText(at) for at in range(dialog.manager.count())] == ["孙丽"]
    dialog.end.click()
    assert dialog.fields["password"].error(), "nobody said yes"
    dialog.password.setText("not-hers-4711")
    dialog.end.click()
    assert dialog.fields["password"].error()
    assert not dialog.password.text()
    assert state_of(shop)[0] == "signed"
    dialog.password.setText(PASSWORD)
    dialog.end.click()
    assert state_of(shop)[0] == "cancelled"
    (answered,) = ApprovalsOfTerminal(shop).answered()
    facts = dict(answered.facts)
    assert (answered.kind, answered.amount) == ("kept", 1_000_000)
    assert (facts["Answered by"], facts["Reason"]) == ("孙丽", "The customer withdrew")


def test_what_becomes_of_the_money_may_be_decided_later_without_a_manager(
    dialog: CancelDialog, shop: Workplace, said: list[tuple[str, str]]
) -> None:
    dialog._presenter.choose_reason("withdrew")
    dialog.fate.chosen.emit("later")
    assert dialog.fate.current() == "later"
    assert not dialog.approval.isVisible()
    assert "¥13,000.00 stay here" in " ".join(dialog._presenter.consequences())
    dialog.end.click()
    assert state_of(shop) == ("cancelled", "in_stock", [])
    with shop.reading() as session:
        assert contracts.find(session, "MAIN01-26-00001").deposit_fate is None
    assert said == [("MAIN01-26-00001 is cancelled", "")]
    assert ApprovalsOfTerminal(shop).answered() == ()


def test_where_no_other_manager_has_signed_in_a_deposit_is_not_kept(qtbot: QtBot, tmp_path: Path) -> None:
    place = open_workshop(tmp_path, user="sun")
    order = Order(BUYER, price=LIST_PRICE, vin=CARS[0])
    sold = contracts.sell(place.unit_of_work(), order, place.signing(Deposit(1_000_000, "cash")))
    presenter = CancelPresenter(run_now, CancellationsOfTerminal(place), sold.contract_no)
    made = CancelDialog(presenter, lambda *_: None)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    presenter.start()
    presenter.choose_reason("withdrew")
    assert "none has signed in" in made.approval_words.text()
    made.end.click()
    assert state_of(place)[0] == "signed"
    presenter.choose_fate(None)
    made.end.click()
    assert state_of(place)[0] == "cancelled"
    place.close()

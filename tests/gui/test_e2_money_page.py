"""E1 to E4 at the desk: take money by several ways, refund with a manager here or elsewhere, void, print a copy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.documents.slip import slip_of
from app.domain.deposits import DepositFate
from app.gateways.money import MoneyOfTerminal
from app.presenters.base import run_now
from app.presenters.money import Back, MoneyPresenter, Part, Standing, Wanted
from app.presenters.paged import FIRST
from app.services import cancelling, contracts, payments, receipts
from app.services.contracts import Deposit, Order
from app.views.money.forms import standing_facts
from app.views.money.page import _facts
from app.workplace import Workplace
from tests.gui.workshop import CARS, LIST_PRICE, PASSWORD, open_workshop
from tests.unit.documents.reading import text_of

pytestmark = pytest.mark.gui
BUYER = {"name": "周明慧", "phone": "13800006620", "id_number": "11010519491231002X"}


@pytest.fixture
def page(stages: Any) -> tuple[Any, Any]:
    """Finance at the counter, over made-up receipts."""
    stage = stages()
    return stage, stage.enter("money", login="lin")


def test_a_receipt_is_found_and_shows_what_its_deal_owes(qtbot: Any, page: Any) -> None:
    _, shown = page
    qtbot.keyClicks(shown.search, "zhou")
    shown.search._ask()
    assert shown.list.count.text() == "1 receipt"
    shown.table.choose(0)
    facts = {name.text(): value.text() for name, value in shown._standing._lines}
    assert (facts["Balance"], facts["Of it deposit (定金)"]) == ("¥193,315.58", "¥20,000.00")


def test_what_a_filter_leaves_out_does_not_stay_at_the_side(qtbot: Any, page: Any) -> None:
    _, shown = page
    shown.table.choose(0)
    kept = shown._presenter.state.chosen.no
    shown._presenter.search(kept)
    assert shown._presenter.state.chosen.no == kept
    shown._presenter.search("nobody has this")
    assert shown._presenter.state.chosen is None
    assert not shown._facts.isVisible()
    assert shown._nothing.text() == "Choose a receipt to see it here"


def test_what_a_wider_filter_finds_further_down_stays_at_the_side(page: Any) -> None:
    _, shown = page
    gateway = shown._presenter._gateway
    last = gateway.rows[-1]
    gateway.rows[:0] = [replace(gateway.rows[0], no=f"R-{1000 + n}") for n in range(FIRST)]
    shown._presenter.search(last.no)
    shown.table.choose(0)
    shown._presenter.search("")
    assert shown._presenter.state.chosen.no == last.no


def test_what_is_over_has_no_button_for_taking_money(page: Any) -> None:
    _, shown = page
    shown.table.choose(0)
    assert shown.take.isVisibleTo(shown)
    state = shown._presenter.state
    shown.show_state(replace(state, standing=replace(state.standing, payable=0, cancelled=True)))
    assert not shown.take.isVisibleTo(shown)


def test_nobody_owes_less_than_nothing_of_a_cancelled_deal() -> None:
    kept = standing_facts(Standing("D-1", "", payable=0, paid=2_000_000, deposit=2_000_000))
    assert ("Kept, or still to go back", "¥20,000.00") in kept
    assert "Balance" not in dict(kept)
    assert dict(standing_facts(Standing("D-1", "", payable=500)))["Balance"] == "¥5.00"


def test_a_deposit_that_was_a_prepayment_names_its_receipt(page: Any) -> None:
    _, shown = page
    row = replace(shown._presenter._gateway.rows[0], kind="deposit", continues="R-0700", reference="R-0700")
    shown._presenter.choose(row)
    facts = {name.text(): value.text() for name, value in shown._facts._lines if name.isVisibleTo(shown)}
    assert facts["Continues"] == "R-0700; no further money"
    assert "Reference" not in facts


def test_a_copy_that_is_saved_is_not_called_printed(page: Any) -> None:
    stage, shown = page
    shown.table.choose(0)
    shown._presenter.print()
    assert stage.shell.toast.accessibleName().startswith("Saved as PDF")


def test_money_is_taken_by_two_ways_with_the_keyboard(qtbot: Any, page: Any) -> None:
    _, shown = page
    shown.table.choose(0)
    shown._take()
    form = shown.taking
    assert form.parts[0].amount.amount() == 19_331_558
    form.parts[0].amount.set_amount(10_000_000)
    form.parts[0].reference.setText("0412-000900")
    form.more.click()
    assert form.parts[1].amount.amount() == 9_331_558
    form.parts[1].method.set_key("wechat")
    qtbot.keyClick(form.parts[1].amount, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    shown._commit()
    rows = shown._presenter._gateway.rows[:2]
    assert [(row.amount, row.method) for row in rows] == [(9_331_558, "wechat"), (10_000_000, "cash")]
    assert shown._side.currentWidget() is shown.panel


def test_an_amount_with_a_minus_is_not_booked_without_it(page: Any) -> None:
    _, shown = page
    shown.table.choose(0)
    shown._take()
    form = shown.taking
    form.parts[0].amount.setText("-1000")
    before = list(shown._presenter._gateway.rows)
    shown._commit()
    assert shown._presenter._gateway.rows == before
    assert form.fields["amount"].error() == "Write the amount without a minus."


def test_a_refund_asks_for_the_managers_own_password(page: Any) -> None:
    _, shown = page
    shown.table.choose(0)
    shown._back("refund")
    form = shown.giving
    assert not form.fields["password"].isHidden()
    form.go()
    assert form.fields["reason"].error()  # nobody's reason is chosen for them
    form.reason.set_key("withdrew")
    form.go()
    assert not form.fields["reason"].error()
    assert form.fields["password"].error()
    form.password.setText("wrong")
    form.go()
    assert form.fields["password"].error() == "User or password is wrong."
    form.password.setText("showroom")
    form.go()
    assert shown._presenter.state.chosen.no == "RF-0031"


def test_a_small_refund_needs_nobody_else(page: Any) -> None:
    _, shown = page
    shown.table.choose(1)
    shown._back("refund")
    shown.giving.amount.set_amount(200_000)
    shown.giving._judge()
    assert shown.giving.fields["password"].isHidden()
    assert shown.giving.commit.text() == "Give back"


@pytest.mark.parametrize(
    ("fate", "taken_by", "alone", "said"),
    [
        ("", (), False, "only once the contract is cancelled with “It goes back”"),
        ("returned", (), True, "It goes back by the way it came"),
        ("kept", (), False, "was decided when the contract was cancelled"),
        ("returned", ("lin",), False, "You took this money in yourself."),
    ],
)
def test_e3_who_gives_a_deposit_back_reads_whether_it_needs_a_manager(
    page: Any, fate: str, taken_by: tuple[str, ...], alone: bool, said: str
) -> None:
    _, shown = page
    money = shown._presenter._gateway
    money.fate = fate
    money.rows[0] = replace(money.rows[0], taken_by=taken_by, reason="read anew")
    shown._presenter.open("R-0778")
    shown._back("refund")
    shown.giving.amount.set_amount(1)
    shown.giving._judge()
    assert shown.giving.fields["password"].isHidden() is alone
    assert said in shown.giving._law.text()


def test_a_void_is_called_so_and_nobody_withdraws_before_signing_what_was_signed(page: Any) -> None:
    _, shown = page
    shown.table.choose(0)
    shown._back("void")
    assert shown.giving.commit.text() == "Approve and void"
    shown.giving.kind.set_current("refund")
    shown.giving._judge()
    assert shown.giving.commit.text() == "Approve and give back"
    form, state = shown.giving, shown._presenter.state
    form.reason.set_key("withdrew")
    assert form.reason.currentText() == "The customer withdrew before signing"
    form.show_state(replace(state, standing=replace(state.standing, signed=True)))
    assert form.reason.currentText() == "The customer withdrew"


def test_a_deposit_that_was_kept_needs_somebody_else_however_small(page: Any) -> None:
    _, shown = page
    shown.table.choose(0)
    shown._presenter._gateway.fate = "kept"
    shown._presenter.take_for("D-HZ02-26-01187")
    facts = {name.text(): value.text() for name, value in shown._standing._lines}
    assert facts["Deposit, when cancelled"] == "We keep it"
    shown._back("refund")
    shown.giving.amount.set_amount(1)
    shown.giving._judge()
    assert not shown.giving.fields["password"].isHidden()
    assert "when the contract was cancelled" in shown.giving._law.text()
    shown._presenter.stop()
    shown.table.choose(1)  # no deposit
    shown._back("refund")
    shown.giving.amount.set_amount(1)
    shown.giving._judge()
    assert shown.giving.fields["password"].isHidden()


def test_a_manager_elsewhere_is_asked_and_decides(stages: Any) -> None:
    stage = stages()
    shown = stage.enter("money", login="wang")
    shown.views.chosen.emit("waiting")
    shown.table.choose(0)
    assert shown.approve.isVisibleTo(shown)
    shown.approve.click()
    assert shown._presenter.state.chosen.wish_state == "approved"
    shown.carry_out.click()
    assert shown._presenter.state.chosen.no == "RF-0031"


def test_a_no_has_a_reason(stages: Any) -> None:
    stage = stages()
    shown = stage.enter("money", login="wang")
    shown.views.chosen.emit("waiting")
    shown.table.choose(0)
    shown.decline.click()
    shown.declining.go()
    assert shown.declining.fields["note"].error()
    shown.declining.note.setText("already refunded")
    shown.declining.go()
    assert shown._presenter.state.listing.total == 0


def test_keys_are_offered_for_what_the_receipt_allows(page: Any) -> None:
    _, shown = page
    keys = {key.shortcut().toString(): key for key in shown.all_keys()}
    shown._presenter._gateway.fate = "returned"
    shown.table.choose(0)
    shown._presenter.take_for("D-HZ02-26-01187")
    assert keys["Ctrl+R"].isEnabled()
    shown._back("refund")
    shown.giving.amount.set_amount(200_000)
    shown.giving.reason.set_key("withdrew")
    shown.giving.go()
    assert shown._presenter.state.chosen.amount < 0
    assert not keys["Ctrl+R"].isEnabled()
    assert not keys["Ctrl+Shift+V"].isEnabled()
    assert keys["F10"].isEnabled()


def test_sales_void_with_a_manager_but_do_not_refund(stages: Any) -> None:
    stage = stages()
    shown = stage.enter("money", login="chen")
    shown.table.choose(0)
    assert not shown.refund.isVisibleTo(shown)
    shown._back("refund")
    assert shown._side.currentWidget() is shown.panel
    shown._back("void")
    assert shown.giving.kind.current() == "void"
    assert not shown.giving.amount.isEnabled()


# ------------------------------------------------------------------ over a real terminal


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workplace]:
    place = open_workshop(tmp_path)
    yield place
    place.close()


def test_all_of_it_over_a_real_terminal(
    shop: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(tmp_path))
    order = Order(BUYER, price=LIST_PRICE, vin=CARS[0])
    sold = contracts.sell(shop.unit_of_work(), order, shop.signing(Deposit(1_000_000, "cash")))
    gateway = MoneyOfTerminal(shop)
    presenter = MoneyPresenter(run_now, gateway, session_of(shop))
    presenter.start_taking(sold.deal_no)
    standing = presenter.state.standing
    assert standing is not None
    assert (standing.deposit, standing.certain) == (1_000_000, True)
    presenter.take((Part(300_000, "card", "0412"), Part(200_000, "wechat")), put_down=False)
    assert gateway.count(Wanted()) == 3
    for text in (sold.receipt_no, sold.contract_no, "周明慧", CARS[0][-6:], "0412", sold.deal_no):
        assert gateway.count(Wanted(text or "")) >= 1, text
    assert gateway.count(Wanted("nobody")) == 0
    assert gateway.deals("周明")[0][0] == sold.deal_no
    presenter.search("0412")
    (found,) = presenter.state.listing.rows
    presenter.choose(found)
    presenter.ask(Back(found.no, "void", found.left, "wrong"))
    assert gateway.count(Wanted(view="waiting")) == 1
    assert presenter.state.chosen is not None
    assert presenter.state.chosen.wish_state == "asked"
    assert not presenter.can_decide
    with pytest.raises(Exception, match="amount_above_balance"):
        gateway.take(sold.deal_no, (Part(LIST_PRICE, "cash"),), put_down=False)
    with pytest.raises(Exception, match="deposit_above_cap"):
        gateway.take(sold.deal_no, (Part(1, "cash"), Part(LIST_PRICE // 5, "card")), put_down=True)
    with shop.reading() as session:
        assert payments.put_down(session, payments.find_deal(session, sold.deal_no).id) == 1_000_000


def test_money_is_not_offered_to_be_taken_for_a_cancelled_deal(shop: Workplace) -> None:
    order = Order(BUYER, price=LIST_PRICE, vin=CARS[0])
    sold = contracts.sell(shop.unit_of_work(), order, shop.signing(Deposit(1_000_000, "cash")))
    gateway = MoneyOfTerminal(shop)
    standing = gateway.standing(sold.deal_no)
    assert (standing.signed, standing.cancelled, standing.takes) == (True, False, True)
    cancelling.cancel(shop.unit_of_work(), no=sold.contract_no, reason="x", fate=DepositFate.RETURNED)
    standing = gateway.standing(sold.deal_no)
    assert (standing.signed, standing.cancelled, standing.takes) == (True, True, False)
    assert replace(standing, payable=standing.paid + 1).takes  # a used car went back: its price is owed
    presenter = MoneyPresenter(run_now, gateway, session_of(shop))
    presenter.open(sold.receipt_no or "")
    presenter.start_taking()
    assert (presenter.state.form, presenter.state.standing) == ("take", None)


def test_what_went_back_names_who_gave_it_and_who_approved_it(shop: Workplace) -> None:
    order = Order(BUYER, price=LIST_PRICE, vin=CARS[0])
    sold = contracts.sell(shop.unit_of_work(), order, shop.signing(Deposit(1_000_000, "cash")))
    gateway, first = MoneyOfTerminal(shop), sold.receipt_no or ""
    taken = gateway.find(first)
    assert taken is not None
    assert ("Taken by", "王浩") in _facts(taken)
    assert "Approved by" not in dict(_facts(taken))
    no = gateway.give_back(Back(first, "void", 1_000_000, "wrong"), ("sun", PASSWORD))
    row = gateway.find(no)
    assert row is not None
    assert {("Entered by", "王浩"), ("Approved by", "孙丽")} <= set(_facts(row))
    assert ("Given by", "王浩") in _facts(replace(row, kind="refund"))
    with shop.reading() as session:
        paper = text_of(receipts.paper(session, no))
        roll = [line.text for line in slip_of(receipts.document(session, no), width=80).lines]
        assert "批准人" not in text_of(receipts.paper(session, first))
    assert "批准人孙丽" in "".join(paper.split())
    assert "批准人：孙丽" in roll


def session_of(shop: Workplace) -> Any:
    from app.gateways.desk import session_of as made

    return made(shop)

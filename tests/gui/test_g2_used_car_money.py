"""Finance pays customers and lenders for used cars on a page of its own, over the fakes and a real terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.gateways.desk import session_of
from app.gateways.used_car_dues import DuesOfTerminal
from app.presenters.base import run_now
from app.presenters.used_car_dues import DuesPresenter, DuesState, Wanted
from app.services import amending, contracts, trade_ins
from app.services.contracts import Order
from app.views.navigation import screens_for
from app.workplace import Workplace
from tests.gui.test_accessibility import nameless
from tests.gui.test_d6_amending import BUYER, approved_car
from tests.gui.workshop import CARS, LIST_PRICE, PASSWORD, open_workshop

pytestmark = pytest.mark.gui
PLATE = "浙A·7K2M5"


def opened(stages: Any, login: str = "lin") -> Any:
    """The page, as one gets there."""
    stage = stages()
    stage.enter("money", login=login)
    next(each for each in stage.page.all_keys() if each.shortcut().toString() == "Ctrl+T").trigger()
    return stage


def test_finance_pays_the_lender_with_the_reference_of_the_transfer(qtbot: QtBot, stages: Any) -> None:
    page = opened(stages).page
    gateway = page.context.desk.more["used_car_dues"]
    assert nameless(page) == []
    page.table.choose(0)
    assert page.pay.text() == "Pay ¥20,000.00"
    page.pay.click()
    assert page.fields["reference"].error()  # nothing goes to a lender that is not found again
    qtbot.keyClicks(page.reference, "HT-0412")
    qtbot.keyClick(page.reference, Qt.Key.Key_Return)
    assert gateway.paid == [("t0/payoff", "transfer", "HT-0412")]
    assert page._presenter.state.chosen.state == "paid"
    assert not page.pay.isVisibleTo(page)
    assert page.receipt.isVisibleTo(page)
    assert page.table.model().rowCount() == 2


def test_what_is_not_due_yet_says_what_it_waits_for(stages: Any) -> None:
    page = opened(stages).page
    for view, row, said in (("due", 2, "A manager gives the car back"), ("coming", 0, "handed in")):
        page.views.chosen.emit(view)
        page.table.choose(row)
        assert said in page._why.text()
        assert not page.pay.isVisibleTo(page)


def test_a_manager_does_not_pay_out_what_they_approved(stages: Any) -> None:
    page = opened(stages, "wang").page
    presenter, session = page._presenter, page.context.desk.session
    chosen = next(due for due in presenter.state.listing.rows if due.kind == "payout")
    presenter._set(chosen=type(chosen)(**{**_values(chosen), "approver_id": session.user_id}))
    assert presenter.why_not == "own"
    assert "Somebody else pays it" in page._why.text()


def _values(due: Any) -> dict[str, Any]:
    return {name: getattr(due, name) for name in due.__dataclass_fields__}


@pytest.mark.parametrize(("login", "may"), [("chen", False), ("lin", True), ("wang", True), ("he", False)])
def test_who_may_not_pay_has_no_page(stages: Any, login: str, may: bool) -> None:
    stage = stages()
    stage.enter(login=login)
    keys = {screen.key for screen in screens_for(stage.shell.context.desk.session.roles)}
    assert ("used_car_money" in keys) is may


# ------------------------------------------------------------------ over a real terminal


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workplace]:
    place = open_workshop(tmp_path)
    yield place
    place.close()


def test_all_of_it_over_a_real_terminal(shop: Workplace, tmp_path: Path) -> None:
    no = contracts.sell(
        shop.unit_of_work(), Order(BUYER, price=LIST_PRICE, vin=CARS[0]), shop.signing(None)
    ).contract_no
    used = approved_car(shop, no, tmp_path, value=30_000_000, payoff=2_000_000)
    yes = shop.approval("sun", PASSWORD)
    change = amending.Change(cars=(used,), approve=yes)
    amending.amend(shop.unit_of_work(), no=no, change=change, signing=shop.signing(None))
    sun = Workplace(shop.folder, shop.vault, shop.vault.unlock("sun", PASSWORD), shop.clock, shop.bus)
    gateway = DuesOfTerminal(sun)
    assert [gateway.count(Wanted(view=view)) for view in ("due", "coming", "paid", "all")] == [0, 2, 0, 2]
    trade_ins.take(shop.unit_of_work(), trade_in_id=used)
    presenter = DuesPresenter(run_now, gateway, session_of(sun))
    seen = Seen()
    presenter.attach(seen)
    presenter.load()
    payout, payoff = presenter.state.listing.rows
    assert (payout.kind, payout.amount, payout.plate, payout.payee) == ("payout", 1_120_000, PLATE, "周明慧")
    assert (payoff.kind, payoff.left, payoff.payee) == ("payoff", 2_000_000, "平安银行")
    for text in ("7K2M", "周明", no, CARS[0][-6:]):
        assert gateway.count(Wanted(text)) == 2, text
    assert gateway.count(Wanted("京B")) == 0
    presenter.choose(payout)
    assert presenter.why_not == "own"
    presenter.choose(payoff)
    presenter.pay("transfer", " ")
    assert getattr(seen.errors[-1], "code", "") == "reference_missing"
    presenter.pay("transfer", "HT-0412")
    (voucher,) = seen.done
    assert voucher.startswith("R-MAIN01-")
    assert presenter.state.chosen is not None
    assert (presenter.state.chosen.state, presenter.state.chosen.receipt_no) == ("paid", voucher)
    assert [gateway.count(Wanted(view=view)) for view in ("due", "coming", "paid")] == [1, 0, 1]


class Seen:
    """What the page would have shown."""

    def __init__(self) -> None:
        self.errors: list[Exception] = []
        self.done: list[str] = []

    def show_state(self, state: DuesState) -> None:
        self.done += [state.done] * bool(state.done)

    def show_error(self, error: Exception) -> None:
        self.errors.append(error)

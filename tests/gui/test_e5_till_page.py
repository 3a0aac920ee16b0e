"""E5 at the desk: the count, its difference, the reason, the closing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.shift import METHODS
from app.gateways.till import TillOfTerminal
from app.presenters.base import run_now
from app.presenters.till import TillPresenter
from app.services import contracts
from app.services.contracts import Deposit, Order
from app.workplace import Workplace
from tests.gui.test_e2_money_page import BUYER
from tests.gui.workshop import CARS, LIST_PRICE, open_workshop

pytestmark = pytest.mark.gui
RIGHT = {"cash": 2_568_000, "card": 8_100_000, "transfer": 34_331_558, "wechat": 4_126_050, "alipay": 0}


@pytest.fixture
def page(stages: Any) -> Any:
    """Finance at the till."""
    return stages().enter("till", login="lin")


def count(page: Any, **counted: int) -> None:
    """Type what was counted."""
    for line in page.lines:
        line.counted.set_amount({**RIGHT, **counted}[line.method])
    page._judge()


def test_the_till_is_reached_with_a_key_from_the_money_page(stages: Any) -> None:
    stage = stages()
    money = stage.enter("money", login="lin")
    next(action for action in money.all_keys() if action.shortcut().toString() == "F7").trigger()
    assert stage.page.title() == "Count the till"


def test_notes_add_up_to_the_cash(page: Any) -> None:
    page.notes[10_000].setText("243")
    page.notes[5_000].setText("18")
    page._add_up()
    assert page.lines[0].counted.amount() == 2_520_000


def test_a_difference_is_said_beside_its_method_and_needs_a_reason(page: Any) -> None:
    count(page, cash=2_558_000)
    assert page.lines[0].difference.text() == "−100.00"
    assert page.short.isVisibleTo(page)
    page._close()
    assert page.fields["reason"].error()
    page.reason.setText("change")
    page._close()
    assert not page.fields["reason"].error()
    assert page._presenter._gateway.counted["cash"] == 2_558_000
    assert not page.close_it.isVisibleTo(page)


def test_what_an_account_gave_back_beyond_its_takings_is_counted_with_its_minus(
    qtbot: QtBot, page: Any
) -> None:
    cash, wechat = page.lines[0].counted, next(each.counted for each in page.lines if each.method == "wechat")
    for edit in (wechat, cash):
        edit.setFocus()
        edit.clear()
        qtbot.keyClicks(edit, "-20000")
        edit.take()
    assert wechat.amount() == -2_000_000
    assert wechat.text() == "−20,000.00"
    assert wechat.take(), "as it is shown it is taken again"
    assert cash.amount() is None
    assert page.banner.isVisibleTo(page)


def test_a_right_count_closes_at_once_and_the_next_shift_is_opened(page: Any) -> None:
    count(page)
    assert not page.short.isVisibleTo(page)
    page._close()
    assert page.begin.isVisibleTo(page)
    assert page.last.count() == 2
    page.opening.set_amount(200_000)
    page._open()
    assert page.close_it.isVisibleTo(page)
    assert page.lines[0].counted.amount() is None


def test_a_shift_is_opened_with_enter_and_nobody_reads_its_id(qtbot: QtBot, page: Any) -> None:
    count(page)
    page._close()
    said: list[tuple[str, str]] = []
    page.said.connect(lambda title, words: said.append((title, words)))
    assert page.begin.property("kind") == "primary"
    assert "Ctrl+Return" not in [key.shortcut().toString() for key in page.all_keys() if key.isEnabled()]
    page.opening.setText("2000")
    qtbot.keyClick(page.opening, Qt.Key.Key_Return)
    assert said == [("The shift is open", "")]
    assert page.close_it.isVisibleTo(page)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workplace]:
    place = open_workshop(tmp_path)
    yield place
    place.close()


def test_a_real_shift_is_opened_by_the_first_money_and_closed_by_its_count(
    shop: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.paths.documents", lambda: tmp_path)
    order = Order(BUYER, price=LIST_PRICE, vin=CARS[0])
    contracts.sell(shop.unit_of_work(), order, shop.signing(Deposit(1_000_000, "cash")))
    presenter = TillPresenter(run_now, TillOfTerminal(shop))
    presenter.load()
    shift = presenter.state.shift
    assert shift is not None
    assert (shift.mine, shift.lines[0].expected) == (True, 1_000_000)
    assert presenter.state.held.deposit == 1_000_000
    assert presenter.state.held.balanced
    presenter.close({**dict.fromkeys(METHODS, 0), "cash": 1_000_000}, "")
    assert presenter.state.open == ()
    assert presenter.state.closed[0].difference == 0
    (closing,) = tmp_path.rglob("*.pdf")
    assert re.fullmatch(r"Closing \d{4}-\d\d-\d\d \d{4}", closing.stem)
    presenter.open(50_000)
    assert presenter.state.shift is not None
    assert presenter.state.shift.lines[0].opening == 50_000

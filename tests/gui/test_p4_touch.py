"""Touch mode: what is pressed is large enough for a finger, and amounts are typed on the screen."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QTableView,
    QWidget,
)

from app.views import early, theme
from app.views.widgets.keypad import Keypad
from app.views.widgets.money_edit import MoneyEdit
from scripts.screens import SCREENS
from tests.gui.pens import screen
from tests.gui.stage import Stage

LEAST = 44
SOME = (
    "deal-desk", "deal-desk-touch", "deal-desk-add-ons", "money-take", "money-refund", "print-sign", "contracts",
    "test-drives", "delivery-handover", "till", "devices",
)  # fmt: skip


@pytest.fixture(autouse=True)
def mouse_again(qapp: QApplication):
    yield
    theme.apply(qapp)


def too_small() -> set[str]:
    """What can be pressed in sight and is lower than a finger needs."""
    found: set[str] = set()
    kinds = QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox
    for top in QApplication.topLevelWidgets():
        for each in top.findChildren(QWidget):
            if not each.isVisible() or not isinstance(each, (*kinds, QTableView)):
                continue
            if isinstance(each.parentWidget(), (QComboBox, QAbstractSpinBox, QLineEdit)):
                continue  # Qt's own, within what is large enough
            height = each.height()
            if isinstance(each, QTableView):
                height = min([each.rowHeight(row) for row in range(each.model().rowCount())], default=LEAST)
            if height < LEAST:
                words = each.accessibleName() or getattr(each, "text", str)()
                found.add(f"{type(each).__name__} {words!r}: {height}")
    return found


@pytest.mark.parametrize("name", SOME)
def test_what_is_pressed_is_large_enough_for_a_finger(qapp: QApplication, name: str) -> None:
    act, terminal = SCREENS[name]
    stage = Stage("zh_CN", **{**terminal, "touch": True})
    stage.window.resize(1440, 900)
    qapp.processEvents()
    act(stage)
    qapp.processEvents()
    stage.window.grab()
    small = too_small()
    stage.close()
    assert small == set()


def test_touch_mode_is_chosen_in_the_menu_and_kept(stages: Any) -> None:
    stage = stages()
    stage.enter("money")
    assert not theme.touch()
    stage.shell.user_menu.touch.trigger()
    QApplication.processEvents()
    assert theme.touch()
    assert stage.shell.user_menu.touch.isChecked()
    assert stage.preferences.read("chen").touch
    stage.shell.user_menu.touch.trigger()
    QApplication.processEvents()
    assert not theme.touch()


def keypad(stage: Any) -> Keypad:
    (found,) = (each for each in stage.window.findChildren(Keypad) if each.isVisible())
    return found


def tap(pad: Keypad, keys: str) -> None:
    for key in keys.split():
        handle, button = pad.window().windowHandle(), pad.keys[key]
        at = button.mapTo(pad.window(), button.rect().center())
        QTest.touchEvent(handle, screen()).press(0, at, handle).commit()
        QTest.touchEvent(handle, screen()).release(0, at, handle).commit()
        QApplication.processEvents()


def test_an_amount_is_typed_with_fingers_alone_at_the_deal_desk(stages: Any) -> None:
    stage = stages(touch=True)
    SCREENS["deal-desk-deposit"][0](stage)
    amount = shown_amount(stage)
    stage.window.activateWindow()
    amount.setFocus()
    QApplication.processEvents()
    pad = keypad(stage)
    tap(pad, "2 万 back 00 0 0 0 . 5 0")
    assert amount.text() == "200000.50"
    assert amount.hasFocus()
    tap(pad, "back back back back done")
    assert amount.amount() == 2_000_000


def test_every_tap_into_an_amount_begins_it_anew(stages: Any) -> None:
    stage = stages(touch=True)
    SCREENS["deal-desk-deposit"][0](stage)
    amount = shown_amount(stage)
    stage.window.activateWindow()
    stage.page.setFocus()
    QApplication.processEvents()
    for _ in range(2):  # the first tap enters
        QTest.mouseClick(
            amount, Qt.MouseButton.LeftButton, pos=QPoint(amount.width() - 14, amount.height() // 2)
        )
        QApplication.processEvents()
        tap(keypad(stage), "3 00")
        assert amount.text() == "300"


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_keys_stand_beside_their_field_and_leave_with_it(qtbot: Any, stages: Any, scale: float) -> None:
    stage = stages(touch=True, scale=scale)
    SCREENS["money-take"][0](stage)
    stage.window.activateWindow()
    qtbot.waitUntil(stage.window.isActiveWindow)
    for amount in [each for each in stage.window.findChildren(MoneyEdit) if each.isVisible()]:
        amount.setFocus()
        QApplication.processEvents()
        pad = keypad(stage)
        field = QRect(amount.mapTo(stage.window, QPoint()), amount.size())
        assert not pad.geometry().intersects(field)
        assert stage.window.rect().contains(pad.geometry())
        assert min(min(key.width(), key.height()) for key in pad.keys.values()) >= LEAST * scale
    amount.clearFocus()
    assert not pad.isVisible()


@pytest.mark.parametrize("typed", ["300000", "12..5"])
@pytest.mark.parametrize("size", [(1280, 720), (1440, 900)])
def test_what_is_wrong_with_an_amount_of_the_price_table_is_read_at_the_amount(
    stages: Any, typed: str, size: tuple[int, int]
) -> None:
    stage = stages(touch=True)
    SCREENS["deal-desk"][0](stage)
    stage.window.resize(*size)
    stage.window.activateWindow()
    QApplication.processEvents()
    table = stage.page.price.table
    discount = table.fields()["discount"]
    discount.setFocus()
    QTest.keyClicks(discount, typed)
    QTest.keyClick(discount, Qt.Key.Key_Return)
    for _ in range(3):  # rows, then the scrolling, then the keys find their places
        QApplication.processEvents()
    discount = table.fields()["discount"]
    assert discount.hasFocus()
    assert discount.property("wrong") == "true"
    sentence = discount.accessibleDescription()
    assert sentence
    said, drawn = words_drawn(table, 1)
    assert sentence in drawn
    field = QRect(discount.mapTo(stage.window, QPoint()), discount.size())
    place = QRect(table.viewport().mapTo(stage.window, said.topLeft()), said.size())
    assert field.top() < place.top()
    assert place.bottom() < field.bottom() + 30
    assert table.viewport().visibleRegion().contains(said)
    assert not keypad(stage).geometry().intersects(place)
    QTest.keyClicks(discount, "5000")
    QTest.keyClick(discount, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert not table.fields()["discount"].property("wrong")
    assert table.rowHeight(1) == table.rowHeight(0)


def words_drawn(table: Any, row: int) -> tuple[QRect, list[str]]:
    """What stands beneath the amount of a row, and where: the words that each cell of it paints."""
    drawn: list[str] = []
    whole = table.visualRect(table.model().index(row, 3))
    said = QRect(
        0, whole.top() + table.rowHeight(0), table.viewport().width(), whole.height() - table.rowHeight(0)
    )
    assert said.height() > 0
    write = early.write
    try:
        early.write = lambda painter, where, words, *more: (  # type: ignore[assignment]
            drawn.append(words) if where.top() >= said.top() and where.bottom() <= said.bottom() else None,
            write(painter, where, words, *more),
        )
        table.viewport().grab()
    finally:
        early.write = write
    return said, drawn


def test_without_touch_mode_there_are_no_keys_on_the_screen(stages: Any) -> None:
    stage = stages()
    SCREENS["money-take"][0](stage)
    next(each for each in stage.window.findChildren(MoneyEdit) if each.isVisible()).setFocus()
    assert stage.window.findChildren(Keypad) == []


def shown_amount(stage: Any) -> MoneyEdit:
    (found,) = (
        each for each in stage.page.findChildren(MoneyEdit) if each.isVisible() and not each.property("cell")
    )
    return found

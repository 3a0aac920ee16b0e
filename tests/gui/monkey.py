"""A hand that presses keys and clicks at random, always the same for one seed, and never anything that leaves the desk."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QToolButton,
    QWidget,
)

from tests.gui import tour_eyes
from tests.gui.house import RealDesk
from tests.gui.tour_guide import Steps, Watch

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier
PLAIN = (Key.Key_Return, Key.Key_Tab, Key.Key_Space, Key.Key_Down, Key.Key_Up, Key.Key_Escape, Key.Key_Delete)
SCRIBBLES = (
    "zm",
    "1",
    "3k",
    "0",
    "-5",
    "99999999999",
    "13900000001",
    "2026-12-24",
    "王",
    "L1NT",
    "%_'\"",
    "12:00",
)


class Monkey(Steps):
    """So many steps on one desk, each with a look at what came of it."""

    def __init__(self, desk: RealDesk, watch: Watch, seed: int, *, pictures: Path | None = None) -> None:
        super().__init__(desk, watch, pictures=pictures)
        self._chance = random.Random(seed)
        self.looking = False  # whoever presses anything is told that it cannot be

    def play(self, steps: int) -> None:
        """Go on until it has done so many things."""
        ways = (self._click, self._click, self._key, self._row, self._write, self._plain_key, self._page)
        while steps:
            steps -= self._chance.choice(ways)()

    def _root(self) -> QWidget:
        """What takes keys and clicks now: the dialog on top, or the window."""
        return (tour_eyes.dialogs() or [self.desk.window])[-1]

    def _pick(self, kind: type[Any]) -> Any:
        root = self._root()
        found = [each for each in root.findChildren(kind) if each.isVisible() and each.isEnabled()]
        return self._chance.choice(found) if found else None

    def _click(self) -> int:
        button = self._pick(QAbstractButton)
        if button is None or (isinstance(button, QToolButton) and button.menu()):
            return 0
        self.do(f"click {button.text() or button.accessibleName()}", button.click)
        return self._close_menu()

    def _key(self) -> int:
        """One of the page's own, as the key bar and the help name them."""
        actions = [each for each in self.page.all_keys() if each.isEnabled()]
        if tour_eyes.dialogs() or not actions:
            return 0
        action: QAction = self._chance.choice(actions)
        self.do(f"key {action.shortcut().toString()} {action.text()}", action.trigger)
        return self._close_menu()

    def _plain_key(self) -> int:
        target = QApplication.focusWidget() or self._root()
        key = self._chance.choice(PLAIN)
        held = Control if key == Key.Key_Return and self._chance.random() < 0.3 else Qt.KeyboardModifier.NoModifier  # fmt: skip
        self.do(f"{key.name} in {type(target).__name__}", lambda: QTest.keyClick(target, key, held))
        return self._close_menu()

    def _row(self) -> int:
        table = self._pick(QAbstractItemView)
        if table is None or isinstance(table.parentWidget(), QComboBox):
            return 0
        at = QPoint(self._chance.randrange(5, 200), self._chance.randrange(2, 300))
        double = self._chance.random() < 0.3
        act = QTest.mouseDClick if double else QTest.mouseClick
        self.do(
            f"row of {table.accessibleName()}",
            lambda: act(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at),
        )
        return self._close_menu()

    def _write(self) -> int:
        edit = self._pick(QLineEdit)
        if edit is None or edit.isReadOnly():
            return 0
        words = self._chance.choice(SCRIBBLES)
        self.do(f"write {words} in {edit.accessibleName()}", lambda: _scribble(edit, words))
        return 1

    def _page(self) -> int:
        if tour_eyes.dialogs() or self._chance.random() < 0.6:
            return 0
        key, button = self._chance.choice(list(self.shell.rail.buttons.items()))
        self.do(f"page {key}", button.click)
        return 1

    def _close_menu(self) -> int:
        while (popup := QApplication.activePopupWidget()) is not None:
            self.do("close the menu", popup.close)
        return 1


def _scribble(edit: QLineEdit, words: str) -> None:
    edit.setFocus()
    edit.selectAll()
    edit.insert(words)
    edit.textEdited.emit(edit.text())

"""Walks through a desk and opens whatever can be opened; it finds its way by what is on the screen."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QModelIndex, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QToolButton,
    QWidget,
)

from app.views.deals.finder import Finder
from app.views.page import Page
from app.views.widgets.edits import SearchEdit
from app.views.widgets.segments import Segments
from tests.gui import tour_eyes
from tests.gui.house import RealDesk

SEARCHES = ("zm", "004127", "zzzz")
INITIALS = ("z", "l", "h", "b")
CHOICES = 6
HARMLESS = (
    "This plugin does not support",
    "Falling back to using screens",
    "QFontDatabase: Cannot find font",
)


class Watch:
    """Notes what goes wrong anywhere in the program: in slots, in painting, on threads, or as Qt's message."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    @contextmanager
    def on(self) -> Iterator[Watch]:
        """Watch for a while."""
        hooks = sys.excepthook, threading.excepthook
        sys.excepthook = self._error
        threading.excepthook = lambda given: self._error(given.exc_type, given.exc_value, given.exc_traceback)
        handler = qInstallMessageHandler(self._message)
        try:
            yield self
        finally:
            qInstallMessageHandler(handler)
            sys.excepthook, threading.excepthook = hooks

    def _error(self, kind: Any, error: Any, trace: Any) -> None:
        places = traceback.extract_tb(trace)[-3:]
        where = " < ".join(f"{Path(place.filename).name}:{place.lineno}" for place in reversed(places))
        self.seen.append(f"{kind.__name__}: {error} at {where}")

    def _message(self, kind: QtMsgType, _: Any, words: str) -> None:
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) and not words.startswith(HARMLESS):
            self.seen.append(f"Qt: {words}")


class Steps:
    """What is done step by step on a desk, each followed by a look at everything.

    `faults` are what a test fails on; `told` is what people were told after they had pressed something.
    """

    def __init__(self, desk: RealDesk, watch: Watch, *, pictures: Path | None = None) -> None:
        self.desk = desk
        self.faults: list[str] = []
        self.told: set[str] = set()
        self.looking = True
        """Nothing was entered or asked for: then nothing can be wrong."""
        self._watch, self._pictures = watch, pictures
        self._reader = tour_eyes.Reader(desk.language)
        self._known: set[str] = set()
        self._complaints: list[str] = []
        self._trail: list[str] = []
        self._taken: set[str] = set()

    @property
    def shell(self) -> Any:
        """The shell of now: another language makes another."""
        return self.desk.shell

    @property
    def page(self) -> Page:
        """The page in sight."""
        page: Page = self.shell.page(self.shell.current)
        return page

    def read_in(self, language: str) -> None:
        """From now on another language is spoken."""
        self._reader = tour_eyes.Reader(language)

    def do(self, what: str, act: Callable[[], object]) -> None:
        """One step."""
        where = f"{self.shell.current}: {what}"
        self._trail = [*self._trail[-4:], where]
        act()
        self.desk.settle()
        self.look(where)

    def look(self, where: str) -> None:
        """What went wrong, what is written, and what people are told that they were not told before."""
        self._take_picture(where)
        seen = tour_eyes.in_sight()
        thrown = [f"{type(error).__name__}: {error}" for error in self.desk.thrown]
        for wrong in (*self._watch.seen, *thrown, *self._reader.objections(seen)):
            self.fault(wrong)
        self._watch.seen.clear()
        self.desk.thrown.clear()
        before, self._complaints = self._complaints, tour_eyes.complaints(seen)
        for words in self._complaints:
            if words not in before and self.looking:
                self.fault(words)
            elif words not in before:
                self.told.add(f"{where}: {words}")

    def fault(self, words: str) -> None:
        """Note it with the way there, once."""
        if words not in self._known:
            self._known.add(words)
            self.faults.append(f"{words} <- {' <- '.join(reversed(self._trail))}")

    def _take_picture(self, where: str) -> None:
        name = "".join(letter if letter.isalnum() else "-" for letter in where)[:70]
        if self._pictures is None or name in self._taken:
            return
        self._taken.add(name)
        for at, window in enumerate((self.desk.window, *tour_eyes.dialogs())):
            window.grab().save(str(self._pictures / f"{len(self._taken):03}-{name}-{at}.png"))


class Guide(Steps):
    """One walk through a desk. With `press` it also presses whatever can be pressed."""

    def __init__(self, desk: RealDesk, watch: Watch, *, press: bool, pictures: Path | None = None) -> None:
        super().__init__(desk, watch, pictures=pictures)
        self.screens: set[str] = set()
        self.dialogs: set[str] = set()
        self._press_too = press
        self._pressed: set[tuple[str, str]] = set()

    def walk(self) -> None:
        """Every page of the navigation, what can be reached from there, and all in another look."""
        self.look("signed in")
        for key, button in list(self.shell.rail.buttons.items()):
            self.do(f"rail {key}", button.click)
            self.visit(key)
        for words in SEARCHES:
            self.do(f"Ctrl+K {words}", lambda words=words: _type(self.shell.top.search, words))
        self.do("Ctrl+K over", lambda: QTest.keyClick(self.shell.top.search, Qt.Key.Key_Escape))
        if self._press_too and "deal" in self.shell.rail.buttons:
            self.deal()
        menu, key = self.shell.user_menu, self.shell.current
        for name in ("password_asked", "devices_asked", "stopwatch_asked", "seal_asked"):
            self._press(key, "menu", name, getattr(menu, name).emit)
        self.change_the_look()

    def visit(self, key: str) -> None:
        """One page: its searches, views, buttons, rows and keys."""
        self.screens.add(key)
        page = self.page
        for edit in _shown(SearchEdit, page):
            for words in SEARCHES if self._press_too else SEARCHES[-1:]:
                self.do(f"search {words}", lambda edit=edit, words=words: _type(edit, words))
            self.do("search over", edit.clear)
        self._choose_each(page)
        self._press_buttons(key, key)
        for table in _shown(QAbstractItemView, page):
            self._go_through(table, key)
        self._press_keys(key, key)

    def _go_through(self, table: QAbstractItemView, key: str) -> None:
        for row in _some_rows(table):
            if _usable(table):
                self.do(f"row {row}", lambda row=row: _go_to(table, row))
                self._press_buttons(key, key)
        if _usable(table) and _some_rows(table):
            self._press(key, key, f"Enter in {table.accessibleName()}", lambda: _enter(table))

    def deal(self) -> None:
        """A car for somebody, then their contract: what the deal desk can do at each step."""
        self.do("new deal", lambda: self.shell.open("deal", {"new": True}))
        self.looking = False
        for finder in _shown(Finder, self.page):
            for words in INITIALS:
                if _usable(finder):
                    self.do(f"find {words}", lambda finder=finder, words=words: _type(finder, words))
                    self.do("take it", lambda finder=finder: QTest.keyClick(finder, Qt.Key.Key_Return))
        for step in ("with a car", "with a contract"):
            self._press_buttons("deal", step)
            self._press_keys("deal", step, but=("F2",))
            self.do("F8", lambda: QTest.keyClick(self.desk.window, Qt.Key.Key_F8))
            self._close_dialogs()
        self.looking = True

    def change_the_look(self) -> None:
        """Dark and in the other language, then twice as large: every page once more, as it was left."""
        other = "zh_CN" if self.desk.language == "en" else "en"
        self.do("dark", lambda: self._choose_look("theme_chosen", "dark"))
        self.read_in(other)
        for signal, value in (("language_chosen", other), ("scale_chosen", 2.0)):
            self.do(str(value), lambda signal=signal, value=value: self._choose_look(signal, value))
            for key in sorted(self.screens):
                self.do(f"{value}: {key}", lambda key=key: self.shell.open(key))

    def _choose_look(self, signal: str, value: object) -> None:
        getattr(self.shell.user_menu, signal).emit(value)

    # ------------------------------------------------------------ choosing and pressing

    def _choose_each(self, root: QWidget) -> None:
        for segments in _shown(Segments, root):
            before = segments.current()
            for button in (*segments._buttons.values(), segments._buttons.get(before)):
                if button is not None and _usable(button):
                    self.do(f"view {button.text()}", button.click)
        for choice in _shown(QComboBox, root) if self._press_too else ():
            for at in (*range(min(choice.count(), CHOICES)), choice.currentIndex()):
                if _usable(choice):
                    self.do(f"choice {at}", lambda choice=choice, at=at: _pick(choice, at))

    def _press_buttons(self, key: str, of: str) -> None:
        for button in _shown(QAbstractButton, self.page):
            if not _usable(button) or isinstance(button.parentWidget(), Segments):
                continue
            if not (isinstance(button, QToolButton) and button.menu()):
                self._press(key, of, button.text() or button.accessibleName(), button.click)

    def _press_keys(self, key: str, of: str, *, but: tuple[str, ...] = ()) -> None:
        for action in list(self.page.all_keys()):
            if shiboken6.isValid(action) and action.isEnabled() and action.shortcut().toString() not in but:
                self._press(key, of, f"{action.shortcut().toString()} {action.text()}", action.trigger)

    def _press(self, key: str, of: str, name: str, act: Callable[[], object]) -> None:
        """Press something, once for each name; then look at where that leads, and come back."""
        plain = "".join(letter for letter in name if not letter.isdigit())
        if (of, plain) in self._pressed or not (self._press_too or of == "menu"):
            return
        self._pressed.add((of, plain))
        was, known, self.looking = self.looking, len(self.dialogs), False
        self.do(f"press {name}", act)
        self._close_dialogs()
        if len(self.dialogs) > known and self.shell.current == key:
            self.do(f"press {name} and leave at once", lambda: _leave_at_once(act))
        if (other := self.shell.current) != key:
            if other not in self.screens:
                self.looking = True
                self.visit(other)
                self.looking = False
            self.do(f"back to {key}", lambda: self.shell.open(key))
        self.looking = was

    def _close_dialogs(self) -> None:
        for _ in range(6):
            if (popup := QApplication.activePopupWidget()) is not None:
                self.do("close the menu", popup.close)
            elif dialogs := tour_eyes.dialogs():
                self._visit_dialog(dialogs[-1])
            else:
                return
        self.fault("Esc closes no dialog")

    def _visit_dialog(self, dialog: QDialog) -> None:
        name = type(dialog).__name__
        if name not in self.dialogs:
            self.dialogs.add(name)
            self._choose_each(dialog)
            for table in _shown(QAbstractItemView, dialog):
                for row in _some_rows(table):
                    self.do(f"{name} row {row}", lambda table=table, row=row: _go_to(table, row))
        if _usable(dialog):
            self.do(f"Esc in {name}", lambda: QTest.keyClick(dialog, Qt.Key.Key_Escape))


def _leave_at_once(act: Callable[[], object]) -> None:
    """Esc before the dialog has heard anything."""
    pressed = getattr(act, "__self__", None)
    if not isinstance(pressed, QWidget) or _usable(pressed):
        act()
        QApplication.processEvents()
        for dialog in tour_eyes.dialogs():
            QTest.keyClick(dialog, Qt.Key.Key_Escape)


def _shown(kind: type[Any], root: QWidget) -> list[Any]:
    return [each for each in root.findChildren(kind) if each.isVisible()]


def _usable(widget: QWidget) -> bool:
    return bool(shiboken6.isValid(widget)) and widget.isVisible() and widget.isEnabled()


def _some_rows(table: QAbstractItemView) -> list[int]:
    """The first, one in the middle, the last."""
    if not _usable(table) or table.model() is None:
        return []
    count = table.model().rowCount(QModelIndex())
    return sorted({0, count // 2, count - 1}) if count else []


def _go_to(table: QAbstractItemView, row: int) -> None:
    table.setCurrentIndex(table.model().index(row, 0, QModelIndex()))


def _enter(table: QAbstractItemView) -> None:
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Return)


def _pick(choice: QComboBox, at: int) -> None:
    choice.setCurrentIndex(at)
    choice.activated.emit(at)


def _type(edit: SearchEdit, words: str) -> None:
    edit.search_anew()
    edit.clear()
    QTest.keyClicks(edit, words)

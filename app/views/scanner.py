"""Tells a barcode scanner from a typist: a keyboard wedge types many characters very fast, then Enter or Tab."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from app.presenters.scan import Scan, is_rubbish, recognise
from app.views.widgets.money_edit import MoneyEdit

GAP_MS, SHORTEST = 35, 6
_ENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_SHIFTS = frozenset({Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_CapsLock})


class ScanWatch(QObject):
    """Watches a window's keys. `take` says whether it wanted the scan; `refuse` tells people of one that is nobody's.

    What is scanned never stays in a field, but for a text that may be meant for it: a search, a reference. An
    amount is never scanned.
    """

    def __init__(self, take: Callable[[Scan], bool], refuse: Callable[[str], bool]) -> None:
        super().__init__()
        self._take, self._refuse = take, refuse
        self._typed, self._last = "", 0
        self._field: QLineEdit | None = None
        self._before = ""
        self._notes: QWidget | None = None

    def watch(self, widget: QWidget) -> None:
        """Listen to this window; it must have been shown."""
        handle = widget.window().windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        return self._key(event)

    def _key(self, event: QKeyEvent) -> bool:
        # When the key was pressed: keys that waited for a busy program come all at once, and are a typist's still.
        now = event.timestamp()
        fast, self._last = 0 <= now - self._last < GAP_MS, now
        if event.key() in _ENDS:
            typed, self._typed = self._typed, ""
            return fast and len(typed) >= SHORTEST and self._scanned(typed)
        if event.key() in _SHIFTS:
            if not fast:
                self._typed = ""  # a person's Ctrl+A or Ctrl+Enter, after what was typed before
            return False  # scanners press them for capitals
        going_on = fast and bool(self._typed)
        if not event.text() or (not event.text().isprintable() and not going_on):
            self._typed = ""
            return False
        if not going_on:
            self._begin()
        self._typed += event.text()
        # Nobody types so fast: what is not for a field must not press buttons, nor be a key of the page.
        return going_on and (not event.text().isprintable() or not _takes_text(QApplication.focusWidget()))

    def _begin(self) -> None:
        """The first character: remember what the field held, to give it back if this is a scan."""
        self._typed = ""
        focused = QApplication.focusWidget()
        self._field = focused if isinstance(focused, QLineEdit) else None
        self._before = self._field.text() if self._field is not None else ""
        self._notes = focused

    def _scanned(self, typed: str) -> bool:
        if not self._take(recognise(typed)):
            meant = _takes_text(QApplication.focusWidget()) and not isinstance(self._field, MoneyEdit)
            if (meant and not is_rubbish(typed)) or not self._refuse(typed):
                return False
        self._take_back(typed)
        return True

    def _take_back(self, typed: str) -> None:
        """Nothing of a scan stays where the focus happened to be."""
        if self._field is not None:
            self._field.setText(self._before)
        elif isinstance(self._notes, QTextEdit | QPlainTextEdit):
            cursor = self._notes.textCursor()
            cursor.movePosition(cursor.MoveOperation.Left, cursor.MoveMode.KeepAnchor, len(typed))
            if cursor.selectedText() == typed:
                cursor.removeSelectedText()


def _takes_text(widget: QWidget | None) -> bool:
    return isinstance(widget, QLineEdit | QTextEdit | QPlainTextEdit)

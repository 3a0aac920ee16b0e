"""Tells a barcode scanner from a typist: a keyboard wedge types many characters very fast, then Enter or Tab."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.clock import Clock
from app.presenters.scan import Scan, recognise

GAP_S, SHORTEST = 0.035, 6
_ENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})


class ScanWatch(QObject):
    """Watches a window's keys. `take` says whether it wanted the scan; otherwise the field keeps the text."""

    def __init__(self, clock: Clock, take: Callable[[Scan], bool]) -> None:
        super().__init__()
        self._clock, self._take = clock, take
        self._typed, self._last = "", 0.0
        self._field: QLineEdit | None = None
        self._before = ""

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
        now = self._clock.monotonic()
        fast, self._last = now - self._last < GAP_S, now
        if event.key() in _ENDS:
            typed, self._typed = self._typed, ""
            return fast and len(typed) >= SHORTEST and self._scanned(typed)
        if event.key() == Qt.Key.Key_Shift:
            return False  # scanners press it for capitals
        if not event.text().isprintable() or not event.text():
            self._typed = ""
            return False
        if not fast or not self._typed:
            self._begin()
        self._typed += event.text()
        return False

    def _begin(self) -> None:
        """The first character: remember what the field held, to give it back if this is a scan."""
        self._typed = ""
        focused = QApplication.focusWidget()
        self._field = focused if isinstance(focused, QLineEdit) else None
        self._before = self._field.text() if self._field is not None else ""

    def _scanned(self, typed: str) -> bool:
        scan = recognise(typed)
        if not self._take(scan):
            return False
        if self._field is not None:
            self._field.setText(self._before)
        return True

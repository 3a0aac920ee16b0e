"""Line edits with an icon: search and password."""

from __future__ import annotations

import time
from functools import cache

from PySide6 import QtCore, QtWidgets
from PySide6.QtCore import QEvent, QPointF, QRectF, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit

from app.i18n import tr
from app.views import icons, theme
from app.views.widgets import paint
from app.views.widgets.tip import tip

BURST_MS = 8
"""Keys that come closer to each other are a scanner's."""
_BESIDE_WORDS = 2  # pixels that Qt leaves free at either end


@cache
def _end_of_line() -> QtCore.QKeyCombination:
    """What X11 keeps for the end of the line. Here the End key does that, and Ctrl+E is the page's."""
    return QtCore.QKeyCombination(QtCore.Qt.KeyboardModifier.ControlModifier, QtCore.Qt.Key.Key_E)


def room_for_words(edit: QLineEdit) -> int:
    """How many pixels of a line of words an edit shows; beyond them its hint ends in `…`."""
    option = QtWidgets.QStyleOptionFrame()
    edit.initStyleOption(option)
    inner = edit.style().subElementRect(QtWidgets.QStyle.SubElement.SE_LineEditContents, option, edit)
    return inner.marginsRemoved(edit.textMargins()).width() - 2 * _BESIDE_WORDS


class SearchEdit(QLineEdit):
    """A search box that asks at each key, at once; a scanner's keys after the first are one question. Esc empties
    it first."""

    searched = Signal(str)
    left_downwards = Signal()
    """The arrow down: on to what was found."""

    def __init__(
        self, name: str, hint: str, *, icon: str = "magnify", key: str = "", asked: str = ""
    ) -> None:
        """`asked` is what is searched for already: a page in another language goes on where the last one was."""
        super().__init__(asked)
        self._key = key
        self.setPlaceholderText(hint)
        self.setAccessibleName(name)
        self._icon = icon
        right = paint.keycap_width(key) + theme.px(4) if key else 0
        self.setTextMargins(theme.px(26), 0, right, 0)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._ask)
        self._asked = asked
        self._key_at = 0
        """When the key that is taken in was struck, as its event says, in ms; 0 where nothing says so."""
        self._last_change = (False, 0.0)
        """By the events' clock or by ours, and when, in ms: these two have no common beginning."""
        self.textChanged.connect(self._ask_soon)
        self.returnPressed.connect(self._ask)

    def search_anew(self) -> None:
        """What a key for it does: one types here, and what stood here goes."""
        self.setFocus(QtCore.Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def _ask_soon(self, _: str) -> None:
        """A key counts when it was struck: a scanner's that waited for a busy program are a burst all the same."""
        by_event, before = self._last_change
        now = self._key_at or time.monotonic() * 1000
        in_burst = by_event == bool(self._key_at) and now - before < BURST_MS
        self._last_change = bool(self._key_at), now
        self._timer.start(BURST_MS if in_burst else 0)

    def _ask(self) -> None:
        self._timer.stop()
        words = self.text().strip()
        if words != self._asked:
            self._asked = words
            self.searched.emit(words)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == QtCore.Qt.Key.Key_Escape and self.text():
                event.accept()
                return True
            if event.keyCombination() == _end_of_line():
                event.ignore()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == QtCore.Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == QtCore.Qt.Key.Key_Down:
            self._ask()
            self.left_downwards.emit()
        else:
            self._key_at = event.timestamp()
            super().keyPressEvent(event)
            self._key_at = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        hint = self.placeholderText()
        self.setToolTip(
            tip(hint) if self.fontMetrics().horizontalAdvance(hint) > room_for_words(self) else ""
        )
        painter, tokens = QPainter(self), theme.tokens()
        middle = QPointF(theme.px(20), self.height() / 2)
        colour = "accent" if self._icon == "barcode-scan" else "text2"
        icons.paint(painter, middle, self._icon, colour=colour, size=20)
        if not self._key:
            return
        width, height = paint.keycap_width(self._key), theme.px(19)
        where = QRectF(self.width() - width - theme.px(8), (self.height() - height) / 2, width, height)
        edge, ground = tokens.border_strong, tokens.surface2
        paint.keycap(painter, where, self._key, front=tokens.text2, edge=edge, ground=ground)


class PasswordEdit(QLineEdit):
    """A password, with an eye to look at it; a page in a hurry adds the eye itself."""

    def __init__(self, name: str, *, eye: bool = True) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAccessibleName(name)
        if eye:
            self.add_eye()

    def add_eye(self) -> None:
        """What shows the password when pressed."""
        self._eye = QAction(icons.icon("eye-outline"), tr("Show password"), self)
        self._eye.triggered.connect(self._look)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)

    def _look(self) -> None:
        hidden = self.echoMode() == QLineEdit.EchoMode.Password
        self.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self._eye.setIcon(icons.icon("eye-off-outline" if hidden else "eye-outline"))
        self._eye.setText(tr("Hide password") if hidden else tr("Show password"))

"""Keys on the screen for an amount, where fingers work. They type into the field as a keyboard would."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QWidget

from app.i18n import tr
from app.views import theme
from app.views.widgets.buttons import Button

ROWS = (("7", "8", "9", "back"), ("4", "5", "6", "万"), ("1", "2", "3", "."), ("00", "0", "done"))
"""Four of them: at 200 % five would be too high for half of a small screen, above the field or beneath it."""
_GAP, _EDGE = 6, 8


class Keypad(QFrame):
    """Beside its field, in the same window; the focus stays in the field."""

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field.window())
        self._field = field
        self.setProperty("dialog", True)
        self.setAccessibleName(tr("Keys for an amount"))
        inside = QGridLayout(self)
        inside.setContentsMargins(*(theme.px(_EDGE),) * 4)
        inside.setSpacing(theme.px(_GAP))
        self.keys: dict[str, Button] = {}
        for down, keys in enumerate(ROWS):
            for across, key in enumerate(keys):
                self.keys[key] = self._make(key)
                inside.addWidget(self.keys[key], down, across, 1, 2 if key == "done" else 1)
        self.adjustSize()
        self.follow()
        at: QWidget | None = field
        while (
            at is not None
        ):  # a form that was just opened finds its place after the focus has found the field
            at.installEventFilter(self)
            at = None if at is field.window() else at.parentWidget()
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize):
            self.follow()
        return False

    def follow(self) -> None:
        """The field, or what is said beneath it, has another place."""
        self.move(_place(self.size(), self._field))

    def _make(self, key: str) -> Button:
        words = {"back": tr("Delete"), "done": tr("OK")}.get(key, key)
        button = Button(
            "" if key == "back" else words, icon="backspace-outline" if key == "back" else "", big=True,
            kind="primary" if key == "done" else "plain", on_click=partial(self._press, key),
        )  # fmt: skip
        button.setAccessibleName(words)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setMinimumWidth(theme.px(64))
        return button

    def _press(self, key: str) -> None:
        code = {"back": Qt.Key.Key_Backspace, "done": Qt.Key.Key_Return}.get(key, Qt.Key.Key_unknown)
        for letter in ("",) if code != Qt.Key.Key_unknown else key:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, letter)
                QCoreApplication.sendEvent(self._field, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Between the keys nothing is meant, least of all what lies beneath."""
        event.accept()


def _place(size: QSize, field: QLineEdit) -> QPoint:
    """At the left of the field, else at its right, beneath it or above it: where it covers least of it, in the window.
    Beside it the form is seen whole: what is wrong with the amount, and the button that takes it. Where a sentence
    beneath reaches beyond the field, it stands below that, or above it all."""
    window, gap = field.window().rect(), theme.px(_GAP)
    at = QRect(field.mapTo(field.window(), QPoint()), field.size())
    left, right, above = (
        at.left() - gap - size.width(),
        at.right() + 1 - size.width(),
        at.top() - gap - size.height(),
    )
    places = [
        QPoint(left, at.top()), QPoint(at.right() + 1 + gap, at.top()), QPoint(right, at.bottom() + 1 + gap),
        QPoint(right, above),
    ]  # fmt: skip
    if said_below := getattr(field, "said_below", 0):
        at = QRect(window.left(), at.top(), window.width(), at.height() + said_below)
        places = [QPoint(left, at.bottom() + 1 + gap), QPoint(left, above)]
    kept = [_within(QRect(place, size), window) for place in places]
    return min(kept, key=lambda box: _area(box.intersected(at))).topLeft()


def _within(box: QRect, window: QRect) -> QRect:
    across = max(window.left(), min(box.left(), window.right() + 1 - box.width()))
    down = max(window.top(), min(box.top(), window.bottom() + 1 - box.height()))
    return QRect(QPoint(across, down), box.size())


def _area(box: QRect) -> int:
    return max(0, box.width()) * max(0, box.height())

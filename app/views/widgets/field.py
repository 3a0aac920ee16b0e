"""A label, its control, and one sentence beneath when something is wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6 import QtCore
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import tr
from app.views import icons, theme
from app.views.widgets.buttons import Button, link
from app.views.widgets.text import label, set_tone


class Field(QWidget):
    """Label above, control, hint or error below. Errors stand beside what they are about."""

    def __init__(self, name: str, control: QWidget, *, hint: str = "", optional: bool = False) -> None:
        super().__init__()
        self.control = control
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(4))
        words = tr("{name} (optional)").format(name=name) if optional else name
        self._label = label(words, "label")
        self._label.setBuddy(control)
        if not control.accessibleName():
            control.setAccessibleName(words)
        if (refused := getattr(control, "refused", None)) is not None:  # it says itself what is wrong with it
            refused.connect(self.set_error)
        inside.addWidget(self._label)
        inside.addWidget(control)
        self._hint = hint
        self._fix: Button | None = None
        self._line = QHBoxLayout()
        self._line.setSpacing(theme.px(4))
        inside.addLayout(self._line)
        self._sentence: QLabel | None = None
        if hint:
            self._below.setText(hint)
        if control.sizePolicy().verticalPolicy() == QSizePolicy.Policy.Fixed:
            inside.addStretch(1)  # beside a field with a sentence beneath it stays where it is

    @property
    def _below(self) -> QLabel:
        """The sentence beneath, made when there is one: most fields never have any."""
        if self._sentence is None:
            self._sentence = label("", "caption", wrap=True)
            self._line.insertWidget(0, self._sentence, 1)
        return self._sentence

    def set_error(self, sentence: str, *, warn: bool = False) -> None:
        """Say what is wrong; an empty sentence says that nothing is. A warning never blocks."""
        self._drop_fix()
        tone = "warn" if warn else "bad"
        if sentence or self._sentence is not None:
            self._below.setText(sentence or self._hint)
            self._below.setVisible(bool(sentence or self._hint))
            set_tone(self._below, tone if sentence else "")
        self.control.setProperty("wrong", ("warn" if warn else "true") if sentence else "")
        self.control.setAccessibleDescription(sentence)
        theme.restyle(self.control)
        if isinstance(self.control, QLineEdit):
            mark_wrong(self.control, bool(sentence), tone)

    def set_missing(self) -> None:
        """Say that it is needed, until somebody enters something."""
        words, once = tr("This is needed"), QtCore.Qt.ConnectionType.SingleShotConnection
        self.set_error(words)
        for signal in ("textEdited", "chosen", "textChanged"):
            if (entered := getattr(self.control, signal, None)) is not None:
                entered.connect(lambda *_: self.set_error("") if self.error() == words else None, once)
                return

    def set_name(self, words: str) -> None:
        """Another label, where the same control is about something else now."""
        if self._label.text() != words:
            self._label.setText(words)
            self.control.setAccessibleName(words)

    def offer_fix(self, words: str, act: Callable[[], object], *, key: str = "") -> None:
        """A link behind the sentence that mends it; below it with a `key` that does the same."""
        self._drop_fix()
        self._fix = link(words, act, key=key)
        way = QBoxLayout.Direction
        self._line.setDirection(way.TopToBottom if key else way.LeftToRight)
        corner = QtCore.Qt.AlignmentFlag.AlignTop | QtCore.Qt.AlignmentFlag.AlignLeft
        self._line.addWidget(self._fix, 0, corner)

    def error(self) -> str:
        """The sentence shown as an error, if any."""
        return self._below.text() if self.control.property("wrong") else ""

    def _drop_fix(self) -> None:
        if self._fix is not None:
            self._fix.deleteLater()
            self._fix = None


def mark_wrong(edit: QLineEdit, wrong: bool, tone: str = "bad") -> None:
    """Put an exclamation mark at the end of the line, or take it away."""
    for action in edit.actions():
        if action.objectName() == "wrong":
            edit.removeAction(action)
            action.deleteLater()
    if wrong:
        from PySide6.QtGui import QAction

        action = QAction(icons.icon("alert-circle-outline", colour=tone, size=16), "", edit)
        action.setObjectName("wrong")
        edit.addAction(action, QLineEdit.ActionPosition.TrailingPosition)

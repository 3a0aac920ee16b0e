"""A row of choices of which one holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy

from app.views import theme
from app.views.widgets.buttons import show_hand

if TYPE_CHECKING:
    from PySide6.QtGui import QEnterEvent


class _Choice(QPushButton):
    """As wide as its words are in bold, which they become when it holds, where there is room: Qt reckons with the plain
    ones."""

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        bold, plain = theme.face("strong").metrics, self.fontMetrics()
        more = bold.horizontalAdvance(self.text()) - plain.horizontalAdvance(self.text())
        return QSize(hint.width() + max(0, more), hint.height())

    def minimumSizeHint(self) -> QSize:
        return super().sizeHint()  # Qt's would ask the one above


class Segments(QFrame):
    """Segmented control; `chosen` tells the key of the choice a person made."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], *, name: str, current: str = "") -> None:
        super().__init__()
        self.setProperty("segments", True)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        self._name = name
        for at, (key, words) in enumerate(choices):
            button = _Choice(words)
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setAccessibleName(f"{name}: {words}")
            edges = [
                edge for edge, at_edge in (("left", at == 0), ("right", at == len(choices) - 1)) if at_edge
            ]
            button.setProperty("edge", edges[-1] if edges else "")
            button.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            self._group.addButton(button)
            self._buttons[key] = button
            inside.addWidget(button)  # with a share of the room Qt would give it no more than its minimum
        self.set_current(current or choices[0][0])

    def enterEvent(self, event: QEnterEvent) -> None:
        show_hand(self)  # its buttons have none of their own
        super().enterEvent(event)

    def current(self) -> str:
        """The key that holds now."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def offer(self, keys: Sequence[str]) -> None:
        """Show these choices only."""
        for key, button in self._buttons.items():
            button.setVisible(key in keys)

    def set_current(self, key: str) -> None:
        """Show a choice without telling anyone."""
        self._buttons[key].setChecked(True)

    def set_words(self, key: str, words: str) -> None:
        """Rename a choice, for a count in it."""
        if self._buttons[key].text() != words:
            self._buttons[key].setText(words)
            self._buttons[key].setAccessibleName(f"{self._name}: {words}")

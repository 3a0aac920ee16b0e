"""F1: the keys that work now, those of the page first. Built from its actions, like the key bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.i18n import tr
from app.views import theme
from app.views.modal import Modal
from app.views.widgets.buttons import Button
from app.views.widgets.text import key_text, keycap, label


class KeysDialog(Modal):
    """One column for each group of actions."""

    def __init__(self, groups: Mapping[str, Sequence[QAction]]) -> None:
        size = QSize(theme.px(720), theme.px(560))
        super().__init__(tr("Keys that work here"), icon="keyboard-outline", size=size)
        content = QFrame()
        content.setProperty("ground", "surface")
        columns = QHBoxLayout(content)
        columns.setContentsMargins(*(theme.px(20), theme.px(14)) * 2)
        columns.setSpacing(theme.px(32))
        for title, actions in groups.items():
            columns.addLayout(_column(title, actions), 1)
        area = QScrollArea()
        area.setWidget(content)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(area)
        note = tr("Enter goes to the next field, Shift+Enter back. A scanner may be used at any time.")
        self.footer.addWidget(label(note, "caption", wrap=True), 1)
        close = Button(tr("Close"), key="Esc", on_click=self.reject)
        self.footer.addWidget(close)
        close.setFocus()


def _column(title: str, actions: Sequence[QAction]) -> QVBoxLayout:
    made = QVBoxLayout()
    made.setSpacing(theme.px(8))
    made.addWidget(label(title, "section"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(12))
    grid.setVerticalSpacing(theme.px(7))
    grid.setColumnStretch(1, 1)
    for action in actions:
        cap = key_text(action.shortcut().toString()) or str(action.property("cap") or "")
        if cap and action.isEnabled() and not action.property("off"):
            _add(grid, keycap(cap), label(action.text(), "body", wrap=True))
    made.addLayout(grid)
    made.addStretch(1)
    return made


def _add(grid: QGridLayout, cap: QWidget, words: QWidget) -> None:
    at = grid.rowCount()
    grid.addWidget(cap, at, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    grid.addWidget(words, at, 1)

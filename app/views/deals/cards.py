"""Cards above each other that scroll where room is short: the desk's left column."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.views.widgets.scroll import ScrollColumn
from app.views.widgets.text import column

GAP = 12


class _Cards(QFrame):
    """As low as it can be at its width. Qt asks wrapped words for room as if they were far narrower."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "clear")

    def minimumSizeHint(self) -> QSize:
        hint, inside = super().minimumSizeHint(), self.layout()
        if isinstance(inside, QVBoxLayout) and inside.hasHeightForWidth():
            hint.setHeight(min(hint.height(), inside.minimumHeightForWidth(self.width())))
        return hint


def scrolled(*cards: QWidget, shares: tuple[int, ...]) -> ScrollColumn:
    """Cards above each other; in a small window they scroll."""
    content = _Cards()
    content.setLayout(column(*cards, spacing=GAP, shares=shares))
    return ScrollColumn(content)

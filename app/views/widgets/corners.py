"""Round corners of what is a window of its own: they are cut out of it, since what lies beneath cannot be seen through
it everywhere."""

from __future__ import annotations

from math import floor, sqrt

from PySide6.QtCore import QSize
from PySide6.QtGui import QRegion, QResizeEvent
from PySide6.QtWidgets import QMenu

from app.views import theme

MENU = 6
"""The radius of a menu's corners in points, as in the style sheet."""


def round_region(size: QSize, radius: int) -> QRegion:
    """All pixels that a box with such corners touches, be it in part."""
    width, height = size.width(), size.height()
    region = QRegion(0, radius, width, height - 2 * radius)
    for row in range(radius):
        inset = floor(radius - sqrt(radius**2 - (radius - row - 1) ** 2))
        for top in (row, height - 1 - row):
            region += QRegion(inset, top, width - 2 * inset, 1)
    return region


class Menu(QMenu):
    """A menu whose corners show what lies beneath."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMask(round_region(self.size(), theme.px(MENU)))

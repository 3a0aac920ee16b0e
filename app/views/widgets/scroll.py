"""Room to scroll where a window is too small for what it holds; unseen where it is not."""

from __future__ import annotations

from PySide6 import QtCore
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.views import early


def scrolling(content: QWidget, *, only_down: bool = False) -> QScrollArea:
    """The content as large as the room, but never smaller than it can be read."""
    area = QScrollArea()
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setProperty("focusPolicy", early.FOCUS_NEVER)
    if only_down:
        area.setHorizontalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area

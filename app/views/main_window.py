"""The window itself. It paints the ground of the sign-in page before anything else is loaded.

Loading what the pages need takes as long again as loading Qt: the window shows first and is filled at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QMainWindow

from app.views import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QPaintEvent

    from app.views.desk_stack import DeskStack

WELCOME = (5, 12)
"""The share of the width that the welcome panel takes."""


class MainWindow(QMainWindow):
    """Empty but in the right colours, then holding the stack of pages."""

    painted = Signal()
    """The first picture is on the screen: now the slow things may be loaded."""

    def __init__(self) -> None:
        super().__init__()
        self.stack: DeskStack | None = None
        self._was_painted = False
        self.resize(1440, 900)
        self.setMinimumSize(720, 450)

    def hold(self, stack: DeskStack) -> None:
        """Show the pages."""
        self.stack = stack
        self.setCentralWidget(stack)
        stack.begin()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        panel = self.width() * WELCOME[0] // WELCOME[1]
        painter.fillRect(0, 0, panel, self.height(), theme.colour(tokens.rail))
        painter.fillRect(panel, 0, self.width() - panel, self.height(), theme.colour(tokens.bg))
        painter.end()
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.stack is not None and not self.stack.may_close():
            event.ignore()

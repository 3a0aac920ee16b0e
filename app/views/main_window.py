"""The window itself: it holds the stack of pages, and tells when it was first painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QMainWindow

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QPaintEvent

    from app.views.desk_stack import DeskStack


_SIZE = QSize(1440, 900)
_FRAME = QSize(16, 48)  # what title bar and borders take at most


class MainWindow(QMainWindow):
    """Holds the stack of pages."""

    painted = Signal()
    """The first picture, pages and all, is on the screen: now the slow things may be loaded."""

    def __init__(self) -> None:
        super().__init__()
        self.stack: DeskStack | None = None
        self._was_painted = False
        self.resize(_SIZE)
        self.setMinimumSize(720, 450)

    def hold(self, stack: DeskStack) -> None:
        """Show the pages."""
        self.stack = stack
        self.setCentralWidget(stack)
        stack.begin()

    def open(self) -> None:
        """Show it at its own size, or filling the screen where that would not fit with its frame."""
        room = self.screen().availableGeometry().size()
        if (_SIZE + _FRAME).boundedTo(room) == _SIZE + _FRAME:
            self.show()
        else:
            self.showMaximized()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)  # the pages are painted after this, in the same turn

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.stack is not None and not self.stack.may_close():
            event.ignore()

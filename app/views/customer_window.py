"""A window for the customer's eyes: the whole of a second screen, or of the only one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QLinearGradient, QPainter, QPaintEvent, QScreen
from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from app.i18n import tr
from app.presenters.session import Session
from app.views import theme
from app.views.widgets.text import column, icon_label, label, row


class CustomerWindow(QDialog):
    """A child of its page, so that locking hides it and signing out ends it."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.setWindowTitle(tr("For the customer"))
        self.setAccessibleName(tr("For the customer"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def who(self) -> QHBoxLayout:
        """The dealership, and who shows."""
        session = self._session
        names = label(" · ".join(filter(None, (session.dealership, session.branch))), "title", wrap=True)
        presents = label(tr("{name} presents").format(name=session.name), "caption")
        head = row(icon_label("steering", colour="accent", size=32), spacing=12)
        head.addLayout(column(names, presents, spacing=0), 1)
        return head

    def place(self, parent: QWidget) -> bool:
        """Over the second screen if there is one, which is told; else over everything."""
        window = parent.window()
        self.setParent(parent, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        other = second_screen(window)
        if other is not None:
            self.setGeometry(other.geometry())
        return other is not None

    def show_over(self, parent: QWidget) -> None:
        """On the second screen if there is one; else over everything."""
        self.place(parent)
        self.showFullScreen()
        self.activateWindow()


def second_screen(window: QWidget) -> QScreen | None:
    """Another screen than that of the window."""
    return next((screen for screen in QGuiApplication.screens() if screen is not window.screen()), None)


class Stage(QWidget):
    """The ground that the car stands on."""

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, painter = theme.tokens(), QPainter(self)
        ground = QLinearGradient(0, 0, 0, self.height())
        ground.setColorAt(0.0, theme.colour(tokens.stage_top))
        ground.setColorAt(1.0, theme.colour(tokens.stage_bottom))
        painter.fillRect(self.rect(), ground)

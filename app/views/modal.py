"""Dialogs: a white card over a plain scrim. Ctrl+Enter commits, Esc goes back."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.i18n import tr
from app.presenters.base import Presenter
from app.views import theme
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button, IconButton
from app.views.widgets.corners import round_region
from app.views.widgets.text import icon_label, label

NARROW = 900
RADIUS = 10
"""Of a dialog's corners, as in the style sheet."""


class Scrim(QWidget):
    """Half-dark over the window while a dialog is open."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        shade = QColor(theme.CAR_SHADOW)
        shade.setAlphaF(0.5)
        QPainter(self).fillRect(self.rect(), shade)


class Modal(QDialog):
    """Header with icon, title and close; `body` in the middle; `footer` for notes and buttons.

    `commit` is pressed by Ctrl+Enter. Open it with `show_over`; never from within another dialog.
    """

    def __init__(
        self, title: str, *, icon: str = "", size: QSize | None = None, colour: str = "accent"
    ) -> None:
        super().__init__()
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setWindowFlags(Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._scrim: Scrim | None = None
        self._wanted = size
        self.commit: Button | None = None
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        frame = QFrame()
        frame.setProperty("dialog", True)
        self._frame = frame
        around.addWidget(frame)
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addWidget(self._make_header(title, icon, colour))
        self.banner = Banner(tone="bad", closable=True)
        self.banner.hide()
        inside.addWidget(self.banner)
        self.body = QHBoxLayout()
        self.body.setSpacing(0)
        inside.addLayout(self.body, 1)
        self.footer = self._make_footer(inside)

    def _make_header(self, title: str, icon: str, colour: str) -> QFrame:
        header = QFrame()
        header.setProperty("part", "header")
        header.setMinimumHeight(theme.px(52))
        self.header = QHBoxLayout(header)
        self.header.setContentsMargins(theme.px(20), theme.px(6), theme.px(14), theme.px(6))
        self.header.setSpacing(theme.px(10))
        if icon:
            self.header.addWidget(icon_label(icon, colour=colour, size=22))
        self.title: QLabel = label(title, "title")
        self.header.addWidget(self.title)
        self.header.addStretch(1)
        self._cross = IconButton("close", tr("Close"), size=22, on_click=self.reject)
        self.header.addWidget(self._cross)
        return header

    @staticmethod
    def _make_footer(inside: QVBoxLayout) -> QHBoxLayout:
        frame = QFrame()
        frame.setProperty("part", "footer")
        footer = QHBoxLayout(frame)
        footer.setContentsMargins(theme.px(20), theme.px(12), theme.px(20), theme.px(12))
        footer.setSpacing(theme.px(8))
        inside.addWidget(frame)
        return footer

    def show_over(self, parent: QWidget, *, maximised: bool = False) -> None:
        """Open over a window, with the scrim between, and return at once."""
        window = parent.window()
        self.setParent(window, self.windowFlags())
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._scrim = Scrim(window)
        room = window.size()
        self.set_narrow(room.width() < theme.px(NARROW))
        wanted = self._wanted or self.sizeHint()
        size = room if maximised else wanted.boundedTo(room - QSize(theme.px(32), theme.px(32)))
        size = size.expandedTo(self.minimumSizeHint()).boundedTo(room)  # Qt would, after it has its place
        if maximised:
            self._frame.setProperty("whole", True)
            theme.restyle(self._frame)  # to reckon sizes above, it was styled before
        self.resize(size)
        corner = window.mapToGlobal(window.rect().center()) - self.rect().center()
        self.move(corner)
        self.finished.connect(lambda _: self._lift_scrim())
        if self.focusWidget() is None:
            self._focus_first()
        self.open()

    def _focus_first(self) -> None:
        """Where work begins. Qt would begin with the cross, which was made first: what is typed would go nowhere, and
        Enter would close the dialog."""
        each = self._cross.nextInFocusChain()
        while each is not None and each is not self._cross:
            tabbed = bool(each.focusPolicy() & Qt.FocusPolicy.TabFocus)
            if tabbed and each.isEnabled() and self.isAncestorOf(each) and each.isVisibleTo(self):
                each.setFocus(Qt.FocusReason.OtherFocusReason)
                return
            each = each.nextInFocusChain()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """An X server without a compositor paints what is transparent black: there the corners are cut off."""
        super().resizeEvent(event)
        if QGuiApplication.platformName() != "xcb":
            return
        if self._frame.property("whole"):
            self.clearMask()
        else:
            self.setMask(round_region(self.size(), theme.px(RADIUS)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Edges are smooth against what lies beneath; where that would be black, against their own colour."""
        if not self.mask().isEmpty():
            QPainter(self).fillRect(self.rect(), theme.colour(theme.tokens().border))

    def set_narrow(self, narrow: bool) -> None:
        """Where room is short, leave out what can be done without."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._scrim is not None:
            self._scrim.show()
            self._scrim.raise_()

    def hideEvent(self, event: QHideEvent) -> None:
        """A locked screen hides dialogs; the scrim would lie between the mouse and the way in."""
        super().hideEvent(event)
        if self._scrim is not None:
            self._scrim.hide()

    def reject(self) -> None:
        """Esc and the cross; what is being written just now is waited for, so that its outcome is told."""
        if self.commit is None or not self.commit.busy:
            super().reject()

    def done(self, result: int) -> None:
        """Closed, in whatever way: an answer that comes later has nobody to show it here."""
        presenter = getattr(self, "_presenter", None)
        if isinstance(presenter, Presenter):
            presenter.detach(cast(Any, self))
        super().done(result)

    def _lift_scrim(self) -> None:
        if self._scrim is not None:
            self._scrim.deleteLater()
            self._scrim = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if control and self.commit is not None and self.commit.isEnabled():
                self.commit.click()
            return
        super().keyPressEvent(event)

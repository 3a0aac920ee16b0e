"""The bar above every page: where one is, search, the state of one's work, notices, and the person."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout

from app.i18n import tr
from app.presenters import words
from app.presenters.session import Session
from app.views import icons, theme
from app.views.widgets import paint
from app.views.widgets.avatar import draw_avatar
from app.views.widgets.buttons import IconButton
from app.views.widgets.chip import SyncChip
from app.views.widgets.edits import SearchEdit
from app.views.widgets.rail import draw_count
from app.views.widgets.text import ElidedLabel


class Bell(IconButton):
    """Notices, with a red count."""

    def __init__(self) -> None:
        super().__init__("bell-outline", tr("Notices"), size=22)
        self._count = 0

    def set_count(self, count: int) -> None:
        """How many are new."""
        self._count = count
        self.setAccessibleName(tr("Notices, {n} new").format(n=count) if count else tr("Notices"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._count:
            draw_count(QPainter(self), QPoint(self.width() - theme.px(9), theme.px(8)), self._count)


class PersonButton(QToolButton):
    """Who is signed in; opens the user menu."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._name, self._role = session.name, words.role(session.role)
        self.compact = False
        self.setProperty("kind", "person")
        self.setAccessibleName(tr("{name}, {role}: menu").format(name=self._name, role=self._role))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def _room(self) -> int:
        strong, small = theme.face("strong").metrics, theme.face("caption").metrics
        return max(strong.horizontalAdvance(self._name), small.horizontalAdvance(self._role)) + theme.px(4)

    def sizeHint(self) -> QSize:
        text = 0 if self.compact else self._room() + theme.px(30)
        return QSize(theme.px(44) + text, theme.px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        if self.hasFocus() or self.underMouse():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme.colour(tokens.accent if self.hasFocus() else tokens.surface2))
            painter.setBrush(theme.colour(tokens.surface2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), theme.px(8), theme.px(8))
        disc = QRectF(theme.px(6), (self.height() - theme.px(32)) / 2, theme.px(32), theme.px(32))
        draw_avatar(painter, disc, self._name)
        if self.compact:
            return
        half = theme.px(17)
        upper = QRect(theme.px(46), self.height() // 2 - half, self._room(), half)
        lower = upper.translated(0, half)
        paint.text(painter, upper, self._name, theme.face("strong"), tokens.text)
        paint.text(painter, lower, self._role, theme.face("caption"), tokens.text2)
        middle = QPointF(self.width() - theme.px(12), self.height() / 2)
        icons.paint(painter, middle, "chevron-down", colour="text", size=18)


class TopBar(QFrame):
    """Title and context at the left; search, chip, bell and person at the right."""

    menu_asked = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setProperty("part", "top")
        self.setMinimumHeight(theme.px(56))
        inside = QHBoxLayout(self)
        inside.setContentsMargins(theme.px(16), 0, theme.px(10), 0)
        inside.setSpacing(theme.px(12))
        self.menu = IconButton("menu", tr("Menu"), size=24, on_click=self.menu_asked.emit)
        self.menu.hide()
        self._title, self._subtitle = ElidedLabel("", "title"), ElidedLabel("", "caption")
        heading = QVBoxLayout()
        heading.setSpacing(0)
        heading.addStretch(1)
        heading.addWidget(self._title)
        heading.addWidget(self._subtitle)
        heading.addStretch(1)
        self._hints = (tr("Cars, people, contracts, receipts"), tr("Search everywhere"))
        self.search = SearchEdit(tr("Search everywhere"), self._hints[0], key="Ctrl K")
        self.search.setFixedWidth(theme.px(330))
        self.chip, self.bell, self.person = SyncChip(), Bell(), PersonButton(session)
        inside.addWidget(self.menu)
        inside.addLayout(heading, 1)
        for part in (self.search, self.chip, self.bell, self.person):
            inside.addWidget(part)

    def set_heading(self, title: str, subtitle: str) -> None:
        """Where one is."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))

    def set_narrow(self, *, menu: bool, compact: bool) -> None:
        """Give way in a small window: the rail becomes a menu button, the person a disc."""
        self.menu.setVisible(menu)
        self.search.setVisible(not menu)
        self.search.setFixedWidth(theme.px(220 if compact else 330))
        self.search.setPlaceholderText(self._hints[compact])
        self.person.compact = menu
        self.person.updateGeometry()

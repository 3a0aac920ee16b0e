"""Buttons: text with an icon, a key cap and a busy spinner; icon buttons; links."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from PySide6 import QtCore
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QTimer
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QPushButton, QStylePainter, QToolButton, QWidget

from app.views import icons, theme
from app.views.widgets import paint
from app.views.widgets.text import key_text
from app.views.widgets.tip import tip

if TYPE_CHECKING:
    from PySide6.QtGui import QEnterEvent

KINDS = ("plain", "primary", "danger", "link")


def show_hand(widget: QWidget) -> None:
    """The hand instead of the arrow, once the mouse comes over it: nobody sees it before."""
    widget.setCursor(QtCore.Qt.CursorShape.PointingHandCursor)


class Button(QPushButton):
    """A button with an optional icon before its words and an optional key cap after them.

    `busy` shows a spinner in the icon's place and refuses clicks; the words stay, so nothing jumps.
    """

    def __init__(
        self, text: str, *, icon: str = "", kind: str = "plain", key: str = "", big: bool = False,
        on_click: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        # Qt's own text stays empty: it paints the box, we paint what is in it.
        self._text = text
        self._icon, self._key, self._busy, self._angle = icon, key_text(key), False, 0
        self._timer = QTimer(self, interval=60)
        self._timer.timeout.connect(self._turn)
        self.setProperty("kind", kind)
        self.setProperty("big", big)
        self.setAccessibleName(text)
        self.setAutoDefault(False)
        if on_click is not None:
            self.clicked.connect(lambda: on_click())

    def keep_place(self) -> Self:
        """Leave its place empty while it is hidden: nobody's habit meets it where another button stood before."""
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        return self

    def enterEvent(self, event: QEnterEvent) -> None:
        show_hand(self)
        super().enterEvent(event)

    def text(self) -> str:
        return self._text

    def setText(self, text: str) -> None:
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()  # a layout that gives it the same room paints nothing

    def set_kind(self, kind: str) -> None:
        """Filled or not: one of a page's buttons is."""
        if self.property("kind") != kind:
            self.setProperty("kind", kind)
            theme.restyle(self)

    @property
    def busy(self) -> bool:
        """Whether the work that this button started is still going on."""
        return self._busy

    def set_busy(self, busy: bool) -> None:
        """Start or stop the spinner."""
        if busy == self._busy:
            return
        self._busy = busy
        self.blockSignals(busy)  # neither mouse nor key nor shortcut starts the work a second time
        self._timer.start() if busy else self._timer.stop()
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def _turn(self) -> None:
        self._angle = (self._angle + 30) % 360
        self.update()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(self._content_width() + self._frame_width(), hint.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _frame_width(self) -> int:
        return theme.px(8 if self.property("kind") == "link" else 30)

    def _content_width(self) -> int:
        width = QFontMetrics(self.font()).horizontalAdvance(self.text()) + theme.px(2)
        if self._icon or self._busy:
            width += theme.px(18 + (6 if self.text() else 0))
        if self._key:
            width += paint.keycap_width(self._key) + theme.px(8)
        return width

    def _front(self) -> str:
        tokens = theme.tokens()
        if not self.isEnabled():
            return tokens.text3
        return {"primary": tokens.on_accent, "danger": tokens.bad, "link": tokens.accent}.get(
            self.property("kind"), tokens.text
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QStylePainter(self)
        left_bound = self.property("kind") == "link" or self.property("align") == "left"
        x = theme.px(4) if left_bound else (self.width() - self._content_width()) // 2
        if self.property("align") == "left" and self.property("kind") != "link":
            x = theme.px(12)
        self._paint_content(painter, max(x, theme.px(3)))

    def _paint_content(self, painter: QPainter, x: int) -> None:
        front = self._front()
        middle = self.height() / 2
        if self._busy:
            _spinner(painter, QPointF(x + theme.px(9), middle), front, self._angle)
        elif self._icon:
            icons.paint(painter, QPointF(x + theme.px(9), middle), self._icon, colour=front, size=18)
        if self._icon or self._busy:
            x += theme.px(18 + (6 if self.text() else 0))
        room = QRect(x, 0, self.width() - x - theme.px(2), self.height())
        if self._key:
            room.setWidth(room.width() - paint.keycap_width(self._key) - theme.px(8))
        face = theme.Face(self.font(), self.fontMetrics())
        paint.text(painter, room, self.text(), face, front)
        drawn = min(room.width(), face.metrics.horizontalAdvance(self.text()))
        if self._key:
            self._paint_key(painter, x + drawn + theme.px(8), front)

    def _paint_key(self, painter: QPainter, x: int, front: str) -> None:
        height = theme.px(19)
        where = QRectF(x, (self.height() - height) / 2, paint.keycap_width(self._key), height)
        tokens = theme.tokens()
        plain = self.property("kind") != "primary"
        edge = tokens.border_strong if plain else front
        ground = tokens.surface2 if plain else ""
        if not self.isEnabled():
            edge, ground = tokens.border_strong, tokens.surface
        colour = tokens.text2 if plain and self.isEnabled() else front
        paint.keycap(painter, where, self._key, front=colour, edge=edge, ground=ground)


def _spinner(painter: QPainter, middle: QPointF, colour: str, angle: int) -> None:
    size = theme.px(14)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(colour), max(2, theme.px(2)))
    pen.setCapStyle(QtCore.Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    box = QRectF(middle.x() - size / 2, middle.y() - size / 2, size, size)
    painter.drawArc(box, -angle * 16, 270 * 16)
    painter.restore()


class IconButton(QToolButton):
    """An icon alone: close, chevrons, bell. It has a tooltip and a name."""

    def __init__(
        self, icon: str, name: str, *, size: int = 18, on_click: Callable[[], object] | None = None
    ) -> None:
        super().__init__()
        self.setIcon(icons.icon(icon, size=size))
        self.setIconSize(QSize(theme.px(size), theme.px(size)))
        self.setProperty("kind", "icon")
        self.setToolTip(tip(name))
        self.setAccessibleName(name)
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.TabFocus)
        if on_click is not None:
            self.clicked.connect(lambda: on_click())

    def enterEvent(self, event: QEnterEvent) -> None:
        show_hand(self)
        super().enterEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)


def pressed_by_enter(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Enter presses the button that has the focus. Qt knows only Space, and in a dialog another button."""
    qt = QtCore.Qt
    enter = event.key() in (qt.Key.Key_Return, qt.Key.Key_Enter)
    if enter and not event.modifiers() & ~qt.KeyboardModifier.KeypadModifier and not event.isAutoRepeat():
        button.click()
        return True
    return False


def link(text: str, on_click: Callable[[], object] | None = None, *, icon: str = "", key: str = "") -> Button:
    """A button that looks like a link."""
    return Button(text, icon=icon, kind="link", key=key, on_click=on_click)

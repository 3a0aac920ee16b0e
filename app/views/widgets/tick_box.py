"""A check box with its words, painted as the ticks in tables are; a small number with minus and plus."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from app.i18n import tr
from app.views import theme
from app.views.widgets import paint
from app.views.widgets.buttons import IconButton
from app.views.widgets.delegates import draw_tick
from app.views.widgets.text import row

_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)


class TickBox(QCheckBox):
    """Words beside a tick; they wrap where there is little room."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setAccessibleName(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def setText(self, words: str) -> None:
        """Other words beside the tick: they are its name, too."""
        super().setText(words)
        self.setAccessibleName(words)

    def _words_box(self, width: int) -> QRect:
        room = QRect(0, 0, max(1, width - theme.px(32)), 10_000)
        return theme.face().metrics.boundingRect(room, _WRAP, self.text())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(theme.target(28), self._words_box(width).height() + theme.px(8))

    def sizeHint(self) -> QSize:
        width = theme.face().metrics.horizontalAdvance(self.text()) + theme.px(36)
        return QSize(width, theme.target(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), theme.target(28))

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(4), theme.px(4))
        draw_tick(painter, QPointF(theme.px(14), self.height() / 2), self.isChecked())
        painter.setFont(theme.face().font)
        painter.setPen(theme.colour(tokens.text if self.isEnabled() else tokens.text3))
        painter.drawText(self.rect().adjusted(theme.px(28), 0, -theme.px(4), 0), _WRAP, self.text())


class _Number(QWidget):
    """A number that arrow keys and digits change."""

    changed = Signal(int)

    def __init__(self, name: str, least: int) -> None:
        super().__init__()
        self.value, self._least = least, least
        self._name = name
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(theme.px(40), theme.target(32))
        self.show_value(least)

    def show_value(self, value: int) -> None:
        self.value = max(self._least, min(value, 9))
        self.setAccessibleName(f"{self._name}: {self.value}")
        self.update()

    def step(self, by: int) -> None:
        before = self.value
        self.show_value(self.value + by)
        if self.value != before:
            self.changed.emit(self.value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Plus):
            self.step(1)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Minus):
            self.step(-1)
        elif event.text().isdigit():
            self.step(int(event.text()) - self.value)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = tokens.accent if self.hasFocus() else tokens.border_strong
        painter.setPen(QPen(theme.colour(edge), 2 if self.hasFocus() else 1))
        painter.setBrush(theme.colour(tokens.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(6), theme.px(6))
        paint.text(
            painter, self.rect(), str(self.value), theme.face("number_strong"), tokens.text, paint.CENTRE
        )


class Stepper(QWidget):
    """A number from `least` to 9: arrow keys, digits, or minus and plus."""

    changed = Signal(int)

    def __init__(self, name: str, *, least: int = 0) -> None:
        super().__init__()
        self._number = _Number(name, least)
        self._number.changed.connect(self.changed)
        less, more = tr("{name}: one less").format(name=name), tr("{name}: one more").format(name=name)
        buttons = [
            IconButton("minus", less, on_click=lambda: self._number.step(-1)),
            IconButton("plus", more, on_click=lambda: self._number.step(1)),
        ]
        for button in buttons:
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLayout(row(buttons[0], self._number, buttons[1], spacing=2))
        self.setFocusProxy(self._number)

    def value(self) -> int:
        """The number."""
        return self._number.value

    def set_value(self, value: int) -> None:
        """Show a number without telling anyone."""
        self._number.show_value(value)

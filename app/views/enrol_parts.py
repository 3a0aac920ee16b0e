"""Parts of the first-run page: the numbered steps."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.views import icons, theme
from app.views.widgets.text import label


class StepMark(QWidget):
    """A numbered disc, done or due, with two lines beside it."""

    def __init__(self, number: int, title: str, text: str, *, last: bool) -> None:
        super().__init__()
        self._number, self._last, self._state = number, last, "due"
        self.setMinimumHeight(theme.px(66))
        texts = QVBoxLayout(self)
        texts.setContentsMargins(theme.px(44), 0, 0, 0)
        texts.setSpacing(0)
        first = label(title, "strong")
        first.setProperty("strong", True)
        self._text = label(text, "caption")
        texts.addWidget(first)
        texts.addWidget(self._text)
        texts.addStretch(1)

    def show_step(self, state: str) -> None:
        """`done`, `now` or `due`."""
        self._state = state
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(66))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, size = QPainter(self), theme.tokens(), theme.px(30)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._last:
            painter.setPen(QPen(theme.colour(tokens.rail_active), 1))
            painter.drawLine(QPointF(size / 2 + 1, size + 4), QPointF(size / 2 + 1, self.height()))
        disc = QRectF(1, 3, size, size)
        edge = {"done": theme.DARK.ok, "now": tokens.brand, "due": tokens.rail_text}[self._state]
        painter.setPen(QPen(theme.colour(edge), 1.2))
        ground = {"done": theme.DARK.ok_weak, "now": tokens.brand, "due": tokens.rail}[self._state]
        painter.setBrush(theme.colour(ground))
        painter.drawEllipse(disc)
        if self._state == "done":
            icons.paint(painter, disc, "check-bold", colour=theme.DARK.ok, size=16)
            return
        painter.setPen(theme.colour(tokens.rail_strong))
        painter.setFont(theme.face("strong").font)
        painter.drawText(disc, int(Qt.AlignmentFlag.AlignCenter), str(self._number))

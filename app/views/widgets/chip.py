"""The chip at the upper right that says how safe one's work is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QStylePainter, QToolButton

from app.views import early, icons, theme
from app.views.widgets import announce, paint
from app.views.widgets.buttons import show_hand

if TYPE_CHECKING:
    from PySide6.QtGui import QEnterEvent

# kind: tone, icon
KINDS = {
    "risk": ("bad", "alert-circle-outline"), "needs_you": ("conflict", "hand-back-right-outline"),
    "offline": ("neutral", "cloud-off-outline"), "stuck": ("warn", "cloud-alert-outline"),
    "syncing": ("accent", "sync"), "synced": ("ok", "check-circle-outline"),
}  # fmt: skip


class SyncChip(QToolButton):
    """Half-round chip with icon and words. It is a button, and it announces its changes."""

    def __init__(self, *, static: bool = False) -> None:
        super().__init__()
        self._kind, self._words = "offline", ""
        self.setProperty("kind", "chip")
        self._static = static
        if static:
            self.setProperty("focusPolicy", early.FOCUS_NEVER)

    def enterEvent(self, event: QEnterEvent) -> None:
        if not self._static:
            show_hand(self)
        super().enterEvent(event)

    @property
    def kind(self) -> str:
        """Which of the six states it shows."""
        return self._kind

    def words(self) -> str:
        """What it says."""
        return self._words

    def show_state(self, kind: str, words: str) -> None:
        """One of the six states, in words."""
        if (kind, words) == (self._kind, self._words):
            return
        self._kind, self._words = kind, words
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()
        announce.renamed(self)

    def sizeHint(self) -> QSize:
        width = theme.face().metrics.horizontalAdvance(self._words)
        return QSize(width + theme.px(44), theme.target(30))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QStylePainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone, icon = KINDS[self._kind]
        front, ground = theme.tone_colours(tone)
        edge = ""
        if self._kind == "offline":
            front, edge = tokens.text, tokens.border_strong
        if self.hasFocus():
            edge = tokens.accent
        box = self.rect().adjusted(1, 1, -1, -1)
        paint.rounded(painter, box, ground, box.height() / 2)
        if edge:
            painter.setPen(QPen(theme.colour(edge), 2 if self.hasFocus() else 1))
            painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        middle = QPointF(theme.px(20), self.height() / 2)
        icons.paint(painter, middle, icon, colour=front, size=16)
        room = QRect(theme.px(32), 0, self.width() - theme.px(40), self.height())
        paint.text(painter, room, self._words, theme.face(), front)

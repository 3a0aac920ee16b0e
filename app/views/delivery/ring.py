"""How much of the gate is passed: a ring with the score in it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.i18n import tr
from app.views import theme
from app.views.widgets import announce, paint

SIZE, WIDTH = 58, 6
_TURN = 16 * 360


class ScoreRing(QWidget):
    """`8/12`, and as much of a ring."""

    def __init__(self) -> None:
        super().__init__()
        self._passed = self._asked = 0
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(theme.px(SIZE), theme.px(SIZE))

    def show_score(self, passed: int, asked: int) -> None:
        """So many of so many."""
        if (passed, asked) != (self._passed, self._asked):
            self._passed, self._asked = passed, asked
            self.setAccessibleName(tr("{passed} of {asked} are done").format(passed=passed, asked=asked))
            announce.renamed(self)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rim = theme.px(WIDTH)
        box = QRectF(self.rect()).adjusted(rim / 2, rim / 2, -rim / 2, -rim / 2)
        painter.setPen(QPen(theme.colour(tokens.sunken), rim))
        painter.drawEllipse(box)
        whole = self._passed == self._asked
        pen = QPen(theme.colour(tokens.ok if whole else tokens.accent), rim)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        if self._asked:
            painter.drawArc(box, _TURN // 4, -_TURN * self._passed // self._asked)
        words = f"{self._passed}/{self._asked}"
        paint.text(painter, self.rect(), words, theme.face("number_strong"), tokens.text, paint.CENTRE)

"""A field to sign in: by mouse, finger or pen. The strokes are kept, not a picture of them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QTabletEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import tr
from app.presenters.print_sign import Strokes
from app.views import theme
from app.views.widgets import paint

MOST = 4_000
"""Points of a signature; a hand that goes on scribbling adds nothing."""
FINE = 0.004
"""Points nearer than this to the last one are left out."""


class SignPad(QWidget):
    """Emits the strokes whenever the pen is lifted: points from (0, 0) to (1, 1)."""

    signed = Signal(tuple)

    def __init__(self) -> None:
        super().__init__()
        self._strokes: list[list[tuple[float, float]]] = []
        self._drawing = False
        self.setMinimumHeight(theme.px(108))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(tr("The buyer signs here"))

    def sizeHint(self) -> QSize:
        return QSize(theme.px(380), theme.px(108))

    def strokes(self) -> Strokes:
        """What was drawn."""
        return tuple(tuple(stroke) for stroke in self._strokes if len(stroke) > 1)

    def clear(self) -> None:
        """Wipe it out."""
        self._strokes = []
        self._drawing = False
        self.update()
        self.signed.emit(())

    def _begin(self, at: QPointF) -> None:
        self._drawing = True
        self._strokes.append([self._place(at)])
        self.update()

    def _go_on(self, at: QPointF) -> None:
        if not self._drawing or sum(map(len, self._strokes)) >= MOST:
            return
        x, y = self._place(at)
        last = self._strokes[-1][-1]
        if abs(x - last[0]) > FINE or abs(y - last[1]) > FINE:
            self._strokes[-1].append((x, y))
            self.update()

    def _end(self) -> None:
        if self._drawing:
            self._drawing = False
            self.signed.emit(self.strokes())

    def _place(self, at: QPointF) -> tuple[float, float]:
        across, down = at.x() / max(1, self.width()), at.y() / max(1, self.height())
        return round(min(1.0, max(0.0, across)), 4), round(min(1.0, max(0.0, down)), 4)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go_on(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        if event.type() == QEvent.Type.TabletPress:
            self._begin(event.position())
        elif event.type() == QEvent.Type.TabletMove:
            self._go_on(event.position())
        elif event.type() == QEvent.Type.TabletRelease:
            self._end()
        event.accept()  # else Qt makes mouse events of it, and every stroke is drawn twice

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour(tokens.border_strong), 1))
        painter.setBrush(theme.colour(tokens.paper))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(8), theme.px(8))
        if not self._strokes:
            words = tr("Sign here with pen, finger or mouse")
            paint.text(painter, self.rect(), words, theme.face("caption"), tokens.ink, paint.CENTRE)
        pen = QPen(theme.colour(tokens.ink), theme.px(2))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stroke in self._strokes:
            path = QPainterPath(self._point(stroke[0]))
            for place in stroke[1:]:
                path.lineTo(self._point(place))
            painter.drawPath(path)

    def _point(self, place: tuple[float, float]) -> QPointF:
        return QPointF(place[0] * self.width(), place[1] * self.height())

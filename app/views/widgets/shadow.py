"""The one shadow there is: below pop-ups and toasts.

A `QGraphicsDropShadowEffect` paints all that it belongs to into a picture and blurs it, anew whenever anything in or
near it is painted: of a letter in the search box that was the greater part. But the shade around a box is always the
same, only longer or shorter. So it is painted once, and a widget below the box shows it.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise, product
from math import erfc

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.views import theme

REACH, BELOW, DARKEST = 24, 6, 0.25
"""How far it reaches, how much lower it lies, in points; how dark it is."""
ROUND = 8
"""The corners of what casts it."""
_MOVED = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide)
_RAISED = (QEvent.Type.Show, QEvent.Type.ZOrderChange)


class Shadow(QWidget):
    """Lies below its box and goes where that goes."""

    def __init__(self, box: QWidget) -> None:
        super().__init__(box.parentWidget())
        self.box = box
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        # Where the box gets longer, the upper part stays as it is, and so does what lies below it.
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
        self.hide()
        box.installEventFilter(self)
        box.destroyed.connect(self.deleteLater)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVED:
            reach, below = theme.px(REACH), theme.px(BELOW)
            self.setGeometry(self.box.geometry().adjusted(-reach, below - reach, reach, below + reach))
            self.setVisible(not self.box.isHidden())
        if event.type() in _RAISED:
            self.stackUnder(self.box)
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.oldSize().width() != self.width():
            self.update()
            return
        above = min(event.oldSize().height(), self.height()) - _corner()
        self.update(0, above, self.width(), self.height() - above)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, corner, ratio = QPainter(self), _corner(), self.devicePixelRatioF()
        shade = _shade(theme.scale(), ratio)
        columns, rows, of = (
            list(pairwise((0, corner, length - corner, length)))
            for length in (self.width(), self.height(), 2 * corner + 1)
        )
        for column, row in product(range(3), range(3)):
            if (column, row) != (1, 1):  # there lies the box
                where, part = _rect(columns[column], rows[row]), _rect(of[column], of[row], ratio)
                painter.drawPixmap(where, shade, part)


def _rect(across: tuple[int, int], down: tuple[int, int], ratio: float = 1.0) -> QRectF:
    left, right, top, bottom = (at * ratio for at in (*across, *down))
    return QRectF(left, top, right - left, bottom - top)


def _corner() -> int:
    """From here on an edge looks the same everywhere."""
    return theme.px(REACH) + theme.px(ROUND)


@cache
def _shade(scale: float, ratio: float) -> QPixmap:
    """The shade of the smallest box: four corners, and one pixel of each edge between them."""
    side, reach, round_ = 2 * _corner() + 1, theme.px(REACH), theme.px(ROUND)
    made = QPixmap(round(side * ratio), round(side * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(QColor(0, 0, 0, 0))
    painter, ink = QPainter(made), QColor(theme.CAR_SHADOW)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    for out in range(reach, -round_, -1):
        # An edge that is blurred is Gauss's integral; the shadow reaches as far as two of its deviations.
        ink.setAlphaF(DARKEST * erfc(2**0.5 * out / reach) / 2)
        inset, path = reach - out, QPainterPath()
        path.addRoundedRect(
            QRectF(inset, inset, side - 2 * inset, side - 2 * inset), round_ + out, round_ + out
        )
        painter.fillPath(path, ink)
    painter.end()
    return made

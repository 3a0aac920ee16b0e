"""A drawn estate car in any paint, for where there is no photograph."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import (
    QColor,
    QImage,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QRadialGradient,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.views import theme
from app.views.widgets import images

# The drawing's own measure; it is scaled to the room there is.
WIDTH, HEIGHT = 412.0, 132.0
WHEELS = (QPointF(81, 96), QPointF(328, 96))
TYRE, RIM, ARCH = 31.0, 23.5, 36.0


@cache
def _body() -> QPainterPath:
    path = QPainterPath(QPointF(14, 106))
    path.cubicTo(3, 106, 2, 98, 1, 84)
    path.cubicTo(0, 74, 4, 67, 14, 63)
    path.cubicTo(40, 54, 74, 50, 105, 47)
    path.cubicTo(122, 30, 150, 2, 198, 1.5)
    path.lineTo(318, 3)
    path.cubicTo(352, 5, 372, 34, 384, 50)
    path.cubicTo(400, 57, 410, 66, 410, 82)
    path.lineTo(411, 98)
    path.cubicTo(411, 104, 409, 106, 404, 106)
    path.lineTo(14, 106)
    path.closeSubpath()
    arches = QPainterPath()
    for wheel in WHEELS:
        arches.addEllipse(wheel, ARCH, ARCH)
    return path.subtracted(arches)


@cache
def _glass() -> QPainterPath:
    path = QPainterPath(QPointF(118, 54))
    path.lineTo(117, 49)
    path.cubicTo(134, 32, 156, 9, 198, 8.5)
    path.lineTo(318, 10)
    path.cubicTo(344, 12, 360, 34, 369, 51)
    path.cubicTo(300, 54, 200, 55, 118, 54)
    path.closeSubpath()
    return path


def _shape(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for x, y in points[1:]:
        path.lineTo(x, y)
    path.closeSubpath()
    return path


_LAMP = ((7, 68), (48, 60), (38, 69), (26, 73), (7, 73))
_TAIL = ((384, 71), (388, 58), (393, 55), (404, 62), (409, 74), (409, 77))
_PILLARS = (((207, 8), (212, 8), (209, 54), (203, 54)), ((298, 9), (303, 9), (308, 53), (302, 53)))


def draw_car(painter: QPainter, where: QRectF, paint: str) -> None:
    """Draw the car into a rectangle, keeping its shape. `paint` is a colour's word or hex value."""
    factor = min(where.width() / WIDTH, where.height() / HEIGHT)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(where.center().x() - WIDTH * factor / 2, where.center().y() - HEIGHT * factor / 2)
    painter.scale(factor, factor)
    body = QColor(theme.paint_of(paint))
    _draw_shadow(painter)
    _draw_body(painter, body)
    _draw_glass(painter, body)
    _draw_details(painter, body)
    for wheel in WHEELS:
        _draw_wheel(painter, wheel)
    painter.restore()


def _draw_shadow(painter: QPainter) -> None:
    shade = QRadialGradient(QPointF(206, 0), 200)
    dark = QColor(theme.CAR_SHADOW)
    dark.setAlphaF(0.42)
    clear = QColor(dark)
    clear.setAlphaF(0.0)
    shade.setColorAt(0.0, dark)
    shade.setColorAt(1.0, clear)
    painter.save()
    painter.translate(0, 124)
    painter.scale(1.0, 0.045)
    painter.setPen(QColor(0, 0, 0, 0))
    painter.setBrush(shade)
    painter.drawEllipse(QPointF(206, 0), 205, 205)
    painter.restore()


def _draw_body(painter: QPainter, body: QColor) -> None:
    dark_sill = QColor(theme.CAR_TYRE)
    painter.fillRect(QRectF(112, 98, 184, 13), dark_sill)
    sheen = QLinearGradient(0, 0, 0, 108)
    pale = body.lightness() > 200
    sheen.setColorAt(0.0, body.lighter(108 if pale else 165))
    sheen.setColorAt(0.42, body.lighter(104 if pale else 132))
    sheen.setColorAt(0.62, body)
    sheen.setColorAt(1.0, body.darker(128 if pale else 155))
    # A black car would melt into a dark page: its edge is lit instead of shaded.
    edge = body.lighter(190) if body.lightness() < 60 else body.darker(150)
    painter.setPen(QPen(edge, 1.2))
    painter.setBrush(sheen)
    painter.drawPath(_body())
    lower = QColor(dark_sill)
    lower.setAlphaF(0.62)
    painter.fillRect(QRectF(116, 98, 176, 8), lower)


def _draw_glass(painter: QPainter, body: QColor) -> None:
    tint = QLinearGradient(0, 8, 0, 54)
    tint.setColorAt(0.0, QColor(theme.CAR_GLASS_LIGHT))
    tint.setColorAt(0.35, QColor(theme.CAR_GLASS))
    tint.setColorAt(1.0, QColor(theme.CAR_GLASS).lighter(125))
    painter.setPen(QPen(body.darker(170), 1))
    painter.setBrush(tint)
    painter.drawPath(_glass())
    painter.setPen(QColor(0, 0, 0, 0))
    painter.setBrush(body.darker(125))
    for pillar in _PILLARS:
        painter.drawPath(_shape(*pillar))


def _draw_details(painter: QPainter, body: QColor) -> None:
    line = QColor(theme.CAR_LAMP)
    line.setAlphaF(0.42)
    painter.setPen(QPen(line, 1.4))
    crease = QPainterPath(QPointF(27, 73))
    crease.cubicTo(140, 62, 300, 62, 386, 71)
    painter.setBrush(QColor(0, 0, 0, 0))
    painter.drawPath(crease)
    painter.setPen(QPen(body.darker(165), 1.1))
    for x in (117, 208, 302):
        seam = QPainterPath(QPointF(x, 56))
        seam.cubicTo(x - 3, 70, x - 2, 88, x + 3, 98)
        painter.drawPath(seam)
    painter.setPen(QColor(0, 0, 0, 0))
    painter.setBrush(body.darker(175))
    for x in (184, 278):
        painter.drawRoundedRect(QRectF(x, 64, 20, 4.4), 2, 2)
    painter.setBrush(QColor(theme.CAR_LAMP))
    painter.drawPath(_shape(*_LAMP))
    painter.setBrush(QColor(theme.CAR_TAIL))
    painter.drawPath(_shape(*_TAIL))


def _draw_wheel(painter: QPainter, middle: QPointF) -> None:
    painter.setPen(QColor(0, 0, 0, 0))
    painter.setBrush(QColor(theme.CAR_TYRE))
    painter.drawEllipse(middle, TYRE, TYRE)
    painter.setBrush(QColor(theme.CAR_GLASS_LIGHT).darker(130))
    painter.drawEllipse(middle, RIM, RIM)
    metal = QColor(theme.CAR_RIM)
    painter.setPen(QPen(metal, 1.8))
    painter.setBrush(QColor(0, 0, 0, 0))
    painter.drawEllipse(middle, RIM - 1, RIM - 1)
    painter.save()
    painter.translate(middle)
    for _ in range(10):
        painter.setPen(QPen(metal, 2.6))
        painter.drawLine(QPointF(0, 3), QPointF(0, RIM - 2))
        painter.rotate(36)
    painter.restore()
    painter.setPen(QColor(0, 0, 0, 0))
    painter.setBrush(metal)
    painter.drawEllipse(middle, 5, 5)


class CarPicture(QWidget):
    """The car on its ground: a soft slope of grey, or the dark card of the sign-in page."""

    def __init__(self, paint: str = "blue", *, height: int = 112, on_rail: bool = False) -> None:
        super().__init__()
        self._paint, self._on_rail, self._height = paint, on_rail, height
        self._image: QImage | None = None
        # At the door words stand below it, which need their room first.
        self.setMinimumHeight(theme.px(height // 2 if on_rail else height))
        down = QSizePolicy.Policy.Maximum if on_rail else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Expanding, down)

    def set_paint(self, paint: str) -> None:
        """Another colour."""
        self._paint = paint
        self.update()

    def set_image(self, image: QImage | None) -> None:
        """A photograph in the drawing's place, or the drawing again."""
        self._image = image
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(self._height))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QLinearGradient(0, 0, 0, self.height())
        top, bottom = tokens.stage_top, tokens.stage_bottom
        if self._on_rail:
            top, bottom = tokens.rail_card_top, tokens.rail_card_bottom
        ground.setColorAt(0.0, QColor(top))
        ground.setColorAt(1.0, QColor(bottom))
        painter.setPen(QColor(0, 0, 0, 0))
        painter.setBrush(ground)
        radius = theme.px(16) if self._on_rail else 0
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        if self._image is not None:
            images.paint_fitted(painter, QRectF(self.rect()), self._image)
            return
        inset_x, inset_y = self.width() * (0.09 if self._on_rail else 0.18), self.height() * 0.2
        draw_car(painter, QRectF(self.rect()).adjusted(inset_x, inset_y, -inset_x, -inset_y), self._paint)

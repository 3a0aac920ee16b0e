"""How cells look: text, badge, age bar, swatch, VIN, tick, two lines. They paint; the model has the words."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from itertools import count
from typing import Any

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyleOptionViewItem, QTableView

from app.views import icons, theme
from app.views.widgets import images, paint
from app.views.widgets.cut_words import TellingDelegate
from app.views.widgets.row_table_model import Column, Index, RowTableModel


@dataclass(frozen=True)
class Badge:
    """A word with a tone, perhaps an icon."""

    text: str
    tone: str = "neutral"
    icon: str = ""


@dataclass(frozen=True)
class Plain:
    """Words with a look of their own."""

    text: str
    tone: str = ""
    strong: bool = False
    icon: str = ""
    second: str = ""
    mono: bool = False
    icon_tone: str = ""
    """Of the icon alone."""


@dataclass(frozen=True)
class Pictured:
    """Words behind a small picture, if it is here; `room`: whether its room is kept, for an icon, while it is not."""

    text: str
    picture: QImage | None = None
    room: bool = False
    second: str = ""
    icon: str = "car-outline"


def _inner(box: QRect) -> QRect:
    return box.adjusted(theme.px(12), 0, -theme.px(12), -1)


class Chooser(QTableView):
    """A table that knows its current row and whether it has the focus; asking Qt for each cell is slow."""

    current_at = -1
    ring = False


class _Pictures:
    """What cells look like, of all tables together; the longest unseen go first."""

    MOST_BYTES = 16_000_000

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], QPixmap] = OrderedDict()
        self._held = 0

    def of(self, key: tuple[object, ...]) -> QPixmap | None:
        """The picture, if it is kept."""
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key]

    def keep(self, key: tuple[object, ...], picture: QPixmap) -> None:
        """Until there is no room for it."""
        self._kept[key] = picture
        self._held += _bytes(picture)
        while self._held > self.MOST_BYTES:
            self._held -= _bytes(self._kept.popitem(last=False)[1])


def _bytes(picture: QPixmap) -> int:
    return picture.width() * picture.height() * 4


_pictures = _Pictures()
_serial = count()


class CellDelegate(TellingDelegate):
    """Paints the ground, the hairline and the row's focus ring; subclasses paint the value."""

    recurs = False
    """Whether many rows show the same: then it is painted once, and each row shows a picture of it. Words alone are
    written as fast as a picture is kept of them."""

    def __init__(self, view: Chooser, model: RowTableModel[Any], column: Column[Any]) -> None:
        super().__init__(view)
        self._view, self._model, self._column = view, model, column
        self._value = column.value or column.text
        self._align = paint.RIGHT if column.right else paint.LEFT
        self._serial = next(_serial)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(self._column.width), theme.px(36))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box, at = option.rect, index.row()
        row, current = self._model.row_at(at), at == self._view.current_at
        if row is None:
            self._paint_ground(painter, box, current)
            self._paint_waiting(painter, _inner(box))
        elif (
            self.recurs and (ratio := self._view.devicePixelRatioF()).is_integer() and not paint.notes_cuts()
        ):
            picture = self._picture(self._value(row), current, box.size(), ratio)
            painter.drawPixmap(box.topLeft(), picture)
        else:
            self._paint_ground(painter, box, current)
            self.paint_value(painter, _inner(box), self._value(row))
        if current and self._view.ring:
            self._paint_ring(painter, box, index.column())

    def _picture(self, value: Any, current: bool, size: QSize, ratio: float) -> QPixmap:
        look = theme.theme_name(), theme.scale(), ratio
        key = self._serial, value, current, size.width(), size.height(), *look
        picture = _pictures.of(key)
        if picture is None:
            picture = QPixmap(size * ratio)
            picture.setDevicePixelRatio(ratio)
            # With no ground its letters would look coarser.
            picture.fill(theme.colour(theme.tokens().surface))
            painter, box = QPainter(picture), QRect(QPoint(0, 0), size)
            try:
                self._paint_ground(painter, box, current)
                self.paint_value(painter, _inner(box), value)
            finally:  # a picture that ends before its painter takes the program with it
                painter.end()
            _pictures.keep(key, picture)
        return picture

    def _paint_ground(self, painter: QPainter, box: QRect, current: bool) -> None:
        tokens = theme.tokens()
        if current:
            painter.fillRect(box, theme.colour(tokens.accent_weak))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, theme.colour(tokens.border))

    def paint_value(self, painter: QPainter, inner: QRect, value: Any) -> None:
        """Paint what this column shows."""
        face = theme.face("number" if self._column.right else "body")
        paint.text(painter, inner, value, face, theme.tokens().text, self._align)

    def _paint_waiting(self, painter: QPainter, inner: QRect) -> None:
        height = theme.px(10)
        bar = QRectF(inner.left(), inner.center().y() - height / 2, inner.width() * 0.7, height)
        paint.rounded(painter, bar, theme.tokens().sunken, theme.px(4))

    def _paint_ring(self, painter: QPainter, box: QRect, column: int) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(theme.colour(theme.tokens().accent), 2))
        painter.drawLine(box.left(), box.top() + 1, box.right(), box.top() + 1)
        painter.drawLine(box.left(), box.bottom(), box.right(), box.bottom())
        if column == 0:
            painter.drawLine(box.left() + 1, box.top() + 1, box.left() + 1, box.bottom())
        if column == len(self._model.columns) - 1:
            painter.drawLine(box.right(), box.top() + 1, box.right(), box.bottom())


class PlainDelegate(CellDelegate):
    """`Plain`: a tone, weight, icon or second line. None paints a dash."""

    def paint_value(self, painter: QPainter, inner: QRect, value: Plain | None) -> None:
        tokens = theme.tokens()
        if value is None:
            super().paint_value(painter, inner, "—")
            return
        colour = icons.colour_of(value.tone or "text")
        if value.icon:
            middle = QPointF(inner.left() + theme.px(9), inner.center().y() + 1)
            icons.paint(painter, middle, value.icon, colour=value.icon_tone or value.tone or "text2", size=18)
            inner = inner.adjusted(theme.px(28), 0, 0, 0)
        kind = (
            "number" if self._column.right else "body",
            "number_strong" if self._column.right else "strong",
        )
        face = theme.face(kind[value.strong], mono=value.mono)
        if not value.second:
            paint.text(painter, inner, value.text, face, colour, self._align)
            return
        half = theme.px(18)
        upper = QRect(inner.left(), inner.center().y() - half, inner.width(), half)
        lower = upper.translated(0, half)
        paint.text(painter, upper, value.text, face, colour, self._align)
        paint.text(painter, lower, value.second, theme.face("caption"), tokens.text2, self._align)


class BadgeDelegate(CellDelegate):
    """`Badge`, `Plain`, or None for a dash."""

    recurs = True

    def paint_value(self, painter: QPainter, inner: QRect, value: Badge | Plain | None) -> None:
        if isinstance(value, Badge):
            paint.badge(painter, inner, value.text, value.tone, icon=value.icon)
            return
        words = value.text if value else "—"
        colour = icons.colour_of(value.tone or "text2") if value else theme.tokens().text2
        paint.text(painter, inner, words, theme.face(), colour)


class SwatchDelegate(CellDelegate):
    """(colour, its name): a little square of paint before the name."""

    recurs = True

    def paint_value(self, painter: QPainter, inner: QRect, value: tuple[str, str]) -> None:
        colour, name = value
        size = theme.px(14)
        box = QRectF(inner.left() + 0.5, inner.center().y() - size / 2 + 0.5, size, size)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour(theme.tokens().border_strong))
        painter.setBrush(theme.colour(theme.paint_of(colour)))
        painter.drawRoundedRect(box, theme.px(4), theme.px(4))
        rest = inner.adjusted(size + theme.px(6), 0, 0, 0)
        paint.text(painter, rest, name, theme.face(), theme.tokens().text)


class PicturedDelegate(CellDelegate):
    """`Pictured`: a small picture before the words."""

    def paint_value(self, painter: QPainter, inner: QRect, value: Pictured) -> None:
        if value.room:
            rim, width = theme.px(4), theme.px(44)
            place = QRectF(inner.left() - rim, inner.top() + rim, width, inner.height() - 2 * rim)
            if value.picture is not None:
                images.paint_fitted(painter, place, value.picture)
            else:
                icons.paint(painter, place.center(), value.icon, colour="text3", size=18)
            inner = inner.adjusted(width + theme.px(2), 0, 0, 0)
        _two_lines(painter, inner, value.text, value.second)


def _two_lines(painter: QPainter, inner: QRect, first: str, second: str) -> None:
    """A name, and perhaps less important words below it."""
    tokens = theme.tokens()
    if not second:
        paint.text(painter, inner, first, theme.face("body"), tokens.text)
        return
    half = theme.px(18)
    upper = QRect(inner.left(), inner.center().y() - half, inner.width(), half)
    paint.text(painter, upper, first, theme.face("body"), tokens.text)
    paint.text(painter, upper.translated(0, half), second, theme.face("caption"), tokens.text2)


class VinDelegate(CellDelegate):
    """A VIN in fixed letters, its last six bold."""

    def paint_value(self, painter: QPainter, inner: QRect, value: str) -> None:
        tokens = theme.tokens()
        light, bold = theme.face("caption", mono=True), theme.face("caption_strong", mono=True)
        head, tail = value[:-6], value[-6:]
        paint.text(painter, inner, head, light, tokens.text2)
        rest = inner.adjusted(light.metrics.horizontalAdvance(head), 0, 0, 0)
        paint.text(painter, rest, tail, bold, tokens.text)


AGE_STEPS = ((30, "ok", ""), (60, "accent", ""), (90, "warn", "alert-outline"))
AGE_FULL = 100


def age_tone(days: int) -> tuple[str, str]:
    """Tone and icon for days in stock: below 30, 60, 90, and above."""
    for limit, tone, icon in AGE_STEPS:
        if days < limit:
            return tone, icon
    return "bad", "alert-circle-outline"


class AgeDelegate(CellDelegate):
    """(days, words): a bar, the words, and from 60 days an icon. Words alone where days is None."""

    recurs = True

    def paint_value(self, painter: QPainter, inner: QRect, value: tuple[int | None, str]) -> None:
        days, words = value
        tokens = theme.tokens()
        if days is None:
            paint.text(painter, inner, words, theme.face(), tokens.text2)
            return
        tone, icon = age_tone(days)
        colour = icons.colour_of(tone)
        self._paint_bar(painter, inner, days, colour)
        place = QRect(inner.left() + theme.px(50), inner.top(), theme.px(46), inner.height())
        urgent = days >= 60
        face, front = theme.face("number_strong" if urgent else "number"), colour if urgent else tokens.text
        place.setWidth(max(face.metrics.horizontalAdvance(words) + 2, place.width()))
        paint.text(painter, place, words, face, front, paint.RIGHT)
        if icon:
            middle = QPointF(place.right() + theme.px(13), inner.center().y() + 1)
            icons.paint(painter, middle, icon, colour=tone, size=14)

    @staticmethod
    def _paint_bar(painter: QPainter, inner: QRect, days: int, colour: str) -> None:
        height, width = theme.px(6), theme.px(44)
        well = QRectF(inner.left(), inner.center().y() - height / 2 + 1, width, height)
        paint.rounded(painter, well, theme.tokens().sunken, height / 2)
        well.setWidth(max(theme.px(4), min(1.0, days / AGE_FULL) * width))
        paint.rounded(painter, well, colour, height / 2)


def draw_tick(painter: QPainter, middle: QPointF, ticked: bool) -> None:
    """A check box."""
    tokens, size = theme.tokens(), theme.px(16)
    box = QRectF(middle.x() - size / 2 + 0.5, middle.y() - size / 2 + 0.5, size - 1, size - 1)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour(tokens.accent if ticked else tokens.border_strong), 1.5))
    painter.setBrush(theme.colour(tokens.accent if ticked else tokens.surface))
    painter.drawRoundedRect(box, theme.px(4), theme.px(4))
    if ticked:
        icons.paint(painter, middle, "check-bold", colour="on_accent", size=12)


class TickDelegate(CellDelegate):
    """A check box; the view toggles it on a click or the space bar."""

    recurs = True

    def paint_value(self, painter: QPainter, inner: QRect, value: bool) -> None:
        draw_tick(painter, QPointF(inner.left() + theme.px(6), inner.center().y() + 1), value)


DELEGATES: dict[str, type[CellDelegate]] = {
    "text": CellDelegate, "plain": PlainDelegate, "badge": BadgeDelegate, "swatch": SwatchDelegate,
    "vin": VinDelegate, "pictured": PicturedDelegate, "age": AgeDelegate, "tick": TickDelegate,
}  # fmt: skip

"""Paints a model's card: picture, match, stock, what people ask first, a reason, price and monthly amount."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QListView, QStyleOptionViewItem

from app.domain.catalogue import Trim
from app.i18n import tr
from app.views import icons, theme
from app.views.showroom import words
from app.views.showroom.trim_model import TrimModel
from app.views.widgets import images, paint
from app.views.widgets.car_picture import draw_car
from app.views.widgets.cut_words import TellingDelegate
from app.views.widgets.delegates import draw_tick
from app.views.widgets.images import RowImages
from app.views.widgets.row_table_model import Index

GAP, PICTURE, PAD = 6, 132, 12
_TWO_LINES = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class CardDelegate(TellingDelegate):
    """One card a cell; the model has the words for those who do not see it."""

    def __init__(self, view: QListView, model: TrimModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model
        self.pictures: RowImages | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self._view.gridSize()

    def tick_box(self, cell: QRect) -> QRect:
        """Where a click compares."""
        card = _card(cell)
        width = theme.face("caption").metrics.horizontalAdvance(tr("Compare")) + theme.px(34)
        return QRect(card.right() - theme.px(8) - width, card.top() + theme.px(8), width, theme.px(26))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        trim = self._model.trims[index.row()]
        cell: QRect = option.rect
        card = _card(cell)
        chosen = index.row() == self._view.currentIndex().row()
        self._paint_ground(painter, card, chosen=chosen)
        self._paint_picture(painter, card, trim)
        self._paint_over_picture(painter, cell, card, trim)
        inner = card.adjusted(theme.px(PAD), theme.px(PICTURE + 8), -theme.px(PAD), -theme.px(8))
        self._paint_words(painter, inner, trim)
        self._paint_price(painter, inner, trim)
        painter.restore()

    def _paint_ground(self, painter: QPainter, card: QRect, *, chosen: bool) -> None:
        tokens = theme.tokens()
        edge = tokens.border
        if chosen:
            edge = tokens.accent if self._view.hasFocus() else tokens.border_strong
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(
            card.topLeft(), _ground(card.size().toTuple(), edge, tokens.surface, 1 + chosen, ratio)
        )

    def _paint_picture(self, painter: QPainter, card: QRect, trim: Trim) -> None:
        room = QRectF(card.left() + 2, card.top() + 2, card.width() - 4, theme.px(PICTURE))
        tokens = theme.tokens()
        ground = QLinearGradient(room.topLeft(), room.bottomLeft())
        ground.setColorAt(0.0, theme.colour(tokens.stage_top))
        ground.setColorAt(1.0, theme.colour(tokens.stage_bottom))
        stage = QPainterPath()
        stage.addRoundedRect(room.adjusted(0, 0, 0, theme.px(8)), theme.px(7), theme.px(7))
        painter.save()
        painter.setClipRect(room)
        painter.fillPath(stage, ground)
        inset = QRectF(room).adjusted(theme.px(30), theme.px(42), -theme.px(30), -theme.px(10))
        picture = self.pictures.of(("model", trim.code)) if self.pictures is not None else None
        if picture is not None:
            images.paint_over(painter, room, picture)
        else:
            colour = trim.stock.colours[0][0] if trim.stock.colours else "silver"
            ratio = painter.device().devicePixelRatioF()
            drawn = _drawn(theme.paint_of(colour), round(inset.width()), round(inset.height()), ratio)
            painter.drawPixmap(inset.topLeft(), drawn)
        painter.restore()

    def _paint_over_picture(self, painter: QPainter, cell: QRect, card: QRect, trim: Trim) -> None:
        tokens, box = theme.tokens(), self.tick_box(cell)
        face = theme.face("caption")
        _label(painter, box)
        ticked = trim.id in self._model.ticked
        draw_tick(painter, QPointF(box.left() + theme.px(14), box.center().y() + 1), ticked)
        words_at = box.adjusted(theme.px(27), 0, 0, 0)
        paint.text(painter, words_at, tr("Compare"), face, tokens.text)
        if (match := self._model.matches.get(trim.id)) is not None:
            said = tr("Match {score}").format(score=match.score)
            width = face.metrics.horizontalAdvance(said) + theme.px(16)
            left = QRect(card.left() + theme.px(8), box.top(), width, box.height())
            _label(painter, left)
            tone = tokens.text3 if match.ruled_out else tokens.accent
            paint.text(painter, left.adjusted(theme.px(8), 0, 0, 0), said, theme.face("caption_strong"), tone)

    def _paint_words(self, painter: QPainter, inner: QRect, trim: Trim) -> None:
        tokens = theme.tokens()
        line = QRect(inner.left(), inner.top(), inner.width(), theme.px(22))
        said, tone = words.stock(trim)
        width = paint.badge_width(said)
        paint.badge(painter, QRect(line.right() - width + 1, line.top(), width, line.height()), said, tone)
        title = line.adjusted(0, 0, -width - theme.px(6), 0)
        paint.text(painter, title, trim.title, theme.face("section"), tokens.text)
        line.translate(0, theme.px(21))
        paint.text(painter, line, words.subtitle(trim), theme.face("caption"), tokens.text2)
        line.translate(0, theme.px(24))
        self._paint_facts(painter, line, trim)
        line.translate(0, theme.px(25))
        self._paint_reason(painter, line, trim)

    @staticmethod
    def _paint_facts(painter: QPainter, line: QRect, trim: Trim) -> None:
        face, x = theme.face("caption"), line.left()
        for icon, said in words.facts(trim):
            width = face.metrics.horizontalAdvance(said)
            if x + theme.px(18) + width > line.right():
                break
            icons.paint(
                painter, QPointF(x + theme.px(7), line.center().y() + 1), icon, colour="text2", size=14
            )
            place = QRect(x + theme.px(18), line.top(), width + 2, line.height())
            paint.text(painter, place, said, face, theme.tokens().text2)
            x += theme.px(28) + width

    def _paint_reason(self, painter: QPainter, line: QRect, trim: Trim) -> None:
        match = self._model.matches.get(trim.id)
        if match is None:
            self._paint_colours(painter, line, trim)
            return
        out = bool(match.ruled_out)
        icon, tone = ("close-circle-outline", "text3") if out else ("lightbulb-on-outline", "accent")
        icons.paint(
            painter, QPointF(line.left() + theme.px(7), line.center().y() + 1), icon, colour=tone, size=14
        )
        tokens = theme.tokens()
        painter.setFont(theme.face("caption").font)
        painter.setPen(theme.colour(tokens.text3 if out else tokens.text))
        place = line.adjusted(theme.px(18), theme.px(3), 0, theme.px(15))
        painter.drawText(place, _TWO_LINES, words.reason(match))

    @staticmethod
    def _paint_colours(painter: QPainter, line: QRect, trim: Trim) -> None:
        """A dot for each colour that is there to be had."""
        step, size = theme.px(18), theme.px(12)
        painter.setPen(QPen(theme.colour(theme.tokens().border_strong), 1))
        for at, (name, _) in enumerate(trim.stock.colours[: line.width() // step]):
            painter.setBrush(theme.colour(theme.paint_of(name)))
            painter.drawEllipse(
                QRectF(line.left() + at * step + 0.5, line.center().y() - size / 2, size, size)
            )

    @staticmethod
    def _paint_price(painter: QPainter, inner: QRect, trim: Trim) -> None:
        tokens = theme.tokens()
        foot = QRect(inner.left(), inner.bottom() - theme.px(46), inner.width(), theme.px(46))
        painter.setPen(theme.colour(tokens.border))
        painter.drawLine(foot.topLeft(), foot.topRight())
        upper = QRect(foot.left(), foot.top() + theme.px(5), foot.width(), theme.px(16))
        lower = QRect(foot.left(), foot.top() + theme.px(20), foot.width(), theme.px(25))
        caption = theme.face("caption")
        paint.text(painter, upper, tr("List price"), caption, tokens.text2)
        paint.text(painter, upper, tr("Monthly, about"), caption, tokens.text2, paint.RIGHT)
        paint.text(painter, lower, words.yuan(trim.list_price), theme.face("plan"), tokens.text)
        paint.text(
            painter, lower, words.monthly(trim.monthly), theme.face("number_strong"), tokens.text, paint.RIGHT
        )


def _card(cell: QRect) -> QRect:
    gap = theme.px(GAP)
    return cell.adjusted(gap, gap, -gap, -gap)


def _label(painter: QPainter, box: QRect) -> None:
    """A white label over the picture."""
    tokens = theme.tokens()
    painter.setPen(QPen(theme.colour(tokens.border), 1))
    painter.setBrush(theme.colour(tokens.surface))
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(6), theme.px(6))


@lru_cache(maxsize=8)
def _ground(size: tuple[int, int], edge: str, fill: str, width: int, ratio: float) -> QPixmap:
    """A card with nothing on it. Smooth corners on so large a box take milliseconds: they are painted once."""
    made = _blank(*size, ratio)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour(edge), width))
    painter.setBrush(theme.colour(fill))
    box = QRectF(0, 0, *size).adjusted(1, 1, -1, -1)
    painter.drawRoundedRect(box, theme.px(8), theme.px(8))
    painter.end()
    return made


def _blank(width: int, height: int, ratio: float) -> QPixmap:
    made = QPixmap(round(width * ratio), round(height * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    return made


@lru_cache(maxsize=48)
def _drawn(paint_hex: str, width: int, height: int, ratio: float) -> QPixmap:
    """The car in one paint, drawn once: a page of cards shows the same few again and again."""
    made = _blank(width, height, ratio)
    painter = QPainter(made)
    draw_car(painter, QRectF(0, 0, width, height), paint_hex)
    painter.end()
    return made

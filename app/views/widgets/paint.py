"""Drawing shared by delegates and painted widgets: badges, key caps, text with elision."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from app.views import icons, theme

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def text(
    painter: QPainter, where: QRect, words: str, *, font: QFont, colour: str,
    align: Qt.AlignmentFlag = _LEFT,
) -> int:  # fmt: skip
    """One line, cut with an ellipsis where there is no room. Returns the width drawn."""
    metrics = QFontMetrics(font)
    width = metrics.horizontalAdvance(words)
    if width > where.width():
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, where.width())
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(where, int(align | Qt.AlignmentFlag.AlignVCenter), words)
    return min(width, where.width())


def badge_width(words: str, *, icon: str = "") -> int:
    """How wide a badge will be."""
    width = QFontMetrics(theme.font("caption")).horizontalAdvance(words) + theme.px(14)
    return width + (theme.px(18) if icon else 0)


def badge(painter: QPainter, where: QRect, words: str, tone: str, *, icon: str = "") -> None:
    """Words on a weak ground, left in the rectangle and centred by height."""
    front, ground = theme.tone_colours(tone)
    height = theme.px(22)
    width = min(badge_width(words, icon=icon), where.width())
    box = QRect(where.left(), where.center().y() - height // 2 + 1, width, height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(box, theme.px(4), theme.px(4))
    inner = box.adjusted(theme.px(7), 0, -theme.px(5), 0)
    if icon:
        middle = QPointF(inner.left() + theme.px(7), box.center().y() + 0.5)
        icons.paint(painter, middle, icon, colour=front, size=14)
        inner.setLeft(inner.left() + theme.px(18))
    text(painter, inner, words, font=theme.font("caption"), colour=front)
    painter.restore()


def keycap_font() -> QFont:
    """The font of key caps."""
    font = theme.font("rail")
    font.setWeight(QFont.Weight.Medium)
    return font


def keycap_width(words: str) -> int:
    """How wide a key cap will be."""
    return max(QFontMetrics(keycap_font()).horizontalAdvance(words) + theme.px(11), theme.px(20))


def keycap(painter: QPainter, where: QRectF, words: str, *, front: str, edge: str, ground: str) -> None:
    """A key: hairline box with a heavier lower edge."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = where.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(edge), 1))
    painter.drawRoundedRect(box, theme.px(4), theme.px(4))
    if ground:
        painter.drawLine(
            QPointF(box.left() + theme.px(3), box.bottom() - 1),
            QPointF(box.right() - theme.px(3), box.bottom() - 1),
        )
    painter.setFont(keycap_font())
    painter.setPen(QColor(front))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)
    painter.restore()

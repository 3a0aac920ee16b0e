"""Drawing shared by delegates and painted widgets: badges, key caps, text with elision.

Tables paint hundreds of cells at a time: flags are plain integers, fonts and colours are made once.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.views import icons, theme
from app.views.theme import Face

LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
CENTRE = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine)


def text(painter: QPainter, where: QRect, words: str, face: Face, colour: str, align: int = LEFT) -> None:
    """One line, cut with an ellipsis where there is no room."""
    # Measuring costs as much as drawing; words that surely fit need none.
    if len(words) * face.font.pixelSize() * (0.7 if words.isascii() else 1.0) > where.width():
        words = face.metrics.elidedText(words, Qt.TextElideMode.ElideRight, where.width())
    painter.setFont(face.font)
    painter.setPen(theme.colour(colour))
    painter.drawText(where, align, words)


def badge_width(words: str, *, icon: str = "") -> int:
    """How wide a badge will be."""
    width = theme.face("caption").metrics.horizontalAdvance(words) + theme.px(14)
    return width + (theme.px(18) if icon else 0)


def rounded(painter: QPainter, box: QRect | QRectF, ground: str, radius: float) -> None:
    """A filled box with round corners and no edge."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(ground))
    painter.drawRoundedRect(box, radius, radius)


def badge(painter: QPainter, where: QRect, words: str, tone: str, *, icon: str = "") -> None:
    """Words on a weak ground, left in the rectangle and centred by height."""
    front, ground = theme.tone_colours(tone)
    height = theme.px(22)
    width = min(badge_width(words, icon=icon), where.width())
    box = QRect(where.left(), where.center().y() - height // 2 + 1, width, height)
    rounded(painter, box, ground, theme.px(4))
    inner = box.adjusted(theme.px(7), 0, -theme.px(5), 0)
    if icon:
        middle = QPointF(inner.left() + theme.px(7), box.center().y() + 0.5)
        icons.paint(painter, middle, icon, colour=front, size=14)
        inner.setLeft(inner.left() + theme.px(18))
    text(painter, inner, words, theme.face("caption"), front)


def keycap_width(words: str) -> int:
    """How wide a key cap will be."""
    return max(theme.face("key").metrics.horizontalAdvance(words) + theme.px(11), theme.px(20))


def keycap(painter: QPainter, where: QRectF, words: str, *, front: str, edge: str, ground: str) -> None:
    """A key: hairline box with a heavier lower edge."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = where.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setBrush(theme.colour(ground) if ground else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour(edge), 1))
    painter.drawRoundedRect(box, theme.px(4), theme.px(4))
    if ground:
        inset, y = theme.px(3), box.bottom() - 1
        painter.drawLine(QPointF(box.left() + inset, y), QPointF(box.right() - inset, y))
    painter.setFont(theme.face("key").font)
    painter.setPen(theme.colour(front))
    painter.drawText(box, CENTRE, words)

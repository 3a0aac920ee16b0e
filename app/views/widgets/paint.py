"""Drawing shared by delegates and painted widgets: badges, key caps, text with elision.

Tables paint hundreds of cells at a time: flags are plain integers, fonts and colours are made once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6 import QtCore
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter, QPainterPath

from app.views import early, icons, theme
from app.views.theme import Face

LEFT = early.ALIGN_LEFT | early.ALIGN_MIDDLE | early.TEXT_ON_ONE_LINE
RIGHT = early.ALIGN_RIGHT | early.ALIGN_MIDDLE | early.TEXT_ON_ONE_LINE
CENTRE = early.ALIGN_CENTRE | early.TEXT_ON_ONE_LINE
_noted: list[str] | None = None


def text(painter: QPainter, where: QRect, words: str, face: Face, colour: str, align: int = LEFT) -> None:
    """One line, cut with an ellipsis where there is no room."""
    room = where.width()
    # Measuring costs as much as drawing; words that surely fit need none.
    may_fit = len(words) * face.font.pixelSize() * (0.7 if words.isascii() else 1.0) <= room
    if not may_fit and face.metrics.horizontalAdvance(words) > room:
        words = cut(words, face, room)
    painter.setFont(face.font)
    early.write(painter, where, words, colour, align)


@contextmanager
def noting_cuts() -> Iterator[list[str]]:
    """The words that are cut while this lasts."""
    global _noted
    noted: list[str] = []
    _noted = noted
    try:
        yield noted
    finally:
        _noted = None


def notes_cuts() -> bool:
    """Whether somebody asks now for the words that are cut."""
    return _noted is not None


def cut(words: str, face: Face, room: int) -> str:
    """What fits. The end of a VIN, `Lafa 5 Base …000099`, stays: people tell cars by it."""
    if _noted is not None:
        _noted.append(words)
    head, _, end = words.rpartition(" …")
    left = room - face.metrics.horizontalAdvance(f"…{end}")
    if not head or left < room // 3:
        return face.metrics.elidedText(words, QtCore.Qt.TextElideMode.ElideRight, room)
    return face.metrics.elidedText(head, QtCore.Qt.TextElideMode.ElideRight, left).rstrip("…") + f"…{end}"


def badge_width(words: str, *, icon: str = "") -> int:
    """How wide a badge will be."""
    width = theme.face("caption").metrics.horizontalAdvance(words) + theme.px(14)
    return width + (theme.px(18) if icon else 0)


def rounded(painter: QPainter, box: QRect | QRectF, ground: str, radius: float) -> None:
    """A filled box with round corners and no edge."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addRoundedRect(QRectF(box), radius, radius)
    early.fill(painter, path, ground)


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
    path = QPainterPath()
    path.addRoundedRect(box, theme.px(4), theme.px(4))
    if ground:
        early.fill(painter, path, ground)
        inset, y = theme.px(3), box.bottom() - 1
        path.moveTo(box.left() + inset, y)
        path.lineTo(box.right() - inset, y)
    early.stroke(painter, path, edge)
    painter.setFont(theme.face("key").font)
    early.write(painter, where.toRect(), words, front, CENTRE)

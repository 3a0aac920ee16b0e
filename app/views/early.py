"""How to draw, and what to set, before the first paint: without a name of `Qt`.

PySide makes the whole namespace `Qt`, more than a hundred enumerations, when it first needs one of them. That takes
14 ms, a tenth of what an empty window needs to start. Painters and properties take numbers as well as names. But
`setPen` and `setBrush` need the namespace whatever they are given, because one of their forms takes a name of it.
So the widgets of the first page fill and stroke paths, and write with a `QStylePainter`, which is told the colour.

Modules that the first paint waits for do not import `Qt`: they write `QtCore.Qt` where they need it later.
`tests/gui/test_startup.py` tells when one of them asks too early.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPainterPath, QPalette, QPen
from PySide6.QtWidgets import QStylePainter

from app.views import theme

ALIGN_LEFT, ALIGN_RIGHT, ALIGN_MIDDLE, ALIGN_CENTRE = 0x1, 0x2, 0x80, 0x84
"""`ALIGN_MIDDLE` is half-way up, `ALIGN_CENTRE` that and half-way across."""
TEXT_ON_ONE_LINE, TEXT_MAY_STAND_OUT = 0x100, 0x200
PLAIN_TEXT = 0
FOCUS_NEVER, FOCUS_BY_TAB_AND_CLICK = 0x0, 0xB
_INK = QPalette.ColorRole.WindowText


def write(painter: QPainter, where: QRect, words: str, colour: str, align: int) -> None:
    """Words in the font that the painter has."""
    if isinstance(painter, QStylePainter):
        painter.drawItemText(where, align, _ink(colour), True, words, _INK)
    else:
        painter.setPen(theme.colour(colour))
        painter.drawText(where, align, words)


def fill(painter: QPainter, path: QPainterPath, colour: str) -> None:
    """What is inside, without an edge."""
    painter.fillPath(path, _ink(colour).brush(_INK))


def stroke(painter: QPainter, path: QPainterPath, colour: str, width: float = 1.0) -> None:
    """The edge alone."""
    painter.strokePath(path, _pen(colour, width))


@lru_cache(maxsize=256)
def _ink(colour: str) -> QPalette:
    made = QPalette()
    made.setColor(_INK, theme.colour(colour))
    return made


@lru_cache(maxsize=64)
def _pen(colour: str, width: float) -> QPen:
    made = QPen()
    made.setColor(theme.colour(colour))
    made.setWidthF(width)
    return made

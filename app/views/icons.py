"""Material Design Icons, drawn from the font that qtawesome ships, in the colours of the theme.

The font is read directly: importing qtawesome takes 250 ms and its first icon 60 ms more, which is longer
than an empty window needs altogether. Icons are baked pictures, so pages are rebuilt on a change of theme.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPainter, QPixmap

from app.views import early, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

_CENTRE = early.ALIGN_CENTRE | early.TEXT_MAY_STAND_OUT
_FONT, _NAMES = "materialdesignicons6-webfont-6.9.96.ttf", "materialdesignicons6-webfont-charmap-6.9.96.json"


@cache
def _folder() -> Path:
    spec = find_spec("qtawesome")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("qtawesome's fonts")
    return Path(next(iter(spec.submodule_search_locations))) / "fonts"


@cache
def _family() -> str:
    number = QFontDatabase.addApplicationFont(str(_folder() / _FONT))
    return QFontDatabase.applicationFontFamilies(number)[0]


@cache
def _font(pixels: int) -> QFont:
    made = QFont(_family())
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setPixelSize(pixels)
    return made


@cache
def _names() -> bytes:
    return (_folder() / _NAMES).read_bytes()


@cache
def glyph(name: str) -> str:
    """The character of an icon. The list is searched as text: parsing 7,000 names takes 12 ms."""
    key = f'"{name}": "'.encode()
    start = _names().index(key) + len(key)
    return chr(int(_names()[start : _names().index(b'"', start)], 16))


def colour_of(role: str) -> str:
    """The colour of a token by its name; a hex value stays as it is."""
    return role if role.startswith("#") else str(getattr(theme.tokens(), role))


def paint(
    painter: QPainter, where: QRect | QRectF | QPointF, name: str, *, colour: str, size: int = 14
) -> None:
    """Draw an icon centred in a rectangle; `size` at 100 %."""
    pixels = theme.px(size)
    if isinstance(where, QPointF):
        where = QRectF(where.x() - pixels / 2, where.y() - pixels / 2, pixels, pixels)
    painter.setFont(_font(pixels))
    box = where.toRect() if isinstance(where, QRectF) else where
    early.write(painter, box, glyph(name), colour_of(colour), _CENTRE)


def pixmap(name: str, *, colour: str = "text2", size: int = 18, ratio: float = 2.0) -> QPixmap:
    """An icon as a picture, sharp at that device pixel ratio."""
    return _baked(name, colour_of(colour), theme.px(size), ratio)


@lru_cache(maxsize=512)
def _baked(name: str, colour: str, pixels: int, ratio: float) -> QPixmap:
    made = QPixmap(round(pixels * ratio), round(pixels * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(QColor(0, 0, 0, 0))
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    painter.setFont(_font(pixels))
    early.write(painter, QRect(0, 0, pixels, pixels), glyph(name), colour, _CENTRE)
    painter.end()
    return made


def icon(name: str, *, colour: str = "text2", size: int = 18, on: str | None = None) -> QIcon:
    """An icon for buttons and actions; `on` colours it while the button is checked."""
    from PySide6.QtGui import QIcon  # it knows 150 names of icons; the first paint does without

    made = QIcon()
    for ratio in (1.0, 2.0):
        made.addPixmap(pixmap(name, colour=colour, size=size, ratio=ratio))
        faint = pixmap(name, colour="text3", size=size, ratio=ratio)
        made.addPixmap(faint, QIcon.Mode.Disabled)
        if on:
            for mode in (QIcon.Mode.Normal, QIcon.Mode.Active, QIcon.Mode.Selected):
                made.addPixmap(pixmap(name, colour=on, size=size, ratio=ratio), mode, QIcon.State.On)
    return made

"""The look as data: colour tokens, type scale, and how they reach Qt. The only module that knows a colour."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app.views.style_sheet import STYLE_SHEET

THEMES = ("light", "dark")
SCALES = (1.0, 1.25, 1.5, 1.75, 2.0)
SANS = ["Inter", "Noto Sans SC", "Microsoft YaHei UI", "PingFang SC"]
MONO = ["Noto Sans Mono", "Noto Sans SC", "Consolas", "Menlo"]


class Tokens(NamedTuple):
    """The colours of one theme, by the role they play."""

    bg: str
    surface: str
    surface2: str
    sunken: str
    border: str
    border_strong: str
    text: str
    text2: str
    text3: str
    accent: str
    accent_weak: str
    on_accent: str
    ok: str
    ok_weak: str
    warn: str
    warn_weak: str
    bad: str
    bad_weak: str
    conflict: str
    conflict_weak: str
    rail: str
    rail_text: str
    rail_active: str
    rail_strong: str = "#FFFFFF"
    rail_accent: str = "#86ABFF"
    rail_card_top: str = "#22314D"
    rail_card_bottom: str = "#18243A"
    stage_top: str = "#F5F7FB"
    stage_bottom: str = "#EAEEF3"
    brand: str = "#2D5FDB"
    badge: str = "#C62A2F"
    on_badge: str = "#FFFFFF"
    paper: str = "#FFFFFF"
    ink: str = "#1B3A8C"


LIGHT = Tokens(
    bg="#F2F4F8", surface="#FFFFFF", surface2="#F7F9FC", sunken="#E9EDF3",
    border="#DCE2EA", border_strong="#7C8A9E",
    text="#16202E", text2="#48566A", text3="#5B697C",
    accent="#2352C4", accent_weak="#E7EDFC", on_accent="#FFFFFF",
    ok="#106B47", ok_weak="#E1F3EA", warn="#8A5100", warn_weak="#FFF2D9",
    bad="#B3261E", bad_weak="#FDE9E7", conflict="#6A34B3", conflict_weak="#F0E9FB",
    rail="#121C2D", rail_text="#B4C0D2", rail_active="#26385A",
)  # fmt: skip

DARK = Tokens(
    bg="#10151D", surface="#19202B", surface2="#1F2835", sunken="#0C1016",
    border="#303B4B", border_strong="#74849B",
    text="#E8EDF5", text2="#B5C0CF", text3="#97A4B6",
    accent="#86ABFF", accent_weak="#223257", on_accent="#0B1730",
    ok="#63CF9E", ok_weak="#16352A", warn="#F2B95A", warn_weak="#3A2D13",
    bad="#FF9389", bad_weak="#46211F", conflict="#C6A6FF", conflict_weak="#34274F",
    rail="#0B0F16", rail_text="#A9B5C6", rail_active="#22304A",
    stage_top="#354257", stage_bottom="#202938",
)  # fmt: skip

# What the families of a car's paint look like on screen.
PAINTS = {
    "black": "#22262D", "white": "#F3F5F8", "grey": "#5C6675", "silver": "#B4BECB", "blue": "#2F5796",
    "red": "#96283A", "green": "#27705F", "brown": "#7B5B3F", "gold": "#B99A5B", "orange": "#C46A2A",
    "purple": "#5B4390", "yellow": "#D3B12F", "beige": "#CDBFA5",
}  # fmt: skip
# Glass, tyres and lamps of the drawn car; the same by day and by night.
CAR_GLASS, CAR_GLASS_LIGHT, CAR_TYRE = "#1B232D", "#3A4857", "#171B22"
WELCOME_PAINT = "#4D78C4"
CAR_RIM, CAR_LAMP, CAR_TAIL, CAR_SHADOW = "#C9D2DE", "#F4F8FF", "#D0342C", "#000000"

TONES = ("neutral", "accent", "ok", "warn", "bad", "conflict")

# size, line height, weight; pixels at 100 %
NUMERIC = ("figure", "number", "number_strong")
TYPE = {
    "hero": (42, 52, 600), "display": (28, 36, 600), "figure": (22, 28, 600), "title": (17, 24, 600),
    "section": (14, 20, 600),
    "body": (13, 20, 400), "strong": (13, 20, 600), "caption": (12, 16, 400), "header": (12, 16, 500),
    "caption_strong": (12, 16, 600), "number": (13, 20, 400), "number_strong": (13, 20, 600),
    "plan": (19, 26, 600), "large": (17, 24, 400), "rail": (11, 14, 400), "key": (11, 14, 500),
}  # fmt: skip


TARGET = 44
"""The least height of what a finger presses, in pixels at 100 %."""
_FOR_FINGERS = {18: 34, 22: 42, 26: 42, 27: 44, 32: 42, 40: 42, 20: 40, 24: 40, 28: 40, 30: 40}
"""Heights in the style sheet without borders, and a finger's: with their borders, of one pixel or of two, and an icon's
margin each is a target."""


class _Look:
    """What is in force now. One per process, as there is one QApplication."""

    theme = "light"
    scale = 1.0
    touch = False
    tokens = LIGHT


_look = _Look()


def tokens() -> Tokens:
    """The colours in force."""
    return _look.tokens


def theme_name() -> str:
    """`light` or `dark`."""
    return _look.theme


def scale() -> float:
    """The user's magnification, 1.0 to 2.0."""
    return _look.scale


def touch() -> bool:
    """Whether fingers work here: what is pressed is at least `TARGET` high."""
    return _look.touch


def target(points: float) -> int:
    """The height of something that is pressed, `points` for a mouse, in pixels at the scale in force."""
    return px(max(points, TARGET) if _look.touch else points)


def px(points: float) -> int:
    """A length at 100 % in pixels at the scale in force."""
    return round(points * _look.scale)


def tone_colours(tone: str) -> tuple[str, str]:
    """Text and ground of a badge, chip or banner of this tone."""
    if tone == "neutral":
        return _look.tokens.text2, _look.tokens.sunken
    return getattr(_look.tokens, tone), getattr(_look.tokens, f"{tone}_weak")


@lru_cache(maxsize=256)
def paint_of(colour: str) -> str:
    """The paint for a catalogue's colour: its hex value, the last word in it that names one, or grey."""
    if colour.startswith("#"):
        return colour
    from app.domain.colours import family_of  # here: the sign-in page needs no names of paints

    return PAINTS[family_of(colour) or "grey"]


class Face(NamedTuple):
    """A font and its metrics, made once: making them for each cell would cost more than painting it."""

    font: QFont
    metrics: QFontMetrics


@cache
def face(kind: str = "body", *, mono: bool = False) -> Face:
    """A font of the type scale for painting. Do not change it; `font` gives one's own."""
    made = font(kind, mono=mono)
    return Face(made, QFontMetrics(made))


@lru_cache(maxsize=256)
def colour(value: str) -> QColor:
    """The QColor of a hex value."""
    return QColor(value)


def font(kind: str = "body", *, mono: bool = False) -> QFont:
    """A font of the type scale, to be changed at will."""
    size, _, weight = TYPE[kind]
    made = QFont()
    made.setFamilies(MONO if mono else SANS)
    # As designed, on every computer alike: fitting them to the pixels would first look through whole Chinese fonts.
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setPixelSize(px(size))
    made.setWeight(QFont.Weight(weight))
    if kind in NUMERIC:
        tabular(made)
    return made


def tabular(font: QFont) -> QFont:
    """Figures of one width, so that amounts stand under each other. Inter widens hyphens with them."""
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def choose(theme: str, scale: float = 1.0, *, touch: bool = False) -> None:
    """Settle which tokens hold, before anything is painted."""
    face.cache_clear()
    _look.theme, _look.scale, _look.touch = theme, min(2.0, max(1.0, scale)), touch
    _look.tokens = DARK if theme == "dark" else LIGHT


def apply(
    app: QApplication, *, theme: str = "light", scale: float = 1.0, touch: bool = False,
    window: QWidget | None = None,
) -> None:  # fmt: skip
    """Put a theme, a scale and the size of what is pressed in force: palette, font and style sheet.

    The sheet goes to the window where there is one. On the application it would be looked up anew for every
    widget at each step while a page is put together, which takes ten times as long.
    """
    choose(theme, scale, touch=touch)
    app.setFont(font())
    app.setPalette(_palette(_look.tokens))
    sheet = render(_look.tokens, _look.scale, touch=_look.touch)
    for place, wanted in ((app, "" if window else sheet), (window, sheet)):
        if place is not None and place.styleSheet() != wanted:
            place.setStyleSheet(wanted)


def render(tokens: Tokens, scale: float, *, touch: bool = False) -> str:
    """The style sheet with colours and lengths filled in."""
    values: dict[str, str] = tokens._asdict()
    values |= {f"p{n}": f"{round(n * scale)}px" for n in range(1, 49)}
    heights = {n: _FOR_FINGERS.get(n, n) if touch else n for n in range(1, 49)}
    values |= {f"h{n}": f"{round(height * scale)}px" for n, height in heights.items()}
    values |= {
        "menu": f"{round((13 if touch else 6) * scale)}px",
        "bar": f"{round((20 if touch else 10) * scale)}px",
    }
    values |= {"cell": values["h32"] if touch else "0", "cell_focus": values["h30"] if touch else "0"}
    values |= {f"t_{kind}": f"{round(size * scale)}px" for kind, (size, _, _) in TYPE.items()}
    values["mono"] = ", ".join(f'"{family}"' for family in MONO)
    return re.sub(r"\$(\w+)", lambda name: values[name[1]], STYLE_SHEET)


def restyle(widget: QWidget) -> None:
    """Have the style sheet looked at again after a dynamic property changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def _palette(tokens: Tokens) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for which, colour in (
        (role.Window, tokens.bg), (role.WindowText, tokens.text), (role.Base, tokens.surface),
        (role.AlternateBase, tokens.surface2), (role.Text, tokens.text), (role.Button, tokens.surface),
        (role.ButtonText, tokens.text), (role.BrightText, tokens.on_accent), (role.Link, tokens.accent),
        (role.Highlight, tokens.accent), (role.HighlightedText, tokens.on_accent),
        (role.PlaceholderText, tokens.text3), (role.ToolTipBase, tokens.text),
        (role.ToolTipText, tokens.surface), (role.Accent, tokens.accent), (role.Mid, tokens.border),
    ):  # fmt: skip
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(tokens.text3))
    return palette


def contrast(first: str, second: str) -> float:
    """WCAG 2 contrast ratio of two colours."""
    bright, dim = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

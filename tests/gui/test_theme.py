"""The contrast table of the visual bar, recomputed from the tokens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.views import theme
from app.views.theme import DARK, LIGHT, contrast

VIEWS = Path(theme.__file__).parent

# (front, ground): what the bar says for light and for dark
TABLE = {
    ("text", "surface"): (16.4, 13.9), ("text", "bg"): (14.9, 15.6), ("text", "accent_weak"): (14.0, 10.8),
    ("text2", "surface"): (7.5, 8.9), ("text2", "bg"): (6.8, 9.9), ("text2", "bad_weak"): (6.4, 7.6),
    ("text3", "surface"): (5.6, 6.5), ("text3", "bg"): (5.1, 7.2), ("text3", "sunken"): (4.8, 7.5),
    ("accent", "surface"): (6.8, 7.2), ("accent", "accent_weak"): (5.8, 5.6),
    ("on_accent", "accent"): (6.8, 7.9),
    ("ok", "ok_weak"): (5.7, 6.9), ("warn", "warn_weak"): (5.8, 7.6),
    ("bad", "bad_weak"): (5.6, 6.5), ("conflict", "conflict_weak"): (6.4, 6.7),
    ("border_strong", "surface"): (3.5, 4.3), ("border_strong", "bg"): (3.2, 4.8),
    ("rail_text", "rail"): (9.3, 9.2), ("on_badge", "badge"): (5.6, 5.6),
}  # fmt: skip


@pytest.mark.parametrize(("pair", "expected"), TABLE.items(), ids=lambda value: str(value))
def test_contrast_is_what_the_bar_says(pair, expected):
    for tokens, stated in zip((LIGHT, DARK), expected, strict=True):
        measured = contrast(getattr(tokens, pair[0]), getattr(tokens, pair[1]))
        assert measured == pytest.approx(stated, abs=0.06)
        assert measured >= (3.0 if pair[0] == "border_strong" else 4.5)


def test_only_the_theme_knows_colours():
    told = [
        path.name
        for path in VIEWS.rglob("*.py")
        if path.name != "theme.py" and re.search(r"#[0-9A-Fa-f]{6}\b", path.read_text(encoding="utf-8"))
    ]
    assert told == []


@pytest.mark.parametrize("name", theme.THEMES)
@pytest.mark.parametrize("scale", theme.SCALES)
def test_style_sheet_is_filled_in_and_fonts_grow_with_the_scale(qapp, name, scale):
    theme.apply(qapp, theme=name, scale=scale)
    assert "$" not in qapp.styleSheet()
    assert theme.font("body").pixelSize() == round(13 * scale)
    assert min(theme.font(kind).pixelSize() for kind in theme.TYPE) >= 11
    theme.apply(qapp)

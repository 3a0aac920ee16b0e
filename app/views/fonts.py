"""Loads the bundled fonts: what the first paint needs at once, the rest afterwards."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFontDatabase

from app.paths import resource

FIRST = ("Inter-Regular.ttf", "Inter-SemiBold.ttf", "NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
LATER = ("Inter-Medium.ttf", "NotoSansMono-Regular.ttf", "NotoSansMono-Bold.ttf")


@cache
def _load(name: str) -> int:
    return QFontDatabase.addApplicationFont(str(resource("fonts", name)))


def load_first() -> bool:
    """Load what sign-in shows; false if a file is missing, and then the system's fonts step in."""
    return min([_load(name) for name in FIRST]) >= 0


def load_all() -> bool:
    """Load every bundled font; each file is read once."""
    return min([_load(name) for name in FIRST + LATER]) >= 0

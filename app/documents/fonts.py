"""The fonts of printed papers: the whole Noto Sans SC, registered once, and what it cannot print."""

from __future__ import annotations

import struct
import threading
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import cast

from app.paths import resource

_FILES = {"ShowroomSC": "NotoSansSC-Regular.ttf", "ShowroomSC-Bold": "NotoSansSC-Bold.ttf"}
_lock = threading.Lock()
_MEASURED = 4096


@dataclass(frozen=True, slots=True)
class Face:
    """A registered font and its widths, in thousandths of the size by code point."""

    name: str
    widths: Mapping[int, float]
    default: float
    measured: dict[str, float] = field(default_factory=dict, compare=False, repr=False)
    """Widths of words and lines, before the size counts: papers say the same words again and again."""

    def width(self, text: str, size: float) -> float:
        """How wide `text` is, in points."""
        wide = self.measured.get(text)
        if wide is None:
            get, default = self.widths.get, self.default
            wide = sum([get(code, default) for code in map(ord, text)])
            if len(self.measured) >= _MEASURED:
                self.measured.clear()
            self.measured[text] = wide
        return wide * size / 1000


@dataclass(frozen=True, slots=True)
class Fonts:
    """The two weights that papers are set in."""

    regular: Face
    bold: Face


def fonts() -> Fonts:
    """The fonts, registered with reportlab at the first call, which takes 0.1 s: do it in the background."""
    with _lock:  # two threads that print first must not register twice
        return _registered()


@cache
def _registered() -> Fonts:
    from reportlab import rl_config
    from reportlab.pdfbase.pdfmetrics import registerFont

    from app.documents.quick_font import QuickFont

    rl_config.useA85 = 0  # streams as they are: a fifth smaller and made faster than in ASCII
    faces = []
    for name, file in _FILES.items():
        font = QuickFont(name, str(resource("fonts", file)))
        registerFont(font)
        faces.append(Face(name, font.face.charWidths, font.face.defaultWidth))
    return Fonts(*faces)


def missing_glyphs(text: str) -> str:
    """The characters of `text` that would print as empty boxes, each once: `𠮷` for one."""
    starts, ends = _coverage()
    lacking = [
        char for char in dict.fromkeys(text) if not char.isspace() and not _covers(ord(char), starts, ends)
    ]
    return "".join(lacking)


def _covers(code: int, starts: tuple[int, ...], ends: tuple[int, ...]) -> bool:
    place = bisect_right(starts, code) - 1
    return place >= 0 and code <= ends[place]


@cache
def _coverage() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """First and last code points of the ranges that the font covers, from its own table; no reportlab."""
    with resource("fonts", _FILES["ShowroomSC"]).open("rb") as file:
        count = struct.unpack(">4xH6x", file.read(12))[0]
        records = struct.iter_unpack(">4s4xII", file.read(16 * count))
        offset, length = next((start, size) for tag, start, size in records if tag == b"cmap")
        file.seek(offset)
        table = file.read(length)
    tables = struct.iter_unpack(">4xI", table[4 : 4 + 8 * struct.unpack(">H", table[2:4])[0]])
    full = next(start for (start,) in tables if table[start : start + 2] == b"\x00\x0c")
    groups = struct.unpack(">I", table[full + 12 : full + 16])[0]
    rows = [row[:2] for row in struct.iter_unpack(">III", table[full + 16 : full + 16 + 12 * groups])]
    return cast("tuple[tuple[int, ...], tuple[int, ...]]", tuple(zip(*rows, strict=True)))

"""reportlab's TrueType font, with its three large tables read at once instead of number by number.

Noto Sans SC has 30,000 glyphs; reading them takes reportlab 0.12 s a weight, and this 0.03 s. A test compares
the two, table by table, so that a new reportlab cannot drift away unnoticed.
"""

from __future__ import annotations

import struct
from weakref import WeakKeyDictionary

from reportlab.pdfbase.ttfonts import TTEncoding, TTFont, TTFontFace


class QuickFace(TTFontFace):
    """The face of a font with a cmap of format 12 and long offsets, as ours has."""

    def extractInfo(self, charInfo: int = 1) -> None:  # noqa: N802, N803 - reportlab's names
        """Names and metrics by reportlab, the large tables here."""
        super().extractInfo(charInfo=0)
        self._read_characters()
        self._read_metrics()
        loca = self._table("loca")
        self.glyphPos = list(struct.unpack(f">{self.numGlyphs + 1}I", loca[: 4 * (self.numGlyphs + 1)]))

    def _table(self, name: str) -> bytes:
        table: bytes = self.get_table(name)  # type: ignore[no-untyped-call]  # the stubs leave it open
        return table

    def _read_characters(self) -> None:
        table = self._table("cmap")
        offsets = struct.iter_unpack(">4xI", table[4 : 4 + 8 * struct.unpack(">H", table[2:4])[0]])
        start = next(offset for (offset,) in offsets if table[offset : offset + 2] == b"\x00\x0c")
        count = struct.unpack(">I", table[start + 12 : start + 16])[0]
        glyphs: dict[int, int] = {}
        for first, last, glyph in struct.iter_unpack(">III", table[start + 16 : start + 16 + 12 * count]):
            glyphs.update(zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True))
        glyphs[0xA0] = glyphs[0x20]
        self.charToGlyph = glyphs

    def _read_metrics(self) -> None:
        full = struct.unpack(">H", self._table("hhea")[34:36])[0]
        table = self._table("hmtx")
        metrics: list[tuple[int, int]] = list(struct.iter_unpack(">HH", table[: 4 * full]))
        widest = metrics[-1][0]  # the rest of the table repeats this width
        rest = struct.unpack(f">{self.numGlyphs - full}H", table[4 * full : 2 * (full + self.numGlyphs)])
        self.hmetrics = [*metrics, *((widest, bearing) for bearing in rest)]
        scale = 1000 / self.unitsPerEm
        widths = [width * scale for width, _ in self.hmetrics]
        self.charWidths = {code: widths[glyph] for code, glyph in self.charToGlyph.items()}
        self.defaultWidth = widths[0]


class QuickFont(TTFont):
    """`TTFont` with a quick face; all else as in its own constructor."""

    def __init__(self, name: str, filename: str) -> None:
        self.fontName = name
        self.face = QuickFace(filename)
        self.encoding = TTEncoding()
        self.state = WeakKeyDictionary()
        self._asciiReadable = 1
        self.shapable = False

"""A slip in the commands of printers with needles (ESC/P-K, 24 needles), on continuous forms of several parts.

Letters go as GBK, a Chinese one twice as wide as a Latin one; a line with letters that lack there goes as a picture,
and so does the code. A form feed ends it, so that the next one begins at its perforation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.devices.slip_commands import code_picture, encoded, picture
from app.domain.slip import FORM_LINES, Line, Slip, height_of, width_of
from app.errors import UserError
from app.i18n import N_

if TYPE_CHECKING:
    from PIL import Image

_DOT = 18  # of a column: ten an inch, 180 dots an inch
_LINE_DOTS = 30  # six an inch, as high as a line's picture
_NEEDLES, _BYTES = 24, 3
# ESC @, ESC 2 (six lines an inch), ESC C (lines of a form), ESC P (ten columns an inch), FS & (Chinese letters),
# FS S (six dots at either side of one: 24 and 12 are two columns)
_BEGIN = b"\x1b@\x1b2\x1bC" + bytes([FORM_LINES]) + b"\x1bP\x1c&\x1cS\x06\x06"
_BOLD, _PLAIN = b"\x1bE", b"\x1bF"
_LARGE, _SMALL = b"\x1bW1\x1bw1\x1cW1", b"\x1bW0\x1bw0\x1cW0"
_LINE_END, _FORM_FEED = b"\r\n", b"\x0c"


def commands(slip: Slip, *, text: str) -> bytes:
    """The bytes for such a printer; `text` as for receipt printers, of which it has GBK at most. Refuses a slip that
    would run over the perforation."""
    code = code_picture(slip.code, slip.columns * _DOT) if slip.code else None
    used = height_of(slip.lines) * _LINE_DOTS + (code.height if code else 0)
    if used > FORM_LINES * _LINE_DOTS:
        message = N_(
            "This receipt is too long for a form. Choose other paper under Devices, in your menu, and print it again."
        )
        raise UserError("form_too_low", message)
    as_letters = text in ("gb18030", "gbk")
    sent = [_BEGIN]
    for line in slip.lines:
        letters = encoded(line.text, "gbk") if as_letters else None
        sent.append(
            _bands(picture(line, slip.columns, dot=_DOT)) if letters is None else _line(line, letters, slip)
        )
    if code:
        sent.append(_bands(code))
    return b"".join([*sent, _FORM_FEED])


def _line(line: Line, letters: bytes, slip: Slip) -> bytes:
    """A line of letters. The printer aligns nothing by itself: blanks do."""
    wide = width_of(line.text) * (2 if line.large else 1)
    spare = {"left": 0, "centre": (slip.columns - wide) // 2, "right": slip.columns - wide}[line.align]
    bold, large = line.bold or line.large, line.large
    dressed = (_BOLD if bold else b"") + (_LARGE if large else b"") + letters
    dressed += (_SMALL if large else b"") + (_PLAIN if bold else b"")
    return b" " * spare + dressed + _LINE_END * (2 if large else 1)


def _bands(drawn: Image.Image) -> bytes:
    """A picture in bands as high as the needles (ESC * 39), the paper moved on by each (ESC J)."""
    sent = b""
    for top in range(0, drawn.height, _NEEDLES):
        high = min(_NEEDLES, drawn.height - top)
        band = _band(drawn.crop((0, top, drawn.width, top + high)))
        if band:
            sent += b"\x1b*\x27" + (len(band) // _BYTES).to_bytes(2, "little") + band
        sent += b"\r\x1bJ" + bytes([high])
    return sent


def _band(drawn: Image.Image) -> bytes:
    """Column by column from the left, three bytes each, the upper needle first; blank ones at the right left out."""
    from PIL import Image

    whole = Image.new("1", (drawn.width, _NEEDLES), 1)
    whole.paste(drawn, (0, 0))
    columns = bytes(0xFF ^ byte for byte in whole.transpose(Image.Transpose.TRANSPOSE).tobytes())
    kept = len(columns.rstrip(b"\0"))
    return columns[: -(-kept // _BYTES) * _BYTES]

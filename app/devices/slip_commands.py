"""A slip in the commands of receipt printers: ESC/POS, by python-escpos.

Printers differ in the Chinese letters that they have. So the setting says how text is sent: in GB18030, in GBK (what
lacks there goes as a picture of its line), in UTF-8, or all of it as pictures, which every printer prints alike.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from app.domain.slip import Line, Slip, width_of
from app.paths import resource

if TYPE_CHECKING:
    from PIL import Image, ImageFont

TEXTS = ("gb18030", "gbk", "utf-8", "raster")
"""How letters are sent."""
_CHINESE, _LATIN = b"\x1c&", b"\x1c."  # FS & and FS .: two bytes are one letter, or they are not
_UTF8 = b"\x1c(C\x02\x000\x02"
_TWICE, _ONCE = (
    b"\x1cW\x01",
    b"\x1cW\x00",
)  # FS W: the size of Chinese letters, which GS ! leaves alone in some printers
_DOT, _HEIGHT, _MODULE = 12, 30, 6  # dots: of a column, of a line, of a square of the code
_ALIGN = {"left": "left", "centre": "center", "right": "right"}


def commands(slip: Slip, *, text: str) -> bytes:
    """The bytes for a printer whose letters are sent as `text`."""
    from escpos.printer import Dummy  # takes a while to load

    printer: Any = Dummy()
    printer.profile.profile_data["media"]["width"]["pixels"] = (
        slip.columns * _DOT
    )  # unknown, it says so on our output
    printer.hw("INIT")
    if slip.opens_drawer:
        printer.cashdraw(2)
    if text == "raster":
        _as_pictures(printer, slip)
    else:
        _as_text(printer, slip, text)
    printer.cut()
    made: bytes = printer.output
    return made


def _as_pictures(printer: Any, slip: Slip) -> None:
    for line in slip.lines:
        printer.image(picture(line, slip.columns))
    if slip.code:
        printer.image(code_picture(slip.code, slip.columns * _DOT))


def _as_text(printer: Any, slip: Slip, text: str) -> None:
    printer._raw(_UTF8 if text == "utf-8" else _CHINESE)  # noqa: SLF001 - the way to say what it has no word for
    for line in slip.lines:
        sent = encoded(line.text, text)
        if sent is None:
            printer.image(picture(line, slip.columns))
        else:
            _line(printer, line, sent, chinese=text != "utf-8")
    if slip.code:
        printer.set(align="center")
        printer.qr(slip.code, native=True, size=_MODULE)
        printer.set(align="left")


def _line(printer: Any, line: Line, sent: bytes, *, chinese: bool) -> None:
    printer.set(
        align=_ALIGN[line.align], bold=line.bold, normal_textsize=not line.large, double_width=line.large,
        double_height=line.large,
    )  # fmt: skip
    if line.large and chinese:
        sent = _TWICE + sent + _ONCE
    printer._raw(sent + b"\n")  # noqa: SLF001


def encoded(text: str, how: str) -> bytes | None:
    """The line as it is sent; none if the printer cannot have its letters. In GB the yen's own sign is four bytes,
    which printers take for something else; the wide one is two, and every Chinese printer has it."""
    try:
        return text.replace("¥", "￥").encode(how)
    except UnicodeEncodeError:
        return None


def picture(line: Line, columns: int, *, dot: int = _DOT) -> Image.Image:
    """A line as black dots, `dot` of them a column: each letter in its columns, so that what stands below each other
    stays so."""
    from PIL import Image, ImageDraw

    scale = 2 if line.large else 1
    drawn = Image.new("1", (columns * dot, _HEIGHT * scale), 1)
    pen = ImageDraw.Draw(drawn)
    wide = width_of(line.text) * dot * scale
    at = {"left": 0, "centre": (drawn.width - wide) // 2, "right": drawn.width - wide}[line.align]
    for letter in line.text:
        columns_of = width_of(letter)
        font = _font("NotoSansSC" if columns_of == 2 else "NotoSansMono", scale, bold=line.bold or line.large)
        shown = "￥" if letter == "¥" else letter
        pen.text((at, _HEIGHT * scale * 4 // 5), shown, fill=0, font=font, anchor="ls")
        at += columns_of * dot * scale
    return drawn


@cache
def _font(family: str, scale: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    size = 24 if family == "NotoSansSC" else 20  # a letter of the narrow one is then a column wide
    return ImageFont.truetype(
        resource("fonts", f"{family}-{'Bold' if bold else 'Regular'}.ttf"), size * scale
    )


def code_picture(text: str, width: int) -> Image.Image:
    """The code as a picture in the middle of the paper."""
    import segno
    from PIL import Image

    rows = [
        bytes(line) for line in segno.make(text, error="m", micro=False).matrix_iter(scale=_MODULE, border=3)
    ]
    code = Image.new("1", (width, len(rows)), 1)
    left = (width - len(rows[0])) // 2
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                code.putpixel((left + x, y), 0)
    return code

"""What a printer with needles would have printed: ESC/P-K read back, as strict as paper is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import zxingcpp
from PIL import Image

DOTS = 180  # an inch, both ways
WIDE, FORM = 8 * DOTS, DOTS * 11 // 2  # of the printed area, and from one perforation to the next
_LINE = DOTS // 6
_SETTINGS = re.compile(rb"\x1b[@2PEF]|\x1b[CWw].|\x1c&|\x1cS..|\x1cW.", re.DOTALL)
_PICTURE = re.compile(rb"\x1b\*\x27(..)", re.DOTALL)


@dataclass
class Form:
    """One form: its lines of letters, its dots, and how far down it was printed."""

    lines: list[str] = field(default_factory=list)
    dots: Image.Image = field(default_factory=lambda: Image.new("L", (WIDE, FORM * 2), 255))
    used: int = 0

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def code(self) -> str:
        """What the QR on it says."""
        (read,) = zxingcpp.read_barcodes(self.dots)
        return read.text


def read(job: bytes) -> list[Form]:
    """The forms of a job. A byte that is neither letter nor known command is a mistake."""
    forms, form, letters, at = [], Form(), b"", 0
    while at < len(job):
        if found := _PICTURE.match(job, at):
            count = int.from_bytes(found[1], "little")
            _draw(form, job[found.end() : found.end() + count * 3])
            at = found.end() + count * 3
        elif found := _SETTINGS.match(job, at):
            at = found.end()
        elif job.startswith(b"\x1bJ", at):
            form.used += job[at + 2]
            at += 3
        elif job[at] == 0x0C:
            forms.append(form)
            form, at = Form(), at + 1
        elif job[at] in b"\r\n":
            if job[at] == 0x0A:
                form.lines.append(letters.decode("gbk"))
                letters, form.used = b"", form.used + _LINE
            at += 1
        else:
            assert job[at] >= 0x20, f"byte {job[at]:#x} at {at}"
            long = 2 if job[at] >= 0x81 else 1
            letters, at = letters + job[at : at + long], at + long
    assert not letters
    assert not form.used, "something stands behind the last form feed"
    return forms


def _draw(form: Form, columns: bytes) -> None:
    band = Image.frombytes("1", (24, len(columns) // 3), columns).transpose(Image.Transpose.TRANSPOSE)
    assert band.width <= WIDE
    form.dots.paste(0, (0, form.used, band.width, form.used + 24), band)

"""Pages of a PDF as pictures for the screen. PDFium knows one thread at a time, so there is a lock."""

from __future__ import annotations

import threading
from dataclasses import dataclass

_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Picture:
    """A page: rows of `stride` bytes, four a pixel: blue, green, red, unused."""

    width: int
    height: int
    stride: int
    pixels: bytes


def pictures(pdf: bytes, width: int, *, most: int | None = None) -> tuple[Picture, ...]:
    """The pages, or the first ones, so many pixels wide. Some 10 ms a page: call it from a background task."""
    import pypdfium2  # here and not above: only who looks at paper needs it

    with _lock:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return tuple(_picture(document[at], width) for at in range(len(document))[:most])
        finally:
            document.close()


def _picture(page: object, width: int) -> Picture:
    bitmap = page.render(scale=width / page.get_width(), prefer_bgrx=True)  # type: ignore[attr-defined]
    try:
        return Picture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
    finally:
        bitmap.close()

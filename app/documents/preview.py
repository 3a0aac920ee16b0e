"""Pages of a PDF as pictures for the screen. PDFium knows one thread at a time, so there is a lock.

For the program's own papers; those of anyone go through `foreign.py`, which does the same in a process of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from app.errors import UserError
from app.i18n import N_

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
    with _opened(pdf) as document:
        return tuple(
            _picture(page := document[at], width / page.get_width()) for at in range(len(document))[:most]
        )


def count_pages(pdf: bytes) -> int:
    """How many pages a PDF has; refused in a sentence if it cannot be opened."""
    with _opened(pdf) as document:
        return len(document)


def page(pdf: bytes, at: int, longest: int) -> Picture:
    """One page, its longer side so many pixels whatever its own measure is."""
    with _opened(pdf) as document:
        found = document[at]
        return _picture(found, longest / max(found.get_width(), found.get_height(), 1))


def not_shown() -> UserError:
    """That it is no PDF which can be opened."""
    message = N_("This PDF is damaged or needs a password. It is kept as it is, but cannot be shown here.")
    return UserError("pdf_not_shown", message, field="file")


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    import pypdfium2  # here and not above: only who looks at paper needs it

    with _lock:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise not_shown() from error
        try:
            yield document
        finally:
            document.close()


def _picture(page: Any, scale: float) -> Picture:
    bitmap = page.render(scale=scale, prefer_bgrx=True)
    try:
        return Picture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
    finally:
        bitmap.close()

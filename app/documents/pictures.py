"""Pictures made anew: upright, without what a camera writes into them, and a thumbnail. Bounded whatever comes in."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.documents import preview
from app.errors import UserError
from app.i18n import N_

if TYPE_CHECKING:
    from PIL import Image

MOST_PIXELS = 50_000_000  # in memory a pixel takes four bytes
LONGEST, THUMBNAIL = 4096, 640
_FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True)
class Picture:
    """Two JPEG files."""

    content: bytes
    thumbnail: bytes


def prepare(data: bytes) -> Picture:
    """Make a picture anew. What is damaged or too large to open is refused in a sentence."""
    plain = _opened(data, LONGEST)
    return Picture(_jpeg(plain, 88), _jpeg(_small(plain), 80))


def shown(data: bytes, longest: int) -> preview.Picture:
    """A picture that came from elsewhere, for the screen: as bounded as one that is taken in here."""
    opaque = _opened(data, longest).convert(
        "RGBA"
    )  # the fourth byte is 255: where it is 0, Qt may see through
    return preview.Picture(*opaque.size, opaque.width * 4, opaque.tobytes("raw", "BGRA"))


def thumbnail(page: preview.Picture) -> bytes:
    """Of a page as it is shown, as JPEG."""
    from PIL import Image

    size = (page.width, page.height)
    return _jpeg(_small(Image.frombytes("RGB", size, page.pixels, "raw", "BGRX", page.stride)), 80)


def _small(picture: Image.Image) -> Image.Image:
    small = picture.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    return small


def _opened(data: bytes, longest: int) -> Image.Image:
    """Only formats that we take, whatever the name says; so many pixels at most before one is unpacked."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # it would warn; we say it in a sentence, before a pixel is unpacked
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
            _check_pixels(*opened.size)
            opened.draft("RGB", (longest, longest))
            upright = ImageOps.exif_transpose(opened)
            plain = _on_white(upright)
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, MemoryError) as error:
        raise UserError(
            "picture_damaged", N_("The picture is damaged or no picture. Take it again, or save it anew."), field="file"
        ) from error  # fmt: skip
    plain.thumbnail((longest, longest))
    return plain


def _check_pixels(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        message = N_(
            "The picture has {given} megapixels, and at most {most} are taken. Save it smaller, then try again."
        )
        given = round(width * height / 1_000_000)
        raise UserError("picture_pixels", message, field="file", given=given, most=MOST_PIXELS // 1_000_000)


def _on_white(picture: Image.Image) -> Image.Image:
    """What can be seen through becomes white, as on paper."""
    from PIL import Image

    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        ground = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(ground, clear).convert("RGB")
    return picture.convert("RGB")


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    bare = picture.copy()
    bare.info.clear()  # no place, no time, no camera
    target = io.BytesIO()
    bare.save(target, "JPEG", quality=quality, optimize=True)
    return target.getvalue()

"""Pictures from outside: made anew within bounds, or refused in a sentence."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from app.documents import pictures
from app.errors import UserError


def as_file(picture: Image.Image, kind: str = "PNG") -> bytes:
    target = io.BytesIO()
    picture.save(target, kind)
    return target.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A few bytes that claim to be very large."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(20_000, 10_000), (7100, 7100)])
def test_a_picture_of_200_megapixels_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(UserError, match="picture_pixels"):
        pictures.prepare(png_of(*size))


def test_damaged_pictures_of_every_kind_get_one_sentence() -> None:
    noise = Image.effect_noise((300, 200), 64)
    for kind in ("PNG", "JPEG", "WEBP"):
        whole = as_file(noise.convert("RGB"), kind)
        for broken in (whole[:40], whole[: len(whole) // 2], whole[:12] + bytes(len(whole))):
            with pytest.raises(UserError, match="picture_damaged"):
                pictures.prepare(broken)


def test_a_large_picture_gets_smaller_and_what_can_be_seen_through_gets_white() -> None:
    made = pictures.prepare(as_file(Image.new("RGBA", (5000, 100), (0, 0, 0, 0))))
    with Image.open(io.BytesIO(made.content)) as shown:
        assert (shown.size, shown.getpixel((0, 0))) == ((4096, 82), (255, 255, 255))
    with Image.open(io.BytesIO(made.thumbnail)) as shown:
        assert max(shown.size) == 640

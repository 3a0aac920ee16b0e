"""How long a film is, by what an MP4 file says in its own header."""

from __future__ import annotations

import struct
from collections.abc import Iterator

HEAD_BYTES = 1 << 20
"""Films that can begin before they are whole say their length within so many first bytes; others are not searched."""


def seconds(head: bytes) -> float | None:
    """The length, if the first bytes of the file say it."""
    header = _found(_found(head, b"moov"), b"mvhd")
    try:
        if header[:1] == b"\x01":
            scale, length = struct.unpack(">IQ", header[20:32])
        else:
            scale, length = struct.unpack(">II", header[12:20])
    except struct.error:
        return None
    return length / scale if scale else None


def _found(data: bytes, name: bytes) -> bytes:
    """What is in the first box of that name; nothing where there is none."""
    return next((inside for kind, inside in _boxes(data) if kind == name), b"")


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        begin = at + 8
        if size == 1 and at + 16 <= len(data):
            (size,) = struct.unpack(">Q", data[at + 8 : at + 16])
            begin = at + 16
        end = at + size if size else len(data)
        if end < begin:
            return
        yield kind, data[begin:end]
        at = end

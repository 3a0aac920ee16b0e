"""Pictures, papers and films that belong to something: what they may be, and how large."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from app.errors import UserError
from app.i18n import N_


class FileKind(enum.StrEnum):
    """What a file is to people."""

    PICTURE = "picture"
    DOCUMENT = "document"
    SCAN = "scan"
    VIDEO = "video"


class FileState(enum.StrEnum):
    """Whether the server has the content, or only the row."""

    PENDING = "pending"
    READY = "ready"


FILE: Mapping[FileState, frozenset[FileState]] = {
    FileState.PENDING: frozenset({FileState.READY}),
    FileState.READY: frozenset(),
}
KINDS = frozenset(str(kind) for kind in FileKind)
MEGABYTE = 1_000_000
JPEG, PNG, WEBP, PDF, MP4 = "image/jpeg", "image/png", "image/webp", "application/pdf", "video/mp4"
LIMITS = {
    JPEG: 20 * MEGABYTE, PNG: 20 * MEGABYTE, WEBP: 20 * MEGABYTE, PDF: 50 * MEGABYTE, MP4: 2000 * MEGABYTE,
}  # fmt: skip
"""Media type to the most bytes."""
HEAD_BYTES = 16
"""So many first bytes say what a file is."""
_BEGINNINGS = ((b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"%PDF-", PDF))


def media_type_of(head: bytes) -> str:
    """What a file is, by its first bytes and not by its name."""
    for beginning, media_type in _BEGINNINGS:
        if head.startswith(beginning):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp":
        return MP4
    raise UserError(
        "file_kind", N_("This is no file of a known kind. Take a JPEG, PNG or WebP picture, a PDF or an MP4 video."),
        field="file",
    )  # fmt: skip


def is_picture(media_type: str) -> bool:
    """Whether it can be shown as it is."""
    return media_type.startswith("image/")


def shows_a_model(media_type: str) -> bool:
    """Whether customers may be shown a car by it."""
    return is_picture(media_type) or media_type == MP4


def kind_of(media_type: str, *, scan: bool = False) -> FileKind:
    """What a file is to people, when they say no more than whether it is a scan."""
    if media_type == MP4:
        return FileKind.VIDEO
    if scan:
        return FileKind.SCAN
    return FileKind.PICTURE if is_picture(media_type) else FileKind.DOCUMENT


def check_size(media_type: str, size: int) -> None:
    """Refuse what is empty, too large, or of an unknown kind."""
    most = LIMITS.get(media_type, 0)
    if not 0 < size <= most:
        message = N_("The file is too large or empty: it has {size} MB, and at most {most} MB are taken.")
        shown = f"{size / MEGABYTE:.1f}"
        raise UserError("file_size", message, field="file", size=shown, most=most // MEGABYTE)

"""Contents of pictures and papers beside a backup: a folder that all backups of a place share.

The backup's rows say which contents there are; each is a file of its own in `contents`, sealed to the recovery key,
written once however many backups name it. Its name is made of the hash and that key, so it does not say which known
file lies there. Reading one compares its hash.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app import crypto
from app.single import sync_folder
from server.sealed_file import OtherKey, SealedReader, SealedWriter

if TYPE_CHECKING:
    from server.blobs import Blobs
    from server.keys import Keys

FOLDER = "contents"
_PIECE = 1 << 20


@dataclass
class Contents:
    """How it went: contents that are there, and hashes of those that are missing or damaged."""

    kept: int = 0
    written: int = 0
    lost: list[str] = field(default_factory=list)


def write(hashes: Iterable[str], blobs: Blobs, file: Path, keys: Keys) -> Contents:
    """Put what is not there yet beside the backup in `file`. A content that is damaged at the server is lost."""

    def keep(sha256: str) -> bool:
        target = _place(file, sha256, keys)
        if target.exists():
            return False
        _seal(_pieces(blobs.whole(sha256)), sha256, target, keys)
        return True

    return _each(hashes, keep)


def check(hashes: Iterable[str], file: Path, keys: Keys) -> Contents:
    """Read every content that the backup names, to its end."""

    def read(sha256: str) -> bool:
        for _ in _checked(_opened(_place(file, sha256, keys), keys), sha256):
            pass
        return False

    return _each(hashes, read)


def restore(hashes: Iterable[str], blobs: Blobs, file: Path, keys: Keys) -> Contents:
    """Bring back what is not at the server, or not as it was; what is here and whole is left alone."""

    def bring(sha256: str) -> bool:
        if blobs.is_whole(sha256):
            return False
        blobs.put(sha256, _checked(_opened(_place(file, sha256, keys), keys), sha256))
        return True

    return _each(hashes, bring)


def _each(hashes: Iterable[str], act: Callable[[str], bool]) -> Contents:
    """One that cannot be had keeps out no other. `act` says whether it wrote anything."""
    done = Contents()
    for sha256 in sorted(set(hashes)):
        try:
            done.written += act(sha256)
            done.kept += 1
        except (FileNotFoundError, ValueError, OtherKey):
            done.lost.append(sha256)
    return done


def _place(file: Path, sha256: str, keys: Keys) -> Path:
    salt = bytes.fromhex(sha256)
    name = crypto.mix(keys.recovery, salt=salt, purpose=b"showroom backup content").hex()
    return file.with_name(FOLDER) / name[:2] / name


def _seal(content: Iterator[bytes], sha256: str, target: Path, keys: Keys) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as raw:
            with SealedWriter(raw, crypto.box_public_of(keys.recovery)) as sealed:
                for data in _checked(content, sha256):
                    sealed.write(data)
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(target)
    finally:
        with suppress(OSError):
            part.unlink()
    sync_folder(target.parent)


def _opened(file: Path, keys: Keys) -> Iterator[bytes]:
    with file.open("rb") as raw, io.BufferedReader(SealedReader(raw, keys.recovery), _PIECE) as content:
        yield from iter(lambda: content.read(_PIECE), b"")


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as content:
        yield from iter(lambda: content.read(_PIECE), b"")


def _checked(content: Iterator[bytes], sha256: str) -> Iterator[bytes]:
    """The content as it comes; `ValueError` at its end if it is another."""
    found = hashlib.sha256()
    for data in content:
        found.update(data)
        yield data
    if found.hexdigest() != sha256:
        raise ValueError("another content")

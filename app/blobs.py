"""The contents of pictures and papers on this terminal's disk: each in a file of its own, encrypted, under a quota.

A content is known by its SHA-256. Its file's name and key are made of that and the data key, so a stolen disk does
not even say which known file lies there. A file is written as `.part`, flushed, and renamed once its hash is right.
"""

from __future__ import annotations

import hashlib
import io
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from app import crypto
from app.errors import DataDamaged
from app.i18n import N_
from app.pieces import PIECE, TAG, PieceReader, PieceWriter, begun
from app.single import folder_errors, sync_folder

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

QUOTA = 2_000_000_000
_MAGIC, _SALT = b"showroom blob 1\n", 32
_PART = ".part"
_FRESH_SECONDS = 600.0  # its row may not be written yet
_LEFT_SECONDS = 7 * 86_400.0  # a part that nobody has gone on with


class HashWrong(Exception):
    """What came is not what was announced. Nothing of it is kept."""


class BlobStore:
    """A folder of contents. Any number of processes may use it at once."""

    def __init__(self, folder: Path, data_key: bytes, quota: int = QUOTA) -> None:
        self._folder, self._key, self._quota = folder, data_key, quota

    def has(self, sha256: str) -> bool:
        """Whether the whole content is here."""
        return self._file(sha256).is_file()

    def keep(self, content: Iterable[bytes]) -> tuple[str, int]:
        """Take a content in; durable when this returns its hash and size."""
        draft = self._folder / f"{os.getpid()}-{crypto.random_key().hex()[:16]}{_PART}"
        sha, size = hashlib.sha256(), 0
        try:
            with folder_errors():
                self._make_folder()
                with draft.open("xb") as raw, _writer(raw, self._key) as sealed:
                    for data in content:
                        sha.update(data)
                        size += len(data)
                        sealed.write(data)
                self._put(draft, sha.hexdigest())
        finally:
            with suppress(OSError):
                draft.unlink()
        return sha.hexdigest(), size

    def open(self, sha256: str) -> io.BufferedReader:
        """Its content as it comes; `DataDamaged` where the file is not as it was written."""
        file = self._file(sha256)
        with folder_errors():
            raw = file.open("rb")
            with suppress(OSError):
                os.utime(file)  # used just now: others go first
        header = raw.read(len(_MAGIC) + _SALT)
        return io.BufferedReader(_Checked(raw, _key_of(self._key, header), header), PIECE)

    def read(self, sha256: str) -> bytes:
        """All of a content that is small enough for memory."""
        with self.open(sha256) as content:
            return content.read()

    def incoming(self, sha256: str) -> Incoming:
        """A content that comes in parts; goes on where it was left."""
        with folder_errors():
            self._make_folder()
            return Incoming(self._file(sha256).with_suffix(_PART), self._key, sha256, self._put)

    def forget(self, sha256: str) -> None:
        """A file that is damaged, when the server has it whole."""
        with suppress(OSError):
            self._file(sha256).unlink()

    def evict(self, unsent: Iterable[str]) -> int:
        """Make the folder fit its quota, the longest unused first; never what is not at the server. How many went."""
        spared = {self._file(sha256).name for sha256 in unsent}
        found = []
        for file in self._folder.glob("*"):
            with suppress(OSError):
                known = file.stat()
                found.append((known.st_mtime, known.st_size, file))
        over, gone = sum(size for _, size, _ in found) - self._quota, 0
        for used, size, file in sorted(found, key=lambda each: each[0]):
            if over <= 0:
                break
            patience = _LEFT_SECONDS if file.suffix == _PART else _FRESH_SECONDS
            if file.name not in spared and time.time() - used > patience:
                with suppress(OSError):
                    file.unlink()
                    over, gone = over - size, gone + 1
        return gone

    def _put(self, draft: Path, sha256: str) -> None:
        """The name is given last, to a file that is on the disk."""
        draft.replace(self._file(sha256))
        sync_folder(self._folder)

    def _file(self, sha256: str) -> Path:
        salt = bytes.fromhex(sha256)
        return self._folder / crypto.mix(self._key, salt=salt, purpose=b"showroom blob name").hex()

    def _make_folder(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)


class Incoming:
    """A content that comes in parts. `with` it: what came so far is kept, also when the line breaks."""

    def __init__(self, part: Path, data_key: bytes, sha256: str, put: Callable[[Path, str], None]) -> None:
        self._part, self._expected, self._put = part, sha256, put
        self._sha, self.offset = hashlib.sha256(), 0
        self._raw = os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        header = self._raw.read(len(_MAGIC) + _SALT)
        pieces = 0
        if len(header) == len(_MAGIC) + _SALT and header.startswith(_MAGIC):
            for clear in begun(self._raw, _key_of(data_key, header), header):
                self._sha.update(clear)
                self.offset, pieces = self.offset + len(clear), pieces + 1
            self._raw.seek(len(header) + pieces * (PIECE + TAG))
        else:
            self._raw.seek(0)
            header = _new_header()
            self._raw.write(header)
        self._raw.truncate()
        self._sealed = PieceWriter(self._raw, _key_of(data_key, header), header, number=pieces)

    def __enter__(self) -> Incoming:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sealed.leave()
        self._raw.close()

    def write(self, data: bytes) -> None:
        """The next bytes."""
        with folder_errors():
            self._sealed.write(data)
            self._raw.flush()
        self._sha.update(data)
        self.offset += len(data)

    def finish(self) -> None:
        """All is here: give it its name, if it is what was announced; else `HashWrong`."""
        right = self._sha.hexdigest() == self._expected
        with folder_errors():
            self._sealed.close()
            _flush(self._raw)
            self._raw.close()
            if right:
                self._put(self._part, self._expected)
            else:
                self._part.unlink()
        if not right:
            raise HashWrong(self._expected)


class _Checked(PieceReader):
    def readinto(self, buffer: WriteableBuffer) -> int:
        try:
            return super().readinto(buffer)
        except ValueError as error:
            raise damaged() from error


def damaged() -> DataDamaged:
    """A file of this folder is not as it was written."""
    message = N_(
        "A picture or paper on this computer is damaged. It is fetched again when the centre has it."
    )
    return DataDamaged("blob_damaged", message)


@contextmanager
def _writer(raw: io.BufferedWriter, data_key: bytes) -> Iterator[PieceWriter]:
    """Seals into a new file, which is on the disk when the block ends."""
    header = _new_header()
    raw.write(header)
    sealed = PieceWriter(raw, _key_of(data_key, header), header)
    try:
        yield sealed
    except BaseException:
        sealed.leave()
        raise
    sealed.close()
    _flush(raw)


def _new_header() -> bytes:
    return _MAGIC + crypto.random_key()


def _key_of(data_key: bytes, header: bytes) -> bytes:
    return crypto.mix(data_key, salt=header[len(_MAGIC) :], purpose=b"showroom blob content")


def _flush(raw: io.BufferedRandom | io.BufferedWriter) -> None:
    raw.flush()
    os.fsync(raw.fileno())

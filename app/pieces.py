"""Files as numbered pieces, each AES-256-GCM, so that nobody can cut, reorder or edit one unnoticed.

A header stands in front and goes into every seal. A piece's nonce is its number and whether it is the last, so a key
is for one file only. The terminal's pictures and papers and the server's sealed files are written so.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PIECE = 1 << 18
TAG = 16


class PieceWriter(io.RawIOBase):
    """Seals what is written to it; the file is whole only once this was closed."""

    def __init__(self, raw: IO[bytes], key: bytes, header: bytes, *, number: int = 0) -> None:
        """`number`: of the piece that comes next, where a file is gone on with."""
        self._raw, self._cipher, self._header = raw, AESGCM(key), header
        self._waiting, self._number = bytearray(), number

    def writable(self) -> bool:
        """A stream asks."""
        return True

    def write(self, data: Any) -> int:
        """Take some bytes; a piece is sealed once more follows it."""
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._seal(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(data)

    def close(self) -> None:
        """Seal the last piece."""
        if not self.closed:
            self._seal(bytes(self._waiting), last=True)
        super().close()

    def leave(self) -> None:
        """Stop in the middle; what is sealed so far can be gone on with, see `begun`."""
        super().close()

    def _seal(self, piece: bytes, *, last: bool) -> None:
        self._raw.write(self._cipher.encrypt(_nonce(self._number, last=last), piece, self._header))
        self._number += 1


class PieceReader(io.RawIOBase):
    """Opens such a file behind its header. Raises `ValueError` for what is not as it was written."""

    def __init__(self, raw: IO[bytes], key: bytes, header: bytes) -> None:
        self._raw, self._cipher, self._header = raw, AESGCM(key), header
        self._number, self._clear, self._next = 0, b"", raw.read(PIECE + TAG)
        self._over = False

    def readable(self) -> bool:
        """A stream asks."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill a buffer with what comes next."""
        while not self._clear and not self._over:
            self._open()
        view = memoryview(buffer).cast("B")
        taken = self._clear[: len(view)]
        view[: len(taken)] = taken
        self._clear = self._clear[len(taken) :]
        return len(taken)

    def close(self) -> None:
        """The file below too."""
        self._raw.close()
        super().close()

    def _open(self) -> None:
        piece, self._next = self._next, self._raw.read(PIECE + TAG)
        self._over = not self._next
        try:
            self._clear = self._cipher.decrypt(_nonce(self._number, last=self._over), piece, self._header)
        except InvalidTag as error:
            raise ValueError(f"piece {self._number} is not as it was written") from error
        self._number += 1


def begun(raw: IO[bytes], key: bytes, header: bytes) -> Iterator[bytes]:
    """The whole pieces behind the header of a file that was left in the middle, in clear; a torn end is passed over."""
    cipher, number = AESGCM(key), 0
    while len(sealed := raw.read(PIECE + TAG)) == PIECE + TAG:
        try:
            yield cipher.decrypt(_nonce(number, last=False), sealed, header)
        except InvalidTag:
            return
        number += 1


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])

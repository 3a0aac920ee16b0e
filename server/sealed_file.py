"""A file that only the holder of a key can read, and that nobody can cut, reorder or edit unnoticed.

A header line names the key; then come pieces of a fixed size, each AES-256-GCM under a key of this file's own, which
the header holds in a box sealed to the recovery key. A piece's nonce is its number and whether it is the last.
"""

from __future__ import annotations

import hashlib
import io
import json
from typing import IO, TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app import crypto
from app.models.base import canonical_json

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

FORMAT = 1
PIECE = 1 << 18
_TAG = 16
_KIND = "showroom sealed file"


class OtherKey(Exception):
    """The file was sealed to another key than this one."""


def fingerprint(public: bytes) -> str:
    """By which a key is known again."""
    return hashlib.sha256(public).hexdigest()[:16]


class SealedWriter(io.RawIOBase):
    """Seals what is written to it; it is whole only once it was closed."""

    def __init__(self, raw: IO[bytes], public: bytes) -> None:
        key = crypto.random_key()
        fields = {"file": _KIND, "format": FORMAT, "to": fingerprint(public)}
        self._header = canonical_json({**fields, "key": crypto.b64(crypto.seal(public, key))}).encode()
        self._raw, self._cipher, self._waiting, self._number = raw, AESGCM(key), bytearray(), 0
        raw.write(self._header + b"\n")

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

    def _seal(self, piece: bytes, *, last: bool) -> None:
        self._raw.write(self._cipher.encrypt(_nonce(self._number, last=last), piece, self._header))
        self._number += 1


class SealedReader(io.RawIOBase):
    """Opens such a file. Raises `OtherKey`, or `ValueError` for what is not as it was written."""

    def __init__(self, raw: IO[bytes], private: bytes) -> None:
        self._raw, self._header = raw, raw.readline(4096).rstrip(b"\n")
        fields = json.loads(self._header)
        if not isinstance(fields, dict) or (fields.get("file"), fields.get("format")) != (_KIND, FORMAT):
            raise ValueError("no sealed file")
        if fields["to"] != fingerprint(crypto.box_public_of(private)):
            raise OtherKey(fields["to"])
        try:
            self._cipher = AESGCM(crypto.open_sealed(private, crypto.unb64(fields["key"])))
        except crypto.WrongKey as error:
            raise ValueError("the key in the header was changed") from error
        self._number, self._clear, self._next = 0, b"", raw.read(PIECE + _TAG)
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

    def _open(self) -> None:
        piece, self._next = self._next, self._raw.read(PIECE + _TAG)
        self._over = not self._next
        try:
            self._clear = self._cipher.decrypt(_nonce(self._number, last=self._over), piece, self._header)
        except InvalidTag as error:
            raise ValueError(f"piece {self._number} is not as it was written") from error
        self._number += 1


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])

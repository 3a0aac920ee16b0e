"""A file that only the holder of a key can read, and that nobody can cut, reorder or edit unnoticed.

A header line names the key; then come numbered pieces (`app.pieces`) under a key of this file's own, which the
header holds in a box sealed to the recovery key.
"""

from __future__ import annotations

import hashlib
import json
from typing import IO

from app import crypto
from app.models.base import canonical_json
from app.pieces import PieceReader, PieceWriter

FORMAT = 1
_KIND = "showroom sealed file"


class OtherKey(Exception):
    """The file was sealed to another key than this one."""


def fingerprint(public: bytes) -> str:
    """By which a key is known again."""
    return hashlib.sha256(public).hexdigest()[:16]


class SealedWriter(PieceWriter):
    """Seals what is written to it; it is whole only once it was closed."""

    def __init__(self, raw: IO[bytes], public: bytes) -> None:
        key = crypto.random_key()
        fields = {"file": _KIND, "format": FORMAT, "to": fingerprint(public)}
        header = canonical_json({**fields, "key": crypto.b64(crypto.seal(public, key))}).encode()
        raw.write(header + b"\n")
        super().__init__(raw, key, header)


class SealedReader(PieceReader):
    """Opens such a file. Raises `OtherKey`, or `ValueError` for what is not as it was written."""

    def __init__(self, raw: IO[bytes], private: bytes) -> None:
        header = raw.readline(4096).rstrip(b"\n")
        fields = json.loads(header)
        if not isinstance(fields, dict) or (fields.get("file"), fields.get("format")) != (_KIND, FORMAT):
            raise ValueError("no sealed file")
        if fields["to"] != fingerprint(crypto.box_public_of(private)):
            raise OtherKey(fields["to"])
        try:
            key = crypto.open_sealed(private, crypto.unb64(fields["key"]))
        except crypto.WrongKey as error:
            raise ValueError("the key in the header was changed") from error
        super().__init__(raw, key, header)

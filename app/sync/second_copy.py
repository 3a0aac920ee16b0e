"""A second, append-only copy of what was not sent, beside the replica: encrypted, one record for each op.

It is written after the commit, before success is shown. What it holds is committed; what it lacks may be so too.
"""

from __future__ import annotations

import json
import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from app import crypto
from app.sync.protocol import json_text

FILE = "outbox.copy"
_ABOUT = b"showroom outbox copy 1"
_LENGTH = 4
log = logging.getLogger(__name__)


class SecondCopy:
    """The file of one folder."""

    def __init__(self, folder: Path, data_key: bytes) -> None:
        self._path = folder / FILE
        self._key = crypto.mix(data_key, salt=b"", purpose=_ABOUT)

    def append(self, op: dict[str, Any]) -> None:
        """Add an op, durably. The sale is committed already: a disk that fails here must not undo it."""
        record = crypto.wrap(self._key, json_text(op).encode(), _ABOUT)
        try:
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(handle, len(record).to_bytes(_LENGTH, "big") + record)
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError:
            log.warning("the second copy of an op could not be written")

    def ops(self) -> list[dict[str, Any]]:
        """What can be read of it, in the order in which it was written."""
        found: list[dict[str, Any]] = []
        raw = self._path.read_bytes() if self._path.exists() else b""
        at = 0
        while at + _LENGTH <= len(raw):
            start = at + _LENGTH
            end = start + int.from_bytes(raw[at:start], "big")
            at += 1  # after a record that is damaged or was cut short, the next whole one is looked for
            with suppress(crypto.WrongKey):
                if end <= len(raw):
                    found.append(json.loads(crypto.unwrap(self._key, raw[start:end], _ABOUT)))
                    at = end - _LENGTH + 1  # cut short, it may be whole by how the next one begins
        return found

    def forget(self) -> None:
        """Everything was sent."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

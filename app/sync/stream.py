"""Reading a bootstrap stream piece by piece as it comes; nothing of it is good before its end was seen."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from app.models.base import Wire
from app.sync.protocol import PageError

_AT_ONCE = 4 << 20  # unpacked: a few packed kilobytes can be zeros without end
_ROWS = msgspec.json.Decoder(list[Wire])
_LINE = msgspec.json.Decoder(dict[str, Any])


@dataclass(frozen=True)
class Block:
    """Some rows of a table, in the order of its columns."""

    table: str
    columns: list[str]
    rows: list[list[Wire]]


class Reader:
    """Takes the packed bytes of one stream and gives its rows."""

    def __init__(self) -> None:
        self._unpacker, self._rest = zlib.decompressobj(wbits=31), b""
        self._sha, self._count = hashlib.sha256(), 0
        self._table: dict[str, Any] = {}
        self._end: dict[str, Any] = {}
        self.header: dict[str, Any] = {}
        self.taken = 0  # packed bytes so far: from here on the stream is asked for when it breaks off

    def feed(self, packed: bytes) -> Iterator[Block]:
        """The rows that are whole after these bytes."""
        self.taken += len(packed)
        try:
            while packed:
                clear = self._rest + self._unpacker.decompress(packed, _AT_ONCE)
                packed = self._unpacker.unconsumed_tail
                cut = clear.rfind(b"\n") + 1
                self._rest = clear[cut:]
                yield from self._blocks(clear[:cut])
        except (zlib.error, msgspec.MsgspecError, KeyError) as error:
            raise PageError(str(error)) from error

    @property
    def ended(self) -> bool:
        """Whether the last byte came."""
        return self._unpacker.eof

    def finish(self) -> dict[str, tuple[int, str]]:
        """Table to count and digest, as the server says; `PageError` if not everything came."""
        if not self._unpacker.eof or not self._end.keys() >= {"end", "count", "sha256", "tables"}:
            raise PageError("no end line")
        if self._count != self._end["count"] or self._sha.hexdigest() != self._end["sha256"]:
            raise PageError("count or hash differs")
        return {table: (count, digest) for table, (count, digest) in self._end["tables"].items()}

    def _blocks(self, clear: bytes) -> Iterator[Block]:
        at = 0
        while at < len(clear):
            if clear.startswith(b"{", at):
                after = clear.index(b"\n", at) + 1
                self._named(clear[at:after])
            else:
                after = clear.find(b"\n{", at) + 1 or len(clear)
                lines = clear[at:after] if at or after < len(clear) else clear
                self._sha.update(lines)
                rows = _ROWS.decode_lines(lines)
                self._count += len(rows)
                yield Block(self._table["table"], self._table["columns"], rows)
            at = after

    def _named(self, line: bytes) -> None:
        """A line that is no row: the header, a table's name, or the end."""
        said = _LINE.decode(line)
        if not self.header:
            self.header = said
        elif "end" in said:
            self._end = said
        else:
            self._sha.update(line)
            self._table = said

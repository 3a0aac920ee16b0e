"""The wire format, shared by terminal and server: ops, row hashes, digests, pages. See `docs/protocol.md`."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from app.models.base import Wire, canonical_json

PROTOCOL = 1
SCHEMA = 1
WRAP = "op.wrap"  # an action without rows of its own: it hands in an op of the folder's earlier identity
PUSH_OPS, PUSH_BYTES, PAGE_ROWS = 500, 1 << 20, 5000
_MASK = 0xFFFFFFFF
_SORTED = msgspec.json.Encoder(order="sorted")


SERVED_BEFORE = 2  # older versions of the protocol and of the tables that a server still serves


def oldest_served() -> tuple[int, int]:
    """The oldest protocol and schema that a server of this version talks to."""
    return max(1, PROTOCOL - SERVED_BEFORE), max(1, SCHEMA - SERVED_BEFORE)


class PageError(Exception):
    """A page that did not arrive whole: nothing of it may be used."""


def row_hash(table: str, values: Sequence[Wire]) -> int:
    """The hash of a row: the first 8 bytes, signed, of SHA-256 over the JSON array of the table's name, then
    id, scope, ver and the content columns in their order. `values` are all columns, `row_hash` included."""
    return content_hash(table, (*values[:3], *values[4:]))


def content_hash(table: str, content: Iterable[Wire]) -> int:
    """The same of a row's columns without its `row_hash`."""
    body = msgspec.json.encode([table, *content])
    return int.from_bytes(hashlib.sha256(body).digest()[:8], "big", signed=True)


def json_text(value: Any) -> str:
    """The same text as `canonical_json` makes, in a tenth of the time, of what came out of JSON."""
    return _SORTED.encode(value).decode()


def halves(value: int) -> tuple[int, int]:
    """The upper and the lower 32 bits of a row hash, both unsigned: SQLite's SUM overflows on 64."""
    return (value >> 32) & _MASK, value & _MASK


def bucket_of(row_id: str) -> str:
    """In which of 256 buckets a row is looked for: the first byte of the SHA-256 of its id, in two letters."""
    return hashlib.sha256(row_id.encode()).hexdigest()[:2]


def digest_text(hi: int, lo: int) -> str:
    """The order-free digest of a table: sums of the upper and lower halves of its row hashes, modulo 2^64."""
    return f"{hi % (1 << 64):016x}{lo % (1 << 64):016x}"


def digest(hashes: Iterable[int]) -> tuple[int, str]:
    """Count and digest of rows, from their hashes."""
    count = hi = lo = 0
    for value in hashes:
        upper, lower = halves(value)
        count, hi, lo = count + 1, hi + upper, lo + lower
    return count, digest_text(hi, lo)


def by_bucket(hashes: Iterable[tuple[str, int]]) -> Iterator[list[Any]]:
    """Bucket, count and digest of those that are not empty, from ids and hashes."""
    buckets: dict[str, list[int]] = defaultdict(list)
    for row_id, row_hash in hashes:
        buckets[bucket_of(row_id)].append(row_hash)
    for bucket in sorted(buckets):
        yield [bucket, *digest(buckets[bucket])]


@dataclass(frozen=True)
class SignedOp:
    """An op on the wire. `header` is canonical JSON text, hashed and signed; `payload` is hashed into it."""

    header: str
    payload: str
    salt: str
    hash: str
    signature: str
    ticket: str

    @property
    def head(self) -> dict[str, Any]:
        """The header's fields: no, op_id, terminal, action, schema, user, hlc, prev, payload_hash."""
        fields: dict[str, Any] = json.loads(self.header)
        return fields

    @property
    def changes(self) -> list[dict[str, Any]]:
        """The row changes: table, id, scope, base, set, was; or table and `sealed`."""
        return changes_in(self.payload)


def innermost(op: SignedOp) -> SignedOp:
    """The op itself, or the one that it hands in."""
    fields = json.loads(op.payload)
    return SignedOp(**fields["wrapped"]) if "wrapped" in fields else op


def changes_in(payload: str) -> list[dict[str, Any]]:
    """The row changes of a payload, or of the op that it wraps."""
    fields = json.loads(payload)
    found: list[dict[str, Any]] = json.loads(
        fields["wrapped"]["payload"] if "wrapped" in fields else payload
    )["changes"]
    return found


@dataclass(frozen=True)
class Acknowledged:
    """An op that the server has judged, with its signature: the proof of it, should the server go back in time."""

    header: str
    hash: str
    status: str
    countersign: str


def payload_hash(salt: str, payload: str) -> str:
    """Hash of an op's payload. The salt lets personal data be erased later without being guessed from it."""
    return hashlib.sha256(f"{salt}\n{payload}".encode()).hexdigest()


def header_hash(header: str) -> str:
    """The link of the chain: the next op names it as `prev`."""
    return hashlib.sha256(header.encode()).hexdigest()


def make_header(fields: dict[str, Any]) -> str:
    """A header's canonical text."""
    return canonical_json(fields)


def hlc(physical_ms: int, previous: str | None, origin: str) -> str:
    """The next hybrid logical clock reading, as text that sorts: milliseconds, counter, terminal."""
    last_ms, last_count = (int(part) for part in previous.split("-")[:2]) if previous else (0, -1)
    ms = max(physical_ms, last_ms)
    count = last_count + 1 if ms == last_ms else 0
    return f"{ms:015d}-{count:05d}-{origin}"


def write_page(header: dict[str, Any], rows: Iterable[Any]) -> bytes:
    """A page: gzipped NDJSON with a header line, rows, and an end line with count and SHA-256 of the rows."""
    encode = msgspec.json.encode
    lines = [encode(row) for row in rows]
    body = b"".join(line + b"\n" for line in lines)
    end = {"end": True, "count": len(lines), "sha256": hashlib.sha256(body).hexdigest()}
    return gzip.compress(encode(header) + b"\n" + body + encode(end) + b"\n", compresslevel=1)


def read_page(data: bytes, limit: int = 256 << 20, *, of: Any = Any) -> tuple[dict[str, Any], list[Any]]:
    """Header and rows of a page, each row `of` that type; `PageError` when it is not whole."""
    try:
        clear = _unpacked(data, limit)
        first, rest = clear.split(b"\n", 1)
        body_end = rest.rstrip(b"\n").rfind(b"\n") + 1
        body, last = rest[:body_end], rest[body_end:]
        header = msgspec.json.decode(first)
        end = msgspec.json.decode(last)
        rows: list[Any] = msgspec.json.Decoder(of).decode_lines(body)
    except PageError:
        raise
    except Exception as error:
        raise PageError(str(error)) from error
    if not (isinstance(end, dict) and end.get("end") and end["count"] == len(rows)):
        raise PageError("no end line, or the wrong count")
    if hashlib.sha256(body).hexdigest() != end["sha256"]:
        raise PageError("digest differs")
    return header, rows


def _unpacked(data: bytes, limit: int) -> bytes:
    """The page's text. It stops at the limit: a few kilobytes can be packed zeros without end."""
    unpacker = zlib.decompressobj(wbits=31)
    clear = unpacker.decompress(data, limit + 1)
    if len(clear) > limit or unpacker.unconsumed_tail:
        raise PageError("page too large")
    if not unpacker.eof:
        raise PageError("page cut short")
    return clear

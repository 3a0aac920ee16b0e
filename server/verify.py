"""What a terminal asks when its sums differ from ours: by table, by bucket, by row, and then the rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.models.registry import COLUMNS, plain
from app.sync import protocol
from server import pull, rows
from server.models import ScopeHead

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_MASK = 0xFFFFFFFF
MOST_IDS = 1000


@dataclass(frozen=True)
class Question:
    """What is asked about a scope, at the heads that the cursor names: the finest of what is given."""

    scope: str
    cursor: str
    table: str | None = None
    buckets: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)


def answer(session: Session, held: list[str], asked: Question) -> bytes:
    """A page. Its header says with `moved` that the scope has gone on since, and then it is empty."""
    cursor = pull.Cursor.parse(asked.cursor, pull.epoch(session))
    head = session.get(ScopeHead, asked.scope)
    here = asked.scope in held and (asked.table is None or asked.table in COLUMNS)
    moved = cursor.seqs.get(asked.scope, 0) != (head.seq if head else 0)
    header = {"protocol": protocol.PROTOCOL, "moved": moved, "tables": COLUMNS}
    return protocol.write_page(header, _found(session, held, asked) if here and not moved else [])


def _found(session: Session, held: list[str], asked: Question) -> Iterator[list[Any]]:
    if asked.table is None:
        return _by_table(session, asked.scope)
    if asked.ids:
        return _rows(session, held, asked.table, asked.ids[:MOST_IDS])
    hashes = _hashes(session, asked.scope, asked.table)
    if asked.buckets:
        return ([i, h] for i, h in hashes if protocol.bucket_of(i) in asked.buckets)
    return protocol.by_bucket(hashes)


def _by_table(session: Session, scope: str) -> Iterator[list[Any]]:
    for table in COLUMNS:
        count, digest = digest_of(session, scope, table)
        yield [table, count, digest]


def digest_of(session: Session, scope: str, table: str) -> tuple[int, str]:
    """Count and digest of a table in a scope, from the stored hashes."""
    t = plain(table)
    upper = t.c.row_hash.op(">>", return_type=t.c.row_hash.type)(32)
    sums = [func.coalesce(func.sum(half.op("&")(_MASK)), 0) for half in (upper, t.c.row_hash)]
    found = select(func.count(), *sums).where(t.c.scope == scope, t.c.ver > 0)
    count, hi, lo = session.execute(found).one()
    return int(count), protocol.digest_text(int(hi), int(lo))


def _hashes(session: Session, scope: str, table: str) -> Iterator[tuple[str, int]]:
    t = plain(table)
    found = select(t.c.id, t.c.row_hash).where(t.c.scope == scope, t.c.ver > 0)
    for row in session.execute(found, execution_options={"yield_per": 1000}):
        yield row.id, row.row_hash


def _rows(session: Session, held: list[str], table: str, ids: list[str]) -> Iterator[list[Any]]:
    found = {row["id"]: row for row in rows.fetch(session, table, ids)}
    for row_id in ids:
        row = found.get(row_id)
        gone = row is None or row["scope"] not in held
        yield [table, "leave", row_id] if gone or row is None else [table, "put", *row.values()]

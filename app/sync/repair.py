"""After each round: is what is here what the server has? If not, only the rows that differ are fetched again.

Sums are compared at the same heads. Where they differ, the tables are compared, then 256 buckets of a table's
rows, then the rows of the buckets that differ. What is compared is what the server gave, never local work on
top of it; what is put right goes the way of every pulled row, so that local work is laid on it again and the
outbox is not touched.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from app.changes import Changes
from app.clock import iso
from app.models import sums
from app.models.registry import COLUMNS
from app.sync import protocol
from app.sync.columns import WIDER

if TYPE_CHECKING:
    from app.sync.replica import Replica, Round

Ask = Callable[[str, dict[str, Any]], bytes]
"""Asks the server about a scope; the answer is a page."""
INCIDENTS, DEEP = "incidents", "deep_check"
MOST_INCIDENTS, MOST_IDS = 50, 1000
_log = logging.getLogger("showroom.sync")


class _Moved(Exception):
    """The server has gone on: the next round compares again."""


class Repair:
    """Compares a replica that has just applied a round with the server, and puts right what differs."""

    def __init__(self, replica: Replica, pulled: Round, ask: Ask, now: datetime) -> None:
        self._replica, self._db, self._pulled = replica, replica.connection, pulled
        self._ask, self._now = ask, now

    def after_round(self) -> Changes:
        """Compare the sums, which costs next to nothing; what was repaired."""
        changes = Changes()
        for scope in differing(self._db, self._pulled.check):
            changes = changes.and_(self._guarded(partial(self._scope, scope)))
        return changes

    def deep_is_due(self) -> bool:
        """Whether today's check of every row's content is still to be made. What was fetched today is not due."""
        today, last = self._now.date().isoformat(), self._replica.state(DEEP)
        if last is None:
            self._replica.keep(**{DEEP: today})
        return last not in (None, today)

    def deep(self) -> Changes:
        """Compare each row's content with its hash, too: once a day."""
        wrong: dict[tuple[str, str], list[str]] = {}
        wider = self._replica.state(WIDER) or ()  # with columns that this program does not know
        for table, row in acknowledged(self._db, [name for name in COLUMNS if name not in wider]):
            if not row[2] or protocol.row_hash(table, row) != row[3]:
                wrong.setdefault((row[1], table), []).append(row[0])
        changes = Changes()
        for (scope, table), ids in sorted(wrong.items()):
            if scope not in self._pulled.check:
                continue  # what is not ours to compare
            changes = changes.and_(self._guarded(partial(self._fetch, scope, table, ids)))
        self._replica.keep(**{DEEP: self._now.date().isoformat()})
        return changes

    def _guarded(self, work: Callable[[], Changes]) -> Changes:
        try:
            return work()
        except _Moved:
            return Changes()

    def _scope(self, scope: str) -> Changes:
        changes = Changes()
        for table, count, digest in self._asked(scope, {}):
            if table not in COLUMNS:
                return changes  # a table of a newer version is in the server's sums: they cannot be compared
            hashes = dict(held(self._db, scope, table))
            if protocol.digest(hashes.values()) != (count, digest):
                changes = changes.and_(self._table(scope, table, hashes))
        if not changes:
            self._recount(scope)
        return changes

    def _table(self, scope: str, table: str, hashes: dict[str, int]) -> Changes:
        theirs = {bucket: said for bucket, *said in self._asked(scope, {"table": table})}
        ours = {bucket: said for bucket, *said in protocol.by_bucket(hashes.items())}
        wanted = sorted(b for b in theirs.keys() | ours.keys() if theirs.get(b) != ours.get(b))
        there = dict(self._asked(scope, {"table": table, "buckets": wanted}))
        here = {i: h for i, h in hashes.items() if protocol.bucket_of(i) in wanted}
        return self._fetch(scope, table, [i for i in there.keys() | here if there.get(i) != here.get(i)])

    def _fetch(self, scope: str, table: str, ids: list[str]) -> Changes:
        """Fetch rows again and lay local work on them."""
        rows: list[Any] = []
        for start in range(0, len(ids), MOST_IDS):
            rows += self._asked(scope, {"table": table, "ids": sorted(ids)[start : start + MOST_IDS]})
        self._note(scope, table, ids)
        return self._replica.apply(self._pulled.with_rows(rows))

    def _asked(self, scope: str, what: dict[str, Any]) -> list[Any]:
        header, rows = protocol.read_page(self._ask(scope, {"cursor": self._pulled.cursor, **what}))
        if header["moved"]:
            raise _Moved
        return rows

    def _recount(self, scope: str) -> None:
        """All rows are the server's: it was the sums that were wrong."""
        self._note(scope, "", [])
        with self._replica.transaction():
            for statement in sums.RECOUNT:
                self._db.execute(statement)

    def _note(self, scope: str, table: str, ids: list[str]) -> None:
        """Log an incident, for the sync page and the doctor. No content: only where and how many."""
        kept = list(self._replica.state(INCIDENTS) or [])
        incident = {"at": iso(self._now), "scope": scope, "table": table, "rows": len(ids)}
        self._replica.keep(**{INCIDENTS: [*kept, incident][-MOST_INCIDENTS:]})
        _log.warning("not as the server gave them: %s rows of %s in %s", len(ids), table or "sums", scope)


def differing(db: Any, check: dict[str, list[Any]]) -> list[str]:
    """The scopes whose sums are not those of the server."""
    if not check:
        return []
    ours = {scope: said for scope, *said in db.execute(f"SELECT scope, total, hi, lo FROM {sums.TABLE}")}
    none = [0, 0, 0]
    return [
        scope
        for scope, (count, digest) in check.items()
        if (found := ours.get(scope, none))[0] != count or protocol.digest_text(*found[1:]) != digest
    ]


def acknowledged(db: Any, tables: Iterable[str] = COLUMNS) -> Iterator[tuple[str, list[Any]]]:
    """Every row as the server last gave it: the base of those that local work lies on."""
    for table in tables:
        names = ", ".join(f'"{column}"' for column in COLUMNS[table])
        bases = dict(db.execute("SELECT row_id, base FROM shadow WHERE table_name = ?", (table,)))
        for row in db.execute(f'SELECT {names} FROM "{table}"'):
            if row[0] not in bases:
                yield table, list(row)
        for base in filter(None, bases.values()):
            row = json.loads(base)
            yield table, [row.get(column) for column in COLUMNS[table]]


def held(db: Any, scope: str, table: str) -> Iterator[tuple[str, int]]:
    """Ids and hashes of a table's rows in a scope, as the server last gave them."""
    bases = dict(db.execute("SELECT row_id, base FROM shadow WHERE table_name = ?", (table,)))
    found = db.execute(f'SELECT id, row_hash FROM "{table}" WHERE scope = ? AND ver > 0', (scope,))
    for row_id, row_hash in found:
        if row_id not in bases:
            yield row_id, row_hash
    for base in map(json.loads, filter(None, bases.values())):
        if base["scope"] == scope:
            yield base["id"], base["row_hash"]

"""A second replica beside the first: filled in bulk, checked, then put in the first one's place.

It is encrypted with the same key from its first byte on. Rows come first, then indexes and search tables, in one
transaction. The swap happens while nobody else has the replica open: local tables are copied, local work is laid
on the new rows, the new file is on the disk, and then one rename takes effect. A process that dies before it
leaves the old replica, one that dies after it the new one.
"""

from __future__ import annotations

import os
import sys
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from typing import Any

from app import db
from app.models import search_index, sums
from app.models.registry import COLUMNS
from app.single import folder_errors, sync_folder
from app.sync import columns, protocol
from app.sync.replica import Replica, upsert_sql
from app.sync.stream import Block

_SUFFIXES = ("", "-journal", "-wal", "-shm")
_TABLES = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql NOT NULL AND name NOT LIKE 'sqlite%'"
)
_INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql NOT NULL"


class ShadowFile:
    """Filled from streams, then `swap`ped in, or left behind by `discard`."""

    def __init__(self, replica: Path, data_key: bytes) -> None:
        self._replica, self._key = replica, data_key
        self._path = replica.with_name(f"{replica.name}.new")
        self.discard()
        with closing(db.raw_connection(replica, data_key)) as present:
            tables, self._indexes = present.execute(_TABLES).fetchall(), present.execute(_INDEXES).fetchall()
        made_later = tuple(index.name for index in search_index.INDEXES)
        tables = [(name, sql) for name, sql in tables if not name.startswith((*made_later, sums.TABLE))]
        self._local = [name for name, _ in tables if name not in COLUMNS]
        self.connection = db.bulk_connection(self._path, data_key)
        self.connection.execute("BEGIN IMMEDIATE")
        for _, sql in tables:
            self.connection.execute(sql)

    def put(self, block: Block) -> None:
        """Write rows. A table of a newer version is passed over, and so are columns."""
        wanted = COLUMNS.get(block.table)
        if wanted is None:
            return
        rows: Any = block.rows
        if tuple(block.columns) != wanted:
            named = (dict(zip(block.columns, row, strict=True)) for row in rows)
            rows = [[row.get(column) for column in wanted] for row in named]
        self.connection.executemany(_insert_sql(block.table), rows)

    def forget(self, scope: str) -> None:
        """Take back what came of a scope: its stream begins anew."""
        for table in COLUMNS:
            self.connection.execute(f'DELETE FROM "{table}" WHERE scope = ?', (scope,))

    def finish(self, expected: dict[tuple[str, str], tuple[int, str]]) -> None:
        """Compare with what the server said of each scope and table, and make indexes; `PageError` if it differs."""
        run = self.connection.execute
        found = {key: said for key, said in self._digests().items() if said[0]}
        if found != {key: said for key, said in expected.items() if said[0] and key[1] in COLUMNS}:
            raise protocol.PageError("a table has another count or digest")
        for name, sql in self._indexes:
            if name not in search_index.LISTS:
                run(sql)
        search_index.install(run)
        run("COMMIT")

    def _digests(self) -> dict[tuple[str, str], tuple[int, str]]:
        """Scope and table to count and digest of what was written."""
        found: dict[tuple[str, str], tuple[int, str]] = {}
        for table in COLUMNS:
            summed = self.connection.execute(sums.by_scope(table))
            found |= {(scope, table): (n, protocol.digest_text(hi, lo)) for scope, n, hi, lo in summed}
        return found

    def swap(self, last_no: int) -> None:
        """Take the replica's place, with its local tables and local work. `UserError` while others have it open."""
        with db.alone(self._replica, self._key) as old:
            replica = Replica(self.connection)
            fresh = {name: replica.state(name) for name in ("cursor", "epoch", columns.KNOWN, columns.WIDER)}
            with replica.transaction():
                for table in self._local:
                    self._carry_over(old, table)
            replica.keep(**fresh)
            replica.lay_local_work(last_no)
            self.connection.close()
            with folder_errors():
                _flush(self._path)
                if sys.platform == "win32":
                    old.close()  # Windows renames no file over one that is open
                self._path.replace(self._replica)
                sync_folder(self._replica.parent)

    def _carry_over(self, old: Any, table: str) -> None:
        rows = old.execute(f'SELECT * FROM "{table}"').fetchall()
        self.connection.execute(f'DELETE FROM "{table}"')
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self.connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)

    def discard(self) -> None:
        """Remove it."""
        if "connection" in self.__dict__:
            self.connection.close()
        for suffix in _SUFFIXES:
            with suppress(OSError):
                self._path.with_name(self._path.name + suffix).unlink()


@cache
def _insert_sql(table: str) -> str:
    return upsert_sql(table)


def _flush(file: Path) -> None:
    handle = os.open(file, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Sums over what the server gave, kept by triggers in the transactions that write the rows: how many rows a
scope has here, and the sums of the halves of their hashes. A sync compares them with the server's after each
round, which costs the same whether a scope has ten rows or a million.

Rows that only local work has made have version 0 and do not count; local work on a row changes neither its
version nor its hash.
"""

from __future__ import annotations

from typing import Any

from app.models.registry import COLUMNS

TABLE = "scope_sum"
_MASK = 0xFFFFFFFF


def _triggers(table: str) -> list[str]:
    add = (
        f"INSERT INTO {TABLE} SELECT new.scope, 1, (new.row_hash >> 32) & {_MASK}, new.row_hash & {_MASK} "
        "WHERE new.ver > 0 ON CONFLICT (scope) DO UPDATE SET "
        "total = total + excluded.total, hi = hi + excluded.hi, lo = lo + excluded.lo;"
    )
    gone = (
        f"UPDATE {TABLE} SET total = total - 1, hi = hi - ((old.row_hash >> 32) & {_MASK}), "
        f"lo = lo - (old.row_hash & {_MASK}) WHERE scope = old.scope AND old.ver > 0;"
    )
    changed = "(new.scope, new.ver, new.row_hash) IS NOT (old.scope, old.ver, old.row_hash)"
    update = f'UPDATE OF scope, ver, row_hash ON "{table}" WHEN {changed}'
    return [
        *(f"DROP TRIGGER IF EXISTS {table}_sum_{event}" for event in ("insert", "update", "delete")),
        f'CREATE TRIGGER {table}_sum_insert AFTER INSERT ON "{table}" WHEN new.ver > 0 BEGIN {add} END',
        f"CREATE TRIGGER {table}_sum_update AFTER {update} BEGIN {gone} {add} END",
        f'CREATE TRIGGER {table}_sum_delete AFTER DELETE ON "{table}" WHEN old.ver > 0 BEGIN {gone} END',
    ]


def by_scope(table: str) -> str:
    """Scope, count and sums of a table's rows."""
    return (
        f"SELECT scope, count(*) AS total, sum((row_hash >> 32) & {_MASK}) AS hi, sum(row_hash & {_MASK}) AS lo "
        f'FROM "{table}" WHERE ver > 0 GROUP BY scope'
    )


_EVERY_TABLE = " UNION ALL ".join(map(by_scope, COLUMNS))
RECOUNT = (
    f"DELETE FROM {TABLE}",
    f"INSERT INTO {TABLE} SELECT scope, sum(total), sum(hi), sum(lo) FROM ({_EVERY_TABLE}) GROUP BY scope",
)
STATEMENTS = (
    f"DROP TABLE IF EXISTS {TABLE}",
    f"CREATE TABLE {TABLE} (scope TEXT PRIMARY KEY, total INTEGER NOT NULL, hi INTEGER NOT NULL, "
    "lo INTEGER NOT NULL) WITHOUT ROWID",
    *(statement for table in COLUMNS for statement in _triggers(table)),
    *RECOUNT,
)


def install(run: Any) -> None:
    """Make the table and the triggers anew and count; `run` executes a statement."""
    for statement in STATEMENTS:
        run(statement)

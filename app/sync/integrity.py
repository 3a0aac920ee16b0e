"""Digests of what the server has acknowledged, and rows that are not what it gave."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text

from app.models.local import Shadow, State
from app.models.registry import COLUMNS
from app.sync import protocol
from app.sync.columns import WIDER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

Digests = dict[str, dict[str, dict[str, Any]]]


def digests(session: Session) -> Digests:
    """Scope to table to count and digest, recomputed from the columns of every acknowledged row."""
    hashes: dict[tuple[str, str], list[int]] = defaultdict(list)
    for table, row in acknowledged(session):
        hashes[row["scope"], table].append(_hash(table, row))
    found: Digests = {}
    for (scope, table), values in sorted(hashes.items()):
        count, digest = protocol.digest(values)
        found.setdefault(scope, {})[table] = {"count": count, "digest": digest}
    return found


def acknowledged(session: Session) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every row as the server last gave it: the base of those that local work lies on."""
    bases: dict[tuple[str, str], Any] = {
        (s.table_name, s.row_id): s.base for s in session.scalars(select(Shadow))
    }
    for table, columns in COLUMNS.items():
        names = ", ".join(f'"{c}"' for c in columns)
        for values in session.execute(text(f'SELECT {names} FROM "{table}"')):
            if (table, values[0]) not in bases:
                yield table, dict(zip(columns, values, strict=True))
    for (table, _), base in bases.items():
        if base is not None:
            yield table, base


def wrong_rows(session: Session) -> list[str]:
    """Rows whose content does not match the hash that the server gave them."""
    wider = session.get(State, WIDER)
    unknown = frozenset(
        wider.value if wider is not None else ()
    )  # with columns that this program does not know
    return [
        f"{table} {row['id']}: content and hash differ"
        for table, row in acknowledged(session)
        if table not in unknown and (not row["ver"] or _hash(table, row) != row["row_hash"])
    ]


def _hash(table: str, row: dict[str, Any]) -> int:
    return protocol.row_hash(table, [row[c] for c in COLUMNS[table]])

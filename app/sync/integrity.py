"""Digests of what the server has acknowledged, and rows that are not what it gave."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from app.models.local import State
from app.sync import protocol
from app.sync.columns import WIDER
from app.sync.repair import acknowledged

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Digests = dict[str, dict[str, dict[str, Any]]]


def digests(session: Session) -> Digests:
    """Scope to table to count and digest, recomputed from the columns of every acknowledged row."""
    return looked_through(session)[0]


def wrong_rows(session: Session) -> list[str]:
    """Rows whose content does not match the hash that the server gave them."""
    return looked_through(session)[1]


def looked_through(session: Session) -> tuple[Digests, list[str]]:
    """Both, of one look at every row as the server last gave it."""
    wider = session.get(State, WIDER)
    # Tables with columns that this program does not know have hashes that it cannot make.
    unknown = frozenset(wider.value if wider is not None else ())
    hashes: dict[tuple[str, str], list[int]] = defaultdict(list)
    wrong: list[str] = []
    for table, row in acknowledged(session.connection().connection.driver_connection):
        row_id, scope, ver, given, *_ = row
        made = protocol.row_hash(table, row)
        hashes[scope, table].append(made)
        if table not in unknown and (not ver or made != given):
            wrong.append(f"{table} {row_id}: content and hash differ")
    found: Digests = {}
    for (scope, table), values in sorted(hashes.items()):
        count, digest = protocol.digest(values)
        found.setdefault(scope, {})[table] = {"count": count, "digest": digest}
    return found, wrong

"""Rows of synced tables as they are stored, read and written without the ORM."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, update

from app.models.registry import COLUMNS, plain
from app.sync import protocol

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Row = dict[str, Any]


def find(session: Session, name: str, row_id: str, *, lock: bool = False) -> Row | None:
    """One row, or none. Locked, it stays as it is until the end of the transaction."""
    t = plain(name)
    query = select(t).where(t.c.id == row_id)
    found = session.execute(query.with_for_update() if lock else query).first()
    return dict(found._mapping) if found else None


def fetch(session: Session, name: str, ids: Sequence[str]) -> list[Row]:
    """The rows with those ids that exist."""
    t = plain(name)
    rows: list[Row] = []
    for start in range(0, len(ids), 500):
        chunk = ids[start : start + 500]
        rows += [dict(row._mapping) for row in session.execute(select(t).where(t.c.id.in_(chunk)))]
    return rows


def insert_row(session: Session, name: str, row: Row) -> None:
    """Write a new row."""
    session.execute(plain(name).insert(), [row])


def update_row(session: Session, name: str, row_id: str, values: Row) -> None:
    """Change columns of a row."""
    update_rows(session, name, [{"id": row_id, **values}])


def update_rows(session: Session, name: str, changed: Sequence[Row]) -> None:
    """Change the same columns of many rows, each named by its `id`."""
    if not changed:
        return
    t = plain(name)
    columns = [column for column in changed[0] if column != "id"]
    statement = update(t).where(t.c.id == bindparam("b_id")).values({c: bindparam(c) for c in columns})
    session.execute(statement, [{"b_id": row["id"], **{c: row[c] for c in columns}} for row in changed])


def hashed(name: str, row: Row) -> int:
    """The row's hash from its content."""
    return protocol.row_hash(name, [row[c] for c in COLUMNS[name]])

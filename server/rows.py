"""Rows of synced tables as they are stored, read and written without the ORM."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.models.registry import COLUMNS, plain
from app.sync import protocol

if TYPE_CHECKING:
    from sqlalchemy import Insert, Select, Update
    from sqlalchemy.orm import Session

Row = dict[str, Any]


def find(session: Session, name: str, row_id: str, *, lock: bool = False) -> Row | None:
    """One row, or none. Locked, it stays as it is until the end of the transaction."""
    found = session.connection().execute(_one(name, lock), {"row_id": row_id}).first()
    return dict(found._mapping) if found else None


def fetch(session: Session, name: str, ids: Sequence[str]) -> list[Row]:
    """The rows with those ids that exist."""
    connection = session.connection()
    rows: list[Row] = []
    for start in range(0, len(ids), 500):
        found = connection.execute(_several(name), {"ids": ids[start : start + 500]})
        rows += [dict(row._mapping) for row in found]
    return rows


def insert_row(session: Session, name: str, row: Row) -> bool:
    """Write a new row, unless there is one with its id; whether it was written."""
    connection = session.connection()
    return connection.execute(_insert(name, connection.dialect.name), row).rowcount > 0


def update_row(session: Session, name: str, row_id: str, values: Row) -> None:
    """Change columns of a row."""
    update_rows(session, name, [{"id": row_id, **values}])


def update_rows(session: Session, name: str, changed: Sequence[Row]) -> None:
    """Change the same columns of many rows, each named by its `id`."""
    if not changed:
        return
    columns = tuple(column for column in changed[0] if column != "id")
    values = [{"b_id": row["id"], **{c: row[c] for c in columns}} for row in changed]
    session.connection().execute(_update(name, columns), values if len(values) > 1 else values[0])


# Statements made once: making one costs more than running it.


@cache
def _one(name: str, lock: bool) -> Select[Any]:
    t = plain(name)
    query = select(t).where(t.c.id == bindparam("row_id"))
    return query.with_for_update() if lock else query


@cache
def _several(name: str) -> Select[Any]:
    t = plain(name)
    return select(t).where(t.c.id.in_(bindparam("ids", expanding=True)))


@cache
def _insert(name: str, dialect: str) -> Insert:
    t = plain(name)
    insert = postgresql.insert(t) if dialect == "postgresql" else sqlite.insert(t)
    values: dict[str, Any] = {column.name: bindparam(column.name) for column in t.c}
    fresh = insert.values(values).on_conflict_do_nothing(index_elements=["id"])
    return fresh.execution_options(preserve_rowcount=True)


@cache
def _update(name: str, columns: tuple[str, ...]) -> Update:
    t = plain(name)
    return update(t).where(t.c.id == bindparam("b_id")).values({c: bindparam(c) for c in columns})


def hashed(name: str, row: Row) -> int:
    """The row's hash from its content."""
    return protocol.row_hash(name, [row[c] for c in COLUMNS[name]])

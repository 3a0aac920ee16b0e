"""Rows of synced tables as they are stored, read and written without the ORM."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, event, select, update

from app.models.registry import BY_TABLE, COLUMNS, plain
from app.sync import protocol

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select, Update
    from sqlalchemy.orm import Session

Row = dict[str, Any]
MAY_BE_THERE = frozenset({"vehicle", "energy_type", "setting", "reversal"})
"""A car's id is its VIN's, an energy's its code's and a check-list's its name's, so that two may bring it, and two who
ask for money back may ask for the same; whether a row was new is asked of each."""
_WAITING = "waiting"  # in a session's `info`


def find(session: Session, name: str, row_id: str, *, lock: bool = False) -> Row | None:
    """One row, or none. Locked, it stays as it is until the end of the transaction."""
    found = session.connection().execute(_one(name, lock), {"row_id": row_id}).first()
    return dict(found._mapping) if found else None


def fetch(session: Session, name: str, ids: Sequence[str]) -> list[Row]:
    """The rows with those ids that exist."""
    connection = session.connection()
    waiting: _Waiting | None = session.info.get(_WAITING)
    if waiting is not None:
        waiting.write()  # a statement that the driver gets as it is is not heard of
    rows: list[Row] = []
    for start in range(0, len(ids), 500):
        some = tuple(ids[start : start + 500])
        found = connection.exec_driver_sql(_several(name, len(some), _mark(connection)), some)
        rows += [dict(zip(COLUMNS[name], row, strict=True)) for row in found]
    return rows


def insert_rows(session: Session, name: str, new: list[Row]) -> bool:
    """Write new rows, unless there are some with their ids; whether all were written. In `together` they may wait."""
    waiting: _Waiting | None = session.info.get(_WAITING)
    if waiting is not None and name not in MAY_BE_THERE:
        waiting.add(name, new)
        return True
    if waiting is not None:
        waiting.write()  # what it names comes first
    return _inserted(session.connection(), name, new) == len(new)


@contextmanager
def together(session: Session) -> Iterator[None]:
    """New rows wait in this block until anything is read or written: all of a table are one statement then.

    `Taken` is raised when one of them is there already; nobody knows which.
    """
    connection = session.connection()
    waiting = session.info[_WAITING] = _Waiting(connection)
    event.listen(connection, "before_execute", waiting.write)
    try:
        yield
        session.flush()
        waiting.write()
    finally:
        event.remove(connection, "before_execute", waiting.write)
        del session.info[_WAITING]


class Taken(Exception):
    """The id of a new row is another row's."""


class _Waiting:
    """New rows by table."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: dict[str, list[Row]] = {}

    def add(self, name: str, new: list[Row]) -> None:
        """More that wait."""
        self._rows.setdefault(name, []).extend(new)

    def write(self, *_: object) -> None:
        """Write them, parents first."""
        waiting, self._rows = self._rows, {}
        for name in filter(waiting.__contains__, BY_TABLE):
            if _inserted(self._connection, name, waiting[name]) < len(waiting[name]):
                raise Taken


def _inserted(connection: Connection, name: str, new: list[Row]) -> int:
    return add(connection, name, new, unless_there="ON CONFLICT (id) DO NOTHING")


def add(connection: Connection, name: str, new: Sequence[Row], *, unless_there: str = "") -> int:
    """Write new rows of any table, whose values are in their stored form already; how many were written.

    The statement goes to the driver as it is: SQLAlchemy would look over each value of each row.
    """
    if not new:
        return 0
    columns = tuple(new[0])
    values = list(map(itemgetter(*columns), new))  # by place: names would be looked up again for every row
    statement = f"{_insert(name, columns, _mark(connection))} {unless_there}"
    return connection.exec_driver_sql(statement, values if len(values) > 1 else values[0]).rowcount


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


def _mark(connection: Connection) -> str:
    return "%s" if connection.dialect.name == "postgresql" else "?"


# Statements made once: making one costs more than running it.


@cache
def _one(name: str, lock: bool) -> Select[Any]:
    t = plain(name)
    query = select(t).where(t.c.id == bindparam("row_id"))
    return query.with_for_update() if lock else query


@cache
def _several(name: str, count: int, mark: str) -> str:
    names = ", ".join(f'"{column}"' for column in COLUMNS[name])
    return f'SELECT {names} FROM "{name}" WHERE "id" IN ({", ".join([mark] * count)})'


@cache
def _insert(name: str, columns: tuple[str, ...], mark: str) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    return f'INSERT INTO "{name}" ({names}) VALUES ({", ".join([mark] * len(columns))})'


@cache
def _update(name: str, columns: tuple[str, ...]) -> Update:
    t = plain(name)
    return update(t).where(t.c.id == bindparam("b_id")).values({c: bindparam(c) for c in columns})


def hashed(name: str, row: Row) -> int:
    """The row's hash from its content."""
    return protocol.content_hash(name, _content(name)(row))


@cache
def _content(name: str) -> itemgetter[Any]:
    return itemgetter(*(column for column in COLUMNS[name] if column != "row_hash"))

"""Empty tables, made by the revisions once and from then on by the statements that these ran.

Nearly every test makes a replica or a server's database, and Alembic takes a third of a second for each: it
builds every table's object anew. The statements alone take a hundredth. A history that has begun, or another
one, goes through its revisions as ever, and so does everything in `tests/server/test_migrations.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from app.models import schema
from app.models.schema import History

_real = schema._run
_ran: dict[tuple[str, Path, str], list[tuple[str, Any]]] = {}
"""Database, folder of revisions and head, to the statements with their parameters."""


@contextmanager
def made_once() -> Iterator[None]:
    """Until the block ends, the revisions run in full only the first time."""
    schema._run = _run
    try:
        yield
    finally:
        schema._run = _real


@contextmanager
def made_by_revisions() -> Iterator[None]:
    """Until the block ends, the revisions run every time."""
    patched, schema._run = schema._run, _real
    try:
        yield
    finally:
        schema._run = patched


def _run(connection: Connection, history: History) -> None:
    key = (connection.dialect.name, history.folder, history.head)
    if schema.current(connection, history) is not None:
        _real(connection, history)
    elif key in _ran:
        for statement, parameters in _ran[key]:
            connection.exec_driver_sql(statement, parameters)
    else:
        said: list[tuple[str, Any]] = []

        def note(_: object, __: object, statement: str, parameters: Any, *___: object) -> None:
            if not statement.lstrip().upper().startswith(("SELECT", "PRAGMA")):
                said.append((statement, parameters or None))

        event.listen(connection, "before_cursor_execute", note)
        try:
            _real(connection, history)
        finally:
            event.remove(connection, "before_cursor_execute", note)
        _ran[key] = said

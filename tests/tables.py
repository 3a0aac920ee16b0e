"""Empty tables, made by the revisions once and from then on by the statements that these ran.

Nearly every test makes a replica or a server's database, and Alembic takes a third of a second for each: it
builds every table's object anew. The statements alone take a hundredth. A history that has begun, or another
one, goes through its revisions as ever, and so does everything in `tests/server/test_migrations.py`.

An empty replica, with hundreds of triggers and indexes beside its tables, is made once and copied from then on,
page by page, each copy under its own key.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from app import crypto, db
from app.models import schema, search_index
from app.models.schema import History
from tests.memory import in_memory

_real, _real_replica = schema._run, schema.upgrade_replica
_ran: dict[tuple[str, Path, str], list[tuple[str, Any]]] = {}
"""Database, folder of revisions and head, to the statements with their parameters."""


_MIGRATIONS = schema.SHARED.folder.parent
_KEY = bytes(crypto.KEY_BYTES)
_copying = threading.Lock()
_DRIVER = db._driver()


@contextmanager
def made_once() -> Iterator[None]:
    """Until the block ends, the revisions run in full only the first time."""
    with tempfile.TemporaryDirectory(prefix="showroom-tables-", dir=in_memory(2**28)) as folder:

        def upgrade_replica(engine: Engine, before: Callable[[], None] = lambda: None) -> bool:
            return _copied(engine, Path(folder)) or _real_replica(engine, before)

        with _instead(_run, upgrade_replica):
            yield


@contextmanager
def made_by_revisions() -> Iterator[None]:
    """Until the block ends, the revisions run every time."""
    with _instead(_real, _real_replica):
        yield


@contextmanager
def _instead(run: Callable[..., None], upgrade_replica: Callable[..., bool]) -> Iterator[None]:
    before = schema._run, schema.upgrade_replica
    schema._run, schema.upgrade_replica = run, upgrade_replica
    try:
        yield
    finally:
        schema._run, schema.upgrade_replica = before


def _copied(engine: Engine, folder: Path) -> bool:
    """Fill an empty replica from the one that was made first; false, and nothing done, if it is none that is empty."""
    with closing(engine.raw_connection()) as pooled, _copying:
        empty = pooled.driver_connection
        if (
            db._driver() is not _DRIVER  # whoever watches every file that is opened
            or engine.dialect.dbapi is not _DRIVER
            or empty.execute("SELECT * FROM sqlite_master").fetchone()
        ):
            return False
        histories = (schema.SHARED, schema.LOCAL)
        if any(each.folder.parent != _MIGRATIONS for each in histories):  # a test's own
            return False
        heads = "-".join(each.head for each in histories)
        made = folder / f"replica-{search_index.VERSION}-{heads}.db"
        if not made.exists():
            first = db.open_replica(made.with_suffix(".new"), _KEY, create=True)
            _real_replica(first)
            first.dispose()
            made.with_suffix(".new").rename(made)
        with closing(db.raw_connection(made, _KEY)) as source:
            source.backup(empty)
    return True


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

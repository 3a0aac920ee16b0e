"""Bringing a database to this program's tables: one history of revisions for each family of tables.

The same revisions run on the terminal's SQLCipher file, on SQLite and on PostgreSQL. Alembic is imported only
when there is something to do: a terminal whose tables are up to date starts without it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, MetaData, inspect, text

from app.models import local, registry
from app.models.base import Local, Shared

if TYPE_CHECKING:
    from alembic.config import Config

SHARED_HEAD = ""
LOCAL_HEAD = ""
_LOCK = 0x5C0BA11  # any number will do, as long as every copy of the server asks for the same lock


@dataclass(frozen=True)
class History:
    """A family of tables, the folder with its revisions, and the newest of them."""

    name: str
    folder: Path
    metadata: MetaData
    head: str

    @property
    def version_table(self) -> str:
        """Where a database says how far it is."""
        return f"version_{self.name}"


_HERE = Path(__file__).resolve().parent
SHARED = History("shared", _HERE / "migrations", Shared.metadata, SHARED_HEAD)
LOCAL = History("local", _HERE / "local_migrations", Local.metadata, LOCAL_HEAD)
_ALL_LOADED = (registry.SYNCED, local.Op)  # importing them is what fills the two MetaData


def upgrade_replica(engine: Engine, before: Callable[[], None] = lambda: None) -> bool:
    """Bring a terminal's replica up to date; true if that took a migration.

    `before` is called when tables that hold something are about to change: the time for a backup.
    """
    return upgrade(engine, (SHARED, LOCAL), before=before, after=_install_search)


def upgrade(
    engine: Engine,
    histories: Sequence[History],
    *,
    before: Callable[[], None] = lambda: None,
    after: Callable[[Connection], None] = lambda connection: None,
) -> bool:
    """Run what is missing of some histories in one transaction; false if nothing was."""
    with engine.execution_options(reading=True).connect() as connection:
        found = [current(connection, history) for history in histories]
    if found == [history.head for history in histories]:
        return False
    if any(found):
        before()
    with engine.connect() as connection:
        with _without_foreign_keys(connection), connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            for history in histories:
                _run(connection, history)
            after(connection)
            _check_foreign_keys(connection)
    return True

"""Bringing a database to this program's tables: one history of revisions for each family of tables.

The same revisions run on the terminal's SQLCipher file, on SQLite and on PostgreSQL. Alembic is imported only
when there is something to do: a terminal whose tables are up to date starts without it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, MetaData, inspect, text

from app.errors import UserError
from app.i18n import N_
from app.models import local, registry, search_index
from app.models.base import Local, Shared

if TYPE_CHECKING:
    from alembic.config import Config

SHARED_HEAD = "0001_6e8e27b1"
LOCAL_HEAD = "0001_b6fac151"
_REVISION = re.compile(r'^revision = "(\w+)"', re.MULTILINE)
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
    """Bring a terminal's replica up to date; true if there was something to do.

    `before` is called when tables that hold something are about to change: the time for a backup.
    """

    def install(connection: Connection) -> None:
        search_index.install(connection.exec_driver_sql)

    if upgrade(engine, (SHARED, LOCAL), before=before, after=install):
        return True
    with engine.execution_options(reading=True).connect() as connection:
        if search_index.installed(connection):
            return False
    with engine.begin() as connection:
        install(connection)
    return True


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
    for history, revision in zip(histories, found, strict=True):
        _require_known(history, revision)
    if any(found):
        before()
    with engine.connect() as connection, _without_foreign_keys(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        for history in histories:
            _run(connection, history)
        after(connection)
        _check_foreign_keys(connection)
    return True


def _require_known(history: History, revision: str | None) -> None:
    """Refuse what a newer program has written: this one would not understand it, and might undo it."""
    known = {
        _REVISION.search(file.read_text(encoding="utf-8")) for file in history.folder.glob("versions/*.py")
    }
    if revision is not None and revision not in {match[1] for match in known if match}:
        message = N_(
            "The data was written by a newer version of Showroom. Install that version; nothing was changed."
        )
        raise UserError("data_newer", message)


def current(connection: Connection, history: History) -> str | None:
    """How far a database is in a history; none when it has not begun."""
    if not inspect(connection).has_table(history.version_table):
        return None
    found: str | None = connection.execute(text(f"SELECT version_num FROM {history.version_table}")).scalar()
    return found


def config_for(connection: Connection, history: History) -> Config:
    """Alembic's configuration for one history over an open connection; there is no alembic.ini."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(history.folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes.update(connection=connection, history=history)
    return config


def run_script() -> None:
    """What every history's env.py does."""
    from alembic import context

    history: History = context.config.attributes["history"]
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=history.metadata,
        version_table=history.version_table,
        # SQLite cannot alter a table; Alembic then writes it anew.
        render_as_batch=True,
        render_item=context.config.attributes.get("render_item"),
    )
    with context.begin_transaction():
        context.run_migrations()


def _run(connection: Connection, history: History) -> None:
    from alembic import command

    command.upgrade(config_for(connection, history), "head")


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """SQLite empties the children of a table that is written anew, unless told not to look."""
    driver = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" or driver is None:
        yield
        return
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise AssertionError(f"a migration left a row without its parent: {tuple(broken)}")

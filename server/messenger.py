"""How the processes of one server tell each other that something was committed: not what, only that.

A message that gets lost does no harm; the heads are looked at again a little later anyway.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol, cast

from sqlalchemy.exc import SQLAlchemyError

if TYPE_CHECKING:
    import psycopg

    from server.db import Database

CHANNEL = "showroom_heads"


class Messenger(Protocol):
    """Tells the other processes, and hears them."""

    def tell(self) -> None:
        """Something was committed here."""

    def connect(self) -> None:
        """Hear from now on, unless that is so already."""

    def listen(self, seconds: float) -> bool:
        """Until another process tells something, or as long as that. False at once: nobody will ever tell."""

    def hang_up(self) -> None:
        """Hear no more."""


class NullMessenger:
    """SQLite has no way to tell another process."""

    def tell(self) -> None:
        pass

    def connect(self) -> None:
        pass

    def listen(self, seconds: float) -> bool:
        return False

    def hang_up(self) -> None:
        pass


class PostgresMessenger:
    """NOTIFY after each commit, LISTEN on a connection of its own.

    A NOTIFY within the transaction would make all commits of the database queue for one lock, disk and all.
    """

    def __init__(self, database: Database) -> None:
        self._engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._me = secrets.token_hex(8)
        self._line: psycopg.Connection | None = None

    def tell(self) -> None:
        # What was committed is committed, also when the database is gone since or no connection is free.
        with suppress(SQLAlchemyError), self._engine.connect() as connection:
            connection.exec_driver_sql("SELECT pg_notify(%s, %s)", (CHANNEL, self._me))

    def connect(self) -> None:
        if self._line is None:
            borrowed = self._engine.raw_connection()
            borrowed.detach()  # it listens: the pool must not lend it to others
            self._line = cast("psycopg.Connection", borrowed.dbapi_connection)
            self._line.autocommit = True
            self._line.execute(f"LISTEN {CHANNEL}")

    def listen(self, seconds: float) -> bool:
        if self._line is not None:
            for message in self._line.notifies(timeout=seconds):
                if message.payload != self._me:
                    break
        return True

    def hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def messenger(database: Database) -> Messenger:
    """The one that fits the database."""
    return PostgresMessenger(database) if database.engine.dialect.name == "postgresql" else NullMessenger()

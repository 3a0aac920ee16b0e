"""The server's database: SQLite for one shop, PostgreSQL for more, with one meaning of a transaction."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from app.errors import UsageError
from app.i18n import N_
from app.models.sessions import Session
from server.settings import Settings

T = TypeVar("T")
RETRIES = 5
STATEMENTS = 1024  # that SQLite keeps prepared for a connection: a push has more than the driver's 128
HEADS = "heads"  # in a session's `info`: the scopes that its commit moves, and how far
_GIVE_WAY = ("40P01", "40001")  # deadlock, serialization failure


class Database:
    """Sessions that write, and sessions that read one consistent snapshot."""

    def __init__(self, settings: Settings) -> None:
        self.engine = _engine(settings.url)
        on_postgres = self.engine.dialect.name == "postgresql"
        reading: dict[str, Any] = {"isolation_level": "REPEATABLE READ"} if on_postgres else {"reading": True}
        self._snapshots = self.engine.execution_options(**reading)
        self.on_commit: Callable[[dict[str, int]], None] = lambda heads: None

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in a write transaction; committed at the end of the block.

        Once the connection is free again, `on_commit` hears which scopes moved how far.
        """
        with Session(self.engine, expire_on_commit=False) as session:
            with session.begin():
                yield session
            heads = session.info.get(HEADS)
        if heads:
            self.on_commit(heads)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one snapshot throughout."""
        with Session(self._snapshots) as session:
            yield session

    def retrying(self, work: Callable[[], T]) -> T:
        """Do a piece of work again, a little later, when PostgreSQL chose it to give way in a deadlock."""
        for attempt in range(RETRIES):
            try:
                return work()
            except OperationalError as error:
                if attempt == RETRIES - 1 or getattr(error.orig, "sqlstate", None) not in _GIVE_WAY:
                    raise
            time.sleep(secrets.randbelow(50 << attempt) / 1000)
        raise AssertionError("the last attempt returns or raises")

    def session(self) -> Session:
        """A session for a unit of work, which begins and commits by itself."""
        return Session(self.engine, expire_on_commit=False)


def _backend(url: str) -> str:
    try:
        return make_url(url).get_backend_name()
    except ArgumentError:
        return ""


def _engine(url: str) -> Engine:
    if _backend(url) not in ("sqlite", "postgresql"):
        message = N_("The database URL is sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME.")
        raise UsageError("database_url", message, field="database_url")
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True, hide_parameters=True)
    given = {"timeout": 30, "check_same_thread": False, "cached_statements": STATEMENTS}
    engine = create_engine(url, connect_args=given, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, or DDL would not be transactional
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-65536"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A deferred transaction that turns into a writer fails at once, without waiting for the other writer.
        reading = connection.get_execution_options().get("reading")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine

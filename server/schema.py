"""The server's tables: the shared ones, and a history of its own for the rest."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from app.models import schema
from app.models.schema import SHARED, History
from server.models import Central

SERVER_HEAD = "0001_f6702e55"
SERVER = History("server", Path(__file__).resolve().parent / "migrations", Central.metadata, SERVER_HEAD)
HISTORIES = (SHARED, SERVER)


def upgrade(engine: Engine) -> bool:
    """Bring the database to this program's schema; true if that took a migration."""
    return schema.upgrade(engine, HISTORIES)


def is_current(engine: Engine) -> bool:
    """Whether the database is at this program's schema."""
    with engine.execution_options(reading=True).connect() as connection:
        return all(schema.current(connection, history) == history.head for history in HISTORIES)

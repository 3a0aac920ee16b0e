"""The server's tables: the shared ones and its own."""

from __future__ import annotations

from sqlalchemy import Engine

from app.models import registry
from app.models.base import Shared
from server.models import Central


def upgrade(engine: Engine) -> None:
    """Bring the database to this program's schema."""
    if not registry.SYNCED:
        raise AssertionError("the registry loads every shared model")
    with engine.begin() as connection:
        for metadata in (Shared.metadata, Central.metadata):
            metadata.create_all(connection)

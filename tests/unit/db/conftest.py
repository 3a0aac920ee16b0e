"""A replica for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from app import db
from tests.unit.db.replicas import CANARY, KEY


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "replica.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    engine = db.open_replica(path, KEY, create=True)
    with db.write_session(engine) as session, session.begin():
        session.execute(text("CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)"))
        session.execute(text("CREATE TABLE deal (id INTEGER PRIMARY KEY, customer REFERENCES customer)"))
        session.execute(text("INSERT INTO customer (name) VALUES (:name)"), {"name": CANARY})
    yield engine
    engine.dispose()

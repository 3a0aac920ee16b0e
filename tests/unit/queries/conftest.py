from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app import db
from tests.unit.queries.rows import KEY, fill


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The replica; nobody writes to it."""
    engine = db.open_replica(tmp_path_factory.mktemp("stocked") / "replica.db", KEY, create=True)
    fill(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(stocked: Engine) -> Iterator[Session]:
    """A session that reads it."""
    with db.read_session(stocked) as session:
        yield session

"""How the search indexes of a replica are put together."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from app import db
from app.models import search_index
from tests.unit.queries.rows import KEY, fill


def test_each_index_is_built_in_one_piece(tmp_path: Path) -> None:
    """Whatever order SQLite would read the rows in: of many pieces each search reads every one."""
    engine = db.open_replica(tmp_path / "replica.db", KEY, create=True)
    fill(engine)
    with db.write_session(engine) as session, session.begin():
        search_index.install(session.connection().exec_driver_sql)
        pieces = {
            index.name: session.scalar(text(f"SELECT count(DISTINCT segid) FROM {index.name}_idx"))
            for index in search_index.INDEXES
            if session.scalar(text(f"SELECT count(*) FROM {index.table}"))
        }
    engine.dispose()
    assert pieces.keys() >= {"vehicle_parts", "customer_words", "customer_parts"}
    assert set(pieces.values()) == {1}

"""How a connection is set up, and that nothing plain is on the disk."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from app import db
from tests.unit.db.replicas import CANARY, KEY, code_of, insert, names


@pytest.mark.parametrize("ends", ["well", "badly"])
def test_a_borrowed_connection_goes_back_as_it_was(engine: Engine, ends: str) -> None:
    with suppress(ZeroDivisionError), db.borrowed(engine) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO customer (name) VALUES ('half')")
        assert ends == "well" or 1 / 0
    with db.borrowed(engine) as again:
        assert again is connection
        assert not again.in_transaction
        assert again.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert again.execute("PRAGMA synchronous").fetchone() == (2,)
    assert names(engine) == [CANARY]


def test_a_borrowed_connection_that_broke_is_not_used_again(engine: Engine) -> None:
    with suppress(Exception), db.borrowed(engine) as connection:
        connection.close()
    with db.borrowed(engine) as again:
        assert again is not connection
    assert names(engine) == [CANARY]


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("cache_size", -65536),
        ("busy_timeout", 10000),
        ("temp_store", 2),
    ],
)
def test_every_connection_is_set_up(engine: Engine, path: Path, pragma: str, value: object) -> None:
    raw = db.raw_connection(path, KEY)
    assert raw.execute(f"PRAGMA {pragma}").fetchone()[0] == value
    raw.close()
    with engine.connect() as one, engine.connect() as two:
        for connection in (one, two):
            pooled: Any = connection.connection.driver_connection
            assert pooled.execute(f"PRAGMA {pragma}").fetchone()[0] == value


def test_bulk_work_says_itself_when_a_transaction_begins(engine: Engine, path: Path) -> None:
    raw = db.raw_connection(path, KEY)
    raw.execute("INSERT INTO customer (name) VALUES ('李娜')")
    assert not raw.in_transaction
    raw.close()
    assert names(engine) == [CANARY, "李娜"]


def test_nothing_plain_is_in_any_file_and_only_the_owner_may_read(engine: Engine, path: Path) -> None:
    with db.write_session(engine) as session, session.begin():
        session.execute(text("CREATE TEMP TABLE sorted AS SELECT name FROM customer"))
        session.execute(
            text(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
                "INSERT INTO customer (name) SELECT :name || i FROM n"
            ),
            {"name": CANARY},
        )
    db.backup(engine, KEY, path.with_name("copy.backup"))
    files = list(path.parent.iterdir())
    assert {file.name for file in files} >= {"replica.db", "replica.db-wal", "copy.backup"}
    for file in files:
        content = file.read_bytes()
        assert CANARY.encode() not in content
        assert b"13800138000" not in content
        assert b"SQLite format 3" not in content
        assert b"CREATE TABLE" not in content
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_acknowledged_is_there_for_the_next_process(engine: Engine, path: Path) -> None:
    insert(engine, "李娜")
    code = (
        "from pathlib import Path; from app.db import raw_connection\n"
        f"c = raw_connection(Path({str(path)!r}), bytes(range(32)))\n"
        "print(c.execute('SELECT count(*) FROM customer').fetchone()[0])"
    )
    root = str(Path(__file__).resolve().parents[2])
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("2\n", "")


def test_an_sqlite_that_may_lose_commits_is_refused(
    path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sqlcipher3.dbapi2.sqlite_version_info", (3, 51, 2))
    assert code_of(lambda: db.raw_connection(path, KEY)) == "sqlite_too_old"

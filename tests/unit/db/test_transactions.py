"""All or nothing, one writer at a time, and readers that wait for nobody."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from app import db
from app.sync.replica import Durable, Replica
from tests.unit.db.replicas import CANARY, KEY, code_of, insert, names


def test_what_fails_leaves_nothing_not_even_a_table(engine: Engine) -> None:
    def fail_at_the_end() -> None:
        with db.write_session(engine) as session, session.begin():
            session.execute(text("CREATE TABLE half (a)"))
            session.execute(text("INSERT INTO customer (name) VALUES ('赵')"))
            session.execute(text("INSERT INTO deal (customer) VALUES (99)"))

    with pytest.raises(IntegrityError):
        fail_at_the_end()
    with db.read_session(engine) as session:
        assert not session.scalar(text("SELECT count(*) FROM sqlite_master WHERE name = 'half'"))
    assert names(engine) == [CANARY]


def test_an_error_does_not_print_what_a_customer_told_us(engine: Engine) -> None:
    with pytest.raises(IntegrityError) as caught:
        insert(engine, CANARY)
    assert CANARY not in str(caught.value)


def test_a_savepoint_rolls_back_alone(engine: Engine) -> None:
    with db.write_session(engine) as session, session.begin():
        session.execute(text("INSERT INTO customer (name) VALUES ('kept')"))
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text("INSERT INTO customer (name) VALUES ('kept')"))
    assert names(engine) == [CANARY, "kept"]


def test_a_writer_takes_the_lock_before_it_reads(engine: Engine, path: Path) -> None:
    impatient = db.raw_connection(path, KEY)
    impatient.execute("PRAGMA busy_timeout=0")
    with db.write_session(engine) as session:
        session.execute(text("SELECT 1"))
        assert code_of(lambda: begin_immediate(impatient)) == "replica_busy"
    begin_immediate(impatient)
    impatient.close()


def begin_immediate(connection: Any) -> None:
    with db.storage_errors():
        connection.execute("BEGIN IMMEDIATE")


def test_a_reader_sees_one_snapshot_and_stops_no_writer(engine: Engine) -> None:
    with db.read_session(engine) as session:
        count = text("SELECT count(*) FROM customer")
        assert session.scalar(count) == 1
        insert(engine, "meanwhile")
        assert session.scalar(count) == 1
    assert len(names(engine)) == 2


def test_writers_in_many_threads_wait_for_each_other(engine: Engine) -> None:
    def write(who: int) -> None:
        for n in range(10):
            with db.write_session(engine) as session, session.begin():
                seen = session.scalar(text("SELECT count(*) FROM customer"))
                session.execute(text("INSERT INTO customer (name) VALUES (:n)"), {"n": f"{seen}: {who}.{n}"})

    writers = [Thread(target=write, args=(who,)) for who in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [int(name.split(":")[0]) for name in names(engine)[1:]] == list(range(1, 41))


def test_a_file_that_is_busy_leaves_no_connection_that_commits_without_the_disk(
    engine: Engine, path: Path
) -> None:
    del engine
    with closing(db.raw_connection(path, KEY)) as busy, closing(db.raw_connection(path, KEY)) as mine:
        mine.execute("PRAGMA busy_timeout=1")
        busy.execute("BEGIN IMMEDIATE")
        with pytest.raises(Exception, match="locked") as told, Replica(mine).transaction(Durable.LATER):
            raise AssertionError("somebody else writes")
        assert db.is_busy(told.value)
        busy.execute("ROLLBACK")
        assert mine.execute("PRAGMA synchronous").fetchone() == (2,)

"""The replica: ciphertext only, wrong keys, damage, a full or forbidden disk, transactions, backups."""

from __future__ import annotations

import errno
import os
import random
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from app import db
from app.errors import DataDamaged, UserError

KEY = bytes(range(32))
OTHER = bytes(32)
CANARY = "王伟-13800138000-110101199003070038"


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


def insert(engine: Engine, name: str) -> None:
    with db.write_session(engine) as session, session.begin():
        session.execute(text("INSERT INTO customer (name) VALUES (:name)"), {"name": name})


def names(engine: Engine) -> list[str]:
    with db.read_session(engine) as session:
        return list(session.scalars(text("SELECT name FROM customer ORDER BY id")))


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(UserError) as caught:
        call()
    return caught.value.code


# ---------------------------------------------------------------- what a connection is


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


# ---------------------------------------------------------------- transactions


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


# ---------------------------------------------------------------- damage


def test_a_wrong_key_opens_nothing_and_prints_nothing(
    engine: Engine, path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = path.read_bytes()
    assert code_of(lambda: db.open_replica(path, OTHER)) == "replica_damaged"
    assert path.read_bytes() == before
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("garbage", [b"garbage" * 1000, b"SQLite format 3\0" + bytes(5000)])
def test_a_garbled_file_says_what_to_do(path: Path, garbage: bytes) -> None:
    path.write_bytes(garbage)
    with pytest.raises(DataDamaged, match=r"showroom doctor.*showroom restore") as caught:
        db.open_replica(path, KEY)
    assert caught.value.code == "replica_damaged"


def test_a_missing_or_emptied_replica_is_never_silently_made_anew(path: Path) -> None:
    assert code_of(lambda: db.open_replica(path, KEY)) == "replica_missing"
    assert not path.exists()
    for rest in (b"", b"x", bytes(4095)):
        path.write_bytes(rest)
        assert code_of(lambda: db.open_replica(path, KEY)) == "replica_missing"


def test_a_short_key_is_a_mistake(path: Path) -> None:
    with pytest.raises(ValueError, match="32"):
        db.open_replica(path, b"short", create=True)


def test_damage_met_later_is_told_in_the_same_words(engine: Engine, path: Path) -> None:
    fill(engine, 200)
    db.raw_connection(path, KEY).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    spoil(path, 4096 * 8 + 100)
    assert code_of(lambda: names(engine)) == "replica_damaged"


def test_a_sound_replica_has_no_problems(engine: Engine) -> None:
    fill(engine, 20)
    assert db.check_integrity(engine) == []


def test_no_flipped_byte_goes_unnoticed_by_the_check(engine: Engine, path: Path) -> None:
    fill(engine, 50)
    engine.dispose()  # the last to close writes the log back into the file
    whole, chance = path.read_bytes(), random.Random(7)
    for at in [0, 20, *(chance.randrange(len(whole)) for _ in range(30))]:
        path.write_bytes(whole)
        spoil(path, at)
        assert db.verify_backup(path, KEY), at


def test_an_orphan_is_a_problem(engine: Engine, path: Path) -> None:
    raw = db.raw_connection(path, KEY)
    raw.execute("PRAGMA foreign_keys=OFF")
    raw.execute("INSERT INTO deal (customer) VALUES (99)")
    raw.close()
    assert db.check_integrity(engine) == ["foreign_key_check: deal 1 customer 0"]


def test_a_broken_rule_of_the_schema_is_a_problem(engine: Engine, path: Path) -> None:
    raw = db.raw_connection(path, KEY)
    raw.execute("CREATE TABLE price (amount CHECK (amount > 0))")
    raw.execute("PRAGMA ignore_check_constraints=ON")
    raw.execute("INSERT INTO price VALUES (-1)")
    raw.close()
    assert db.check_integrity(engine) == ["quick_check: CHECK constraint failed in price"]


def test_damage_in_an_unused_page_is_a_problem_too(engine: Engine, path: Path, tmp_path: Path) -> None:
    fill(engine, 50)
    with db.write_session(engine) as session, session.begin():
        session.execute(text("DELETE FROM customer"))
    target = tmp_path / "copy.backup"
    db.backup(engine, KEY, target)
    spoil(target, target.stat().st_size - 2000)
    assert [problem.split(":")[0] for problem in db.verify_backup(target, KEY)] == ["cipher_integrity_check"]


def fill(engine: Engine, rows: int) -> None:
    with db.write_session(engine) as session, session.begin():
        for n in range(rows):
            session.execute(text("INSERT INTO customer (name) VALUES (:n)"), {"n": f"{n}" * 300})


def spoil(path: Path, at: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1]))


# ---------------------------------------------------------------- the disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 256 KiB, for those who may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def full(engine: Engine) -> str:
    return code_of(lambda: [insert(engine, f"{n}" * 3000) for n in range(1000)])


def test_a_full_disk_refuses_the_sale_and_keeps_what_was_acknowledged(small_disk: Path) -> None:
    path = small_disk / "replica.db"
    engine = db.open_replica(path, KEY, create=True)
    with db.write_session(engine) as session, session.begin():
        session.execute(text("CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT)"))
    acknowledged: list[str] = []

    def sell_until_it_fails() -> None:
        for n in range(1000):
            insert(engine, f"{n:04}" * 500)
            acknowledged.append(f"{n:04}" * 500)

    assert code_of(sell_until_it_fails) == "disk_full"
    assert acknowledged
    assert names(engine) == acknowledged  # reading works, and nothing is half there
    target = small_disk / "copy.backup"
    assert code_of(lambda: db.backup(engine, KEY, target)) == "disk_full"
    assert sorted(file.name for file in small_disk.iterdir()) == [
        "replica.db",
        "replica.db-shm",
        "replica.db-wal",
    ]
    engine.dispose()
    assert names(db.open_replica(path, KEY)) == acknowledged


def test_a_database_that_may_not_grow_is_a_full_disk(engine: Engine) -> None:
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
        raw.execute(f"PRAGMA max_page_count={pages}")
    assert full(engine) == "disk_full"
    assert names(engine)[0] == CANARY


def test_a_read_only_folder_is_said_to_be_one(small_disk: Path) -> None:
    path = small_disk / "replica.db"
    engine = db.open_replica(path, KEY, create=True)
    with db.write_session(engine) as session, session.begin():
        session.execute(text("CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT)"))
    engine.dispose()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert code_of(lambda: db.open_replica(path, KEY)) == "folder_read_only"
    assert code_of(lambda: db.open_replica(small_disk / "new.db", KEY, create=True)) == "folder_read_only"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "no space"), "disk_full"),
        (OSError(errno.EROFS, "read-only"), "folder_read_only"),
        (PermissionError(errno.EACCES, "denied"), "folder_read_only"),
        (OSError(errno.EIO, "input/output error"), "disk_failed"),
    ],
)
def test_errors_of_the_system_become_sentences(error: OSError, code: str) -> None:
    def fail() -> None:
        with db.storage_errors():
            raise error

    assert code_of(fail) == code


class SqliteError(Exception):
    def __init__(self, code: int) -> None:
        self.sqlite_errorcode, self.sqlite_errorname = code, f"SQLITE_{code}"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (5, "replica_busy"),
        (3, "folder_read_only"),
        (8, "folder_read_only"),
        (8 | 6 << 8, "folder_read_only"),
        (10, "disk_failed"),
        (10 | 19 << 8, "disk_full"),
        (11, "replica_damaged"),
        (11 | 1 << 8, "replica_damaged"),
        (13, "disk_full"),
        (14, "folder_read_only"),
        (26, "replica_damaged"),
    ],
)
def test_errors_of_sqlite_become_sentences(number: int, code: str) -> None:
    def fail() -> None:
        with db.storage_errors():
            raise SqliteError(number)

    assert code_of(fail) == code


@pytest.mark.parametrize("error", [SqliteError(1), SqliteError(19), KeyError("x"), UserError("rule", "no")])
def test_other_errors_stay_what_they_are(error: Exception) -> None:
    with pytest.raises(type(error)) as caught, db.storage_errors():
        raise error
    assert caught.value is error


# ---------------------------------------------------------------- backup


def test_a_backup_is_one_sound_file_with_the_same_rows(engine: Engine, tmp_path: Path) -> None:
    fill(engine, 50)
    target = tmp_path / "elsewhere" / "showroom.backup"
    target.parent.mkdir()
    db.backup(engine, KEY, target)
    assert [file.name for file in target.parent.iterdir()] == ["showroom.backup"]
    assert db.verify_backup(target, KEY) == []
    assert [file.name for file in target.parent.iterdir()] == ["showroom.backup"]
    assert journal_mode(target) == "delete"  # so that it can be read from a read-only disk
    copy = db.open_replica(target, KEY)
    assert names(copy) == names(engine)
    copy.dispose()


def journal_mode(path: Path) -> str:
    plain = db._driver().connect(path)
    db._unlock(plain, KEY)
    mode = plain.execute("PRAGMA journal_mode").fetchone()[0]
    plain.close()
    return str(mode)


def test_a_backup_taken_between_writes_is_consistent(engine: Engine, tmp_path: Path) -> None:
    with db.write_session(engine) as session, session.begin():
        session.execute(text("INSERT INTO customer (name) VALUES ('uncommitted')"))
        db.backup(engine, KEY, tmp_path / "copy.backup")
    copy = db.open_replica(tmp_path / "copy.backup", KEY)
    assert names(copy) == [CANARY]
    copy.dispose()


def test_a_failed_backup_leaves_the_former_one(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "copy.backup"
    db.backup(engine, KEY, target)
    before = target.read_bytes()
    insert(engine, "later")

    def fail(_: object) -> None:
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr("app.db.os.fsync", fail)
    assert code_of(lambda: db.backup(engine, KEY, target)) == "disk_failed"
    assert target.read_bytes() == before
    assert not list(tmp_path.glob(".*"))


def test_every_truncated_backup_is_refused(engine: Engine, tmp_path: Path) -> None:
    fill(engine, 20)
    target = tmp_path / "copy.backup"
    db.backup(engine, KEY, target)
    whole = target.read_bytes()
    for length in (0, 1, 15, 16, 4095, 4096, len(whole) // 2, len(whole) - 4096, len(whole) - 1):
        target.write_bytes(whole[:length])
        assert db.verify_backup(target, KEY), length


def test_a_backup_does_not_verify_under_another_key(engine: Engine, tmp_path: Path) -> None:
    db.backup(engine, KEY, tmp_path / "copy.backup")
    assert db.verify_backup(tmp_path / "copy.backup", OTHER)


def test_verifying_what_is_not_there_is_refused(tmp_path: Path) -> None:
    assert code_of(lambda: db.verify_backup(tmp_path / "none", KEY)) == "file_not_found"

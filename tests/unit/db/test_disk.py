"""A full or forbidden disk, and errors of the system in sentences."""

from __future__ import annotations

import errno
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from app import db
from app.errors import UserError
from tests.unit.db.replicas import CANARY, KEY, code_of, insert, names


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

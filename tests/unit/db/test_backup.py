"""Backups: whole or not there."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from app import db
from tests.unit.db.replicas import CANARY, KEY, OTHER, code_of, fill, insert, names


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

"""A replica whose file is replaced: nobody writes into the one that goes, and nobody begins a log beside the other."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from app import db

KEY = bytes(range(32))


def without_log(path: Path) -> Path:
    """A replica as a swap leaves it, or puts it in place."""
    db.open_replica(path, KEY, create=True).dispose()
    with db.alone(path, KEY):
        pass
    return path


def mode(path: Path) -> str:
    with closing(db._connect(path, KEY)) as connection:
        return str(connection.execute("PRAGMA journal_mode").fetchone()[0])


def test_who_opened_the_file_that_goes_leaves_it_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its log would have its successor's name: whoever closes it last takes the other's log away."""
    path, fresh = without_log(tmp_path / "replica.db"), without_log(tmp_path / "fresh.db")
    kept = tmp_path / "old.db"
    kept.hardlink_to(path)
    connect, opened = db._connect, list[Any]()

    def overtaken(asked: Path, key: bytes) -> Any:
        opened.append(connect(asked, key))
        if fresh.exists():
            fresh.replace(path)  # a sync was faster
        return opened[-1]

    monkeypatch.setattr(db, "_connect", overtaken)
    with closing(db.raw_connection(path, KEY)) as connection:
        assert connection is opened[1]
        monkeypatch.undo()
        assert (mode(path), mode(kept)) == ("wal", "delete")


def test_a_log_is_not_begun_while_the_file_may_go(tmp_path: Path) -> None:
    path = without_log(tmp_path / "replica.db")
    late = Thread(target=lambda: db.raw_connection(path, KEY).close())
    with db._swap_lock(path):
        late.start()
        late.join(0.3)
        assert late.is_alive()
        assert mode(path) == "delete"
    late.join(10)
    assert not late.is_alive()
    assert mode(path) == "wal"

"""The fault layer under every database file: it counts what a machine does, and ends it where the script says.

The files are real. A connection is a subclass of the driver's own, which asks its machine's `Disk` before each
statement, before each commit and after it. When the power fails, what was committed without `synchronous=FULL`
is gone.
"""

from __future__ import annotations

import shutil
import sqlite3
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

_SUFFIXES = ("", "-wal")


class Crash(BaseException):
    """The machine ends here. No `BaseException`-blind handler of the product may go on after it."""


class Disk:
    """What one machine does to its files."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.points, self._left, self.dead = folder, 0, 0, False
        self.look_away: Callable[[], None] = lambda: None  # closes what looks past the program
        self._open: list[weakref.ref[Any]] = []
        self._unsynced: dict[Path, dict[str, bytes]] = {}

    def crash_at(self, point: int) -> None:
        """End the machine at that many points from now; 0: not at all."""
        self._left = point

    def point(self) -> None:
        """Something is about to happen, or has just happened."""
        if self.dead:
            raise Crash
        self.points += 1
        if self._left:
            self._left -= 1
            if not self._left:
                self.dead = True
                raise Crash

    def opened(self, connection: Any) -> None:
        """Remember a connection, to be cut when the machine ends."""
        self._open.append(weakref.ref(connection))

    def closed(self, connection: Any) -> None:
        """Forget one that was closed."""
        self._open = [each for each in self._open if each() not in (None, connection)]

    def idle(self, path: Path) -> Any:
        """A connection to that file that nobody works with just now, if one is open."""
        for each in self._open:
            connection = each()
            if connection is not None and connection.path == path and not connection.in_transaction:
                return connection
        return None

    def loosened(self, path: Path) -> None:
        """Commits are no longer made durable: keep what is durable now."""
        if path not in self._unsynced:
            self._unsynced[path] = _content(path)

    def synced(self, path: Path) -> None:
        """A commit was made durable, and with it all before it."""
        self._unsynced.pop(path, None)

    def end(self, *, power: bool) -> None:
        """The machine is gone: its connections are cut as they are, nothing is tidied up."""
        files = {path: _content(path) for path in self._databases()}
        for each in self._open:
            connection = each()
            if connection is not None:
                connection.cut()
        self._open.clear()
        for path, content in files.items():
            _put(path, self._unsynced.get(path, content) if power else content)
        self._left, self.dead = 0, False
        self._unsynced.clear()

    def _databases(self) -> list[Path]:
        return list(self.folder.glob("*.db"))


class _Connection:
    """What both drivers' connections get on top."""

    disk: Disk
    path: Path
    loose = False  # its commits are not made durable
    began = 0  # how many rows it had changed when its transaction began

    def cursor(self, factory: Any = None) -> Any:
        cursor = super().cursor(factory or self.cursors)  # type: ignore[misc, attr-defined]
        cursor.disk = self.disk
        return cursor

    def execute(self, statement: str, *given: Any) -> Any:
        return self.cursor().execute(statement, *given)  # the driver's own shortcut would pass us by

    def executemany(self, statement: str, *given: Any) -> Any:
        return self.cursor().executemany(statement, *given)

    def commit(self) -> None:
        self.disk.point()
        super().commit()  # type: ignore[misc]
        self.committed()
        self.disk.point()

    def committed(self) -> None:
        """A transaction has ended well. One that wrote nothing does not wait for the disk, whatever it is told."""
        if not self.loose and self.total_changes != self.began:  # type: ignore[attr-defined]
            self.disk.synced(self.path)

    def close(self) -> None:
        self.disk.closed(self)
        super().close()  # type: ignore[misc]

    def cut(self) -> None:
        """Close without another word."""
        super().close()  # type: ignore[misc]


class _Cursor:
    disk: Disk

    def execute(self, statement: str, *given: Any) -> Any:
        self.disk.point()
        if statement == "PRAGMA journal_mode=DELETE":  # the program is to have the file for itself
            self.disk.look_away()
        connection: Any = self.connection  # type: ignore[attr-defined]
        if statement.startswith("PRAGMA synchronous="):
            connection.loose = not statement.endswith("FULL")
        if statement.startswith("BEGIN"):
            connection.began = connection.total_changes
        if connection.loose:
            self.disk.loosened(connection.path)
        done = super().execute(statement, *given)  # type: ignore[misc]
        if statement == "COMMIT":
            connection.committed()
            self.disk.point()
        return done

    def executemany(self, statement: str, *given: Any) -> Any:
        self.disk.point()
        return super().executemany(statement, *given)  # type: ignore[misc]


class _CipherCursor(_Cursor, dbapi2.Cursor):  # type: ignore[misc]
    pass


class _PlainCursor(_Cursor, sqlite3.Cursor):
    pass


class CipherConnection(_Connection, dbapi2.Connection):  # type: ignore[misc]
    """A terminal's connection."""

    cursors = _CipherCursor


class PlainConnection(_Connection, sqlite3.Connection):
    """The server's connection."""

    cursors = _PlainCursor


class Disks:
    """The disks of all machines, by folder."""

    def __init__(self) -> None:
        self._disks: dict[Path, Disk] = {}

    def add(self, folder: Path) -> Disk:
        """A machine's disk."""
        return self._disks.setdefault(folder, Disk(folder))

    def connect(self, how: Callable[..., Any], factory: type, database: Any, **more: Any) -> Any:
        """Open a file through the driver with the fault layer on top."""
        path = Path(str(database).removeprefix("file://").partition("?")[0])
        connection = how(database, factory=factory, **more)
        connection.path = path
        connection.disk = self._disks[path.parent]
        connection.disk.opened(connection)
        return connection


class Driver:
    """Stands in for the terminal's driver module."""

    def __init__(self, disks: Disks) -> None:
        self._disks = disks

    def __getattr__(self, name: str) -> Any:
        return getattr(dbapi2, name)

    def connect(self, database: Any, **more: Any) -> Any:
        """As the module's own."""
        return self._disks.connect(dbapi2.connect, CipherConnection, database, **more)


def _content(path: Path) -> dict[str, bytes]:
    files = {suffix: path.with_name(path.name + suffix) for suffix in _SUFFIXES}
    return {suffix: file.read_bytes() for suffix, file in files.items() if file.exists()}


def _put(path: Path, content: dict[str, bytes]) -> None:
    for suffix in (*_SUFFIXES, "-shm"):
        file = path.with_name(path.name + suffix)
        if suffix in content:
            file.write_bytes(content[suffix])
        else:
            file.unlink(missing_ok=True)


def copy_folder(source: Path, target: Path) -> None:
    """All of a machine's files; its connections must be closed."""
    shutil.copytree(source, target)

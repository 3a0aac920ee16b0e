"""The replica: an encrypted SQLite file, its connections, its care. No plain text ever touches the disk."""

from __future__ import annotations

import os
import sys
import time
from contextlib import ExitStack, closing, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from app.errors import DataDamaged, UserError
from app.i18n import N_, tr
from app.models.sessions import Session
from app.single import (
    FileLock,
    disk_failed,
    disk_full,
    explained,
    folder_errors,
    folder_read_only,
    sync_folder,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager

READING = "reading"  # the execution option of a session that only reads
_BUSY_SECONDS = 10
_STATEMENTS = 512  # that a connection keeps prepared: a round and a sale have more than the driver's 128
IN_USE = "replica_in_use"
ALONE_SECONDS, _RETRY_SECONDS = 5.0, 0.05
_PAGE = 4096  # of SQLCipher; less than one is taken for a new, empty database
_WAL_FROM = (3, 51, 3)  # before it, two connections could lose a commit when the log starts anew
_PRAGMAS = (
    "cache_size=-65536",  # 64 MiB; with the 2 MB default, bulk work is 7 times slower
    "journal_mode=WAL",
    "synchronous=FULL",  # NORMAL loses acknowledged sales when the power fails
    "foreign_keys=ON",
    "temp_store=MEMORY",  # temporary files would not be encrypted
)
_BULK_PRAGMAS = (
    "cache_size=-65536",
    "journal_mode=MEMORY",
    "synchronous=OFF",
    "locking_mode=EXCLUSIVE",
    "foreign_keys=OFF",  # parents may come after children
    "temp_store=MEMORY",
)
_BUSY, _PERM, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 5, 3, 8, 10, 11, 13, 14, 26
# The backup call reports no number, only SQLite's own words.
_BY_TEXT = {
    "database or disk is full": _FULL,
    "disk I/O error": _IOERR,
    "database disk image is malformed": _CORRUPT,
    "file is not a database": _NOTADB,
    "attempt to write a readonly database": _READONLY,
    "unable to open database file": _CANTOPEN,
}
_NO_ROOM = (_FULL, 0x130A)  # the second: no room for the log's index (IOERR_SHMSIZE)


def open_replica(path: Path, data_key: bytes, *, create: bool = False) -> Engine:
    """The engine for the replica. A missing or empty file is damage, unless it is to be made now."""
    if create:
        raw_connection(path, data_key, create=True).close()
    engine = create_engine(
        "sqlite://",
        module=_driver(),
        creator=lambda: raw_connection(path, data_key),
        poolclass=QueuePool,
        pool_use_lifo=True,  # each connection deciphers into a cache of its own: the one used last is warm
        hide_parameters=True,  # they are customers' data, and errors are logged
    )
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _explain)
    engine.raw_connection().close()  # a wrong key shows here, not at the first click; the pool keeps it open
    return engine


@contextmanager
def borrowed(engine: Engine) -> Iterator[Any]:
    """One of the engine's connections for work past the ORM, as `raw_connection` gives it: to open another takes as
    long as a small round of sync."""
    with storage_errors(), closing(engine.raw_connection()) as pooled:
        connection: Any = pooled.driver_connection
        try:
            yield connection
        finally:
            try:
                connection.rollback()
                for pragma in _PRAGMAS:  # sync sets some of them aside; whoever is next relies on them
                    connection.execute(f"PRAGMA {pragma}")
            except BaseException:
                pooled.invalidate()
                raise


def raw_connection(path: Path, data_key: bytes, *, create: bool = False) -> Any:
    """A connection for bulk work (DB-API, autocommit: say `BEGIN IMMEDIATE` yourself)."""
    with storage_errors():
        _must_exist(path, create=create)
        return _opened(path, data_key, nullcontext() if create else _swap_lock(path))


def _opened(path: Path, data_key: bytes, swapping: AbstractContextManager[object]) -> Any:
    """A connection to the file that has the replica's name, which a sync may give to another meanwhile.

    As long as it is open with its log, no other file takes its place. A file without a log may be on its way out,
    and the log's name belongs to its successor: so only who holds the lock of the swap begins one.
    """
    while True:
        before, connection = path.stat().st_ino, None
        try:
            connection = _connect(path, data_key)
            logged = connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            with nullcontext() if logged else swapping:
                if path.stat().st_ino == before:
                    _set_up(connection, _PRAGMAS)
                    return connection
        except BaseException:
            if connection is not None:
                connection.close()
            if path.stat().st_ino == before:
                raise
        else:
            connection.close()


def _swap_lock(path: Path) -> FileLock:
    return FileLock(path.with_suffix(".lock"))


@contextmanager
def alone(path: Path, data_key: bytes) -> Iterator[Any]:
    """A connection to the replica, with its log written into it, locked so that nobody else can even read it.

    Leaving the log's mode works only for the one connection that there is. Who opens the file meanwhile waits for
    the lock; finds that the file was replaced, and opens it again (`raw_connection`). `UserError` when others have it
    open for too long.
    """
    with _swap_lock(path):
        with storage_errors():
            _must_exist(path, create=False)
            connection = _opened(path, data_key, nullcontext())
        with closing(connection):
            _lock_out_others(connection)
            yield connection


def _lock_out_others(connection: Any) -> None:
    until = time.monotonic() + ALONE_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("BEGIN EXCLUSIVE")
            return
        except Exception as error:
            if is_busy(error) and time.monotonic() <= until:
                time.sleep(_RETRY_SECONDS)
                continue
            if not is_busy(error):
                raise _told(error) or error from error
            text = N_("The data file is in use by another program. Close it, then try again.")
            raise UserError(IN_USE, text) from error


@contextmanager
def replacing(path: Path, data_key: bytes) -> Iterator[None]:
    """While another file takes the replica's place nobody else writes into it; what is damaged nobody can."""
    with ExitStack() as stack:
        with suppress(DataDamaged):
            held = stack.enter_context(alone(path, data_key))
            if sys.platform == "win32":
                held.close()  # Windows renames no file that is open
        yield


def bulk_connection(path: Path, data_key: bytes) -> Any:
    """A connection to a new file that is worth nothing before it is whole: nothing is flushed, no log is kept."""
    with storage_errors():
        _must_exist(path, create=True)
        connection = _connect(path, data_key)
        _set_up(connection, _BULK_PRAGMAS)
        return connection


def is_busy(error: BaseException) -> bool:
    """Whether somebody else has the file."""
    return getattr(error, "sqlite_errorcode", _BUSY) & 0xFF == _BUSY


def _connect(path: Path, data_key: bytes) -> Any:
    connection = _driver().connect(
        path,
        isolation_level=None,
        timeout=_BUSY_SECONDS,
        check_same_thread=False,
        cached_statements=_STATEMENTS,
    )
    try:
        _unlock(connection, data_key)
    except BaseException:
        connection.close()
        raise
    return connection


def _set_up(connection: Any, pragmas: Iterable[str]) -> None:
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function("search_words", 1, _search_words, deterministic=True)


def _search_words(value: str | None) -> str:
    """What the search triggers index of a text: characters, pairs, pinyin initials."""
    from app.domain.search import search_text  # the reading table is loaded only when something is written

    return search_text(value)


def write_session(engine: Engine) -> Session:
    """A session whose transaction holds the write lock from its first statement on."""
    return Session(engine, expire_on_commit=False)


def read_session(engine: Engine) -> Session:
    """A session that sees one snapshot and never waits for writers."""
    return Session(engine.execution_options(**{READING: True}), expire_on_commit=False)


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turn errors of SQLite and of the disk into sentences that say what to do."""
    try:
        yield
    except Exception as error:
        told = _told(error)
        if told is None:
            raise
        raise told from error


def check_integrity(engine: Engine) -> list[str]:
    """What is wrong in the replica: page seals, structure, references. Empty means sound."""
    with closing(engine.raw_connection()) as connection:
        driver: Any = connection.driver_connection
        # Seals are looked at in the file alone. A page that was torn in it when the power failed is whole in
        # the log; so the log is written back first.
        with storage_errors():
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return _problems(driver)


def backup(engine: Engine, data_key: bytes, target: Path) -> None:
    """A consistent copy under the same key, in one file, whole or not at all; others may write meanwhile."""
    draft = target.with_name(f".{target.name}.{os.getpid()}.new")
    with storage_errors():
        try:
            _must_exist(draft, create=True)
            with closing(_driver().connect(draft, isolation_level=None)) as copy:
                _unlock(copy, data_key)
                copy.execute("PRAGMA temp_store=MEMORY")
                with closing(engine.raw_connection()) as source:
                    original: Any = source.driver_connection
                    original.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")  # the log's mode came along; one file is wanted
            _sync_file(draft)
            draft.replace(target)
            sync_folder(target.parent)
        finally:
            for left in (draft, draft.with_name(f"{draft.name}-journal")):
                with suppress(OSError):
                    left.unlink()


def verify_backup(path: Path, data_key: bytes) -> list[str]:
    """What is wrong in a backup file, which is only read. Empty means sound."""
    if not path.is_file():
        raise UserError("file_not_found", N_("There is no file {file}."), file=str(path))
    try:
        with storage_errors():
            _must_exist(path, create=False)
            with _only_read(path, data_key) as connection:
                return _problems(connection)
    except DataDamaged as error:
        if error.code not in ("replica_damaged", "replica_missing"):
            return [error.message]
        message = N_(
            "{file} is damaged, or no backup of this terminal. Nothing was changed. Take another backup."
        )
        return [tr(message).format(file=path)]


def count_rows(path: Path, data_key: bytes, tables: Iterable[str]) -> int:
    """How many rows of these tables a backup file holds."""
    with storage_errors(), _only_read(path, data_key) as connection:
        return sum(int(connection.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0]) for t in tables)


@contextmanager
def _only_read(path: Path, data_key: bytes) -> Iterator[Any]:
    """A connection that leaves the file and its folder as they are."""
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(_driver().connect(uri, uri=True, isolation_level=None)) as connection:
        _unlock(connection, data_key)
        yield connection


def _driver() -> Any:
    from sqlcipher3 import dbapi2

    if dbapi2.sqlite_version_info < _WAL_FROM:
        raise UserError(
            "sqlite_too_old",
            N_("This build brings SQLite {version}, which can lose data. Install Showroom anew."),
            version=".".join(map(str, dbapi2.sqlite_version_info)),
        )
    return dbapi2


def _unlock(connection: Any, data_key: bytes) -> None:
    if len(data_key) != 32:
        raise ValueError("a data key has 32 bytes")
    connection.execute("PRAGMA cipher_log_level=NONE")  # it would write to our stderr
    connection.execute(f"PRAGMA key = \"x'{data_key.hex()}'\"")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def _must_exist(path: Path, *, create: bool) -> None:
    """SQLite would silently make a new, empty file where the replica has gone missing."""
    if create:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    elif not path.exists() or path.stat().st_size < _PAGE:
        raise DataDamaged(
            "replica_missing",
            N_(
                "The data file {file} is missing or empty. Run, while online: showroom doctor --repair. It saves "
                "what was not sent. Or put a backup back: showroom restore FILE"
            ),
            file=str(path),
        )


def _begin(connection: Connection) -> None:
    # A reader that turns into a writer fails at once when another wrote meanwhile; so writers say so first.
    reading = connection.get_execution_options().get(READING)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _explain(context: ExceptionContext) -> None:
    told = _told(context.original_exception)
    if told is not None:
        raise told from context.original_exception


def _told(error: BaseException) -> UserError | None:
    if isinstance(error, DBAPIError) and error.orig is not None:
        error = error.orig
    code = getattr(error, "sqlite_errorcode", None) or _BY_TEXT.get(str(error))
    if isinstance(code, int):
        return _sentence(code, getattr(error, "sqlite_errorname", str(code)))
    return explained(error) if isinstance(error, OSError) else None


def _sentence(code: int, name: str) -> UserError | None:
    if code == _BUSY:
        return UserError(
            "replica_busy", N_("Another program is writing for too long. Try again in a moment.")
        )
    kind = code & 0xFF
    if code in _NO_ROOM:
        return disk_full()
    if kind in (_PERM, _READONLY, _CANTOPEN):
        return folder_read_only()
    if kind in (_CORRUPT, _NOTADB):
        return _damaged()
    return disk_failed(name) if kind == _IOERR else None


def _damaged() -> DataDamaged:
    return DataDamaged(
        "replica_damaged",
        N_(
            "The data file is damaged or belongs to another key. Nothing was changed. Run, while online: "
            "showroom doctor --repair. It saves what was not sent. Or put a backup back: showroom restore FILE"
        ),
    )


def _problems(connection: Any) -> list[str]:
    found: list[str] = []
    for pragma in ("cipher_integrity_check", "quick_check", "foreign_key_check"):
        try:
            with storage_errors():
                rows = connection.execute(f"PRAGMA {pragma}").fetchall()
        except DataDamaged as error:
            return [*found, f"{pragma}: {error.message}"]
        found += [f"{pragma}: {' '.join(map(str, row))}" for row in rows if row != ("ok",)]
    return found


def _sync_file(path: Path) -> None:
    with folder_errors():
        handle = os.open(path, os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

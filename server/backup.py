"""Everything the server holds in one file, and back: the same file for SQLite and PostgreSQL.

Gzipped NDJSON: a header line, for each table a line with its name and columns and then a line for each row,
an end line with count and SHA-256. Values are as they are stored, which is the same on both databases, so a
backup of one can be restored into the other. All of it is sealed to the recovery key (`sealed_file`). The keys are
not in it; they are kept and backed up by themselves.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, TableClause, column, insert, select, table

from app import crypto
from app.errors import DataDamaged, UserError
from app.i18n import N_
from app.models.base import Shared, canonical_json
from app.single import sync_folder
from server import administration, backup_contents, doctor, schema
from server.db import Database
from server.models import BlobRef, Central
from server.schema import HISTORIES
from server.sealed_file import OtherKey, SealedReader, SealedWriter
from server.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from server.keys import Keys

FORMAT = 1
_BATCH = 500


def tables() -> list[Table]:
    """Every table that is backed up, parents first."""
    return [*Shared.metadata.sorted_tables, *Central.metadata.sorted_tables]


def write(database: Database, file: Path, keys: Keys) -> int:
    """Back up one consistent snapshot; the file appears whole or not at all. Returns the number of rows."""
    folder = file.absolute().parent
    # A file of its own: another backup to this one may run at the same time.
    handle, named = tempfile.mkstemp(".part", f".{file.name}.", folder)
    try:
        count = _written(database, handle, keys)
        Path(named).replace(file)
    finally:
        with suppress(OSError):  # it became the backup, or is worth nothing
            Path(named).unlink()
    sync_folder(folder)
    return count


def _written(database: Database, handle: int, keys: Keys) -> int:
    count, digest = 0, hashlib.sha256()
    with os.fdopen(handle, "wb") as raw:
        with (
            SealedWriter(raw, crypto.box_public_of(keys.recovery)) as sealed,
            gzip.GzipFile(fileobj=sealed, mode="wb", compresslevel=6) as out,
            database.reading() as session,
        ):
            for line, is_row in _lines(session):
                digest.update(line)
                out.write(line)
                count += is_row
            out.write(_line({"end": True, "rows": count, "sha256": digest.hexdigest()}))
        raw.flush()
        os.fsync(raw.fileno())
    return count


def _lines(session: Session) -> Iterator[tuple[bytes, bool]]:
    heads = {history.name: history.head for history in HISTORIES}
    yield _line({"showroom": "server backup", "format": FORMAT, "schema": heads}), False
    for each in tables():
        names = [c.name for c in each.columns]
        yield _line({"table": each.name, "columns": names}), False
        rows = session.execute(select(_plain(each)), execution_options={"yield_per": _BATCH})
        for row in rows:
            yield _line(list(row)), True


def verify(file: Path, keys: Keys, *, within: Path) -> int:
    """Restore a backup into a database that is thrown away, and look for damage: hashes, heads, ledger, contents.

    `within` is the server's own folder: what is restored is not sealed. Returns the number of rows, or raises
    `DataDamaged`.
    """
    with tempfile.TemporaryDirectory(prefix=".verify-", dir=within) as folder:
        spare = Database(Settings(data=Path(folder)))
        try:
            schema.upgrade(spare.engine)
            count = restore(spare, file, keys)
            with spare.reading() as session:
                found = doctor.problems(session, keys)
                contents = set(session.scalars(select(BlobRef.sha256)))
        finally:
            spare.engine.dispose()
    if found:
        text = N_("{file} can be restored, but what is in it is damaged: {what}")
        raise DataDamaged(
            "backup_damaged", text, file=file, what=", ".join(sorted({p["code"] for p in found}))
        )
    lost = backup_contents.check(contents, file, keys).lost
    if lost:
        text = N_("{n} pictures or papers are missing beside {file}, or damaged. Its rows are whole.")
        raise DataDamaged("backup_contents", text, file=file, n=len(lost))
    return count


def restore(database: Database, file: Path, keys: Keys, *, replace: bool = False) -> int:
    """Read a backup into the database, all of it or nothing, and begin a new epoch.

    Terminals notice by the epoch: they send again what this server no longer knows. Their tokens are
    forgotten, since each has a newer one than the backup; its chain of hashes says whether its ops follow.
    """
    for _ in _rows(file, keys):
        pass  # to its end, before anything is touched
    with database.writing() as session:
        connection = session.connection()
        if not replace and _holds_something(connection):
            text = N_("The database is not empty. Restore with --replace to put the backup in its place.")
            raise UserError("not_empty", text)
        _empty(connection)
        count = _fill(connection, file, keys)
        session.expire_all()
        administration.begin_epoch(session)
    return count


def _holds_something(connection: Connection) -> bool:
    return any(connection.execute(select(each).limit(1)).first() is not None for each in tables())


def _empty(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    for each in reversed(tables()):
        connection.execute(each.delete())


def _fill(connection: Connection, file: Path, keys: Keys) -> int:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")  # a refund may come before what it refunds
    known = {each.name: each for each in tables()}
    count, waiting, current = 0, list[dict[str, Any]](), ""
    for name, columns, values in _rows(file, keys):
        if waiting and (name != current or len(waiting) >= _BATCH):
            connection.execute(insert(_plain(known[current])), waiting)
            waiting = []
        current = name
        waiting.append(dict(zip(columns, values, strict=True)))
        count += 1
    if waiting:
        connection.execute(insert(_plain(known[current])), waiting)
    return count


def _rows(file: Path, keys: Keys) -> Iterator[tuple[str, list[str], list[Any]]]:
    """Table, columns and values of every row; `DataDamaged` at the end when the file is not whole."""
    count, digest, end = 0, hashlib.sha256(), None
    name, columns = "", list[str]()
    try:
        with (
            file.open("rb") as raw,
            gzip.GzipFile(fileobj=io.BufferedReader(SealedReader(raw, keys.recovery))) as lines,
        ):
            _check_header(line := next(lines))
            digest.update(line)
            for line in lines:
                value = json.loads(line)
                if isinstance(value, dict) and value.get("end"):
                    end = value
                    break
                digest.update(line)
                if isinstance(value, dict):
                    name, columns = value["table"], value["columns"]
                else:
                    count += 1
                    yield name, columns, value
    except FileNotFoundError as error:
        raise UserError("file_not_found", N_("There is no file {file}."), field="file", file=file) from error
    except OtherKey as error:
        text = N_(
            "{file} was written under other keys. Put the keys folder of that server in its place first."
        )
        raise UserError("backup_keys", text, file=file) from error
    except (OSError, EOFError, ValueError, KeyError, StopIteration, zlib.error) as error:
        raise _damaged(file) from error
    if end is None or end["rows"] != count or end["sha256"] != digest.hexdigest():
        raise _damaged(file)


def _check_header(line: bytes) -> None:
    header = json.loads(line)
    if header.get("showroom") != "server backup" or header.get("format") != FORMAT:
        raise ValueError("not a backup of ours")
    for history in HISTORIES:
        if header["schema"].get(history.name) != history.head:
            text = N_("The backup was made by another version of this program. Restore it with that version.")
            raise UserError("schema_differs", text)


def _damaged(file: Path) -> DataDamaged:
    return DataDamaged("backup_damaged", N_("{file} is not a whole backup of a server."), file=file)


def _line(value: Any) -> bytes:
    return canonical_json(value).encode() + b"\n"


def _plain(each: Table) -> TableClause:
    """Without types: values come and go as they are stored."""
    return table(each.name, *(column(c.name) for c in each.columns))

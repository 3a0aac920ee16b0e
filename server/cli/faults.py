"""What went wrong around the program, the database or the disk, as sentences that say what to do."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError

from app.errors import DataDamaged, ServerUnreachable, UserError
from app.i18n import N_


def told(error: Exception) -> UserError | None:
    """The sentence for an error of the database or the disk; None for a fault of the program."""
    if isinstance(error, OSError):
        return _disk(error.strerror or str(error), error.filename)
    if not isinstance(error, DBAPIError) or error.orig is None:
        return None
    if isinstance(error.orig, sqlite3.Error):
        return _sqlite(error.orig)
    if getattr(error.orig, "sqlstate", None) is None:  # there was no answer that could bear one
        message = N_("The database does not answer: {why}. Start it, or mend the database URL.")
        return ServerUnreachable("database_unreachable", message, why=" ".join(str(error.orig).split()))
    return None


def _sqlite(error: sqlite3.Error) -> UserError | None:
    kind = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if kind in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        message = N_(
            "The database is damaged. Put a backup in its place: showroom-server restore --replace FILE"
        )
        return DataDamaged("database_damaged", message)
    if kind == sqlite3.SQLITE_BUSY:
        return UserError(
            "database_busy", N_("Another program is writing for too long. Try again in a moment.")
        )
    unusable = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR)
    return _disk(str(error), None) if kind in unusable else None


def _disk(why: str, file: object) -> DataDamaged:
    message = N_(
        "The disk cannot be used: {why}. Look at the folder, its rights and its room, then try again."
    )
    return DataDamaged("disk_unusable", message, why=f"{why} ({file})" if file else why)

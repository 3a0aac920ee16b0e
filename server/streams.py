"""Bootstrap streams: all rows of a scope in one compressed file, made once and sent to every terminal that begins.

A stream is of one snapshot. It is used as long as what came since fits into a page of a pull, which brings the
terminal up to date anyway; then a newer one is made. Files appear whole and are named by their content.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec
from sqlalchemy import func, select

from app.models.registry import COLUMNS, plain
from app.models.schema import SHARED_HEAD
from app.sync import protocol
from server import pull, verify
from server.models import ChangeLog, ScopeHead

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from server.db import Database

AT_ONCE, KEPT_OF_SCOPE, KEPT = 8, 2, 200
OPENING_TRIES = 5
BEHIND_ROWS = protocol.PAGE_ROWS
_BATCH, _LEVEL = 1000, 3
_ENDING = ".ndjson.gz"


@dataclass(frozen=True)
class Stream:
    """A file of the cache. Its name says whose it is, how far it reaches, and what its bytes hash to."""

    file: Path

    @property
    def name(self) -> str:
        """By what a terminal asks for the rest of it."""
        return self.file.name.removesuffix(_ENDING)

    @property
    def seq(self) -> int:
        """The head of its scope that it was made at."""
        return int(self.name.split("-")[1])

    def is_whole(self) -> bool:
        """Whether the bytes are those that were written."""
        with suppress(OSError), self.file.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:32] == self.name.split("-")[2]
        return False


class Streams:
    """The cache of one server process. Processes that share a folder share its files."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database, self._folder = database, folder / "bootstrap"
        self._slots = threading.BoundedSemaphore(AT_ONCE)
        self._making: dict[str, threading.Lock] = {}
        self._checked: set[str] = set()

    def take_slot(self) -> bool:
        """One of the few that are served at once, if one is free; `give_slot` when it was served."""
        return self._slots.acquire(blocking=False)

    def give_slot(self) -> None:
        """Free for the next."""
        self._slots.release()

    def opened(self, scope: str, name: str = "") -> tuple[Stream, BinaryIO]:
        """A stream, open to be read; one that others forgot between the finding and the opening is found again."""
        for tries_left in reversed(range(OPENING_TRIES)):
            found = self.stream(scope, name)
            try:
                return found, found.file.open("rb")
            except FileNotFoundError:
                self._checked.discard(found.name)
                if not tries_left:
                    raise
        raise AssertionError

    def stream(self, scope: str, name: str = "") -> Stream:
        """The stream of that name if it is still there, else the newest, made now if it is too old."""
        with self._database.reading() as session:
            key = _key(pull.epoch(session), scope)
        for found in self._of(key):
            if found.name == name and self._is_whole(found):
                return found
        with self._making.setdefault(key, threading.Lock()), self._database.reading() as session:
            newest = next(iter(self._of(key)), None)
            if newest and self._is_whole(newest) and not _too_old(session, scope, newest.seq):
                return newest
            return self._make(session, scope, key)

    def _is_whole(self, stream: Stream) -> bool:
        """Checked once by each process; a file that is not whole is of no use to anyone."""
        if stream.name not in self._checked:
            if not stream.is_whole():
                stream.file.unlink(missing_ok=True)
                return False
            self._checked.add(stream.name)
        return True

    def _of(self, key: str) -> list[Stream]:
        """The streams of a scope, the newest first."""
        found = [Stream(file) for file in self._folder.glob(f"{key}-*{_ENDING}")]
        return sorted(found, key=lambda stream: stream.seq, reverse=True)

    def _make(self, session: Session, scope: str, key: str) -> Stream:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        head = session.get(ScopeHead, scope)
        seq = head.seq if head else 0
        draft = self._folder / f".{key}-{os.getpid()}-{threading.get_ident()}.new"
        try:
            digest = _write(draft, _lines(session, scope, pull.Cursor(pull.epoch(session), {scope: seq})))
            made = Stream(self._folder / f"{key}-{seq}-{digest[:32]}{_ENDING}")
            draft.replace(made.file)
        finally:
            draft.unlink(missing_ok=True)
        self._checked.add(made.name)
        self._forget_old(key)
        return made

    def _forget_old(self, key: str) -> None:
        """A few files of each scope, and not too many of all: those of former epochs and versions go too."""
        every = sorted(self._folder.glob(f"*{_ENDING}"), key=_written_at, reverse=True)
        old = [stream.file for stream in self._of(key)[KEPT_OF_SCOPE:]] + every[KEPT:]
        for file in old:
            with suppress(OSError):  # on Windows not while it is being sent
                file.unlink()


def _written_at(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:  # somebody else has forgotten it meanwhile
        return 0.0


@contextmanager
def _opened(file: Path) -> Iterator[Any]:
    """A file that only its owner may read, on the disk when the block ends."""
    with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as raw:
        yield raw
        raw.flush()
        os.fsync(raw.fileno())


def _write(file: Path, lines: Iterator[bytes]) -> str:
    """Write the lines, compressed; the SHA-256 of the file."""
    with _opened(file) as raw:
        # Without a time in it, the same rows make the same file.
        with gzip.GzipFile("", "wb", _LEVEL, raw, mtime=0) as packed:
            for block in lines:
                packed.write(block)
        raw.seek(0)
        return hashlib.file_digest(raw, "sha256").hexdigest()


def _lines(session: Session, scope: str, cursor: pull.Cursor) -> Iterator[bytes]:
    """Header; for each table a line that names it and then its rows; an end line."""
    encoder, sha = msgspec.json.Encoder(), hashlib.sha256()
    header = {"protocol": protocol.PROTOCOL, "scope": scope, "epoch": cursor.epoch, "cursor": cursor.token()}
    yield encoder.encode(header) + b"\n"
    said = {table: verify.digest_of(session, scope, table) for table in COLUMNS}
    for table, (count, _) in said.items():
        for block in _table(session, scope, table, count, encoder):
            sha.update(block)
            yield block
    total = sum(count for count, _ in said.values())
    end = {"end": True, "count": total, "sha256": sha.hexdigest(), "tables": said}
    yield encoder.encode(end) + b"\n"


def _table(
    session: Session, scope: str, table: str, count: int, encoder: msgspec.json.Encoder
) -> Iterator[bytes]:
    if not count:
        return
    yield encoder.encode({"table": table, "columns": COLUMNS[table], "count": count}) + b"\n"
    t = plain(table)
    # In the order of the ids, so that a terminal writes its primary key from left to right.
    query = select(t).where(t.c.scope == scope, t.c.ver > 0).order_by(t.c.id)
    for rows in session.execute(query, execution_options={"yield_per": _BATCH}).partitions():
        yield encoder.encode_lines([tuple(row) for row in rows])


def _too_old(session: Session, scope: str, seq: int) -> bool:
    """Whether too much came since, or what came is not in the log any more."""
    floor = session.scalar(select(ScopeHead.floor).where(ScopeHead.scope == scope)) or 0
    if floor > seq:
        return True
    since = select(ChangeLog.ord).where(ChangeLog.scope == scope, ChangeLog.seq > seq).limit(BEHIND_ROWS + 1)
    return session.execute(select(func.count()).select_from(since.subquery())).scalar_one() > BEHIND_ROWS


def _key(epoch: str, scope: str) -> str:
    """What the content depends on beside the head."""
    said = json.dumps([epoch, scope, protocol.PROTOCOL, SHARED_HEAD])
    return hashlib.sha256(said.encode()).hexdigest()[:20]

"""A first sync of 100,000 cars, end to end, against what decoding and inserting alone take in clear."""

from __future__ import annotations

import os
import shutil
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
from sqlcipher3 import dbapi2

from app import db
from app.domain.search import search_text
from app.models import search_index, sums
from app.sync.replica import upsert_sql
from app.sync.transport import Credentials, Transport
from benchmarks import centre
from benchmarks.measure import Figure, timed_in_turns

CARS, ROUNDS, GOAL = 100_000, 5, 1 / 0.75
_PIECE = 64 << 10


def figures() -> list[Figure]:
    """One figure; the server's stream is made before it counts, as for every terminal but the first."""
    with centre.centre(CARS) as served:
        enrolled = served.enrolled("enrolled")
        ready, plain = _ready(enrolled), served.folder / "plain.db"
        schema = _schema(enrolled)
        works = [lambda: _limit(ready, schema, plain), _product(served, enrolled)]
        limit, taken = timed_in_turns(works, ROUNDS, warm=1)
    name = "ready bytes decoded and inserted in clear, same indexes after"
    return [Figure(f"First sync of {CARS:,} cars", name, limit, taken, GOAL)]


def _product(served: centre.Centre, enrolled: Path) -> Callable[[], object]:
    """From signing in to the replica that people sell from; each time another folder."""

    def sync() -> None:
        with closing(centre.workplace(folders.pop())) as workplace:
            if workplace.sync().pulled < CARS:
                raise AssertionError("not everything came")

    folders = [shutil.copytree(enrolled, served.folder / f"copy-{n}") for n in range(ROUNDS + 1)]
    return sync


def _ready(enrolled: Path) -> bytes:
    """The rows as the server sends them, unpacked."""
    vault = centre.workplace(enrolled).vault
    with closing(Transport(vault.identity().server_url)) as line:
        line.token = line.client_token(Credentials.of(vault))["access_token"]
        return zlib.decompress(b"".join(line.bootstrap("org")[1]), wbits=31)


def _schema(enrolled: Path) -> list[tuple[str, str]]:
    """Tables and indexes of a replica, without what is made by triggers."""
    workplace = centre.workplace(enrolled)
    with closing(db.raw_connection(workplace.path, workplace.unlocked.data_key)) as connection:
        kept = "SELECT name, sql FROM sqlite_master WHERE sql NOT NULL ORDER BY type DESC"
        found = connection.execute(kept).fetchall()
    later = (sums.TABLE, *(index.name for index in search_index.INDEXES), *search_index.LISTS)
    return [
        (name, sql)
        for name, sql in found
        if not name.startswith((*later, "sqlite")) and "TRIGGER" not in sql[:20]
    ]


def _limit(ready: bytes, schema: list[tuple[str, str]], file: Path) -> None:
    """The least that has to be done, one transaction, without a cipher, a check or a network."""
    file.unlink(missing_ok=True)
    with closing(dbapi2.connect(file, isolation_level=None)) as connection:
        for pragma in ("cache_size=-65536", "journal_mode=MEMORY", "synchronous=OFF", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        connection.create_function("search_words", 1, search_text, deterministic=True)
        run = connection.execute
        run("BEGIN")
        for _, sql in schema:
            if sql.startswith("CREATE TABLE"):
                run(sql)
        _insert(connection, ready)
        for _, sql in schema:
            if not sql.startswith("CREATE TABLE"):
                run(sql)
        search_index.install(run)
        run("COMMIT")
    handle = os.open(file, os.O_RDWR)
    os.fsync(handle)
    os.close(handle)


def _insert(connection: Any, ready: bytes) -> None:
    """Decode and insert, in pieces as they would come."""
    decoder, at, statement = msgspec.json.Decoder(), ready.index(b"\n") + 1, ""
    while at < len(ready):
        after = ready.index(b"\n", at) + 1
        table = msgspec.json.decode(ready[at:after]).get("table")
        end = (ready.find(b"\n{", after - 1) + 1) or len(ready)
        statement = upsert_sql(table) if table else ""
        at = after
        while at < end:
            after = ready.rindex(b"\n", at, min(at + _PIECE, end)) + 1
            connection.executemany(statement, decoder.decode_lines(ready[at:after]))
            at = after

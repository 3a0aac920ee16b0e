"""A thousand ops in one request, judged and stored, against the bare transaction that stores the same rows."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from app import crypto
from app.services import customers
from app.sync.replica import Replica
from app.sync.transport import Credentials, Transport, page_of
from app.workplace import Workplace
from benchmarks import centre
from benchmarks.measure import Figure, Taken, milliseconds
from server import signatures

OPS, ROUNDS, GOAL = 1000, 4, 5
_TABLES = ("customer", "op_log", "audit_entry", "change_log")


def figures() -> list[Figure]:
    """Each round pushes another thousand new customers, then stores what that left in a file of its own."""
    limit, pushed, signed = [], [], []
    with centre.centre(10) as served, closing(centre.workplace(served.enrolled("till"))) as workplace:
        workplace.sync()
        line = Transport(served.url)
        line.token = line.client_token(Credentials.of(workplace.vault))["access_token"]
        with closing(line):
            for number in range(ROUNDS + 1):
                _work(workplace, number)
                before = _counts(served)
                with workplace.replica() as replica:
                    pushed.append(_timed(served, _push(replica, line)))
                limit.append(_timed(served, _bare(served, before, served.folder / f"bare-{number}.db")))
                signed.append(_timed(served, _signatures))
    return [
        figure
        for at, unit, goal in ((0, "ms", GOAL), (1, "ms of both processors", None))
        for figure in _judged(
            [[both[at] for both in taken[1:]] for taken in (limit, pushed, signed)], unit, goal
        )
    ]


def _judged(taken: list[list[float]], unit: str, goal: float | None) -> list[Figure]:
    limit, pushed, signed = map(Taken, taken)
    name = "bare transaction with the same rows, SQLite"
    return [
        Figure(f"Push of {OPS:,} ops in one request", name, limit, pushed, goal, unit),
        Figure(f"{OPS:,} signatures verified, {OPS:,} made: a part of it", name, limit, signed, None, unit),
    ]


def _timed(served: centre.Centre, work: Callable[[], None]) -> tuple[float, float]:
    """Milliseconds by the wall, and of the processor here and at the server together."""
    here, there = time.thread_time(), served.processor_ms()
    took = milliseconds(work)
    return took, (time.thread_time() - here) * 1000 + served.processor_ms() - there


def _signatures() -> None:
    """Each op is verified, and its outcome signed."""
    seed = crypto.new_signing_key()
    public, text = crypto.public_of(seed), b"0" * 64
    signature = signatures.sign(seed, text)
    for _ in range(OPS):
        if not signatures.verify(public, text, signature):
            raise AssertionError("it was made by that key")
        signatures.sign(seed, text)


def _work(workplace: Workplace, number: int) -> None:
    for n in range(OPS):
        customers.add(workplace.unit_of_work(), {"name": "周明慧", "phone": f"138{number:02d}{n:06d}"})


def _push(replica: Replica, line: Transport) -> Callable[[], None]:
    ops = replica.waiting(OPS)
    page = page_of(ops, str(replica.state("incarnation")), replica.journal_begins())

    def push() -> None:
        answer = line.push(page)
        if [outcome["status"] for outcome in answer["outcomes"]] != ["applied"] * OPS:
            raise AssertionError("an op was not applied")
        replica.store_outcomes(answer["outcomes"], answer["incarnation"])

    return push


def _counts(served: centre.Centre) -> dict[str, int]:
    with closing(sqlite3.connect(served.settings.data / "server.db")) as server:
        return {
            table: server.execute(f"SELECT coalesce(max(rowid), 0) FROM {table}").fetchone()[0]
            for table in _TABLES
        }


def _bare(served: centre.Centre, before: dict[str, int], file: Path) -> Callable[[], None]:
    """What that push has left in these tables, with their indexes, row after row in one durable transaction."""
    with closing(sqlite3.connect(served.settings.data / "server.db")) as server:
        rows: dict[str, list[Any]] = {
            table: server.execute(f"SELECT * FROM {table} WHERE rowid > ?", (since,)).fetchall()
            for table, since in before.items()
        }
        marks = ", ".join("?" * len(_TABLES))
        schema = server.execute(
            f"SELECT sql FROM sqlite_master WHERE tbl_name IN ({marks}) AND sql NOT NULL ORDER BY type DESC",
            _TABLES,
        ).fetchall()
    target = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-65536"):
        target.execute(f"PRAGMA {pragma}")
    for (sql,) in schema:
        target.execute(sql)

    def store() -> None:
        with closing(target):
            target.execute("BEGIN IMMEDIATE")
            for table, values in rows.items():
                insert = f"INSERT INTO {table} VALUES ({', '.join('?' * len(values[0]))})"
                for row in values:
                    target.execute(insert, row)
            target.execute("COMMIT")

    return store

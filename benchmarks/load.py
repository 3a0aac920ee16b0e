"""`python -m benchmarks.load`: a server under the load of a large dealer's terminals. `make bench-load` runs it.

On PostgreSQL if SHOWROOM_SERVER_DATABASE_URL names one, else on SQLite. The load comes from this process, on the same
machine: what it needs is missing to the server. So the figures are given beside what bare commits take in the same run.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import text

from benchmarks import fleet
from benchmarks.fleet import Client, Fleet, Line
from benchmarks.measure import machine, p95
from server.db import Database

PUSHERS, SALES_AT_ONCE, BATCH = 8, 40, 500


def main(words: list[str]) -> int:
    """Measure what is asked for and print it."""
    asked = _parser().parse_args(words)
    url = os.environ.get("SHOWROOM_SERVER_DATABASE_URL", "")
    workers = asked.workers or (2 if url else 1)
    print(f"{'PostgreSQL' if url else 'SQLite'}, {workers} server processes; {machine()}")
    with (
        tempfile.TemporaryDirectory(prefix="showroom-load-") as folder,
        fleet.running(Path(folder), url, workers) as shop,
    ):
        bare = _bare_commits(shop.database, 3.0)
        print(f"bare commits of one row, {PUSHERS} at once: {bare:.0f}/s", flush=True)
        _say_pushes(shop, asked.minutes * 60, asked.rate, bare)
        if asked.terminals:
            _say_drain(shop, asked.terminals, asked.queued)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0, help="of single-sale pushes")
    parser.add_argument("--rate", type=float, default=0.0, help="pushes a second in all; 0: as many as go")
    parser.add_argument("--terminals", type=int, default=100, help="that come back at once; 0: none")
    parser.add_argument("--queued", type=int, default=40, help="sales that each of them has queued")
    parser.add_argument("--workers", type=int, default=0, help="server processes")
    return parser


def _bare_commits(database: Database, seconds: float) -> float:
    """Durable one-row transactions a second, from as many threads as push: the limit."""
    with database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE bare (id VARCHAR(40) PRIMARY KEY, body VARCHAR(400))")
    insert = text("INSERT INTO bare VALUES (:id, :body)")
    done = [0] * PUSHERS
    until = time.perf_counter() + seconds

    def commit(own: int) -> None:
        while time.perf_counter() < until:
            with database.engine.begin() as connection:
                connection.execute(insert, {"id": f"{own}-{done[own]}", "body": "x" * 300})
            done[own] += 1

    _together([lambda own=own: commit(own) for own in range(PUSHERS)])  # type: ignore[misc]
    return sum(done) / seconds


def _say_pushes(shop: Fleet, seconds: float, rate: float, bare: float) -> None:
    """Single-sale pushes one after the other from each of a few terminals, until the time is over."""
    taken: list[float] = []
    cpu = [0.0, 0.0]
    memory = [shop.memory_mb()]
    started = time.perf_counter()
    busy = 0.0
    while busy < seconds:
        clients = shop.add(PUSHERS, SALES_AT_ONCE)
        begun, before = time.perf_counter(), _computed(shop)
        _together([lambda client=client: taken.extend(_one_by_one(shop, client, rate)) for client in clients])  # type: ignore[misc]
        busy += time.perf_counter() - begun
        cpu = [so_far + now - then for so_far, now, then in zip(cpu, _computed(shop), before, strict=True)]
        memory.append(shop.memory_mb())
    per_second = len(taken) / busy
    print(
        f"single-sale pushes from {PUSHERS} terminals: {per_second:.1f}/s ({per_second / bare:.3f} of bare commits), "
        f"p50 {sorted(taken)[len(taken) // 2] * 1000:.0f} ms, p95 {p95(taken) * 1000:.0f} ms, {len(taken)} in {busy:.0f} s, "
        f"{_each(cpu, len(taken))}; "
        f"memory {' → '.join(f'{size:.0f}' for size in memory)} MB; in all {time.perf_counter() - started:.0f} s"
    )
    if shop.sold() != len(taken):
        raise AssertionError("a sale is missing or doubled")


def _computed(shop: Fleet) -> tuple[float, float]:
    return shop.cpu_seconds(), shop.database_seconds()


def _each(cpu: list[float], sales: int) -> str:
    server, database = (seconds / sales * 1000 for seconds in cpu)
    return f"{server:.1f} ms of the server's CPU and {database:.1f} ms of PostgreSQL's for each sale"


def _one_by_one(shop: Fleet, client: Client, rate: float) -> list[float]:
    terminal, ops = client
    line, pause = Line(shop.port, terminal), PUSHERS / rate if rate else 0.0
    taken, due = [], time.perf_counter()
    for op in ops:
        due += pause
        time.sleep(max(0.0, due - time.perf_counter()))
        taken.append(line.push([op]))
    line.close()
    return taken


def _say_drain(shop: Fleet, terminals: int, queued: int) -> None:
    """Terminals that come back from a show at one moment, each with a full outbox."""
    before = shop.sold()
    clients = shop.add(terminals, queued)
    begun, spent = time.perf_counter(), _computed(shop)
    ended: list[float] = []

    def drain(client: Client) -> None:
        line = Line(shop.port, client[0])
        for at in range(0, queued, BATCH):
            line.push(client[1][at : at + BATCH])
        line.close()
        ended.append(time.perf_counter() - begun)

    _together([lambda client=client: drain(client) for client in clients])  # type: ignore[misc]
    took, cpu = max(ended), [now - then for now, then in zip(_computed(shop), spent, strict=True)]
    print(
        f"{terminals} terminals with {queued} queued sales each: drained in {took:.1f} s ({terminals * queued / took:.0f} sales/s), "
        f"half of them in {sorted(ended)[len(ended) // 2]:.1f} s, "
        f"{_each(cpu, terminals * queued)}; memory {shop.memory_mb():.0f} MB"
    )
    if shop.sold() - before != terminals * queued:
        raise AssertionError("a sale is missing or doubled")


def _together(works: list[Callable[[], object]]) -> None:
    """All at once; the first failure is raised."""
    start = threading.Barrier(len(works))

    def begin(work: Callable[[], object]) -> object:
        start.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(begin, work) for work in works]:
            done.result()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""How long anyone waits for the replica while 10,000 changed rows come in: the longest of its write transactions."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy import text

from app.sync import replica as replica_module
from app.sync.engine import Engine
from app.sync.transport import Credentials, Transport
from benchmarks import centre
from benchmarks.measure import Figure, Taken
from server import feed

CARS, CHANGED, IN_A_COMMIT, ROUNDS, GOAL = 20_000, 10_000, 500, 5, 100


def figures() -> list[Figure]:
    """The longest and all of them together, by the wall and, where others compute too, by the processor."""
    longest: list[tuple[float, float]] = []
    together: list[tuple[float, float]] = []
    with centre.centre(CARS) as served, closing(centre.workplace(served.enrolled("till"))) as workplace:
        workplace.sync()
        line = Transport(served.url)
        with workplace.replica() as replica, closing(line):
            engine = Engine(replica, line, Credentials.of(workplace.vault), workplace.clock)
            for number in range(ROUNDS):
                _change(served, number)
                held: list[tuple[float, float]] = []
                with _timed_transactions(held):
                    if engine.round(push=False).pulled < CHANGED:
                        raise AssertionError("not everything came")
                longest.append((max(wall for wall, _ in held), max(cpu for _, cpu in held)))
                together.append((sum(wall for wall, _ in held), sum(cpu for _, cpu in held)))
    what = f"Longest write lock, {CHANGED:,} rows behind"
    return [
        Figure(what, "all its locks together", Taken([t[0] for t in together]), Taken([t[0] for t in longest]), GOAL, judged_by="most"),
        Figure(what, "all its locks together", Taken([t[1] for t in together]), Taken([t[1] for t in longest]), None,
               "ms of the processor", judged_by="most"),
    ]  # fmt: skip


@contextmanager
def _timed_transactions(held: list[tuple[float, float]]) -> Iterator[None]:
    """Note how long each transaction of a replica holds the lock, its commit included."""
    kind = replica_module._Transaction
    begin, end = kind.__enter__, kind.__exit__
    begun = (0.0, 0.0)

    def now() -> tuple[float, float]:
        return time.perf_counter() * 1000, time.thread_time() * 1000

    def enter(self: object) -> None:
        nonlocal begun
        begin(self)
        begun = now()

    def leave(self: object, *how: object) -> None:
        end(self, *how)
        held.append((now()[0] - begun[0], now()[1] - begun[1]))

    kind.__enter__, kind.__exit__ = enter, leave
    try:
        yield
    finally:
        kind.__enter__, kind.__exit__ = begin, end


def _change(served: centre.Centre, number: int) -> None:
    with served.database.reading() as session:
        ids = [
            row.id
            for row in session.execute(text("SELECT id FROM vehicle ORDER BY id LIMIT :n"), {"n": CHANGED})
        ]
    for start in range(0, CHANGED, IN_A_COMMIT):
        with served.database.writing() as session:
            touched = feed.Touched()
            for row_id in ids[start : start + IN_A_COMMIT]:
                touched.note(feed.Touch("vehicle", row_id, frozenset({"colour"})))
            values = [{"c": f"色 {number}", "i": touch.row_id} for touch in touched.entries]
            session.execute(text("UPDATE vehicle SET colour = :c WHERE id = :i"), values)
            feed.publish(session, touched)

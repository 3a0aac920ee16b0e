"""One changed row, from the server into the replica by a whole round, against a round trip that does nothing.

The larger shop has 100,000 cars; SHOWROOM_BENCH_CARS=1000000 asks for more.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count

import requests
from sqlalchemy import text

from app.sync.engine import Engine
from app.sync.transport import Credentials, Transport
from app.workplace import Workplace
from benchmarks import centre
from benchmarks.measure import Figure, Taken, milliseconds
from server import feed

SMALL, LARGE = 10_000, int(os.environ.get("SHOWROOM_BENCH_CARS", "100000"))
ROUNDS, WARM, GOAL, GROWTH = 150, 20, 2, 1.2
SETTLE_SECONDS = 0.005  # until what the change left to do is done


@dataclass
class Shop:
    """A shop of some size: a call that does nothing, and one that brings a row that was changed just before."""

    bare: Callable[[], object]
    change: Callable[[], None]
    pull: Callable[[], object]
    served: centre.Centre

    def timed(self, work: Callable[[], object]) -> tuple[float, float]:
        """Milliseconds by the wall, and of the processor here and at the server together."""
        here, there = time.thread_time(), self.served.processor_ms()
        took = milliseconds(work)
        return took, (time.thread_time() - here) * 1000 + self.served.processor_ms() - there


def figures() -> list[Figure]:
    """Both sizes in turns, each against its own server's empty answer."""
    with _shop(SMALL) as small, _shop(LARGE) as large:
        shops, taken = (
            {SMALL: small, LARGE: large},
            defaultdict[tuple[int, str], list[tuple[float, float]]](list),
        )
        for number in range(ROUNDS + WARM):
            for size, shop in shops.items():
                shop.change()
                time.sleep(SETTLE_SECONDS)
                found = shop.timed(shop.bare), shop.timed(shop.pull)
                if number >= WARM:
                    taken[size, "bare"].append(found[0])
                    taken[size, "pull"].append(found[1])
    return [*_judged(taken, 0, "ms", GOAL, GROWTH), *_judged(taken, 1, "ms of both processors", None, None)]


def _judged(
    taken: dict[tuple[int, str], list[tuple[float, float]]],
    at: int,
    unit: str,
    goal: float | None,
    growth: float | None,
) -> list[Figure]:
    """Each size against the empty answer, and the sizes against each other, in round trips."""
    bare, pull = (
        {size: [both[at] for both in taken[size, what]] for size in (SMALL, LARGE)}
        for what in ("bare", "pull")
    )
    limit = "bare requests round trip, kept connection"
    made = [
        Figure(f"One changed row, {size:,} cars", limit, Taken(bare[size]), Taken(pull[size]), goal, unit)
        for size in (SMALL, LARGE)
    ]
    trips = [Taken([p / b for p, b in zip(pull[size], bare[size], strict=True)]) for size in (SMALL, LARGE)]
    return [
        *made,
        Figure(
            "One changed row, larger by smaller shop", "smaller shop, in round trips", *trips, growth, "trips"
        ),
    ]


@contextmanager
def _shop(cars: int) -> Iterator[Shop]:
    with centre.centre(cars) as served, closing(_terminal(served)) as workplace:
        line, bare = Transport(served.url), requests.Session()
        with workplace.replica() as replica, closing(line), bare:
            engine = Engine(replica, line, Credentials.of(workplace.vault), workplace.clock)

            def pull() -> None:
                if engine.round().pulled != 1:
                    raise AssertionError("one row was changed")

            engine.round()  # which says hello
            yield Shop(
                lambda: bare.get(served.url + "/healthz", timeout=60).content, _changing(served), pull, served
            )


def _terminal(served: centre.Centre) -> Workplace:
    workplace = centre.workplace(served.enrolled("till"))
    workplace.sync()
    workplace.sync()
    return workplace


def _changing(served: centre.Centre) -> Callable[[], None]:
    with served.database.reading() as session:
        ids = [row.id for row in session.execute(text("SELECT id FROM vehicle ORDER BY id LIMIT 1000"))]
    numbers = count()

    def change() -> None:
        number = next(numbers)
        row_id = ids[number % len(ids)]
        with served.database.writing() as session:
            session.execute(
                text("UPDATE vehicle SET colour = :c WHERE id = :i"), {"c": f"色 {number}", "i": row_id}
            )
            touched = feed.Touched()
            touched.note(feed.Touch("vehicle", row_id, frozenset({"colour"})))
            feed.publish(session, touched)

    return change

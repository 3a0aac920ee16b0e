"""One changed row, from the server into the replica, checked, against a round trip that does nothing.

The larger shop has 100,000 cars; SHOWROOM_BENCH_CARS=1000000 asks for more.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count

import requests
from sqlalchemy import text

from app.sync.engine import Engine, Result
from app.sync.transport import Credentials, Transport
from app.workplace import Workplace
from benchmarks import centre
from benchmarks.measure import Figure, Taken, milliseconds
from server import feed

SMALL, LARGE = 10_000, int(os.environ.get("SHOWROOM_BENCH_CARS", "100000"))
ROUNDS, WARM, GOAL, GROWTH = 150, 20, 2, 1.2


@dataclass
class Shop:
    """A shop of some size: a call that does nothing, and one that brings a row that was changed just before."""

    bare: Callable[[], object]
    change: Callable[[], None]
    pull: Callable[[], object]


def figures() -> list[Figure]:
    """Both sizes in turns, each against its own server's empty answer."""
    with _shop(SMALL) as small, _shop(LARGE) as large:
        taken: dict[str, list[float]] = {}
        for number in range(ROUNDS + WARM):
            for name, shop in (("small", small), ("large", large)):
                shop.change()
                time.sleep(0.002)  # until what the change left to do is done
                found = milliseconds(shop.bare), milliseconds(shop.pull)
                if number >= WARM:
                    taken.setdefault(f"{name} bare", []).append(found[0])
                    taken.setdefault(f"{name} pull", []).append(found[1])
    by_round = {
        name: [pull / bare for pull, bare in zip(taken[f"{name} pull"], taken[f"{name} bare"], strict=True)]
        for name in ("small", "large")
    }
    limit = "bare requests round trip, kept connection"
    return [
        Figure(f"One changed row, {SMALL:,} cars", limit, Taken(taken["small bare"]), Taken(taken["small pull"]), GOAL),
        Figure(f"One changed row, {LARGE:,} cars", limit, Taken(taken["large bare"]), Taken(taken["large pull"]), GOAL),
        Figure("The same, larger by smaller shop", "smaller shop, in round trips", Taken(by_round["small"]),
               Taken(by_round["large"]), GROWTH, unit="trips"),
    ]  # fmt: skip


@contextmanager
def _shop(cars: int) -> Iterator[Shop]:
    with centre.centre(cars) as served, closing(_terminal(served)) as workplace:
        line, bare = Transport(served.url), requests.Session()
        with workplace._replica() as replica, closing(line), bare:  # noqa: SLF001 - its connection is kept, as in a cycle
            engine = Engine(replica, line, Credentials.of(workplace.vault), workplace.clock)

            def pull() -> None:
                result = Result()
                engine._pull(result)  # noqa: SLF001 - without the hello before and the notes after it
                if result.pulled != 1:
                    raise AssertionError("one row was changed")

            yield Shop(lambda: bare.get(served.url + "/healthz", timeout=60).content, _changing(served), pull)


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

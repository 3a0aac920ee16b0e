"""`make crash`: every point of every act, where the suite takes a few. Prints what it did; ends with 1 if anything broke.

python -m tests.crash [kill] [twice] [full] [power] [desks] [writers]
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.crash import power, races, world
from tests.crash.acts import ACTS
from tests.crash.victim import Point, Victims, in_memory

TWICE = 80  # second kills for each act
RACES = 200
SEEDS = 4  # of what a power cut may leave: so many halves and so many torn writes for each point


def kill(victims: Victims, folder: Path) -> Iterator[Point]:
    """A kill before each change of each act."""
    del folder
    for act in ACTS:
        yield from (victims.at(act, number) for number in range(1, victims.changes(act) + 1))


def twice(victims: Victims, folder: Path) -> Iterator[Point]:
    """A kill, and another one in the sync that comes after it."""
    del folder
    chance = random.Random(20261127)
    for act in ACTS:
        for _ in range(TWICE):
            number = chance.randint(1, victims.changes(act))
            yield victims.at(act, number, again=chance.randint(1, victims.changes("sync")))


def full(victims: Victims, folder: Path) -> Iterator[Point]:
    """The disk takes nothing more from each change on: full, or read-only."""
    del folder
    for act in ACTS:
        for number in range(1, victims.changes(act) + 1):
            yield victims.at(act, number, how=("full", "read-only")[number % 2])


def cut(victims: Victims, folder: Path) -> Iterator[Point]:
    """The power fails after each change of each act."""
    for act in ACTS:
        made = power.record(victims.source, folder / "recorded", act)
        for state in power.replay(made, folder / "left", seeds=SEEDS):
            yield Point(act, state.cut, state.how, True, state.said, state.problems)


def desks(victims: Victims, folder: Path) -> Iterator[Point]:
    """Two desks start on one folder."""
    del victims
    chance = random.Random(18)
    yield from (races.desks(folder / "desk", chance) for _ in range(RACES))


def writers(victims: Victims, folder: Path) -> Iterator[Point]:
    """Two programs sell in one folder."""
    chance = random.Random(18)
    yield from (races.writers(victims.source, folder / f"race-{n}", chance) for n in range(RACES))


PARTS: dict[str, Callable[[Victims, Path], Iterator[Point]]] = {
    "kill": kill, "twice": twice, "full": full, "power": cut, "desks": desks, "writers": writers,
}  # fmt: skip


def main(names: list[str]) -> int:
    """Run the parts that were asked for, or all."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    broken = 0
    with tempfile.TemporaryDirectory(prefix="showroom-crash-", dir=in_memory()) as made:
        folder = Path(made)
        world.build(folder / "world")
        victims = Victims(folder / "world")
        for name in names or PARTS:
            broken += _run(name, PARTS[name](victims, folder))
        victims.close()
    return 1 if broken else 0


def _run(name: str, tried: Iterator[Point]) -> int:
    began, acts, broken = time.monotonic(), Counter[str](), 0
    for point in tried:
        acts[point.act] += 1
        if point.problems:
            broken += 1
            sys.stdout.write(f"  {point}\n")
    seconds = time.monotonic() - began
    each = ", ".join(f"{act} {number}" for act, number in acts.items())
    sys.stdout.write(f"{name}: {acts.total()} ({each}), {broken} broken, {seconds:.0f} s\n")
    sys.stdout.flush()
    return broken


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

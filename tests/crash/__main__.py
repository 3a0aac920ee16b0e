"""`make crash`: every point of every act, where the suite takes a few. Prints what it did; ends with 1 if anything broke.

python -m tests.crash [kill] [twice] [full] [power] [desks] [writers]
"""

from __future__ import annotations

import argparse
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
from tests.crash.victim import Point, Victims
from tests.memory import in_memory

TWICE = 80  # second kills for each act
GOES_ON = 5  # every so many points the terminal also sells and syncs afterwards: that takes most of the time
RACES = 200
SEEDS = 4  # of what a power cut may leave: so many halves and so many torn writes for each point


def kill(victims: Victims, folder: Path, acts: list[str]) -> Iterator[Point]:
    """A kill before each change of each act."""
    del folder
    for act in acts:
        for number in range(1, victims.changes(act) + 1):
            yield victims.at(act, number, goes_on=number % GOES_ON == 0)


def twice(victims: Victims, folder: Path, acts: list[str]) -> Iterator[Point]:
    """A kill, and another one in the sync that comes after it."""
    del folder
    chance = random.Random(20261127)
    for act in acts:
        for _ in range(TWICE):
            number = chance.randint(1, victims.changes(act))
            yield victims.at(act, number, again=chance.randint(1, victims.changes("sync")))


def full(victims: Victims, folder: Path, acts: list[str]) -> Iterator[Point]:
    """The disk takes nothing more from each change on: full, or read-only."""
    del folder
    for act in acts:
        for number in range(1, victims.changes(act) + 1):
            how = ("full", "read-only")[number % 2]
            yield victims.at(act, number, how=how, goes_on=number % GOES_ON == 0)


def cut(victims: Victims, folder: Path, acts: list[str]) -> Iterator[Point]:
    """The power fails after each change of each act."""
    for act in acts:
        made = power.record(victims.source, folder / "recorded", act)
        for state in power.replay(made, folder / "left", seeds=SEEDS):
            yield Point(act, state.cut, state.how, True, state.said, state.problems)


def desks(victims: Victims, folder: Path, acts: list[str]) -> Iterator[Point]:
    """Two desks start on one folder."""
    del victims, acts
    chance = random.Random(18)
    yield from (races.desks(folder / "desk", chance) for _ in range(RACES))


def writers(victims: Victims, folder: Path, acts: list[str]) -> Iterator[Point]:
    """Two programs sell in one folder."""
    del acts
    chance = random.Random(18)
    yield from (races.writers(victims.source, folder / f"race-{n}", chance) for n in range(RACES))


PARTS: dict[str, Callable[[Victims, Path, list[str]], Iterator[Point]]] = {
    "kill": kill, "twice": twice, "full": full, "power": cut, "desks": desks, "writers": writers,
}  # fmt: skip


def main() -> int:
    """Run the parts that were asked for, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash")
    parser.add_argument("part", nargs="*", help=" ".join(PARTS))
    parser.add_argument("--act", action="append", choices=ACTS)
    asked = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    broken = 0
    with tempfile.TemporaryDirectory(prefix="showroom-crash-", dir=in_memory(2**28)) as made:
        folder = Path(made)
        world.build(folder / "world")
        victims = Victims(folder / "world")
        for name in asked.part or PARTS:
            broken += _run(name, PARTS[name](victims, folder, asked.act or list(ACTS)))
        victims.close()
    return 1 if broken else 0


def _run(name: str, tried: Iterator[Point]) -> int:
    """Go through the points of a part. Interrupted, it still says how far it came."""
    began, acts, broken = time.monotonic(), Counter[str](), 0
    try:
        for point in tried:
            acts[point.act] += 1
            if point.problems:
                broken += 1
                sys.stdout.write(f"  {point}\n")
                sys.stdout.flush()
    finally:
        seconds = time.monotonic() - began
        each = ", ".join(f"{act} {number}" for act, number in acts.items())
        sys.stdout.write(f"{name}: {acts.total()} ({each}), {broken} broken, {seconds:.0f} s\n")
        sys.stdout.flush()
    return broken


if __name__ == "__main__":
    raise SystemExit(main())

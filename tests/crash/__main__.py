"""`make crash`: every point of every act, where the suite takes a few. Prints what it did; ends with 1 if anything broke.

python -m tests.crash [kill] [twice] [power] [full] [races]
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.crash import world
from tests.crash.acts import ACTS
from tests.crash.victim import Point, Victims, in_memory

TWICE = 40  # second kills for each act


def kill(victims: Victims) -> Iterator[Point]:
    """A kill before each change of each act."""
    for act in ACTS:
        yield from (victims.at(act, number) for number in range(1, victims.changes(act) + 1))


def twice(victims: Victims) -> Iterator[Point]:
    """A kill, and another one in the sync that comes after it."""
    chance = random.Random(20261127)
    for act in ACTS:
        for _ in range(TWICE):
            number = chance.randint(1, victims.changes(act))
            yield victims.at(act, number, again=chance.randint(1, victims.changes("sync")))


def full(victims: Victims) -> Iterator[Point]:
    """The disk takes nothing more from each change on: full, or read-only."""
    for act in ACTS:
        for number in range(1, victims.changes(act) + 1):
            yield victims.at(act, number, how=("full", "read-only")[number % 2])


PARTS: dict[str, Callable[[Victims], Iterator[Point]]] = {"kill": kill, "twice": twice, "full": full}


def main(names: list[str]) -> int:
    """Run the parts that were asked for, or all."""
    broken = 0
    with tempfile.TemporaryDirectory(prefix="showroom-crash-", dir=in_memory()) as folder:
        source = Path(folder) / "world"
        world.build(source)
        victims = Victims(source)
        for name in names or PARTS:
            began, tried, failed = time.monotonic(), dict[str, int](), 0
            for point in PARTS[name](victims):
                tried[point.act] = tried.get(point.act, 0) + 1
                if point.problems:
                    failed += 1
                    sys.stdout.write(f"  {point}\n")
            seconds = time.monotonic() - began
            broken += failed
            acts = ", ".join(f"{act} {number}" for act, number in tried.items())
            sys.stdout.write(
                f"{name}: {sum(tried.values())} points ({acts}), {failed} broken, {seconds:.0f} s\n"
            )
            sys.stdout.flush()
        victims.close()
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

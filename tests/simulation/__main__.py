"""`python -m tests.simulation`: many seeds, one seed, or a script that was saved."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from pathlib import Path

from tests.simulation.runner import Outcome, play, play_all, play_seed
from tests.simulation.script import Script


def main() -> int:
    """Run what was asked for; 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="how many seeds")
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    parser.add_argument("--terminals", type=int, default=5)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, help="only this one, with all its events")
    parser.add_argument("--replay", type=Path, help="a script")
    asked = parser.parse_args()
    if asked.replay is not None:
        return _one(play(Script.load(asked.replay)))
    if asked.seed is not None:
        return _one(play_seed(asked.seed, asked.terminals))
    return _many(asked)


def _one(outcome: Outcome) -> int:
    print(*outcome.events, sep="\n")
    print(*outcome.problems, sep="\n")
    print(f"{outcome.seconds:.2f} s, events {outcome.digest}")
    return 1 if outcome.problems else 0


def _many(asked: argparse.Namespace) -> int:
    begun, used, wrong, fired = time.monotonic(), 0.0, 0, Counter[str]()
    for outcome in play_all(range(asked.first, asked.first + asked.seeds), asked.terminals, asked.workers):
        fired += outcome.fired
        used += outcome.seconds
        if outcome.problems:
            wrong += 1
            print(f"seed {outcome.script.seed}:", *outcome.problems[:4], sep="\n  ", flush=True)
    for name, count in sorted(fired.items()):
        if not name.startswith("said."):
            print(f"{count:8} {name}")
    took = time.monotonic() - begun
    print(f"{asked.seeds} seeds, {wrong} wrong; {took:.0f} s, {used / asked.seeds:.2f} s of processor each")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

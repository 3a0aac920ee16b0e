"""`python -m tests.simulation`: many seeds, one seed, or a script that was saved."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from pathlib import Path

from tests.simulation.generate import script_of
from tests.simulation.planted import BUGS
from tests.simulation.runner import Outcome, catch_all, must_fire, play, play_all
from tests.simulation.script import Script
from tests.simulation.shrink import kind_of, shrunk

ENOUGH = 1000  # seeds in which everything must fire


def main() -> int:
    """Run what was asked for; 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="how many seeds")
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    parser.add_argument("--terminals", type=int, default=5)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, help="only this one, with all its events")
    parser.add_argument("--replay", type=Path, help="a script")
    parser.add_argument(
        "--shrink", type=Path, metavar="FILE", help="make the failing script shorter, into this file"
    )
    parser.add_argument("--planted", nargs="*", metavar="BUG", help="plant these bugs, or all, one at a time")
    asked = parser.parse_args()
    if asked.planted is not None:
        return _planted(asked.planted or list(BUGS), asked.seeds, asked.workers)
    script = Script.load(asked.replay) if asked.replay else None
    if asked.seed is not None:
        script = script_of(asked.seed, asked.terminals)
    if script is not None:
        return _shrink(script, asked.shrink) if asked.shrink else _one(play(script))
    return _many(asked)


def _one(outcome: Outcome) -> int:
    print(*outcome.events, sep="\n")
    print(*outcome.problems, sep="\n")
    print(f"{outcome.seconds:.2f} s, events {outcome.digest}")
    return 1 if outcome.problems else 0


def _shrink(script: Script, file: Path) -> int:
    kind = kind_of(play(script).problems)
    if not kind:
        print("It does not fail.")
        return 0
    short = shrunk(script, lambda tried: kind_of(play(tried).problems) == kind)
    file.write_text(short.dumps(), encoding="utf-8")
    print(f"{kind}: {len(script.steps)} steps became {len(short.steps)}")
    return _one(play(short))


def _planted(names: list[str], most: int, workers: int) -> int:
    missed = 0
    for name, seeds, by in catch_all(names, most, workers):
        missed += seeds is None
        said = "NOT CAUGHT" if seeds is None else f"seed {seeds:3}: {by.strip().splitlines()[-1][:110]}"
        print(f"{name:28} {said}", flush=True)
    print(f"{len(names) - missed} of {len(names)} caught within {most} seeds")
    return 1 if missed else 0


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
    silent = sorted(name for name in must_fire() if not fired[name])
    if silent:
        print("never:", ", ".join(silent))
    took = time.monotonic() - begun
    print(f"{asked.seeds} seeds, {wrong} wrong; {took:.0f} s, {used / asked.seeds:.2f} s of processor each")
    return 1 if wrong or (silent and asked.seeds >= ENOUGH) else 0


if __name__ == "__main__":
    sys.exit(main())

"""`python -m tests.simulation`: many seeds, one seed, or a script that was saved."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

from tests.simulation.generate import script_of
from tests.simulation.planted import BUGS
from tests.simulation.runner import Outcome, catch_all, must_fire, play, play_all, shrink_all, shrink_failing
from tests.simulation.script import Script
from tests.simulation.tally import Progress, Tally

ENOUGH = 1000  # seeds in which everything must fire
STOPPED = 130  # the exit code of what somebody stopped by hand
SHORTENED = Path("build", "simulation")


def main() -> int:
    """Run what was asked for; 1 if anything was wrong."""
    asked = _arguments()
    if asked.planted is not None:
        return _planted(asked.planted or list(BUGS), asked.seeds, asked.workers)
    script = Script.load(asked.replay) if asked.replay else None
    if asked.seed is not None:
        script = script_of(asked.seed, asked.terminals)
    if script is not None:
        return _shrink(script, asked.shrink) if asked.shrink else _one(play(script))
    return _many(asked)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    add = parser.add_argument
    add("--seeds", type=int, default=100, help="how many seeds")
    add("--first", type=int, help="the first of them; else 0, or what the summary began with")
    add("--terminals", type=int, help="how many in each run; else by seed, most have five")
    add("--workers", type=int, default=os.cpu_count() or 1, help="how many processes play")
    add("--summary", type=Path, metavar="FILE", help="keep how far it is there, and go on from what is there")
    add("--seed", type=int, help="only this one, with all its events")
    add("--replay", type=Path, help="a script")
    add("--shrink", type=Path, metavar="FILE", help="make the failing script shorter, into this file")
    add("--planted", nargs="*", metavar="BUG", help="plant these bugs, or all, one at a time")
    return parser.parse_args()


def _one(outcome: Outcome) -> int:
    print(*outcome.events, sep="\n")
    print(*outcome.problems, sep="\n")
    print(f"{outcome.seconds:.2f} s, events {outcome.digest}")
    return 1 if outcome.problems else 0


def _shrink(script: Script, file: Path) -> int:
    if not play(script).problems:
        print("It does not fail.")
        return 0
    short = shrink_failing(script)
    file.write_text(short.dumps(), encoding="utf-8")
    print(f"{len(script.steps)} steps became {len(short.steps)}")
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
    tally = Tally.of(asked.summary, asked.first)
    last = tally.first + asked.seeds
    progress = Progress(tally, last, asked.summary, partial(print, flush=True))
    try:
        with closing(play_all(range(tally.next, last), asked.terminals, asked.workers)) as outcomes:
            for outcome in outcomes:
                progress.note(outcome)
    except KeyboardInterrupt:
        progress.keep()
        print(f"stopped before seed {tally.next}")
        return STOPPED
    progress.keep()
    _shorten(tally, asked)
    return _summed_up(tally)


def _shorten(tally: Tally, asked: argparse.Namespace) -> None:
    """Of each kind of failure the first seed, as a script that is as short as it gets."""
    seeds = [found[0] for found in tally.wrong.values()]
    scripts = [script_of(seed, asked.terminals) for seed in seeds]
    for seed, short in zip(seeds, shrink_all(scripts, asked.workers) if scripts else (), strict=True):
        SHORTENED.mkdir(parents=True, exist_ok=True)
        file = SHORTENED / f"seed-{seed}.jsonl"
        file.write_text(short.dumps(), encoding="utf-8")
        print(f"seed {seed} in short, {file}:", short.dumps(), sep="\n", flush=True)


def _summed_up(tally: Tally) -> int:
    for name, count in sorted(tally.fired.items()):
        if not name.startswith("said."):
            print(f"{count:8} {name}")
    for kind, seeds in tally.wrong.items():
        print(f"{kind}: seeds {', '.join(map(str, seeds))}")
    silent = sorted(name for name in must_fire() if not tally.fired[name])
    if silent:
        print("never:", ", ".join(silent))
    sizes = sorted((int(size), count) for size, count in tally.sizes.items())
    print("terminals:", ", ".join(f"{count} seeds with {size}" for size, count in sizes))
    print(tally.said())
    return 1 if tally.failed or (silent and tally.played >= ENOUGH) else 0


if __name__ == "__main__":
    sys.exit(main())

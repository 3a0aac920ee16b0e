"""Runs of seeds, in as many processes as there are cores, and what came of them."""

from __future__ import annotations

import gc
import signal
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

from tests.simulation import (  # noqa: F401 - they add actions and checks
    closings,
    debts,
    disasters,
    lending,
    office,
    oracles,
    paperwork,
    used_cars,
)
from tests.simulation.actions import ACTIONS
from tests.simulation.generate import STOCKS, script_of
from tests.simulation.heal import heal
from tests.simulation.invariants import evidence_of, problems, tally
from tests.simulation.network import FAULTS
from tests.simulation.planted import planted
from tests.simulation.script import Script
from tests.simulation.shop import Template, make_template
from tests.simulation.shrink import kind_of, shrunk
from tests.simulation.world import MEMORY, running

PLANTED = "/planted/"  # in the traceback of a bug that fails by itself
GARBAGE_EVERY = 8  # runs: to look for it takes as long as an eighth of one


@dataclass
class Outcome:
    """What came of one run."""

    script: Script
    problems: list[str]
    digest: str
    events: list[str]
    fired: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


@cache
def template(terminals: int, cars: int = 0) -> Template:
    """The shop to begin with; removed when the process ends."""
    folder = tempfile.TemporaryDirectory(prefix="showroom-shop-", dir=MEMORY if MEMORY.is_dir() else None)
    _KEPT.append(folder)
    return make_template(Path(folder.name), terminals, cars)


def warm(terminals: int) -> None:
    """Make what the seeds begin with."""
    for cars in STOCKS:
        template(terminals, cars)


_KEPT: list[tempfile.TemporaryDirectory[str]] = []


def play(script: Script) -> Outcome:
    """Play a script to its healed end and check everything."""
    begun = time.process_time()
    with running(script, template(script.terminals, script.cars)) as world:
        try:
            world.run()
            found = heal(world)
            with evidence_of(world) as evidence:
                found += problems(evidence)
                tally(evidence)
        except Exception:  # whatever the program raises that is no refusal is a finding
            found = ["failure: " + traceback.format_exc()]
        world.say("found", *found)
        return Outcome(script, found, world.digest, world.events, world.fired, time.process_time() - begun)


def play_seed(seed: int, terminals: int | None = None) -> Outcome:
    """The run of a seed."""
    return play(script_of(seed, terminals))


def must_fire() -> set[str]:
    """Every fault, every action and every rare branch: one that never fires in many runs proves nothing."""
    crashes = {f"crash.{what}" for what in ("terminal", "power", "server")}
    outcomes = {
        f"outcome.{what}"
        for what in ("applied", "merged", "lost_fields", "conflict", "parked", "quarantined")
    }
    cases = {f"case.{kind}" for kind in ("contract", "vehicle", "op")}
    return (
        {f"network.{fault}" for fault in FAULTS} | {f"done.{name}" for name in ACTIONS}
        | crashes | outcomes | cases | {"branch.another identity"}
    )  # fmt: skip


def play_all(seeds: Iterable[int], terminals: int | None, workers: int) -> Iterator[Outcome]:
    """Many seeds, in their order. Who stops listening stops the processes."""
    with _processes(workers, terminals) as pool:
        yield from pool.map(partial(_played, terminals), seeds, chunksize=2)


def shrink_all(scripts: Iterable[Script], workers: int) -> Iterator[Script]:
    """Make failing scripts shorter."""
    with _processes(workers) as pool:
        yield from pool.map(shrink_failing, scripts)


def _processes(workers: int, terminals: int | None = None) -> ProcessPoolExecutor:
    warm(terminals or 5)  # a process makes what else it needs when it needs it
    gc.freeze()  # what is here stays: looking at it again and again takes a tenth of a run
    return ProcessPoolExecutor(workers, mp_context=get_context("fork"), initializer=_by_itself)


def shrink_failing(script: Script) -> Script:
    """The shortest script found that fails as this one does."""
    kind = kind_of(play(script).problems)
    return shrunk(script, lambda tried: kind_of(play(tried).problems) == kind)


def _by_itself() -> None:
    """A process that plays: whoever began it ends it, and what is garbage goes between runs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(50_000, 20, 50)


def _played(terminals: int | None, seed: int) -> Outcome:
    outcome = play_seed(seed, terminals)
    if not outcome.problems:
        outcome.events = []
    if seed % GARBAGE_EVERY == 0:
        gc.collect()
    return outcome


def seeds_to_catch(name: str, most: int, terminals: int = 5, first: int = 0) -> tuple[int | None, str]:
    """How many seeds it takes until a planted bug is caught, and by what; none: not within `most`."""
    warm(terminals)  # made by the program without the bug
    with planted(name):
        for seed in range(first, first + most):
            found = play_seed(seed, terminals).problems
            if found and PLANTED in found[0]:
                raise AssertionError(f"{name} no longer fits the program: {found[0]}")
            if found:
                break
        else:
            return None, ""
    if play_seed(seed, terminals).problems:
        raise AssertionError(f"seed {seed} fails without the bug")
    return seed - first + 1, found[0]


def catch_all(names: Iterable[str], most: int, workers: int) -> Iterator[tuple[str, int | None, str]]:
    """The same for many bugs."""
    with _processes(workers) as pool:
        waiting = {name: pool.submit(seeds_to_catch, name, most) for name in names}
        for name, caught in waiting.items():
            yield (name, *caught.result())

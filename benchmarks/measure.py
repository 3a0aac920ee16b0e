"""Taking turns, taking medians, and what a figure is.

The machine is shared and noisy, so absolute times say little. What is measured and its limit run in turns in
the same process or in processes started in turns, and only their relation is judged. What only computes is
timed by the processor's clock: `time.thread_time` does not run while other programs have the processor.
"""

from __future__ import annotations

import gc
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
Work = Callable[[], object]


@dataclass(frozen=True)
class Taken:
    """What each round took. Lists of two rounds that ran in turn have their places in common."""

    rounds: Sequence[float]

    @property
    def median(self) -> float:
        """What counts."""
        return statistics.median(self.rounds)


@dataclass(frozen=True)
class Figure:
    """One line of the table. A goal is the most that is allowed; none: reported only."""

    what: str
    limit_name: str
    limit: Taken
    measured: Taken
    goal: float | None = None
    unit: str = "ms"
    judged_by: str = "ratio"
    """`ratio`: measured by limit; `more`: measured less limit; `most`: measured alone."""

    @property
    def judged(self) -> float:
        """What is held against the goal."""
        return self._of(self.limit.median, self.measured.median)

    @property
    def noise(self) -> float:
        """Half of what lies between the quarters of the rounds, each judged alone, as a part of the median."""
        pairs = zip(self.limit.rounds, self.measured.rounds, strict=False)
        alone = [self._of(limit, measured) for limit, measured in pairs]
        if len(alone) < 3 or not self.judged:
            return float("nan")
        low, _, high = statistics.quantiles(alone, n=4)
        return abs((high - low) / 2 / self.judged)

    def _of(self, limit: float, measured: float) -> float:
        if self.judged_by == "ratio":
            return measured / limit if limit else float("nan")
        return measured - limit if self.judged_by == "more" else measured

    @property
    def missed(self) -> bool:
        """Whether there is a goal and it was not reached."""
        return self.goal is not None and self.judged > self.goal

    @property
    def verdict(self) -> str:
        """One word, or a dash where there is no goal."""
        return "–" if self.goal is None else "missed" if self.missed else "passed"

    def _said(self, value: float) -> str:
        if self.judged_by == "ratio":
            return f"{value:.3g} ×"
        return f"{shown(value)} {self.unit}{' more' if self.judged_by == 'more' else ''}"

    def cells(self) -> tuple[str, ...]:
        """The line, cell by cell."""
        return (
            self.what, self.limit_name, f"{shown(self.limit.median)} {self.unit}", f"{shown(self.measured.median)} {self.unit}",
            f"{self._said(self.judged)} ± {self.noise:.0%}".replace("nan%", "?"),
            "report" if self.goal is None else f"≤ {self._said(self.goal)}", self.verdict,
        )  # fmt: skip

    def raw(self) -> dict[str, object]:
        """All of it, for a file."""
        return {
            "what": self.what, "limit": self.limit_name, "unit": self.unit, "judged_by": self.judged_by, "goal": self.goal,
            "judged": self.judged, "noise": self.noise, "verdict": self.verdict,
            "limit_rounds": list(self.limit.rounds), "measured_rounds": list(self.measured.rounds),
        }  # fmt: skip


HEAD = ("figure", "against", "that took", "measured", "judged", "goal", "verdict")


def shown(value: float) -> str:
    """Three digits that matter."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def milliseconds(work: Work, clock: Callable[[], float] = time.perf_counter) -> float:
    """How long it takes, once."""
    start = clock()
    work()
    return (clock() - start) * 1000


def in_turns(works: Sequence[Callable[[], T]], rounds: int) -> list[list[T]]:
    """Each one's figures, taken in turns: what disturbs one round disturbs all of them."""
    taken: list[list[T]] = [[] for _ in works]
    for number in range(rounds):
        order = range(len(works)) if number % 2 else reversed(range(len(works)))
        for at in order:
            gc.collect()
            taken[at].append(works[at]())
    return taken


def timed_in_turns(
    works: Sequence[Work], rounds: int = 15, warm: int = 2, clock: Callable[[], float] = time.perf_counter
) -> list[Taken]:
    """How long each took, in milliseconds, after a few rounds that do not count."""
    taken = in_turns([partial(milliseconds, work, clock) for work in works], rounds + warm)
    return [Taken(times[warm:]) for times in taken]


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 stay below."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def part(name: str) -> list[Figure]:
    """The figures of one module. In a process of its own, as at a terminal: what was measured before leaves its heap
    behind. Such a process knows only what stands in a module with a name."""
    figures: list[Figure] = list(import_module(f"benchmarks.{name}").figures())
    return figures


def machine() -> str:
    """What all this ran on."""
    name = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="ascii").splitlines()
        name = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{platform.system()} {platform.release()}, {name}, {os.cpu_count()} cores{load}, Python {platform.python_version()}"


def computed_ms(pid: int) -> float:
    """What a process has computed so far, in threads that have ended too; nothing once it is gone."""
    if sys.platform != "linux":
        return 0.0  # nobody says
    try:
        return time.clock_gettime_ns(~pid << 3 | 2) / 1e6  # the clock that `clock_getcpuclockid` names
    except OSError:
        return 0.0

"""Taking turns, taking medians, and what a figure is.

The machine is shared and noisy, so absolute times say little. What is measured and its limit run in turns in
the same process or in processes started in turns, and only their relation is judged.
"""

from __future__ import annotations

import gc
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

Work = Callable[[], object]


@dataclass(frozen=True)
class Figure:
    """One line of the table. A goal is the most that is allowed; none: reported only."""

    what: str
    limit_name: str
    limit: float
    measured: float
    goal: float | None = None
    unit: str = "ms"
    judged_by: str = "ratio"
    """`ratio`: measured by limit; `more`: measured less limit; `most`: measured alone."""

    @property
    def ratio(self) -> float:
        """How many times the limit."""
        return self.measured / self.limit if self.limit else float("nan")

    @property
    def judged(self) -> float:
        """What is held against the goal."""
        return {"ratio": self.ratio, "more": self.measured - self.limit, "most": self.measured}[
            self.judged_by
        ]

    @property
    def verdict(self) -> str:
        """PASS, FAIL, or a dash where there is no goal."""
        return "–" if self.goal is None else "PASS" if self.judged <= self.goal else "FAIL"

    @property
    def goal_text(self) -> str:
        """The goal in words."""
        if self.goal is None:
            return "report"
        return {
            "ratio": f"≤ {self.goal:g} ×", "more": f"≤ {self.goal:g} {self.unit} more", "most": f"≤ {self.goal:g} {self.unit}",
        }[self.judged_by]  # fmt: skip

    def cells(self) -> tuple[str, ...]:
        """The line, cell by cell."""
        return (
            self.what, self.limit_name, f"{shown(self.limit)} {self.unit}", f"{shown(self.measured)} {self.unit}",
            f"{self.ratio:.2f}", self.goal_text, self.verdict,
        )  # fmt: skip


HEAD = ("figure", "limit", "limit took", "measured", "ratio", "goal", "verdict")


def shown(value: float) -> str:
    """Three digits that matter."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def milliseconds(work: Work) -> float:
    """How long it takes, once."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def in_turns(works: Sequence[Callable[[], float]], rounds: int) -> list[list[float]]:
    """Each one's figures, taken in turns: what disturbs one round disturbs all of them."""
    taken: list[list[float]] = [[] for _ in works]
    for number in range(rounds):
        order = range(len(works)) if number % 2 else reversed(range(len(works)))
        for at in order:
            gc.collect()
            taken[at].append(works[at]())
    return taken


def timed_in_turns(works: Sequence[Work], rounds: int = 15, warm: int = 2) -> list[float]:
    """The median of each, in milliseconds, after a few rounds that do not count."""
    taken = in_turns([lambda work=work: milliseconds(work) for work in works], rounds + warm)  # type: ignore[misc]
    return [statistics.median(times[warm:]) for times in taken]


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 stay below."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


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

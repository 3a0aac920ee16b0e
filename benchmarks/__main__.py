"""`python -m benchmarks [NAME …]`: measure against the limits, print the table, keep every round in build/."""

from __future__ import annotations

import json
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from app.clock import SystemClock, iso
from benchmarks.measure import HEAD, Figure, machine, part

PARTS = (
    "startup",
    "unlock",
    "search",
    "desk",
    "catalogue",
    "sale",
    "counter",
    "paper",
    "table",
    "first_sync",
    "one_row",
    "catch_up",
    "push",
)
RESULT = Path(__file__).resolve().parent.parent / "build" / "benchmarks.json"


def main(names: list[str]) -> int:
    """Measure; 1 if a goal was missed."""
    before = machine()
    figures: list[Figure] = []
    print(_line(HEAD), _line(["---"] * len(HEAD)), sep="\n")
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, fresh, max_tasks_per_child=1) as alone:
        for taken in alone.map(part, names or PARTS):
            print(*(_line(figure.cells()) for figure in taken), sep="\n", flush=True)
            figures += taken
    print(f"\n{before}; at the end {machine()}")
    RESULT.parent.mkdir(exist_ok=True)
    result = {
        "at": iso(SystemClock().now()), "machine": before, "figures": [figure.raw() for figure in figures],
    }  # fmt: skip
    RESULT.write_text(json.dumps(result, indent=1, ensure_ascii=False), encoding="utf-8")
    return int(any(figure.missed for figure in figures))


def _line(cells: tuple[str, ...] | list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

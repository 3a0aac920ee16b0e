"""`python -m benchmarks [NAME …]`: measure against the limits, print the table, write docs/performance.md."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from benchmarks.measure import HEAD, Figure, machine

PARTS = ("startup", "sale", "search")
REPORT = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
NOTE = """# Performance

Each figure is a ratio against a limit measured in the same run, in turns, medians of several rounds; trust the
ratios, not the times. `make bench` measures anew and writes this page.

Measured on: {machine}

{table}

Not measured yet, so not claimed: unlocking with 500,000 rows, the 100,000-row table on screen, a four-page contract
against bare reportlab, the painting of search results, and everything that the sync issue asks for.
"""


def main(names: list[str]) -> int:
    """Measure; 1 if a goal was missed."""
    figures = [figure for name in names or PARTS for figure in import_module(f"benchmarks.{name}").figures()]
    rows = [HEAD, tuple("---" for _ in HEAD), *(figure.cells() for figure in figures)]
    table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    print(table)
    if not names:
        REPORT.write_text(NOTE.format(machine=machine(), table=table), encoding="utf-8")
    return int(any(_missed(figure) for figure in figures))


def _missed(figure: Figure) -> bool:
    return figure.verdict == "FAIL"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

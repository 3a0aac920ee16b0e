"""From Enter after the password to the desk and its first list, with a full replica against an almost empty one."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import dealership
from benchmarks.measure import Figure, Taken, in_turns

MORE_MS, ROUNDS = 1000, 5
OPEN = """
import sys
from pathlib import Path
from benchmarks import screen
desk = screen.Desk(Path(sys.argv[1]))
from app import main
main._import_slow(desk.tasks)
main._import_shell()
screen.rest(1.0)
start = screen.time.perf_counter()
desk.give_password()
screen.until(lambda: desk.shell is not None)
page = desk.shell.page("stock")
screen.until_painted(lambda: desk.shell.open("stock"), (page.table.viewport(), lambda: page._presenter.state.listing.rows))
print((screen.time.perf_counter() - start) * 1000, flush=True)
desk.close()
"""


def figures() -> list[Figure]:
    """Argon2id and the building of the desk are in both; what is more is the price of the rows."""
    with tempfile.TemporaryDirectory(prefix="showroom-unlock-") as folder:
        empty = dealership.copy(dealership.EMPTY, Path(folder) / "empty")
        full = dealership.copy(dealership.FULL, Path(folder) / "full")
        small, large = in_turns([lambda: _run(empty), lambda: _run(full)], ROUNDS)
    what = "Enter to the desk and its stock list, 50,000 cars and 500,000 rows"
    return [Figure(what, "the same, 20 cars", Taken(small), Taken(large), MORE_MS, judged_by="more")]


def _run(folder: Path) -> float:
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(
        [sys.executable, "-c", OPEN, str(folder)],
        cwd=root, env=dealership.ENVIRONMENT, check=True, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    return float(done.stdout)

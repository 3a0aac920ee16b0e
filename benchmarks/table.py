"""A table of 100,000 rows in its window, against that window without it: time to the paint, and memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from benchmarks import dealership
from benchmarks.measure import Figure, Taken, in_turns

MORE_MS, MORE_MB, ROUNDS = 150, 30, 7
SHOW = """
import json, sys
from datetime import date
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from benchmarks import screen
from app.presenters.stock_list import VehicleRow
from app.views import theme
from app.views.stock.columns import columns
from app.views.widgets.row_table import RowTable
from app.views.widgets.row_table_model import RowTableModel

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096 / 1e6

def row(at):
    return VehicleRow(f"LSVAB4188K{at:07d}", f"S{at}", "澄远 X7 四驱旗舰", "in_stock", "珍珠白", location=f"B-{at % 60:02d}",
                      arrived_on=date(2026, 11, 1), list_price=268_800_00)

def fetch(offset, limit):
    rows = [row(at) for at in range(offset, offset + limit)]
    QTimer.singleShot(0, lambda: model.set_page(offset, rows))

Qt.AlignmentFlag.AlignLeft  # makes the namespace, once in a process: a desk has it long before its first table
app = QApplication(["showroom", "-style", "fusion"])
screen.fonts.load_all()
window = screen.MainWindow()
theme.apply(app, window=window)
model = RowTableModel(columns(date(2026, 11, 22), lambda row: False), fetch)
before, start = resident(), screen.Moment.now()
if sys.argv[1] == "table":
    inside = RowTable(model, name="cars")
    model.reset(100_000, [row(at) for at in range(100)])
    painted = inside.viewport()
else:
    inside = painted = QWidget()
window.setCentralWidget(inside)
screen.until_painted(window.show, (painted, lambda: True))
print(json.dumps([*screen.Moment.now().since(start), resident() - before]))
"""


def figures() -> list[Figure]:
    """The product's own table with the columns of the stock list; rows come a page at a time, as from the replica."""
    taken = in_turns([lambda: _run("nothing"), lambda: _run("table")], ROUNDS)
    what, against = "table of 100,000 rows", "the window without it"
    kinds = (("shown", MORE_MS, "ms"), ("shown, processor time", MORE_MS, "ms"), ("memory", MORE_MB, "MB"))
    made = []
    for at, (kind, more, unit) in enumerate(kinds):
        empty, table = (Taken([each[at] for each in rounds]) for rounds in taken)
        made.append(Figure(f"{what}, {kind}", against, empty, table, more, unit, judged_by="more"))
    return made


def _run(what: str) -> list[float]:
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(
        [sys.executable, "-c", SHOW, what],
        cwd=root, env=dealership.ENVIRONMENT, check=True, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    found: list[float] = json.loads(done.stdout)
    return found

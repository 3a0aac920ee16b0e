"""From the start of the process to the painted sign-in window, against an empty window."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Figure, timed_in_turns

GOAL, ROUNDS = 1.5, 9
EMPTY = """
import os
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        os._exit(0)
app = QApplication([])
window = Window()
window.resize(1440, 900)
window.show()
app.exec()
"""
DESK = """
import os, sys
from pathlib import Path
from app.main import open_desk
open_desk(Path(sys.argv[1]), {}, "zh_CN", on_stage=lambda stage, window: os._exit(0) if stage == sys.argv[2] else None)
"""


def figures() -> list[Figure]:
    """The window's first picture, and the page on which one can type."""
    with tempfile.TemporaryDirectory(prefix="showroom-start-") as folder:
        empty, painted, ready = timed_in_turns(
            [lambda: _run(EMPTY), lambda: _run(DESK, folder, "painted"), lambda: _run(DESK, folder, "ready")],
            ROUNDS,
        )
    name = "an empty PySide6 window"
    return [
        Figure("start to the first picture of the window", name, empty, painted, GOAL),
        Figure("start to the sign-in page, ready to type", name, empty, ready, GOAL),
    ]


def _run(code: str, *words: str) -> None:
    root = str(Path(__file__).resolve().parent.parent)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": root}
    subprocess.run(
        [sys.executable, "-c", code, *words], env=environment, check=True, stderr=subprocess.DEVNULL
    )

"""From the start of the process to the painted sign-in page, on which a letter can be typed, against an empty window.

The desk is started as people start it, `showroom --data FOLDER`, on a folder with users. Both have been started
before, so that their bytecode is there. What `app.cli.run` does before it imports the desk is done here, where the
door is held open. Processor time is judged too: waiting for other programs is not ours.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import dealership
from benchmarks.measure import Figure, Taken, in_turns

GOAL, ROUNDS = 1.5, 11
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
from functools import partial
from app import __main__
def ready(window):
    from PySide6.QtGui import QInputMethodEvent
    from PySide6.QtWidgets import QApplication
    letter = QInputMethodEvent()
    letter.setCommitString("a")
    edit = QApplication.focusWidget()
    QApplication.sendEvent(edit, letter)
    os._exit(0 if edit.text() == "a" else 1)
import gc
gc.disable()
from app.views import sources
sources.leave_unread()
from app import main
main.open_desk = partial(main.open_desk, on_ready=ready)
__main__.main(["--data", sys.argv[1], "--lang", "zh_CN"])
"""


def figures() -> list[Figure]:
    """By the clock on the wall, and by the processor's."""
    folder = str(dealership.folder(dealership.EMPTY))
    _run(DESK, folder)
    taken = in_turns([lambda: _run(EMPTY), lambda: _run(DESK, folder)], ROUNDS)
    what, limit = "start to the sign-in page, ready to type", "an empty PySide6 window"
    made = []
    for at, name in enumerate(("", ", processor time")):
        empty, desk = (Taken([both[at] for both in times]) for times in taken)
        made.append(Figure(what + name, limit, empty, desk, GOAL))
    return made


def _run(code: str, *words: str) -> tuple[float, float]:
    """Milliseconds on the wall and of the processor."""
    root = Path(__file__).resolve().parent.parent
    kept = {
        name: value for name, value in dealership.ENVIRONMENT.items() if name != "PYTHONDONTWRITEBYTECODE"
    }
    bytecode = Path(tempfile.gettempdir()) / f"showroom-benchmarks-{os.getuid()}" / "bytecode"
    environment = {
        **kept,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(root),
        "PYTHONPYCACHEPREFIX": str(bytecode),
    }
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", code, *words], env=environment, check=True, stderr=subprocess.DEVNULL
    )
    took, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return took * 1000, worked * 1000

"""How long someone looks at nothing, and what must not be loaded before they see something."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median

import pytest

resource = pytest.importorskip("resource")

ROOT = str(Path(__file__).parents[2])
EMPTY = """
import os
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, lambda: os._exit(0))
app = QApplication([])
window = Window(); window.resize(1440, 900); window.show()
app.exec()
"""
DESK = """
import os, sys
sys.path.insert(0, {root!r})
from pathlib import Path
from app import main
class Terminal:
    def glance(self):
        from app.presenters.sign_in import Glance, KnownUser
        return Glance(True, (KnownUser("chen", "Chen Siyuan", "sales"), KnownUser("wang", "王雅婷", "manager")))
    def probe(self):
        return False
def reached(stage, window):
    if stage == {stage!r}:
        {act}
        sys.stdout.flush()
        os._exit(0)
main.open_desk(Path({folder!r}), {{}}, "en", terminal=Terminal(), on_stage=reached)
"""
HEAVY = (
    "sqlalchemy",
    "reportlab",
    "requests",
    "keyring",
    "cryptography",
    "qtawesome",
    "alembic",
    "app.workplace",
)


def work(code):
    """Seconds of processor time: waiting for other people's work is not ours."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.slow
def test_the_window_paints_within_one_and_a_half_times_an_empty_one(tmp_path):
    desk = DESK.format(root=ROOT, folder=str(tmp_path), stage="painted", act="pass")
    work(desk)
    runs = [(work(EMPTY), work(desk)) for _ in range(7)]
    ratio = median(ours for _, ours in runs) / median(empty for empty, _ in runs)
    assert ratio <= 1.5, f"{ratio:.2f}"


@pytest.mark.parametrize("stage", ["painted", "ready"])
def test_nothing_heavy_is_loaded_before_someone_can_type(tmp_path, stage):
    act = f"print([name for name in {HEAVY!r} if name in sys.modules])"
    code = DESK.format(root=ROOT, folder=str(tmp_path), stage=stage, act=act)
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"

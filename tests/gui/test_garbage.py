"""Widgets that nobody holds any more go on the thread of the screen, whatever the workers do."""

from __future__ import annotations

import gc
import threading
import weakref
from typing import ClassVar

import pytest
from PySide6.QtWidgets import QWidget

from app.views.garbage import Garbage


class Knot(QWidget):
    """A widget in a cycle, as any with a connected method of its own is."""

    went: ClassVar[list[str]] = []

    def __init__(self):
        super().__init__()
        self.itself = self
        weakref.finalize(self, lambda: Knot.went.append(threading.current_thread().name))


@pytest.fixture
def garbage(qapp):
    gc.enable()  # as a program begins; the suite has it off
    made = Garbage()
    yield made
    made.stop()
    gc.disable()


def busy():
    """Enough new objects for Python's own collector to look at all there is."""
    kept = [[number] for number in range(200_000)]
    del kept


def test_no_widget_dies_on_a_worker(garbage, qtbot):
    Knot.went.clear()
    Knot()
    worker = threading.Thread(target=busy, name="worker")
    worker.start()
    worker.join()
    assert Knot.went == []
    kept = [[number] for number in range(2_000)]
    qtbot.waitUntil(lambda: bool(Knot.went), timeout=5_000)
    del kept
    assert Knot.went == ["MainThread"]


def test_at_the_end_python_collects_again(garbage):
    assert not gc.isenabled()
    garbage.stop()
    assert gc.isenabled()

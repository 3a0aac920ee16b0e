"""Cyclic garbage is collected on the thread of the screen only.

Python collects on whichever thread happens to allocate. On a worker it would take down widgets that nobody holds
any more, outside the thread that Qt wants them on: a crash, now and then, far away from its cause.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500


class Garbage(QObject):
    """Takes over from Python's own collector for as long as the desk is open."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(collect)
        self._timer.start(EVERY_MS)

    def stop(self) -> None:
        """Give the work back to Python."""
        self._timer.stop()
        gc.enable()


def collect() -> None:
    """What Python would collect by now: the oldest generation that is due."""
    full = [count > limit for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)]
    if any(full):
        gc.collect(max(at for at, is_full in enumerate(full) if is_full))

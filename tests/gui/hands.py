"""Two hands at a keyboard: keys go to whatever has the focus, waits are timed, and stalls of the screen noticed."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest

BEAT_MS = 5
_SCHEDULED = Path("/proc/thread-self/schedstat")


def queued_seconds() -> float:
    """How long this thread has stood in line for a processor that other programs had: none of our doing.

    Linux tells; elsewhere nothing is taken off.
    """
    try:
        return int(_SCHEDULED.read_text(encoding="ascii").split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0


class Heartbeat(QObject):
    """Beats every 5 ms; what comes later than that was kept waiting by something on the screen's thread."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self.when = ""
        self.all = []
        self._cpu = 0.0
        self.doing: Callable[[], str] = lambda: ""
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._last = self._queued = 0.0

    def start(self) -> None:
        self._last, self._queued = time.perf_counter(), queued_seconds()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        now, queued = time.perf_counter(), queued_seconds()
        late = now - self._last - BEAT_MS / 1000 - (queued - self._queued)
        if late > 0.03:
            self.all.append((round(late, 3), round(time.thread_time() - self._cpu, 3), self.doing()))
        self._cpu = time.thread_time()
        if late > self.longest:
            self.longest, self.when = late, self.doing()
        self._last, self._queued = now, queued


class Hands:
    """Counts each key. Names and addresses come from an input method, as Chinese does: they are no keystrokes."""

    def __init__(self) -> None:
        self.keys = 0
        self.waits: list[tuple[float, str]] = []
        self.last = ""
        self.heart = Heartbeat()
        self.heart.doing = lambda: self.last

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key, to the window that has the focus."""
        window = QGuiApplication.focusWindow()
        assert window is not None, f"no window has the focus, before {key}"
        self.keys += 1
        self.last = str(key).removeprefix("Key.")
        QTest.keyClick(window, key, modifier)
        self.look()

    def type(self, text: str) -> None:
        """Letters and digits, one key each."""
        for letter in text:
            window = QGuiApplication.focusWindow()
            assert window is not None, f"no window has the focus, before {letter}"
            self.keys += 1
            self.last = letter
            QTest.keyClick(window, letter)
            self.look()

    def say(self, text: str) -> None:
        """A name or an address, as an input method hands it over."""
        target = QGuiApplication.focusObject()
        assert target is not None, f"nothing has the focus, before {text}"
        event = QInputMethodEvent()
        event.setCommitString(text)
        self.last = text
        QCoreApplication.sendEvent(target, event)
        self.look()

    def look(self) -> None:
        """Let the screen do what is due."""
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)

    def wait(self, condition: Callable[[], object], what: str, *, most: float = 20.0) -> float:
        """Until something is seen; returns and notes how long that took."""
        start = time.perf_counter()
        while not condition():
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            time.sleep(0.001)
            assert time.perf_counter() - start < most, f"not seen: {what}"
        taken = time.perf_counter() - start
        self.waits.append((taken, what))
        return taken

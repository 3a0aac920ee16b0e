"""Two hands at a keyboard: keys go to whatever has the focus, waits are timed, and stalls of the screen noticed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest

BEAT_MS = 5
_TASKS = Path("/proc/self/task")
Queued = dict[str, float]


def queued() -> Queued:
    """For each of our threads, how long it has stood in line for a processor that others had: no doing of ours.

    Linux tells; elsewhere nothing is known and nothing is taken off.
    """
    found = {}
    for task in _TASKS.iterdir() if _TASKS.exists() else ():
        with suppress(OSError, IndexError):  # a thread that has just ended
            found[task.name] = int((task / "schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    return found


def grown(before: Queued, after: Queued) -> Queued:
    """What was added to each between two looks."""
    return {task: seconds - before.get(task, 0.0) for task, seconds in after.items()}


def _keys_go_to() -> str:
    """Where a key would go now."""
    window, target = QGuiApplication.focusWindow(), QGuiApplication.focusObject()
    named = [target.property(each) for each in ("accessibleName", "text")] if target is not None else ""
    return f"the window {window and window.title()!r} has the focus, and in it {target} {named}"


class Heartbeat(QObject):
    """Beats every 5 ms; what comes later than that was kept waiting by something on the screen's thread.

    Computing there and blocking there, be it for a disk, a network, a lock or Python's own, both count in full.
    Time in line for a processor does not: neither the screen's own, nor that of whichever of our threads stood
    there longest, since the screen may have been waiting for a lock that this one held. So other programs cannot
    make a stall.
    """

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self.when = ""
        self.doing: Callable[[], str] = lambda: ""
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._last, self._queued = 0.0, Queued()

    def start(self) -> None:
        self._last, self._queued = time.perf_counter(), queued()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        now, in_line = time.perf_counter(), queued()
        added = grown(self._queued, in_line)
        own = added.pop(str(threading.get_native_id()), 0.0)
        late = now - self._last - BEAT_MS / 1000 - own - max(added.values(), default=0.0)
        if late > self.longest:
            self.longest, self.when = late, self.doing()
        self._last, self._queued = time.perf_counter(), in_line


class Labour(Heartbeat):
    """What the screen's thread computes between two beats, by the processor's clock: no other program makes it longer.

    It sees no blocking. What is begun and what is ended outside the loop of events counts, too.
    """

    def start(self) -> None:
        self.longest, self._last = 0.0, time.thread_time()
        self._timer.start()

    def stop(self) -> None:
        self._beat()
        super().stop()

    def _beat(self) -> None:
        took = time.thread_time() - self._last
        if took > self.longest:
            self.longest, self.when = took, self.doing()
        self._last = time.thread_time()


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
        """Until something is seen; returns and notes how long that took, less what our threads stood in line."""
        start, before = time.perf_counter(), queued()
        while not condition():
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            time.sleep(0.001)
            assert time.perf_counter() - start < most, f"not seen: {what}; {_keys_go_to()}"
        taken = time.perf_counter() - start - sum(grown(before, queued()).values())
        self.waits.append((taken, what))
        return taken

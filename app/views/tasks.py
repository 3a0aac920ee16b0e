"""The only place that starts threads: one worker for the database, a few for network, paper and PDF."""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6 import QtCore
from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

T = TypeVar("T")
POOL = 3
SWITCH_S = 0.00005
"""How long a busy thread may hold the interpreter while the screen wants it. Each paint event of ours asks for it
anew: with Python's 5 ms one repaint beside a PDF being made took half a second."""


TURN_S = 0.004
"""How long answers are handed back in one go: several that came while a page was made would stall with it."""


class Tasks(QObject):
    """Runs work on threads and hands results back on the thread of the screen."""

    _handed_over = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        sys.setswitchinterval(SWITCH_S)
        self._listens = False
        self._database: ThreadPoolExecutor | None = None
        self._pool: ThreadPoolExecutor | None = None
        self._closed = False
        self._answers: deque[Callable[[], object]] = deque()
        self._turn = QTimer(self, interval=0)

    def run(
        self, op: Callable[[], T], on_done: Callable[[T], object], on_error: Callable[[Exception], object]
    ) -> None:
        """Database work: one at a time, in the order in which it was asked for."""
        if self._database is None:
            self._database = _executor(1, "database")
        self._start(self._database, op, on_done, on_error)

    def run_io(
        self, op: Callable[[], T], on_done: Callable[[T], object], on_error: Callable[[Exception], object]
    ) -> None:
        """Network, printers and PDF: several at a time."""
        if self._pool is None:
            self._pool = _executor(POOL, "io")
        self._start(self._pool, op, on_done, on_error)

    def run_aside(
        self, op: Callable[[], T], on_done: Callable[[T], object], on_error: Callable[[Exception], object]
    ) -> None:
        """What waits long for an answer that nobody misses: it takes no one's turn, and closing does not wait."""
        if not self._closed:
            self._listen()
            work = self._handing_back(op, on_done, on_error)
            threading.Thread(target=work, name="aside", daemon=True).start()

    def post(self, call: Callable[[], object]) -> None:
        """From any thread: have this called on the thread of the screen."""
        if not self._closed:
            self._listen()
            self._handed_over.emit(call)

    def preload(self, load: Callable[[], object]) -> None:
        """Something slow that nobody waits for, such as importing modules."""
        self._listen()
        threading.Thread(target=load, name="preload", daemon=True).start()

    def close(self) -> None:
        """Let running work end; nothing is handed back any more."""
        self._closed = True
        self._turn.stop()  # here, on its own thread: nobody knows on which one it is thrown away
        self._answers.clear()
        for executor in (self._database, self._pool):
            if executor is not None:
                executor.shutdown(wait=True, cancel_futures=True)

    def _start(
        self, executor: ThreadPoolExecutor, op: Callable[[], T], on_done: Callable[[T], object],
        on_error: Callable[[Exception], object],
    ) -> None:  # fmt: skip
        if not self._closed:
            self._listen()
            executor.submit(self._handing_back(op, on_done, on_error))

    def _listen(self) -> None:
        """From the first thread on, take what threads hand over: it needs `Qt`, which the first paint does without."""
        if not self._listens:
            self._listens = True
            self._handed_over.connect(self._take, QtCore.Qt.ConnectionType.QueuedConnection)
            self._turn.timeout.connect(self._answer)

    def _handing_back(
        self, op: Callable[[], T], on_done: Callable[[T], object], on_error: Callable[[Exception], object]
    ) -> Callable[[], None]:
        def work() -> None:
            try:
                result = op()
            except Exception as error:
                self.post(lambda error=error: on_error(error))  # type: ignore[misc]
            else:
                self.post(lambda: on_done(result))

        return work

    def _take(self, call: Callable[[], object]) -> None:
        self._answers.append(call)
        self._turn.start()

    def _answer(self) -> None:
        """Hand back what has come, for a while: what is typed, clicked and to be painted goes first."""
        until = time.perf_counter() + TURN_S
        try:
            while self._answers and not self._closed:
                self._answers.popleft()()
                if time.perf_counter() > until:
                    break
        finally:
            if self._closed or not self._answers:
                self._turn.stop()


def _executor(workers: int, name: str) -> ThreadPoolExecutor:
    from concurrent.futures import ThreadPoolExecutor  # after the first paint: it loads logging and queues

    return ThreadPoolExecutor(max_workers=workers, thread_name_prefix=name)

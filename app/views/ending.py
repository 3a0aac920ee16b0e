"""A desk that is ended from outside, by a signal: its loop ends as if the window had been closed."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QSocketNotifier

if TYPE_CHECKING:
    from types import FrameType

    from PySide6.QtCore import QCoreApplication

SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name))
BY_SIGNAL = 128
"""What a shell adds to a signal's number in the exit code of whom it ended."""


@contextmanager
def ended_by_signals(app: QCoreApplication) -> Iterator[None]:
    """While this lasts a signal ends `app`'s loop; what follows the loop gives locks back and ends helpers.

    Python looks at signals between two of its own steps, and Qt's loop makes none while nothing happens: a socket
    wakes it up.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _: FrameType | None) -> None:
        app.exit(BY_SIGNAL + number)

    near, far = socket.socketpair()
    for each in (near, far):
        each.setblocking(False)
    before = {number: signal.signal(number, end) for number in SIGNALS}
    woken = signal.set_wakeup_fd(far.fileno())
    notifier = QSocketNotifier(near.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda: near.recv(64))
    try:
        yield
    finally:
        notifier.setEnabled(False)
        signal.set_wakeup_fd(woken)
        for number, handler in before.items():
            signal.signal(number, handler)
        near.close()
        far.close()

"""Notices when nobody has touched the desk for a while."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.clock import Clock

IDLE_S = 5 * 60
_LOOK_EVERY_MS = 5_000
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
        QEvent.Type.TouchBegin, QEvent.Type.TabletPress,
    }
)  # fmt: skip


class IdleWatch(QObject):
    """Watches the native windows only: a filter on the application would see every paint event too."""

    idle = Signal()

    def __init__(self, clock: Clock, *, after_s: float = IDLE_S) -> None:
        super().__init__()
        self._clock, self._after = clock, after_s
        self._touched = clock.monotonic()
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def watch(self, widget: QWidget) -> None:
        """Count touches of this window; it must have been shown."""
        handle = widget.window().windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def start(self) -> None:
        """Someone signed in."""
        self._touched = self._clock.monotonic()
        self._timer.start()

    def stop(self) -> None:
        """Nobody is signed in, or the screen is locked."""
        self._timer.stop()

    def look(self) -> None:
        """Ask the clock whether it is time."""
        if self._clock.monotonic() - self._touched >= self._after:
            self.stop()
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._touched = self._clock.monotonic()
        return False

"""A desk over a made-up terminal, without a screen: typing into it, and waiting for what is painted."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Self

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app import bootstrap
from app.clock import SystemClock
from app.domain.permissions import Role
from app.gateways.terminal import TerminalGateway
from app.presenters.preferences import FilePreferences
from app.views import fonts
from app.views.desk_stack import DeskStack
from app.views.main_window import MainWindow
from app.views.tasks import Tasks
from app.workplace import Workplace
from benchmarks import dealership

PATIENCE_MS = 20_000
SEEN_MS = 5_000


class Unseen(Exception):
    """What was waited for was not painted."""


class Moment(NamedTuple):
    """Milliseconds since a beginning: on the wall, and of the processor in all threads."""

    wall: float
    worked: float

    @classmethod
    def now(cls) -> Moment:
        """Since whatever the clocks count from."""
        return cls(time.perf_counter() * 1000, time.process_time() * 1000)

    def since(self, start: Moment) -> Moment:
        """What lies between."""
        return Moment(self.wall - start.wall, self.worked - start.worked)


Seen = tuple[QWidget, Callable[[], object]]
"""A widget, and what must hold when it is painted."""


class _Painted(QObject):
    """Ends its loop after each of the widgets was painted while its condition held."""

    def __init__(self, wanted: tuple[Seen, ...]) -> None:
        super().__init__()
        self.loop, self.wanted, self.at = QEventLoop(), wanted, dict[QObject, Moment]()
        for widget, _ in wanted:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        new = event.type() == QEvent.Type.Paint and watched not in self.at
        if new and any(widget is watched and holds() for widget, holds in self.wanted):
            self.at[watched] = Moment.now()
            QTimer.singleShot(0, lambda: self._painted(watched))  # the painting itself follows this
        return False

    def _painted(self, watched: QObject) -> None:
        self.at[watched] = Moment.now()
        if len(self.at) == len(self.wanted):
            self.loop.quit()


def until_painted(act: Callable[[], object], *wanted: Seen) -> list[Moment]:
    """From the start of `act` until each widget was painted with what is wanted."""
    watch = _Painted(wanted)
    late = QTimer(singleShot=True, interval=SEEN_MS)
    late.timeout.connect(watch.loop.quit)
    late.start()
    start = Moment.now()
    act()
    watch.loop.exec()
    for widget, _ in wanted:
        widget.removeEventFilter(watch)
    if len(watch.at) < len(wanted):
        raise Unseen(f"not painted: {[widget for widget, _ in wanted if widget not in watch.at]}")
    return [watch.at[widget].since(start) for widget, _ in wanted]


def until(condition: Callable[[], object]) -> None:
    """Let the desk work until something is so; not measured."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("it did not come to that")
        rest(0.01)


def rest(seconds: float) -> None:
    """Let the desk do what is due."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def type_into(edit: QWidget, text: str) -> None:
    """As keys, or as an input method hands it over."""
    if text.isascii():
        QTest.keyClicks(edit, text)
        return
    event = QInputMethodEvent()
    event.setCommitString(text)
    QCoreApplication.sendEvent(edit, event)


class Stalls:
    """The most milliseconds that the thread of the screen computes between two rounds of its loop, by the processor's clock."""

    BEAT_MS = 2

    def __enter__(self) -> Self:
        self.longest, self._last = 0.0, time.thread_time()
        self._timer = QTimer(interval=self.BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._beat()
        self._timer.stop()

    def _beat(self) -> None:
        self.longest = max(self.longest, (time.thread_time() - self._last) * 1000)
        self._last = time.thread_time()


class Desk:
    """A signed-in desk."""

    def __init__(self, folder: Path) -> None:
        self.qt = QApplication.instance() or QApplication(["showroom", "-style", "fusion"])
        fonts.load_all()
        self.tasks, self.window = Tasks(), MainWindow()
        app = bootstrap.create(folder, dealership.ENVIRONMENT)
        terminal = TerminalGateway(folder, lambda: app)
        self.stack = DeskStack(terminal, self.tasks, FilePreferences(folder / "desk.json"), SystemClock())
        self.window.hold(self.stack)
        self.window.show()
        self.window.activateWindow()
        rest(0.1)

    @property
    def shell(self) -> Any:
        """What surrounds the pages; None before someone has signed in."""
        return self.stack.shell

    @property
    def roles(self) -> frozenset[Role]:
        """Those of who is signed in."""
        desk = self.stack.desk
        if desk is None:
            raise AssertionError("nobody is signed in")
        return desk.session.roles

    @property
    def workplace(self) -> Workplace:
        """The terminal below it."""
        desk = self.stack.desk
        if desk is None:
            raise AssertionError("nobody is signed in")
        found: Workplace = desk.more["workplace"]
        return found

    def sign_in(self) -> None:
        """Type the password and press Enter."""
        self.give_password()
        until(lambda: self.shell is not None)
        rest(1.5)

    def give_password(self) -> None:
        """Without waiting for what follows."""
        edit = QApplication.focusWidget()
        if edit is None:
            raise AssertionError("nothing has the focus")
        type_into(edit, dealership.PASSWORD)
        QTest.keyClick(edit, Qt.Key.Key_Return)

    def close(self) -> None:
        """Let go of the folder."""
        self.stack._leaving = True  # nobody is there to be asked about unsent work
        self.window.close()
        self.tasks.close()
        self.stack.sign_out()


@contextmanager
def signed_in(size: dealership.Size) -> Iterator[Desk]:
    """A desk over a copy of such a terminal."""
    with tempfile.TemporaryDirectory(prefix="showroom-desk-") as folder:
        desk = Desk(dealership.copy(size, Path(folder) / "till"))
        try:
            desk.sign_in()
            yield desk
        finally:
            desk.close()

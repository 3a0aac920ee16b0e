"""The desk as people have it: a real window over a real terminal of a real server, filled or empty, on any day."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtTest import QTest

from app import bootstrap
from app.clock import Clock, SystemClock
from app.domain.permissions import Role
from app.errors import AppError
from app.gateways.terminal import TerminalGateway
from app.presenters.preferences import FilePreferences, Preferences
from app.presenters.print_sign import PDF_FILE, Habits
from app.views import fonts
from app.views.desk_stack import DeskStack
from app.views.main_window import MainWindow
from app.views.tasks import Tasks
from app.workplace import Workplace
from server import administration, demo, demo_pictures
from server.blobs import Blobs
from tests.shop import CHEAP, ENVIRON, Shop

T = TypeVar("T")
ADMIN, PASSWORD, BRANCH = "admin", demo.PASSWORD, "BJ"
EMPTY_STAFF = {"sales": "chen", "manager": "wang", "finance": "lin", "stock": "he", "admin": "admin"}
STAFF = {**EMPTY_STAFF, "admin": "gao"}
NOWHERE = "http://127.0.0.1:9"
QUIET_MS, MOST_S = 300, 30.0


class House(Shop):
    """A running server: with the demo's dealership, or with one person of each role and nothing else."""

    def __init__(self, folder: Path, *, empty: bool = False) -> None:
        self.empty = empty
        self._made = 0
        super().__init__(folder)

    def _fill(self) -> None:
        administration.init(self.uow, admin=ADMIN, password=PASSWORD, branch=BRANCH)
        if not self.empty:
            demo.fill(self.database, SystemClock(), seed=1)
            blobs = Blobs(self.database, self.settings.blobs_folder, SystemClock())
            demo_pictures.fill(self.database, blobs, SystemClock())
            return
        for role, name in EMPTY_STAFF.items():
            if name != ADMIN:
                administration.add_user(
                    self.uow, name=name, password=PASSWORD, role=Role(role), branch=BRANCH
                )

    def staff(self, role: str) -> str:
        """Who has that role here."""
        return (EMPTY_STAFF if self.empty else STAFF)[role]

    def desk(
        self, role: str, *, later: timedelta | None = None, finance: bool = False, **look: Any
    ) -> RealDesk:
        """A desk of its own, with that role signed in; `later` it is a long time, and without a network."""
        self._made += 1
        folder, login = self.folder / f"desk-{self._made}", self.staff(role)
        app = bootstrap.create(folder, ENVIRON, kdf=CHEAP)
        workplace = app.enrol(
            server=self.url, code=self.code(BRANCH, finance=finance), name=f"Desk {self._made}",
            user=login, password=PASSWORD,
        )  # fmt: skip
        if later is not None:
            workplace.vault.set_identity(replace(workplace.vault.identity(), server_url=NOWHERE))
        workplace.close()
        return RealDesk(folder, login, Later(later or timedelta()), **look)


class Later(SystemClock):
    """The machine's clock, so much later."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def now(self) -> Any:
        return super().now() + self._by

    def today(self) -> Any:
        return super().today() + self._by

    def monotonic(self) -> float:
        return super().monotonic() + self._by.total_seconds()


class CountedTasks(Tasks):
    """Knows whether work is going on, and tells of every error that is no word to a person."""

    def __init__(self, tell: Callable[[Exception], object]) -> None:
        super().__init__()
        self.going_on = 0
        self._tell = tell

    def run(
        self, op: Callable[[], T], on_done: Callable[[T], object], on_error: Callable[[Exception], object]
    ) -> None:
        super().run(op, *self._counted(on_done, on_error))

    def run_io(
        self, op: Callable[[], T], on_done: Callable[[T], object], on_error: Callable[[Exception], object]
    ) -> None:
        super().run_io(op, *self._counted(on_done, on_error))

    def _counted(self, on_done: Callable[[T], object], on_error: Callable[[Exception], object]) -> Any:
        self.going_on += 1

        def done(result: T) -> None:
            self.going_on -= 1
            on_done(result)

        def failed(error: Exception) -> None:
            self.going_on -= 1
            if not isinstance(error, AppError):
                self._tell(error)  # also where nobody listens
            on_error(error)

        return done, failed


class RealDesk:
    """A window over a real terminal, with somebody signed in."""

    def __init__(
        self, folder: Path, login: str, clock: Clock, *, language: str = "en", theme: str = "light",
        scale: float = 1.0, size: tuple[int, int] = (1440, 900),
    ) -> None:  # fmt: skip
        self.folder, self.language = folder, language
        self.thrown: list[BaseException] = []
        self.tasks = CountedTasks(self.thrown.append)
        self.window = MainWindow()
        kept = FilePreferences(folder / "desk.json", language=language)
        kept.write(login, Preferences(language, theme, scale))
        self.terminal = TerminalGateway(folder, lambda: bootstrap.create(folder, ENVIRON, clock, kdf=CHEAP))
        self.stack = DeskStack(self.terminal, self.tasks, kept, clock)
        self.window.hold(self.stack)
        self.window.resize(*size)
        self.window.show()
        fonts.load_all()
        desk = self.terminal.sign_in(login=login, password=PASSWORD)
        papers = desk.more.get("papers")
        if papers is not None:
            papers.remember(Habits(PDF_FILE, str(folder / "papers"), 1, 1))
        self.stack._open_desk(desk)
        self.window.activateWindow()
        self.settle()

    @property
    def shell(self) -> Any:
        return self.stack.shell

    @property
    def workplace(self) -> Workplace:
        workplace: Workplace = self.stack.desk.more["workplace"]
        return workplace

    def settle(self) -> None:
        """Until nothing is loaded, computed or about to be, and everything is painted."""
        end = time.monotonic() + MOST_S
        calm = 0
        while calm < 2:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
            coming = self.tasks.going_on or self.tasks._answers
            busy = coming or (calm == 1 and self._about_to_act())
            calm = 0 if busy else calm + 1
            assert time.monotonic() < end, (
                f"never quiet: {self.tasks.going_on} going on, {self._about_to_act()}"
            )
            if busy:
                QTest.qSleep(1)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)  # of what came last

    def _about_to_act(self) -> list[str]:
        return [
            f"{type(timer.parent()).__name__} in {timer.remainingTime()} ms"
            for timer in self.window.findChildren(QTimer)
            if timer.isActive() and timer.isSingleShot() and timer.interval() <= QUIET_MS
        ]

    def close(self) -> None:
        """As when the window is closed."""
        self.stack._leaving = True
        self.window.close()
        self.tasks.close()
        self.terminal.close()
        shiboken6.delete(self.window)

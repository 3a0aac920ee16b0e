"""Opens the desk: a window first, everything else behind it.

What is imported before the first picture decides how long someone looks at nothing. The window paints its
ground with hardly more than Qt loaded, then the sign-in page fills it. SQLAlchemy, reportlab, requests and
the ciphers take longer than all that together; a thread loads them while a password is typed.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.presenters.preferences import FilePreferences
from app.single import DeskLock, folder_errors
from app.views import theme
from app.views.main_window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from app.clock import Clock
    from app.presenters.demo import Demo
    from app.presenters.sign_in import Terminal
    from app.views.desk_stack import DeskStack
    from app.views.tasks import Tasks

# Without Qt, so that a thread may import them; the shell's modules follow on the screen's own thread.
SLOW = ("app.workplace", "app.services.contracts", "app.services.payments", "app.documents.contract")
SLOW_AFTER_MS, SHELL_AFTER_MS, SHELL_STEP_MS = 30, 150, 60


def open_desk(  # noqa: PLR0913 - the one door; all but the folder have defaults
    folder: Path, environ: Mapping[str, str], language: str = "", *, terminal: Terminal | None = None,
    clock: Clock | None = None, demo: Demo | None = None,
    on_stage: Callable[[str, MainWindow], object] = lambda stage, window: None,
) -> int:  # fmt: skip
    """Show the window and stay until it is closed; returns the exit code.

    `terminal` is how people get in; left out, it is the folder's own. `on_stage` is told `painted`
    after the first picture and `ready` once someone can type a password. One desk a folder.
    """
    with folder_errors():
        folder.mkdir(parents=True, exist_ok=True)
    with DeskLock(folder):
        door = (lambda: terminal) if terminal else (lambda: _terminal(folder, environ, clock, demo))
        return _stay(folder, door, language, clock, on_stage)


def _stay(
    folder: Path, door: Callable[[], Terminal], language: str, clock: Clock | None,
    on_stage: Callable[[str, MainWindow], object],
) -> int:  # fmt: skip
    app = QApplication.instance() or QApplication([*sys.argv[:1], "-style", "fusion"])
    assert isinstance(app, QApplication)  # noqa: S101 - nobody makes a lesser one here
    app.setApplicationName("Showroom")
    app.setDesktopFileName("showroom")
    preferences = FilePreferences(folder / "desk.json", language=language or "zh_CN")
    theme.choose(preferences.read("").theme)
    window = MainWindow()
    closing: list[Callable[[], object]] = []

    def fill() -> None:
        on_stage("painted", window)
        closing.append(_fill(window, door(), preferences, clock))
        QTimer.singleShot(0, lambda: on_stage("ready", window))

    window.painted.connect(fill)
    window.show()
    try:
        return app.exec()
    finally:
        for close in closing:
            close()


def _terminal(folder: Path, environ: Mapping[str, str], clock: Clock | None, demo: Demo | None) -> Terminal:
    from app import bootstrap
    from app.gateways.terminal import TerminalGateway

    return TerminalGateway(bootstrap.create(folder, environ, clock), demo)


def _fill(
    window: MainWindow, terminal: Terminal, preferences: FilePreferences, clock: Clock | None
) -> Callable[[], object]:
    """Put the pages into the window; returns what to call at the end."""
    from app.clock import SystemClock
    from app.views import errors, fonts
    from app.views.desk_stack import DeskStack
    from app.views.garbage import Garbage
    from app.views.tasks import Tasks

    fonts.load_first()
    garbage = Garbage()  # before the first worker
    tasks = Tasks()
    stack = DeskStack(terminal, tasks, preferences, clock or SystemClock())
    window.hold(stack)
    uninstall = errors.install_hook(stack.show_report)
    QTimer.singleShot(0, lambda: _after_sign_in_shows(stack, tasks))

    def close() -> None:
        tasks.close()
        uninstall()
        garbage.stop()

    return close


def _after_sign_in_shows(stack: DeskStack, tasks: Tasks) -> None:
    from app.views import fonts

    fonts.load_all()
    stack.look()
    # After the page has painted: a thread that imports holds up the one that paints.
    QTimer.singleShot(SLOW_AFTER_MS, lambda: tasks.preload(_import_slow))
    QTimer.singleShot(SHELL_AFTER_MS, _import_shell)


def _import_slow() -> None:
    from contextlib import suppress
    from importlib import import_module

    for name in SLOW:
        with suppress(ImportError):  # whoever needs it will say so
            import_module(name)


def _import_shell() -> None:
    """The shell and its pages, one at a time: whoever types meanwhile must not notice."""
    from importlib import import_module

    from app.views import navigation

    names = ["app.views.shell", *(f"app.views.{screen.page.split(':')[0]}" for screen in navigation.SCREENS)]
    for at, name in enumerate(names):
        QTimer.singleShot(at * SHELL_STEP_MS, lambda name=name: import_module(name))

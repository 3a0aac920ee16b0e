"""Opens the desk: the page on which one signs in first, everything else behind it.

What is imported before the first picture decides how long someone looks at nothing. The sign-in page needs Qt
and little more. SQLAlchemy, reportlab, requests and the ciphers take longer than all that together; a thread
loads them while a password is typed.
"""

from __future__ import annotations

import gc
import sys
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app import i18n
from app.clock import SystemClock
from app.errors import UserError
from app.gateways.terminal import TerminalGateway
from app.presenters.preferences import FilePreferences
from app.single import DeskLock, make_folder
from app.views import fonts, theme
from app.views.desk_stack import DeskStack
from app.views.garbage import Garbage
from app.views.main_window import MainWindow
from app.views.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from app.bootstrap import App
    from app.clock import Clock
    from app.presenters.demo import Demo
    from app.presenters.preferences import Preferences
    from app.presenters.sign_in import Terminal

# Without Qt, so that a thread may import them; the shell's modules follow on the screen's own thread.
SLOW = ("app.workplace", "app.services.contracts", "app.services.payments", "app.documents.contract")
_UNSEEN = ("offscreen", "minimal")
SLOW_AFTER_MS, SHELL_AFTER_MS, SHELL_STEP_MS = 30, 150, 60


def open_desk(  # noqa: PLR0913 - the one door; all but the folder have defaults
    folder: Path, environ: Mapping[str, str], language: str = "", *, terminal: Terminal | None = None,
    clock: Clock | None = None, demo: Demo | None = None, asked: str = "",
    on_ready: Callable[[MainWindow], object] | None = None,
) -> int:  # fmt: skip
    """Show the window and stay until it is closed; returns the exit code. One desk a folder.

    `terminal` is how people get in; left out, it is the folder's own. `asked` is the language of this run,
    whatever people here chose before. `on_ready` is called when the sign-in
    page is painted and one can type.
    """
    preferences = FilePreferences(folder / "desk.json", language=language or "zh_CN")
    with ExitStack() as held:
        try:
            make_folder(folder)
            held.enter_context(DeskLock(folder))
        except UserError as error:
            kept = preferences.read("")
            _say_why_not(error, folder, kept._replace(language=asked or kept.language))
            raise
        app = _application()

        def make() -> App:
            from app import bootstrap

            return bootstrap.create(folder, environ, clock)

        garbage = Garbage()  # before the first worker
        tasks, window = Tasks(), MainWindow()
        fonts.load_first()
        door = terminal or TerminalGateway(folder, make, demo)
        stack = DeskStack(door, tasks, preferences, clock or SystemClock(), language=asked)
        window.hold(stack)
        window.painted.connect(lambda: _after_first_paint(stack, tasks))
        watched = ExitStack()
        heed = partial(_heed_signals, app, watched)
        if demo is None:
            window.painted.connect(lambda: QTimer.singleShot(0, heed))  # before that nothing has been begun
        if on_ready is not None:
            window.painted.connect(lambda: on_ready(window))
        window.open()
        try:
            with watched:
                if demo is not None:
                    heed()  # not sooner: what would end the loop ends none that has not begun
                return app.exec()
        finally:
            tasks.close()
            door.close()
            garbage.stop()


def _say_why_not(error: UserError, folder: Path, look: Preferences) -> None:
    """In a window of its own: who started the desk from an icon reads no console."""
    app = _application()
    if (sys.stderr is not None and sys.stderr.isatty()) or app.platformName() in _UNSEEN:
        return
    from app.views.refusal import RefusalWindow

    fonts.load_all()
    theme.apply(app, theme=look.theme, scale=look.scale)
    with i18n.speaking(look.language):  # the console keeps its own
        window = RefusalWindow(error.message, str(folder))
    window.show()
    app.exec()


def _application() -> QApplication:
    app = QApplication.instance() or QApplication([*sys.argv[:1], "-style", "fusion"])
    assert isinstance(app, QApplication)  # noqa: S101 - nobody makes a lesser one here
    app.setApplicationName("Showroom")
    app.setDesktopFileName("showroom")
    return app


def _after_first_paint(stack: DeskStack, tasks: Tasks) -> None:
    QTimer.singleShot(0, lambda: _equip(stack))  # a key that is waiting goes first
    # A thread that imports holds up the one that paints.
    QTimer.singleShot(SLOW_AFTER_MS, stack.look)
    QTimer.singleShot(SLOW_AFTER_MS, lambda: tasks.preload(lambda: _import_slow(tasks)))
    QTimer.singleShot(SHELL_AFTER_MS, _import_shell)


def _heed_signals(app: QApplication, watched: ExitStack) -> None:
    from app.views.ending import ended_by_signals

    watched.enter_context(ended_by_signals(app))


def _equip(stack: DeskStack) -> None:
    from app.views import errors

    errors.install_hook(stack.show_report)
    fonts.load_all()
    stack.teach_qt()


def _import_slow(tasks: Tasks) -> None:
    from contextlib import suppress
    from importlib import import_module

    for name in SLOW:
        with suppress(ImportError):  # whoever needs it will say so
            import_module(name)
    tasks.post(
        gc.freeze
    )  # modules are there to stay: looking through them for garbage would stall the screen


def _import_shell() -> None:
    """The shell and its pages, one at a time: whoever types meanwhile must not notice."""
    from importlib import import_module

    from app.views import navigation

    names = ["app.views.shell", *(f"app.views.{screen.page.split(':')[0]}" for screen in navigation.SCREENS)]
    for at, name in enumerate(names):
        QTimer.singleShot(at * SHELL_STEP_MS, lambda name=name: import_module(name))

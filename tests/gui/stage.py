"""A whole window over the fakes, doing everything at once: what GUI tests play on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import shiboken6

from app.presenters.base import run_now
from app.views.desk_stack import DeskStack
from app.views.main_window import MainWindow
from tests.gui import fakes, fakes_door


class NowTasks:
    """Work is done when it is asked for."""

    run = staticmethod(run_now)
    run_io = staticmethod(run_now)
    run_aside = staticmethod(lambda op, on_done, on_error: None)  # nobody waits here

    @staticmethod
    def post(call: Callable[[], object]) -> None:
        call()


class Stage:
    """A window in front of a made-up dealership."""

    def __init__(
        self, language: str = "en", look: str = "light", *, scale: float = 1.0, touch: bool = False,
        **terminal: Any,
    ) -> None:  # fmt: skip
        self.language = language
        self.clock = fakes.FakeClock(fakes.NOW)
        self.preferences = fakes.FakePreferences(language=language, theme=look, scale=scale, touch=touch)
        self.terminal = fakes_door.FakeTerminal(language, **terminal)
        self.window = MainWindow()
        self.stack = DeskStack(self.terminal, NowTasks(), self.preferences, self.clock, language=language)
        self.window.hold(self.stack)
        self.window.show()
        self.stack.look()

    def enter(self, screen: str = "", *, login: str = "chen", **desk: Any) -> Any:
        """Sign in and open a screen; returns its page."""
        made = fakes.desk(self.language, login=login, clock=self.clock, preferences=self.preferences, **desk)
        self.stack._open_desk(made)
        if screen:
            self.shell.open(screen)
        return self.shell.page(self.shell.current)

    def enter_again(self, screen: str) -> Any:
        """Another screen of the same person; returns its page."""
        self.shell.open(screen)
        return self.page

    @property
    def shell(self) -> Any:
        return self.stack.shell

    @property
    def page(self) -> Any:
        return self.shell.page(self.shell.current)

    def close(self) -> None:
        self.stack._leaving = True
        self.window.close()
        shiboken6.delete(
            self.window
        )  # now: restyling for the next test would visit every widget that is left

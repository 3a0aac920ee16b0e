"""Pictures and papers in memory."""

from __future__ import annotations

from collections.abc import Callable

from app.presenters.files import Moving, Ran, WaitingFile


class FakeFiles:
    """A queue that tests fill."""

    def __init__(self) -> None:
        self.files: tuple[WaitingFile, ...] = ()
        self.at: Moving | None = None
        self.runs = 0
        self.ends: Ran | Exception = Ran()

    def waiting(self) -> tuple[WaitingFile, ...]:
        return self.files

    def move(self, over: Callable[[], bool]) -> Ran:
        self.runs += 1
        if isinstance(self.ends, Exception):
            raise self.ends
        return self.ends

    def moving(self) -> Moving | None:
        return self.at

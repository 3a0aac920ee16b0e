"""A figure on the rail: how many of something wait for somebody."""

from __future__ import annotations

from collections.abc import Callable

from app.changes import Changes
from app.presenters.base import Run


class RailFigure:
    """Counts off the screen's thread, and anew whenever one of the tables changes. What cannot be read says so on its
    own page."""

    def __init__(self, run: Run, count: Callable[[], int], tables: tuple[str, ...]) -> None:
        self._run, self._count, self._tables = run, count, tables
        self._tell: Callable[[int], object] = lambda count: None

    def follow(self, tell: Callable[[int], object]) -> None:
        """Tell how many there are, now and whenever that changes."""
        self._tell = tell
        self._read()

    def let_go(self) -> None:
        """Whoever was told is about to be torn down."""
        self._tell = lambda count: None

    def on_changes(self, changes: Changes) -> None:
        """Something was written or synced."""
        if changes.touches(*self._tables):
            self._read()

    def _read(self) -> None:
        self._run(self._count, lambda count: self._tell(count), lambda _: None)

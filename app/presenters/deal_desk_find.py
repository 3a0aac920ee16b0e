"""Finding a customer or a car while one types; only the last question's answer counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.presenters.base import Presenter, Run


@dataclass(frozen=True)
class FindState:
    """What was asked, and what was found."""

    text: str = ""
    hits: tuple[Any, ...] = ()
    answered: bool = True
    bare: bool = False
    """There is nothing here that could be found, whatever the words."""


class FindPresenter(Presenter[FindState]):
    """Asks `find` for each text."""

    def __init__(self, run: Run, find: Callable[[str], Sequence[Any]]) -> None:
        super().__init__(run, FindState())
        self._find = find

    def search(self, text: str) -> None:
        """Look for this; an empty text clears the answers."""
        text = text.strip()
        if not text:
            self._latest["find"] = self._latest.get("find", 0) + 1
            self._set(text="", hits=(), answered=True)
            return
        self._set(text=text, answered=False)
        self._ask(
            lambda: self._found(text),
            lambda found: self._set(hits=found[0], bare=found[1], answered=True),
            topic="find",
            on_error=self._failed,
        )

    def _found(self, text: str) -> tuple[tuple[Any, ...], bool]:
        hits = tuple(self._find(text))
        return hits, not hits and not self._find("")

    def _failed(self, error: Exception) -> None:
        self._set(text="", hits=(), answered=True)  # nothing was answered: the same words may be asked again
        self._fail(error)

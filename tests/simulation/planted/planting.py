"""How a bug is put into the program, by its name, while a run lasts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

Bug = Callable[[ExitStack], None]
BUGS: dict[str, Bug] = {}


def bug(function: Bug) -> Bug:
    """Let this bug be planted by its name."""
    BUGS[function.__name__] = function
    return function


@contextmanager
def planted(name: str) -> Iterator[None]:
    """The program with a bug in it."""
    with ExitStack() as stack:
        BUGS[name](stack)
        yield


def put(stack: ExitStack, where: object, name: str, what: Any) -> Any:
    """Put something in the place of a function or value; returns what was there."""
    real = getattr(where, name)
    stack.enter_context(patch.object(where, name, what))
    return real


def nothing(*_: Any, **__: Any) -> None:
    """In the place of what does something."""
    return

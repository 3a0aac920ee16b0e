"""A presenter's view that is a part of a page: a function for the state, and one for errors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

S = TypeVar("S")


@dataclass(frozen=True)
class ViewOf(Generic[S]):
    """Hands on what the presenter says."""

    show_state: Callable[[S], None]
    show_error: Callable[[Exception], None]

"""What a write altered, and the bus that tells the screens."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Changes:
    """The ids of the rows that changed, by table. A screen reloads when it shows one of the tables."""

    tables: dict[str, frozenset[str]] = field(default_factory=dict)

    def touches(self, *tables: str) -> bool:
        """Whether any of these tables changed."""
        return any(table in self.tables for table in tables)

    def and_(self, more: Changes) -> Changes:
        """These and more."""
        tables = {*self.tables, *more.tables}
        return Changes({t: self.tables.get(t, frozenset()) | more.tables.get(t, frozenset()) for t in tables})

    def __bool__(self) -> bool:
        return bool(self.tables)


class _Everything(Changes):
    """Whatever a screen shows: it reads it again."""

    def touches(self, *tables: str) -> bool:
        return True

    def __bool__(self) -> bool:
        return True


EVERYTHING = _Everything()


class ChangeBus:
    """Passes changes on to whoever subscribed, in the order of subscription."""

    def __init__(self) -> None:
        self._subscribers: list[Callable[[Changes], None]] = []

    def subscribe(self, subscriber: Callable[[Changes], None]) -> Callable[[], None]:
        """Add a subscriber; call the result to remove it."""
        self._subscribers.append(subscriber)
        return lambda: self._subscribers.remove(subscriber)

    def publish(self, changes: Changes) -> None:
        """Tell everyone, unless nothing changed."""
        if changes:
            for subscriber in tuple(self._subscribers):
                subscriber(changes)

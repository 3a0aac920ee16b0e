"""Two files beside each other, perhaps of one person: what differs, which one is kept, and apart again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.presenters.base import Presenter, Run


@dataclass(frozen=True, slots=True)
class FileSide:
    """A customer's file as the comparison shows it: numbers in part."""

    id: str
    name: str
    kind: str = "person"
    phone: str = ""
    id_kind: str = "id_card"
    id_last4: str = ""
    address: str = ""
    note: str = ""
    made_at: datetime | None = None
    deals: int = 0
    signed: int = 0
    """How many contracts were signed with this file."""
    quotes: int = 0
    drives: int = 0


@dataclass(frozen=True)
class Compared:
    """Two files, and in which fields they differ: told by the whole numbers, which nobody is shown."""

    sides: tuple[FileSide, FileSide]
    differs: frozenset[str]
    merged: bool = False
    """They are one customer's already: the first is kept, the second went into it."""
    apart: bool = False
    """Somebody said that they are two people."""


class SamePersonGateway(Protocol):
    """What the dialog needs."""

    def compare(self, one: str, other: str) -> Compared: ...
    def merge(self, file: str, into: str) -> None: ...
    def unmerge(self, file: str) -> None: ...
    def tell_apart(self, one: str, other: str) -> None: ...
    def take_back(self, one: str, other: str) -> None: ...


@dataclass(frozen=True)
class SameState:
    """What the dialog shows."""

    compared: Compared | None = None
    kept: str = ""
    """The file that is kept, or would be."""
    busy: bool = False
    done: str = ""
    """What was written: `one`, `two`, or `perhaps` where it was taken back that they are two."""


class SamePersonPresenter(Presenter[SameState]):
    """Reads both; writes that they are one, or two."""

    def __init__(
        self, run: Run, gateway: SamePersonGateway, one: str, other: str, *, may_decide: bool = True
    ) -> None:
        super().__init__(run, SameState())
        self._gateway, self._asked = gateway, (one, other)
        self.may_decide = may_decide
        """Whether whoever looks may say that they are one, or two; others compare them."""

    def load(self) -> None:
        """Read both files."""
        self._ask(lambda: self._gateway.compare(*self._asked), self._read, topic="compare")

    def _read(self, compared: Compared) -> None:
        self._set(compared=compared, kept=compared.sides[0].id if compared.merged else _first(compared.sides))

    def keep(self, file: str) -> None:
        """That one is kept."""
        self._set(kept=file)

    def save(self) -> None:
        """They are one person; or, if they were made one, two."""
        compared = self.state.compared
        if compared is None or self.state.busy or not self.may_decide:
            return
        kept = self.state.kept
        other = next(side.id for side in compared.sides if side.id != kept)
        gateway, merged = self._gateway, compared.merged
        self._write(
            (lambda: gateway.unmerge(other)) if merged else (lambda: gateway.merge(other, kept)),
            "two" if merged else "one",
        )

    def tell_apart(self) -> None:
        """They are two people, and are not offered again; or, if that was said, it is taken back."""
        compared = self.state.compared
        if compared is None or compared.merged or self.state.busy or not self.may_decide:
            return
        gateway, (one, other) = self._gateway, (side.id for side in compared.sides)
        if compared.apart:
            self._write(lambda: gateway.take_back(one, other), "perhaps")
        else:
            self._write(lambda: gateway.tell_apart(one, other), "two")

    def _write(self, op: Callable[[], None], done: str) -> None:
        self._set(busy=True)
        self._run(op, lambda _: self._set(busy=False, done=done), self._not_saved)

    def _not_saved(self, error: Exception) -> None:
        self._set(busy=False)
        self._fail(error)


def _first(sides: tuple[FileSide, FileSide]) -> str:
    """Whom one would keep: with whom was signed, whose number is known, who has more deals, who was here first."""
    return min(sides, key=lambda side: (-side.signed, not side.id_last4, -side.deals, side.id)).id

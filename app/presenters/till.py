"""The till: open a shift, count what is there, close it with a reason for what differs, print the closing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from app.changes import Changes
from app.domain import shift as rules
from app.domain.shift import MethodLine
from app.presenters.base import Presenter, Run
from app.presenters.sent import Sent


@dataclass(frozen=True)
class TillShift:
    """A shift with what its receipts come to. Amounts in minor units."""

    id: str
    cashier: str
    terminal: str
    opened_at: datetime
    lines: tuple[MethodLine, ...]
    receipts: int
    mine: bool = False
    closed_at: datetime | None = None
    difference: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Held:
    """What customers' money is, by account: name of the kind to the sum that stands."""

    deposit: int = 0
    prepayment: int = 0
    payment: int = 0
    balanced: bool = True


class TillGateway(Protocol):
    """What the page needs of the terminal."""

    def open_shifts(self) -> tuple[TillShift, ...]: ...
    def closed_shifts(self) -> tuple[TillShift, ...]: ...
    def held(self) -> Held: ...
    def open(self, opening_cash: int) -> str: ...
    def close(self, shift_id: str, counted: Mapping[str, int], reason: str) -> None: ...
    def print(self, shift_id: str) -> Sent: ...


@dataclass(frozen=True)
class TillState:
    """What the page shows."""

    open: tuple[TillShift, ...] = ()
    """Those that this person may close, the own one first."""
    closed: tuple[TillShift, ...] = ()
    held: Held = field(default_factory=Held)
    chosen: str = ""
    busy: bool = False
    loading: bool = True
    done: str = ""
    """What just succeeded: `opened`, `closed`, `printed`; announced once."""
    told: str = ""

    @property
    def shift(self) -> TillShift | None:
        """The one that is counted."""
        return next(
            (each for each in self.open if each.id == self.chosen), self.open[0] if self.open else None
        )

    @property
    def has_own(self) -> bool:
        """Whether this person's shift is open here."""
        return any(each.mine for each in self.open)


class TillPresenter(Presenter[TillState]):
    """Holds the shifts, and carries out what was asked."""

    def __init__(self, run: Run, gateway: TillGateway) -> None:
        super().__init__(run, TillState())
        self._gateway = gateway

    def load(self) -> None:
        """Read the shifts and what is held."""
        gateway = self._gateway
        self._ask(
            lambda: (gateway.open_shifts(), gateway.closed_shifts(), gateway.held()),
            lambda found: self._set(open=found[0], closed=found[1], held=found[2], loading=False),
            topic="shifts",
        )

    def on_changes(self, changes: Changes) -> None:
        """Something was written or synced."""
        if changes.touches("payment", "shift"):
            self.load()

    def choose(self, shift_id: str) -> None:
        """Count another one."""
        self._set(chosen=shift_id)

    def difference(self, counted: Mapping[str, int]) -> dict[str, int]:
        """Where the count is not what should be there."""
        return rules.differences(self.state.shift.lines, counted) if self.state.shift else {}

    def open(self, opening_cash: int) -> None:
        """Begin the own shift."""

        def opened() -> str:
            self._gateway.open(opening_cash)
            return ""  # its id says nothing to people

        self._do(opened, "opened")

    def close(self, counted: Mapping[str, int], reason: str) -> None:
        """Seal the shift and print its closing."""
        if (shift := self.state.shift) is None:
            return

        def closed() -> str:
            self._gateway.close(shift.id, counted, reason)
            return self._gateway.print(shift.id).where

        self._do(closed, "closed")

    def print(self, shift_id: str) -> None:
        """A closing once more."""
        if not self.state.busy:
            self._set(busy=True)
            self._run(
                lambda: self._gateway.print(shift_id),
                lambda sent: self._finished(sent.done, sent.where), self._not_done,
            )  # fmt: skip

    def _do(self, op: Callable[[], str], done: str) -> None:
        if not self.state.busy:
            self._set(busy=True)
            self._run(op, lambda told: self._finished(done, told), self._not_done)

    def _finished(self, done: str, told: str) -> None:
        self._set(busy=False, done=done, told=told)
        self._set(done="", told="")
        self.load()

    def _not_done(self, error: Exception) -> None:
        self._set(busy=False)
        self._fail(error)
        self.load()

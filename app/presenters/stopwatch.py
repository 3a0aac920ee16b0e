"""The stopwatch of the deal desk, and what it found: this week's sales, step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.clock import Clock
from app.domain import stopwatch
from app.domain.stopwatch import Lap, Sale
from app.i18n import N_
from app.presenters.base import Presenter, Run

STEP_NAMES = {
    "customer": N_("Customer"), "car": N_("Vehicle"), "terms": N_("Price to contract (F8)"),
    "deposit": N_("Deposit (F9)"), "print": N_("Print and sign (F10)"),
}  # fmt: skip
STEP_OF = {
    "customer": "customer", "car": "car", "price": "terms", "plan": "terms", "contract": "terms", "deposit": "deposit",
    "print": "print",
}  # fmt: skip
"""The stopwatch's step for each of the deal desk's."""


class Stopwatch:
    """How long a deal took and how many keys, as a whole and step by step; nothing about the customer."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.finished: Callable[[Sale], object] = lambda sale: None
        """Told of each sale that came to its end."""
        self.start()

    def start(self) -> None:
        """From zero, with the first key."""
        self._started: float | None = None
        self._stopped: float | None = None
        self.keys = 0
        self._step, self._since, self._keys_before = "", 0.0, 0
        self._laps: dict[str, Lap] = {}

    def count_key(self) -> None:
        """Somebody pressed a key."""
        if self._stopped is None:
            self.keys += 1
            if self._started is None:
                self._started = self._since = self._clock.monotonic()

    def reach(self, step: str) -> None:
        """The deal has come to this step, or back to it."""
        if step == self._step or self._stopped is not None:
            return
        self._end_lap()
        self._step = step

    def stop(self) -> None:
        """The contract is printed."""
        if self._started is None or self._stopped is not None:
            return
        self._stopped = self._clock.monotonic()
        self._end_lap()
        self.finished(Sale(self._clock.today(), dict(self._laps)))

    def seconds(self) -> float:
        """How long it has taken, or took."""
        if self._started is None:
            return 0.0
        return (self._stopped or self._clock.monotonic()) - self._started

    def _end_lap(self) -> None:
        """What was spent since the last step belongs to it; gone through twice, it adds up."""
        if self._started is None:
            return
        now = self._clock.monotonic()
        if self._step:
            before = self._laps.get(self._step, Lap(0, 0))
            keys = before.keys + self.keys - self._keys_before
            self._laps[self._step] = Lap(before.seconds + now - self._since, keys)
            self._keys_before = self.keys
        self._since = now


class StopwatchGateway(Protocol):
    """Where sales are kept: on this terminal alone."""

    def read(self) -> tuple[bool, tuple[Sale, ...]]:
        """Whether sales are measured here, and those of the last weeks."""

    def keep(self, sale: Sale) -> None:
        """One more, if they are measured."""

    def switch(self, on: bool) -> None:
        """Measure, or not; off, what was measured goes."""


@dataclass(frozen=True)
class StopwatchState:
    """What the report shows."""

    on: bool = True
    week: date = date.min
    sales: int = 0
    medians: tuple[tuple[str, Lap, Lap], ...] = ()
    """Step, median, target."""
    whole: Lap | None = None


class StopwatchPresenter(Presenter[StopwatchState]):
    """Keeps what was measured and reports the week."""

    def __init__(self, run: Run, gateway: StopwatchGateway, clock: Clock) -> None:
        super().__init__(run, StopwatchState())
        self._gateway, self._clock = gateway, clock

    def load(self) -> None:
        """This week so far."""
        self._ask(self._gateway.read, lambda found: self._show(*found), topic="load")

    def keep(self, sale: Sale) -> None:
        """A sale came to its end. That it was measured must never disturb it."""
        self._run(lambda: self._gateway.keep(sale), lambda _: None, lambda _: None)

    def switch(self, on: bool) -> None:
        """Measure from now on, or no more."""
        self._run(lambda: self._gateway.switch(on), lambda _: self.load(), self._fail)

    def _show(self, on: bool, sales: tuple[Sale, ...]) -> None:
        week = stopwatch.week_of(self._clock.today())
        found = stopwatch.medians(sales, week=week)
        lines = tuple(
            (step, found[step], stopwatch.TARGETS[step]) for step in stopwatch.STEPS if step in found
        )
        complete = len(found) == len(stopwatch.STEPS)
        whole = Lap(sum(lap.seconds for lap in found.values()), sum(lap.keys for lap in found.values()))
        self._set(
            on=on, week=week, sales=stopwatch.count(sales, week=week), medians=lines,
            whole=whole if complete else None,
        )  # fmt: skip

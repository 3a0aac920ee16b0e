"""Visits to the workshop: the list of a day, of what comes, what nobody settled and what is done; and each step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from app.changes import Changes
from app.clock import Clock
from app.presenters.base import Run
from app.presenters.paged import FilteredPresenter, Listing
from app.presenters.test_drive_diary import Choice

TABLES = ("service_visit", "customer", "follow_up", "handover")


@dataclass(frozen=True, slots=True)
class VisitItem:
    """A visit as screens show it. Amounts in minor units."""

    id: str
    starts_at: datetime
    state: str
    customer_id: str
    customer: str
    phone: str
    vin: str
    car: str
    reasons: tuple[str, ...]
    wish: str = ""
    by: str = ""
    km: int | None = None
    work: str = ""
    paid: int | None = None
    next_on: date | None = None
    next_km: int | None = None
    twice: bool = False
    """Another visit is booked for the same car and hour."""


@dataclass(frozen=True, slots=True)
class ClockItem:
    """Until when faults of a car are somebody else's to pay for: a key of `domain.warranty.NAMES`."""

    kind: str
    until: date
    days_left: int
    km_left: int | None
    runs: bool


@dataclass(frozen=True, slots=True)
class OwnedItem:
    """A car that a customer may bring; one that we handed over has the day of that, and clocks."""

    vin: str
    name: str
    handed_on: date | None = None
    km: int = 0
    clocks: tuple[ClockItem, ...] = ()
    next_on: date | None = None
    next_km: int | None = None


@dataclass(frozen=True, slots=True)
class CallItem:
    """A call after the sale: `step` a key of `domain.follow_up.STEPS`, `state` as `domain.follow_up.state` says."""

    contract_no: str
    customer_id: str
    customer: str
    car: str
    step: str
    due_on: date
    state: str
    tries: int = 0
    score: int | None = None
    note: str = ""
    by: str = ""


@dataclass(frozen=True)
class Booking:
    """What is booked: whose car, when, what for."""

    customer_id: str
    vin: str
    car: str
    starts_at: datetime
    reasons: tuple[str, ...]
    wish: str = ""


@dataclass(frozen=True)
class Finished:
    """What is noted as a car is ready."""

    work: str
    paid: int
    next_on: date | None = None
    next_km: int | None = None


@dataclass(frozen=True)
class Wanted:
    """Which visits: a view of `domain.service_visit.VIEWS`, and what they are found by."""

    text: str = ""
    view: str = "today"


class ServiceGateway(Protocol):
    """What the page and the form need."""

    def count(self, wanted: Wanted) -> int: ...
    def page(self, wanted: Wanted, offset: int, limit: int) -> tuple[VisitItem, ...]: ...
    def find(self, visit_id: str) -> VisitItem | None: ...
    def people(self, text: str) -> tuple[Choice, ...]: ...
    def cars(self, customer_id: str) -> tuple[OwnedItem, ...]: ...
    def book(self, booking: Booking) -> None: ...
    def rebook(self, visit_id: str, booking: Booking) -> None: ...
    def arrive(self, visit_id: str, km: int) -> None: ...
    def finish(self, visit_id: str, done: Finished) -> None: ...
    def miss(self, visit_id: str) -> None: ...
    def cancel(self, visit_id: str) -> None: ...
    def calls_due(self) -> tuple[CallItem, ...]: ...
    def log_call(self, call: CallItem, outcome: str, score: int | None, note: str) -> None: ...


@dataclass(frozen=True)
class ServiceState:
    """What the page shows."""

    wanted: Wanted = field(default_factory=Wanted)
    listing: Listing = field(default_factory=Listing)
    loading: bool = True
    failed: bool = False
    chosen: VisitItem | None = None
    calls: tuple[CallItem, ...] = ()
    """After the sale, due or overdue."""
    busy: bool = False
    done: str = ""
    """The state that a visit just came to; announced once."""


class ServicePresenter(FilteredPresenter[ServiceState]):
    """Holds the list; every step is one action of the terminal, with or without a network."""

    def __init__(self, run: Run, gateway: ServiceGateway, clock: Clock) -> None:
        super().__init__(run, ServiceState(), gateway)
        self._gateway, self.clock = gateway, clock

    def load(self) -> None:
        """Read the list, and whom to call."""
        self._list()
        self._ask(self._gateway.calls_due, lambda calls: self._set(calls=calls), topic="calls")

    def on_changes(self, changes: Changes) -> None:
        """Something was written or synced."""
        if changes.touches(*TABLES):
            self.load()
            if self.state.chosen is not None:
                self.open(self.state.chosen.id)

    def _sift(self, rows: tuple[VisitItem, ...]) -> None:
        chosen = self.state.chosen
        if chosen is not None and all(row.id != chosen.id for row in rows):
            self._set(chosen=None)

    def choose(self, row: VisitItem | None) -> None:
        """Show a visit at the side."""
        if row != self.state.chosen:
            self._set(chosen=row)

    def open(self, visit_id: str) -> None:
        """Show a visit by id, whichever list it stands in."""
        self._ask(lambda: self._gateway.find(visit_id), self.choose, topic="open")

    def show(self, visit_id: str) -> None:
        """The same, from another page: in the list of all."""
        if self.state.wanted.view != "all":
            self.show_view("all")
        self.open(visit_id)

    def arrive(self, km: int) -> None:
        """The chosen car is here."""
        self._step(lambda visit_id: self._gateway.arrive(visit_id, km), "arrived")

    def finish(self, done: Finished) -> None:
        """The chosen car is ready."""
        self._step(lambda visit_id: self._gateway.finish(visit_id, done), "done")

    def miss(self) -> None:
        """Nobody came."""
        self._step(self._gateway.miss, "missed")

    def cancel(self) -> None:
        """The customer does not come."""
        self._step(self._gateway.cancel, "cancelled")

    def _step(self, op: Callable[[str], None], done: str) -> None:
        visit = self.state.chosen
        if visit is None or self.state.busy:
            return
        self._set(busy=True)
        self._run(lambda: op(visit.id), lambda _: self._stepped(visit.id, done), self._stopped)

    def _stepped(self, visit_id: str, done: str) -> None:
        self._set(busy=False, done=done)
        self._set(done="")
        self.load()
        self.open(visit_id)

    def _stopped(self, error: Exception) -> None:
        self._set(busy=False)
        self._fail(error)

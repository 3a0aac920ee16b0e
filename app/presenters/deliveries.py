"""The list of deliveries: what is due, how far each has come, and what keeps a car here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from app.changes import Changes
from app.presenters.base import Run
from app.presenters.paged import FilteredPresenter, Listing

VIEWS = ("open", "due", "released", "follows", "done")
TABLES = (
    "contract", "deal", "payment", "delivery_mark", "inspection", "release", "handover", "vehicle", "stock_stay",
    "sync_case",
)  # fmt: skip
"""What a gate is read from."""


@dataclass(frozen=True, slots=True)
class DeliveryItem:
    """A delivery as the list shows it."""

    no: str
    buyer: str
    """Empty for who sees no customers."""
    model: str
    vin: str
    seller: str
    due_on: date | None
    due_time: str
    state: str
    """Of the deal."""
    passed: int
    asked: int
    waits: tuple[str, ...] = ()
    """What keeps the car here, by name."""


@dataclass(frozen=True)
class DeliveryFilter:
    """Which deliveries."""

    text: str = ""
    view: str = "open"


class DeliveriesGateway(Protocol):
    """What the list needs."""

    def counts(self) -> dict[str, int]: ...
    def count(self, wanted: DeliveryFilter) -> int: ...
    def page(self, wanted: DeliveryFilter, offset: int, limit: int) -> tuple[DeliveryItem, ...]: ...


@dataclass(frozen=True)
class DeliveriesState:
    """What the page shows."""

    wanted: DeliveryFilter = field(default_factory=DeliveryFilter)
    listing: Listing = field(default_factory=Listing)
    counts: dict[str, int] = field(default_factory=dict)
    loading: bool = True
    failed: bool = False
    chosen: DeliveryItem | None = None


class DeliveriesPresenter(FilteredPresenter[DeliveriesState]):
    """Filters and chooses; a delivery has a page of its own."""

    def __init__(self, run: Run, gateway: DeliveriesGateway, today: Callable[[], date]) -> None:
        super().__init__(run, DeliveriesState(), gateway)
        self._gateway, self.today = gateway, today

    def load(self) -> None:
        """Read list and counts."""
        self._list()
        self._ask(self._gateway.counts, lambda counts: self._set(counts=counts), topic="counts")

    def on_changes(self, changes: Changes) -> None:
        """Something was written or synced."""
        if changes.touches(*TABLES):
            self.load()

    def choose(self, item: DeliveryItem | None) -> None:
        """One of them."""
        self._set(chosen=item)

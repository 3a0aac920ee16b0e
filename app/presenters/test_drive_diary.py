"""The diary of test drives: book, hand over the keys, take the car back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from app.changes import Changes
from app.clock import Clock
from app.presenters.base import Run
from app.presenters.paged import Listing, PagedPresenter

USUAL = timedelta(minutes=45)


@dataclass(frozen=True, slots=True)
class DriveRow:
    """A test drive as the diary shows it."""

    id: str
    starts_at: datetime
    ends_at: datetime
    state: str
    customer: str
    phone: str
    model: str
    vin: str
    seller: str
    km_out: int | None = None
    km_in: int | None = None


@dataclass(frozen=True)
class Choice:
    """A person or car to choose from."""

    id: str
    words: str


class DrivesGateway(Protocol):
    """What the diary needs."""

    def count(self) -> int:
        """How many drives there are."""

    def page(self, offset: int, limit: int) -> tuple[DriveRow, ...]:
        """Some of them, the latest first."""

    def cars(self) -> tuple[Choice, ...]:
        """Demonstrators."""

    def people(self, text: str) -> tuple[Choice, ...]:
        """Customers that fit what was typed."""

    def book(self, *, customer: str, car: str, starts_at: datetime, ends_at: datetime) -> None:
        """Book a car for a customer, both by id."""

    def hand_over(self, drive: str, *, licence_no: str, km_out: int) -> None:
        """Give out the keys."""

    def take_back(self, drive: str, *, km_in: int) -> None:
        """The car is back."""

    def cancel(self, drive: str) -> None:
        """The customer does not come."""


@dataclass(frozen=True)
class DiaryState:
    """What the page shows."""

    listing: Listing = field(default_factory=Listing)
    loading: bool = True
    failed: bool = False
    chosen: DriveRow | None = None
    cars: tuple[Choice, ...] = ()
    people: tuple[Choice, ...] = ()
    booking: bool = False
    wanted_car: str = ""
    """The id of the car to book, where one was chosen before."""
    busy: bool = False
    done: str = ""
    """What just succeeded: `booked`, `out`, `returned`, `cancelled`; announced once."""


class TestDrivePresenter(PagedPresenter[DiaryState]):
    """Holds the diary and carries out what was asked."""

    __test__ = False

    def __init__(self, run: Run, gateway: DrivesGateway, clock: Clock) -> None:
        super().__init__(run, DiaryState())
        self._gateway, self.clock = gateway, clock

    def load(self) -> None:
        """Read the diary and the cars."""
        self._search(self._gateway.count, self._gateway.page)
        self._ask(self._gateway.cars, lambda cars: self._set(cars=cars), topic="cars")

    def on_changes(self, changes: Changes) -> None:
        """Something was written or synced."""
        if changes.touches("test_drive", "stock_stay"):
            self.load()

    def fetch(self, offset: int, limit: int) -> None:
        """The list scrolled to rows that are not here yet."""
        self._fetch_page(self._gateway.page, offset, limit)

    def choose(self, row: DriveRow | None) -> None:
        """Show a drive at the side."""
        if row is not self.state.chosen:
            self._set(chosen=row, booking=False)

    def start_booking(self, who: tuple[str, str] | None = None, car: str = "") -> None:
        """Open the form, for a customer by id and name or for one that is still to be found; perhaps for a car."""
        self._set(booking=True, people=(Choice(*who),) if who else (), wanted_car=car)

    def stop_booking(self) -> None:
        """Close the form."""
        self._set(booking=False)

    def find_people(self, text: str) -> None:
        """Customers for the form."""
        if text.strip():
            self._ask(
                lambda: self._gateway.people(text), lambda found: self._set(people=found), topic="people"
            )

    def book(self, *, customer: str, car: str, starts_at: datetime) -> None:
        """Book for the usual time."""
        ends_at = starts_at + USUAL
        self._do(
            lambda: self._gateway.book(customer=customer, car=car, starts_at=starts_at, ends_at=ends_at),
            "booked",
        )

    def hand_over(self, *, licence_no: str, km_out: int) -> None:
        """Give out the keys of the chosen drive."""
        if (drive := self.state.chosen) is not None:
            self._do(lambda: self._gateway.hand_over(drive.id, licence_no=licence_no, km_out=km_out), "out")

    def take_back(self, *, km_in: int) -> None:
        """The chosen drive's car is back."""
        if (drive := self.state.chosen) is not None:
            self._do(lambda: self._gateway.take_back(drive.id, km_in=km_in), "returned")

    def cancel(self) -> None:
        """The chosen drive's customer does not come."""
        if (drive := self.state.chosen) is not None:
            self._do(lambda: self._gateway.cancel(drive.id), "cancelled")

    def _do(self, op: Callable[[], None], done: str) -> None:
        if self.state.busy:
            return
        self._set(busy=True)
        self._run(op, lambda _: self._finished(done), self._not_done)

    def _finished(self, done: str) -> None:
        self._set(busy=False, booking=False, chosen=None, done=done)
        self._set(done="")
        self.load()

    def _not_done(self, error: Exception) -> None:
        self._set(busy=False)
        self._fail(error)

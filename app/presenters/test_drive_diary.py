"""The diary of test drives: a calendar of the demonstrators; book, sign, hand over the keys, take the car back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from app.changes import Changes
from app.clock import Clock
from app.domain.test_drive import is_late
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
    car_id: str = ""
    customer_id: str = ""
    licence_last4: str = ""
    licence_class: str = ""
    licence_until: date | None = None
    agreed_at: datetime | None = None
    rating: int | None = None
    liked: str = ""
    worried: str = ""


@dataclass(frozen=True)
class Shown:
    """A driving licence, as it was typed in."""

    number: str
    kind: str
    until: date | None


@dataclass(frozen=True)
class Back:
    """What is noted as a car comes back."""

    km: int
    rating: int | None = None
    liked: str = ""
    worried: str = ""


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

    def rebook(self, drive: str, *, car: str, starts_at: datetime, ends_at: datetime) -> None:
        """Another time or car for a drive."""

    def days(self, first: date, last: date) -> tuple[DriveRow, ...]:
        """All that begin on these days."""

    def find(self, drive: str) -> DriveRow | None:
        """One of them."""

    def last_km(self, car: str) -> int | None:
        """What the clock of a car showed when it last came back."""

    def paper(self, drive: str, shown: Shown, folder: str) -> str:
        """Write the agreement into a folder, to be printed; returns the file."""

    def agree(self, drive: str, shown: Shown, strokes: Any) -> None:
        """The licence was seen and the agreement signed."""

    def hand_over(self, drive: str, *, km_out: int) -> None:
        """Give out the keys."""

    def take_back(self, drive: str, back: Back) -> None:
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
    nobody: bool = False
    """What was typed for a customer fits nobody."""
    booking: bool = False
    view: str = "day"
    """`day`, `week` or `list`."""
    day: date = date(2026, 1, 1)
    drives: tuple[DriveRow, ...] = ()
    """Those of the calendar."""
    moving: bool = False
    """The form is for the chosen drive, which gets another time."""
    last_km: int | None = None
    """Of the chosen drive's car, when it last came back."""
    wanted_car: str = ""
    """The id of the car to book, where one was chosen before."""
    busy: bool = False
    done: str = ""
    """What just succeeded: `booked`, `moved`, `agreed`, `out`, `returned`, `cancelled`; announced once."""
    detail: str = ""


class TestDrivePresenter(PagedPresenter[DiaryState]):
    """Holds the diary and carries out what was asked."""

    __test__ = False

    def __init__(self, run: Run, gateway: DrivesGateway, clock: Clock) -> None:
        super().__init__(run, DiaryState(day=clock.today()))
        self._gateway, self.clock = gateway, clock

    @property
    def today(self) -> date:
        """The day on the wall."""
        return self.clock.today()

    @property
    def span(self) -> tuple[date, date]:
        """The first and the last day that the calendar shows."""
        day = self.state.day
        monday = day - timedelta(days=day.weekday())
        return (monday, monday + timedelta(days=6)) if self.state.view == "week" else (day, day)

    def load(self) -> None:
        """Read the diary and the cars."""
        self._search(self._gateway.count, self._gateway.page)
        self._ask(self._gateway.cars, lambda cars: self._set(cars=cars), topic="cars")
        self._read_days()

    def _read_days(self) -> None:
        first, last = self.span
        self._ask(
            lambda: self._gateway.days(first, last), lambda drives: self._set(drives=drives), topic="days"
        )

    def show_view(self, view: str) -> None:
        """A day, a week, or all as a list."""
        self._set(view=view)
        self._read_days()

    def go(self, days: int) -> None:
        """So many days or weeks on or back; none is today."""
        step = 7 if self.state.view == "week" else 1
        self._set(day=self.state.day + timedelta(days=days * step) if days else self.today)
        self._read_days()

    def late(self) -> DriveRow | None:
        """A car that should be back."""
        now = self.clock.now()
        return next((row for row in self.state.drives if is_late(row.state, row.ends_at, now)), None)

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
            self._set(chosen=row, booking=False, last_km=None)
            if row is not None:
                self._ask(
                    lambda: self._gateway.last_km(row.car_id), lambda km: self._set(last_km=km), topic="km"
                )

    def open(self, drive_id: str) -> None:
        """Show a drive by id, on its day."""

        def found(row: DriveRow | None) -> None:
            if row is not None:
                self._set(day=row.starts_at.astimezone().date())
                self._read_days()
            self.choose(row)

        self._ask(lambda: self._gateway.find(drive_id), found, topic="find")

    def start_booking(self, who: tuple[str, str] | None = None, car: str = "") -> None:
        """Open the form, for a customer by id and name or for one that is still to be found; perhaps for a car."""
        known = (Choice(*who),) if who else ()
        self._set(booking=True, moving=False, people=known, nobody=False, wanted_car=car)

    def start_moving(self) -> None:
        """Open the form for another time of the chosen drive."""
        if (drive := self.state.chosen) is not None and drive.state == "booked":
            who = Choice(drive.customer_id, drive.customer)
            self._set(booking=True, moving=True, people=(who,), wanted_car=drive.car_id)

    def stop_booking(self) -> None:
        """Close the form."""
        self._set(booking=False, moving=False)

    def find_people(self, text: str) -> None:
        """Customers for the form."""
        if not text.strip():
            self._set(nobody=False)
        else:
            self._ask(
                lambda: self._gateway.people(text),
                lambda found: self._set(people=found, nobody=not found),
                topic="people",
            )

    def book(self, *, customer: str, car: str, starts_at: datetime) -> None:
        """Book for the usual time, or move the chosen drive there."""
        ends_at, drive = starts_at + USUAL, self.state.chosen
        if self.state.moving and drive is not None:
            times = {"starts_at": starts_at, "ends_at": ends_at}
            self._do(lambda: self._gateway.rebook(drive.id, car=car, **times), "moved")
            return
        self._do(
            lambda: self._gateway.book(customer=customer, car=car, starts_at=starts_at, ends_at=ends_at),
            "booked",
        )

    def print(self, shown: Shown, folder: str) -> None:
        """Write the agreement of the chosen drive, to be printed."""
        if (drive := self.state.chosen) is not None:
            self._run(
                lambda: self._gateway.paper(drive.id, shown, folder),
                lambda file: self._announce("printed", file),
                self._not_done,
            )

    def agree(self, shown: Shown, strokes: Any) -> None:
        """The licence was seen and the agreement signed."""
        if (drive := self.state.chosen) is not None:
            self._do(lambda: self._gateway.agree(drive.id, shown, strokes), "agreed", keep=True)

    def hand_over(self, *, km_out: int) -> None:
        """Give out the keys of the chosen drive."""
        if (drive := self.state.chosen) is not None:
            self._do(lambda: self._gateway.hand_over(drive.id, km_out=km_out), "out", keep=True)

    def take_back(self, back: Back) -> None:
        """The chosen drive's car is back."""
        if (drive := self.state.chosen) is not None:
            self._do(lambda: self._gateway.take_back(drive.id, back), "returned")

    def cancel(self) -> None:
        """The chosen drive's customer does not come."""
        if (drive := self.state.chosen) is not None:
            self._do(lambda: self._gateway.cancel(drive.id), "cancelled")

    def _do(self, op: Callable[[], None], done: str, *, keep: bool = False) -> None:
        if self.state.busy:
            return
        self._set(busy=True)
        self._run(op, lambda _: self._finished(done, keep=keep), self._not_done)

    def _finished(self, done: str, *, keep: bool) -> None:
        """`keep`: the same drive goes on with its next step."""
        drive = self.state.chosen
        self._set(busy=False, booking=False, moving=False, chosen=None)
        self._announce(done)
        self.load()
        if keep and drive is not None:
            self._ask(lambda: self._gateway.find(drive.id), self.choose, topic="find")

    def _announce(self, done: str, detail: str = "") -> None:
        self._set(done=done, detail=detail)
        self._set(done="", detail="")

    def _not_done(self, error: Exception) -> None:
        self._set(busy=False)
        self._fail(error)

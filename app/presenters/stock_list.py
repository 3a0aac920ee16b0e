"""The stock list: find a car, see where it stands, lease it, hand it back, move it, take deliveries in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol

from app.changes import Changes
from app.clock import Clock
from app.domain.permissions import LEASE, STOCK_RECEIVE, STOCK_TRANSFER
from app.errors import UserError
from app.i18n import N_
from app.presenters.base import Run
from app.presenters.paged import Listing, PagedPresenter
from app.presenters.session import Session

VIEWS = ("all", "sellable", "in_transit", "reserved", "ageing", "leased")
AGEING_FROM = 60
MOST_TICKED = 500
"""Cars that "tick all" marks at most."""
TABLES = ("vehicle", "stock_stay", "lease", "contract")


@dataclass(frozen=True, slots=True)
class VehicleRow:
    """A car in stock."""

    vin: str
    stock_no: str
    model: str
    status: str
    """A `VehicleStatus`."""
    colour: str = ""
    interior: str = ""
    location: str = ""
    branch: str = ""
    elsewhere: bool = False
    """It stands at another branch than this desk: nobody here sells it before it is sent."""
    arrived_on: date | None = None
    certificate_state: str = "in_hand"
    """`in_hand`, `pledged`, `redeemed`; empty while it has not come."""
    certificate_no: str = ""
    list_price: int = 0
    lease_terminal: str = ""
    """The name of the terminal that alone may confirm its sale; empty: the centre decides."""
    lease_mine: bool = False
    lease_kind: str = ""
    """`day` or `show`."""
    lease_until: datetime | None = None
    """None: until it is returned."""
    model_code: str = ""
    ordered: bool = False
    """A provisional order names it."""
    ordered_by: str = ""
    """Who gave that order; empty for those who see no customers, as is its number."""
    ordered_no: str = ""
    ordered_at: str = ""
    """At which desk it was drawn."""

    @property
    def place(self) -> str:
        """Where it stands, with the branch if that is another."""
        return " · ".join(filter(None, (self.branch, self.location))) if self.elsewhere else self.location

    def age(self, today: date) -> int | None:
        """Days in stock; None while it is on its way."""
        return (today - self.arrived_on).days if self.arrived_on and self.status != "in_transit" else None


@dataclass(frozen=True)
class StockFilter:
    """Which cars, in which order."""

    text: str = ""
    view: str = "all"
    sort: str = "age"
    """`vin`, `model`, `location`, `status` or `age`."""
    descending: bool = True


@dataclass(frozen=True)
class StockCounts:
    """The figures above the list."""

    total: int = 0
    in_stock: int = 0
    sellable: int = 0
    demonstrators: int = 0
    in_transit: int = 0
    next_arrival: date | None = None
    reserved: int = 0
    ageing: int = 0
    """60 days and more."""
    over_90: int = 0
    pledged: int = 0
    leased: int = 0
    """By this terminal."""


@dataclass(frozen=True)
class LineProblem:
    """A line of a file that was refused or needs a look; the header is line 1."""

    line: int
    code: str
    message: str


@dataclass(frozen=True)
class ReceiveResult:
    """What became of a file of arrivals."""

    received: int
    refused: tuple[LineProblem, ...] = ()
    warnings: tuple[LineProblem, ...] = ()
    unread: tuple[str, ...] = ()
    """Columns of the file that are none of those that are read."""
    columns: tuple[str, ...] = ()
    """Those that are."""


class StockGateway(Protocol):
    """What the stock screens need."""

    def counts(self, today: date) -> StockCounts:
        """The figures above the list."""

    def count(self, wanted: StockFilter, today: date) -> int:
        """How many cars a filter finds."""

    def page(self, wanted: StockFilter, today: date, offset: int, limit: int) -> tuple[VehicleRow, ...]:
        """Some of them, in order."""

    def find(self, vin: str) -> VehicleRow | None:
        """One car."""

    def lease(self, vins: tuple[str, ...], *, show: bool = False) -> tuple[str, ...]:
        """Ask the server for leases (online), of a day or for a show; returns the VINs granted."""

    def release(self, vins: tuple[str, ...]) -> tuple[str, ...]:
        """Hand leases back (online); returns the VINs released."""

    def transfer(self, vin: str, to_branch: str) -> None:
        """Send a car to another branch."""

    def branches(self) -> tuple[tuple[str, str], ...]:
        """(code, name) of the other branches."""

    def receive(self, path: str, *, accept_warnings: bool) -> ReceiveResult:
        """Take in a file of arrivals."""


@dataclass(frozen=True)
class StockListState:
    """What the stock page shows."""

    wanted: StockFilter = field(default_factory=StockFilter)
    listing: Listing = field(default_factory=Listing)
    counts: StockCounts = field(default_factory=StockCounts)
    loading: bool = True
    failed: bool = False
    chosen: VehicleRow | None = None
    ticked: frozenset[str] = frozenset()
    busy: str = ""
    """`lease`, `release`, `transfer`, `receive`: what is going on."""
    branches: tuple[tuple[str, str], ...] = ()
    relaxed: tuple[tuple[str, int], ...] = ()
    """Where no car fits the text and the view: how many there are without the one or the other, the most first."""
    received: ReceiveResult | None = None
    received_from: str = ""
    done: tuple[str, int, int] = ("", 0, 0)
    """What just succeeded, for how many cars, and for how many it did not; announced once."""

    @property
    def all_ticked(self) -> bool:
        """Whether all that the search found are marked, or as many as can be."""
        return bool(self.ticked) and len(self.ticked) >= min(self.listing.total, MOST_TICKED)


class StockListPresenter(PagedPresenter[StockListState]):
    """Filters in the database, remembers what was chosen, and acts on one car or on those ticked."""

    def __init__(self, run: Run, run_io: Run, gateway: StockGateway, session: Session, clock: Clock) -> None:
        super().__init__(run, StockListState())
        self._gateway, self._run_io, self._session, self._clock = gateway, run_io, session, clock
        self._counted_on: date | None = None

    @property
    def today(self) -> date:
        """The business date that ages are counted to."""
        return self._clock.today()

    @property
    def now(self) -> datetime:
        """The instant that leases are told by."""
        return self._clock.now()

    def follow_day(self) -> None:
        """The figures count to a day as the rows do: a new one is counted anew."""
        if self._counted_on is not None and self._counted_on != self.today:
            self._reload()

    def load(self) -> None:
        """Read list, figures and branches."""
        self._reload()
        if self.can_transfer and not self.state.branches:
            self._ask(self._gateway.branches, lambda found: self._set(branches=found), topic="branches")

    def _reload(self) -> None:
        today, gateway = self.today, self._gateway
        self._counted_on = today
        self._list()
        self._ask(lambda: gateway.counts(today), lambda counts: self._set(counts=counts), topic="counts")

    def _list(self) -> None:
        wanted, today, gateway = self.state.wanted, self.today, self._gateway
        self._search(
            lambda: gateway.count(wanted, today),
            lambda offset, limit: gateway.page(wanted, today, offset, limit),
        )
        both = {"text": replace(wanted, text=""), "view": replace(wanted, view="all")}
        if not (wanted.text and wanted.view != "all"):
            self._set(relaxed=())
            return

        def relax() -> tuple[tuple[str, int], ...]:
            if gateway.count(wanted, today):
                return ()
            found = ((name, gateway.count(each, today)) for name, each in both.items())
            return tuple(sorted((each for each in found if each[1]), key=lambda each: -each[1]))

        self._ask(relax, lambda found: self._set(relaxed=found), topic="relaxed")

    def on_changes(self, changes: Changes) -> None:
        """Something was written or synced."""
        if changes.touches(*TABLES):
            self._reload()
            if self.state.chosen is not None:
                self.open(self.state.chosen.vin)

    def fetch(self, offset: int, limit: int) -> None:
        """The list scrolled to rows that are not here yet."""
        wanted, today = self.state.wanted, self.today
        self._fetch_page(lambda at, most: self._gateway.page(wanted, today, at, most), offset, limit)

    def search(self, text: str) -> None:
        """Show cars by VIN fragment, stock number, model, colour or place."""
        self._want(text=text)

    def show_view(self, view: str) -> None:
        """Show all, or those of one kind."""
        self._want(view=view)

    def sort(self, key: str, descending: bool) -> None:
        """Order by a column."""
        self._want(sort=key, descending=descending)

    def _want(self, **changes: object) -> None:
        wanted = replace(self.state.wanted, **changes)  # type: ignore[arg-type]
        self._set(
            wanted=wanted, ticked=frozenset(), loading=True
        )  # in one: rows on their way out need no paint
        self._list()  # the figures above do not depend on it

    def choose(self, row: VehicleRow | None) -> None:
        """Show a car in the side panel."""
        if row is not self.state.chosen:
            self._set(chosen=row)

    def open(self, vin: str) -> None:
        """Show a car by its VIN, wherever it stands in the list."""
        self._ask(lambda: self._gateway.find(vin), lambda row: self._set(chosen=row), topic="open")

    def tick(self, row: VehicleRow) -> None:
        """Mark a car, or take the mark away."""
        self._set(ticked=self.state.ticked ^ {row.vin}, chosen=row)

    def tick_all(self, on: bool) -> None:
        """Mark all that the search found, of more than `MOST_TICKED` the first, or none."""
        if not on:
            self._set(ticked=frozenset())
            return
        wanted, today = self.state.wanted, self.today

        def found(rows: tuple[VehicleRow, ...]) -> None:
            if self.state.wanted is not wanted:  # they are of an older question
                return
            self._set(ticked=frozenset(row.vin for row in rows))
            left_out = self.state.listing.total - len(rows)
            if len(rows) == MOST_TICKED and left_out > 0:
                self._tell("tick", len(rows), left_out)

        self._ask(lambda: self._gateway.page(wanted, today, 0, MOST_TICKED), found, topic="tick_all")

    @property
    def can_lease(self) -> bool:
        """Whether this person may take cars for this terminal."""
        return self._session.may(LEASE.name)

    @property
    def can_receive(self) -> bool:
        """Whether this person may take cars in."""
        return self._session.may(STOCK_RECEIVE.name)

    @property
    def can_transfer(self) -> bool:
        """Whether this person may send cars to another branch."""
        return self._session.may(STOCK_TRANSFER.name)

    def meant(self) -> tuple[str, ...]:
        """The cars that an action is for: those ticked, else the one chosen."""
        if self.state.ticked:
            return tuple(sorted(self.state.ticked))
        return (self.state.chosen.vin,) if self.state.chosen else ()

    def lease(self) -> None:
        """Make this terminal the one that may sell them, online or not."""
        vins = self.meant()
        self._online("lease", lambda: self._gateway.lease(vins))

    def lease_for_show(self) -> None:
        """The same, until they are handed back: the car comes along to where there is no network."""
        vins = self.meant()
        self._online("lease", lambda: self._gateway.lease(vins, show=True))

    def release(self) -> None:
        """Hand them back to the centre."""
        vins = self.meant()
        self._online("release", lambda: self._gateway.release(vins))

    def _granted(self, what: str, asked: int, vins: tuple[str, ...]) -> None:
        if vins:
            self._done(what, len(vins), asked - len(vins))
            return
        text = N_("None of these cars is free: another desk holds them, or they are not for sale.")
        self._failed(UserError("lease_none", text))

    def _online(self, what: str, op: Callable[[], tuple[str, ...]]) -> None:
        asked = len(self.meant())
        if self.state.busy or not asked:
            return
        self._set(busy=what)
        self._run_io(op, lambda vins: self._granted(what, asked, vins), self._failed)

    def transfer(self, to_branch: str) -> None:
        """Send the chosen car to another branch."""
        row = self.state.chosen
        if row is None or self.state.busy:
            return
        self._set(busy="transfer")
        self._run(
            lambda: self._gateway.transfer(row.vin, to_branch),
            lambda _: self._done("transfer", 1),
            self._failed,
        )

    def receive(self, path: str, *, accept_warnings: bool = False) -> None:
        """Take in a file; lines with a doubtful VIN only if someone looked at them."""
        if self.state.busy:
            return
        self._set(busy="receive", received=None, received_from=path)
        self._run(
            lambda: self._gateway.receive(path, accept_warnings=accept_warnings), self._received, self._failed
        )

    def _received(self, result: ReceiveResult) -> None:
        self._set(received=result)
        self._done("receive", result.received)

    def forget_received(self) -> None:
        """The outcome was read."""
        self._set(received=None, received_from="")

    def _tell(self, what: str, cars: int, left_out: int) -> None:
        self._set(done=(what, cars, left_out))
        self._set(done=("", 0, 0))

    def _done(self, what: str, cars: int, left_out: int = 0) -> None:
        self._set(busy="", ticked=frozenset())
        self._tell(what, cars, left_out)
        self._reload()
        if self.state.chosen is not None:
            self.open(self.state.chosen.vin)

    def _failed(self, error: Exception) -> None:
        self._set(busy="")
        self._fail(error)

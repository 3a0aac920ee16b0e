"""The follow-up list: who waits for a call, what was said last, what happens next, and why others were lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol

from app.changes import Changes
from app.clock import Clock
from app.domain.lead import Due
from app.presenters.base import Run
from app.presenters.paged import FIRST, Listing, PagedPresenter
from app.presenters.session import Session
from app.presenters.test_drive_diary import Choice

VIEWS = ("todo", "open", "lost")
DUE_IN = ("lead", "contract")
"""The tables that say which are due."""


@dataclass(frozen=True, slots=True)
class LeadItem:
    """A lead as the list shows it."""

    id: str
    customer_id: str
    name: str
    phone: str
    grade: str
    source: str
    interest: str
    last_at: datetime | None = None
    last_note: str = ""
    next_kind: str = ""
    next_note: str = ""
    next_at: datetime | None = None
    owner_id: str = ""
    owner: str = ""
    state: str = "open"
    lost_reason: str = ""
    lost_note: str = ""
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A part of the list, and how many are in it."""

    part: Due
    count: int
    id: str = ""


Row = LeadItem | Heading
Parts = tuple[tuple[Due | None, int], ...]
"""How many rows stand in each part of the list; a part without a name has no heading."""


@dataclass(frozen=True, slots=True)
class Said:
    """A contact, for the side panel."""

    at: datetime
    kind: str
    outcome: str
    note: str
    by: str


@dataclass(frozen=True)
class Wanted:
    """Which leads to show."""

    view: str = "todo"
    owner: str = ""
    grade: str = ""


@dataclass(frozen=True)
class Overview:
    """The figures above the list, whose list is how long, and who may own leads."""

    due: dict[Due, int] = field(default_factory=dict)
    open: int = 0
    given_up: int = 0
    """All that are lost, whenever that was."""
    oldest_days: int = 0
    done_today: int = 0
    without_step: int = 0
    new: dict[str, int] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)
    owners: tuple[tuple[str, int], ...] = ()
    sellers: tuple[Choice, ...] = ()
    models: tuple[Choice, ...] = ()
    """Catalogue codes and names, for what somebody is interested in."""

    @property
    def todo(self) -> int:
        """How many wait within a week."""
        return sum(self.due.values())


@dataclass(frozen=True)
class Step:
    """What happens next, and when; without a kind nothing is planned."""

    kind: str = ""
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class Logged:
    """What was said with a lead, and what follows."""

    kind: str
    outcome: str
    note: str
    step: Step
    grade: str = ""


@dataclass(frozen=True)
class Lost:
    """Why a lead is given up."""

    reason: str
    note: str = ""
    ask_again_on: date | None = None


@dataclass(frozen=True)
class Entered:
    """A new lead: somebody on file by id, or somebody new by name and telephone."""

    customer_id: str = ""
    name: str = ""
    phone: str = ""
    source: str = "walk_in"
    grade: str = "B"
    model: str = ""
    interest: str = ""
    note: str = ""
    step: Step = field(default_factory=Step)


class LeadsGateway(Protocol):
    """What the follow-up list needs."""

    def due(self, owner: str) -> int: ...
    def overview(self, wanted: Wanted) -> Overview: ...
    def parts(self, wanted: Wanted) -> Parts: ...
    def page(self, wanted: Wanted, offset: int, limit: int) -> tuple[LeadItem, ...]: ...
    def find(self, lead_id: str) -> LeadItem | None: ...
    def said(self, lead_id: str) -> tuple[Said, ...]: ...
    def people(self, text: str) -> tuple[Choice, ...]: ...
    def add(self, entered: Entered, *, again: bool) -> str: ...
    def log(self, lead_id: str, logged: Logged) -> None: ...
    def lose(self, lead_id: str, lost: Lost) -> None: ...
    def reopen(self, lead_id: str) -> None: ...
    def assign(self, lead_ids: tuple[str, ...], owner_id: str) -> None: ...


@dataclass(frozen=True)
class LeadListState:
    """What the page shows."""

    wanted: Wanted
    listing: Listing = field(default_factory=Listing)
    parts: Parts = ()
    overview: Overview = field(default_factory=Overview)
    loading: bool = True
    failed: bool = False
    chosen: LeadItem | None = None
    said: tuple[Said, ...] = ()
    ticked: frozenset[str] = frozenset()
    form: str = ""
    """Which form stands at the side: `new`, `assign`, or none."""
    people: tuple[Choice, ...] = ()
    busy: bool = False
    done: tuple[str, str] = ("", "")
    """What just succeeded and whom it was about; announced once."""


def owner_of(session: Session) -> str:
    """Whose leads somebody sees first: their own; a manager those of all."""
    return "" if session.role == "manager" else session.user_id


class LeadListPresenter(PagedPresenter[LeadListState]):
    """Holds the list; every step is one action of the terminal, with or without a network."""

    def __init__(self, run: Run, gateway: LeadsGateway, session: Session, clock: Clock) -> None:
        super().__init__(run, LeadListState(Wanted(owner=owner_of(session))))
        self._gateway, self._session, self._clock = gateway, session, clock

    @property
    def today(self) -> date:
        """The day that due dates are counted from, by the clock on the wall."""
        return self._clock.today()

    @property
    def hands_out(self) -> bool:
        """Whether this person gives leads to others."""
        return self._session.role == "manager"

    def load(self) -> None:
        """Read list and figures."""
        wanted, gateway = self.state.wanted, self._gateway
        parts: list[tuple[Due | None, int]] = []

        def count() -> int:
            parts[:] = gateway.parts(wanted)
            return sum(number + (part is not None) for part, number in parts if number)

        def page(offset: int, limit: int) -> tuple[Row, ...]:
            return headed(tuple(parts), offset, limit, lambda at, most: gateway.page(wanted, at, most))

        def arrived(listing: Listing) -> None:
            self._set(listing=listing, parts=tuple(parts), loading=False, failed=False)

        self._set(loading=True)
        self._ask(
            lambda: Listing(count(), page(0, FIRST)), arrived, topic="list", on_error=self._search_failed
        )
        self._ask(lambda: gateway.overview(wanted), lambda found: self._set(overview=found), topic="overview")

    def on_changes(self, changes: Changes) -> None:
        """Something was written or synced."""
        if changes.touches("lead", "lead_contact", "customer", "contract"):
            self.load()
            if self.state.chosen is not None:
                self.open(self.state.chosen.id)

    def fetch(self, offset: int, limit: int) -> None:
        """The list scrolled to rows that are not here yet."""
        wanted, parts, gateway = self.state.wanted, self.state.parts, self._gateway
        self._fetch_page(
            lambda at, most: headed(parts, at, most, lambda a, b: gateway.page(wanted, a, b)), offset, limit
        )

    def want(self, **changes: str) -> None:
        """Another view, owner or grade."""
        self._set(wanted=replace(self.state.wanted, **changes), ticked=frozenset(), loading=True)
        self.load()

    def choose(self, row: Row | None) -> None:
        """Show a lead at the side."""
        lead = row if isinstance(row, LeadItem) else None
        if lead is not self.state.chosen:
            self._set(chosen=lead, said=(), form="")
            self._read_said()

    def open(self, lead_id: str) -> None:
        """Show a lead by id."""

        def found(lead: LeadItem | None) -> None:
            self._set(chosen=lead)
            self._read_said()

        self._ask(lambda: self._gateway.find(lead_id), found, topic="open")

    def _read_said(self) -> None:
        lead = self.state.chosen
        if lead is not None:
            self._ask(lambda: self._gateway.said(lead.id), lambda said: self._set(said=said), topic="said")

    def tick(self, row: Row) -> None:
        """Mark a lead, or take the mark away."""
        if isinstance(row, LeadItem):
            self._set(ticked=self.state.ticked ^ {row.id})

    def tick_all(self, rows: Sequence[Row], on: bool) -> None:
        """Mark all that are here, or none."""
        self._set(
            ticked=frozenset(row.id for row in rows if isinstance(row, LeadItem)) if on else frozenset()
        )

    def meant(self) -> tuple[str, ...]:
        """Whom an action is about: those ticked, else the one chosen."""
        chosen = self.state.chosen
        return tuple(sorted(self.state.ticked)) or ((chosen.id,) if chosen else ())

    def show_form(self, form: str, who: Choice | None = None) -> None:
        """Open a form at the side, or close it; `who` is the customer that it is about."""
        if form != "assign" or self.meant():
            self._set(form=form, people=(who,) if who else ())

    def find_people(self, text: str) -> None:
        """Customers for the form."""
        if text.strip():
            self._ask(
                lambda: self._gateway.people(text), lambda found: self._set(people=found), topic="people"
            )

    def add(self, entered: Entered, *, again: bool = False) -> None:
        """Take a new lead in."""
        self._do(lambda: self._gateway.add(entered, again=again), ("added", entered.name))

    def log(self, logged: Logged) -> None:
        """Somebody was called, or came in."""
        if (lead := self.state.chosen) is not None:
            self._do(lambda: self._gateway.log(lead.id, logged), ("logged", lead.name))

    def lose(self, lost: Lost) -> None:
        """The chosen lead is given up."""
        if (lead := self.state.chosen) is not None:
            self._do(lambda: self._gateway.lose(lead.id, lost), ("lost", lead.name))

    def reopen(self) -> None:
        """The chosen lead is taken up again."""
        if (lead := self.state.chosen) is not None:
            self._do(lambda: self._gateway.reopen(lead.id), ("reopened", lead.name))

    def assign(self, owner: Choice) -> None:
        """Those that are meant are somebody else's from now on."""
        ids = self.meant()
        self._do(lambda: self._gateway.assign(ids, owner.id), ("assigned", owner.words))

    def _do(self, op: Callable[[], object], done: tuple[str, str]) -> None:
        if self.state.busy:
            return
        self._set(busy=True)
        self._run(op, lambda _: self._finished(done), self._not_done)

    def _finished(self, done: tuple[str, str]) -> None:
        chosen = self.state.chosen
        self._set(busy=False, form="", ticked=frozenset(), done=done)
        self._set(done=("", ""))
        self.load()
        if chosen is not None:
            self.open(chosen.id)

    def _not_done(self, error: Exception) -> None:
        self._set(busy=False)
        self._fail(error)


def headed(
    parts: Parts, offset: int, limit: int, fetch: Callable[[int, int], Sequence[LeadItem]]
) -> tuple[Row, ...]:
    """Rows of the list with the headings of its parts between them, from a place on."""
    rows: list[Row] = []
    at = before = 0
    for part, number in parts:
        if part is not None and number:
            if offset <= at < offset + limit:
                rows.append(Heading(part, number))
            at += 1
        first, last = max(offset, at), min(offset + limit, at + number)
        if first < last:
            rows.extend(fetch(before + first - at, last - first))
        at += number
        before += number
    return tuple(rows)

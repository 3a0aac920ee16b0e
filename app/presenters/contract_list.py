"""The list of contracts: find one, see its state, open it for printing, signing or merging."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from app.changes import Changes
from app.presenters.base import Run
from app.presenters.paged import FilteredPresenter, Listing

VIEWS = ("all", "open", "signed", "no_car", "provisional", "waiting", "cancelled")


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract as the list shows it."""

    no: str
    state: str
    """A `ContractState`."""
    buyer: str
    model: str
    vin: str = ""
    """Empty while no car is allocated."""
    price: int = 0
    delivery_date: date | None = None
    version: int = 1
    provisional: bool = False
    drawn_on: date | None = None
    case_id: str = ""
    """The merge task or case that waits for a decision; empty if there is none."""
    seller: str = ""
    amendments: int = 0
    allocated: bool = False
    """Its car was found after it was signed."""
    answer: str = ""
    """Of a draft, what a manager's last answer says of it as it stands: `approved`, `price_approved`, `returned`, or
    nothing."""
    answered_by: str = ""
    answer_note: str = ""
    """Why it was sent back."""
    place: int = 0
    """While it waits for a car: which of those that wait for such a car it is, and how many they are."""
    waiting: int = 0
    colour: str = ""
    """In which it is ordered."""

    @property
    def lacks_promise(self) -> bool:
        """Whether it cannot be signed before somebody says by which day its car is promised."""
        unsigned = self.state in ("draft", "submitted", "approved")
        return unsigned and not self.vin and self.delivery_date is None

    @property
    def car(self) -> str:
        """The model, and while it waits for a car the colour."""
        return f"{self.model} · {self.colour}" if self.place and self.colour else self.model


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper of the contract that left a printer; copy 0 is the original."""

    paper: str
    """Empty for the contract itself; `B1` … an amendment, `P` the notice of its car, `H` the handover sheet."""
    copy_no: int
    printer: str
    by: str
    at: datetime
    receipt: str = ""
    """The number, if it was a receipt of the contract's deal."""


@dataclass(frozen=True)
class ContractFilter:
    """Which contracts. `open`: neither signed nor cancelled; `waiting`: with a case."""

    text: str = ""
    view: str = "all"


class ContractsGateway(Protocol):
    """What the contract list needs."""

    def counts(self) -> dict[str, int]:
        """How many there are in each of VIEWS."""

    def count(self, wanted: ContractFilter) -> int:
        """How many a filter finds."""

    def page(self, wanted: ContractFilter, offset: int, limit: int) -> tuple[ContractRow, ...]:
        """Some of them, latest first."""

    def find(self, no: str) -> ContractRow | None:
        """One contract."""

    def prints(self, no: str) -> tuple[Printed, ...]:
        """Every paper of it that was printed, the latest first."""


@dataclass(frozen=True)
class ContractListState:
    """What the page shows."""

    wanted: ContractFilter = field(default_factory=ContractFilter)
    listing: Listing = field(default_factory=Listing)
    counts: dict[str, int] = field(default_factory=dict)
    loading: bool = True
    failed: bool = False
    chosen: ContractRow | None = None
    prints: tuple[Printed, ...] = ()
    """Of the chosen one."""


class ContractListPresenter(FilteredPresenter[ContractListState]):
    """Filters and chooses; what is done to a contract is done in dialogs of their own."""

    def __init__(self, run: Run, gateway: ContractsGateway) -> None:
        super().__init__(run, ContractListState(), gateway)
        self._gateway = gateway

    def load(self) -> None:
        """Read list and counts."""
        self._list()
        self._ask(self._gateway.counts, lambda counts: self._set(counts=counts), topic="counts")

    def on_changes(self, changes: Changes) -> None:
        """Something was written or synced."""
        if changes.touches("contract", "sync_case", "payment", "approval"):
            self.load()
            if self.state.chosen is not None:
                self.open(self.state.chosen.no)
        elif changes.touches("print_log"):
            self._read_prints()

    def choose(self, row: ContractRow | None) -> None:
        """Show a contract in the side panel."""
        if row is not self.state.chosen:
            self._show(row)

    def _sift(self, rows: tuple[ContractRow, ...]) -> None:
        if self.state.chosen is not None and self.state.chosen.no not in {row.no for row in rows}:
            self.choose(None)

    def open(self, no: str) -> None:
        """Show a contract by its number."""
        self._ask(lambda: self._gateway.find(no), self._show, topic="open")

    def _show(self, row: ContractRow | None) -> None:
        known = self.state.chosen
        same = row is not None and known is not None and row.no == known.no
        self._set(chosen=row, prints=self.state.prints if same else ())
        self._read_prints()

    def _read_prints(self) -> None:
        if (row := self.state.chosen) is not None:
            self._ask(
                lambda: self._gateway.prints(row.no), lambda found: self._set(prints=found), topic="prints"
            )

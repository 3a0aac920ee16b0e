"""Money that goes out for used cars: what is due to whom, and paying it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from app.changes import Changes
from app.domain import trade_in as rules
from app.errors import UserError
from app.i18n import N_
from app.presenters.base import Run
from app.presenters.paged import FilteredPresenter, Listing
from app.presenters.session import Session

VIEWS = ("due", "coming", "paid", "all")
TABLES = ("trade_in", "payment", "contract", "deal")


@dataclass(frozen=True, slots=True)
class Due:
    """One sum for one used car. Amounts in minor units."""

    trade_in_id: str
    kind: str
    """`payout` to the customer, or `payoff` to the car's lender."""
    state: str
    """`due`, `coming`, `undecided` or `paid`."""
    plate: str
    car: str
    customer: str
    payee: str
    amount: int
    left: int
    deal_no: str
    contract_no: str
    approver_id: str = ""
    approver: str = ""
    receipt_no: str = ""

    @property
    def key(self) -> str:
        """Tells it from the others."""
        return f"{self.trade_in_id}/{self.kind}"


@dataclass(frozen=True)
class Wanted:
    """Which of them."""

    text: str = ""
    view: str = "due"


class DuesGateway(Protocol):
    """What the page needs of the terminal."""

    def count(self, wanted: Wanted) -> int: ...
    def page(self, wanted: Wanted, offset: int, limit: int) -> tuple[Due, ...]: ...
    def find(self, trade_in_id: str, kind: str) -> Due | None: ...
    def pay(self, due: Due, method: str, reference: str) -> str: ...


@dataclass(frozen=True)
class DuesState:
    """What the page shows."""

    wanted: Wanted = field(default_factory=Wanted)
    listing: Listing = field(default_factory=Listing)
    loading: bool = True
    failed: bool = False
    chosen: Due | None = None
    busy: bool = False
    done: str = ""
    """The voucher of what was just paid; announced once."""


class DuesPresenter(FilteredPresenter[DuesState]):
    """Finds what is due, and pays it."""

    def __init__(self, run: Run, gateway: DuesGateway, session: Session) -> None:
        super().__init__(run, DuesState(), gateway)
        self._gateway, self._session = gateway, session

    def load(self) -> None:
        """Read the list."""
        self._list()

    def on_changes(self, changes: Changes) -> None:
        """Something was written or synced."""
        if not changes.touches(*TABLES):
            return
        self.load()
        if (due := self.state.chosen) is not None:
            self._ask(lambda: self._gateway.find(due.trade_in_id, due.kind), self.choose, topic="open")

    def choose(self, due: Due | None) -> None:
        """Look at one."""
        if due != self.state.chosen:
            self._set(chosen=due)

    @property
    def why_not(self) -> str:
        """What paying the chosen one waits for: `coming`, `undecided`, `paid`, `own`; empty if for nothing."""
        due = self.state.chosen
        if due is None or due.state != "due":
            return due.state if due else ""
        return "own" if due.kind == "payout" and due.approver_id == self._session.user_id else ""

    @property
    def can_pay(self) -> bool:
        """Whether this person pays the chosen one now."""
        return self.state.chosen is not None and not self.why_not

    def pay(self, method: str, reference: str) -> None:
        """All of it. Money to a lender is found again by its transfer."""
        due = self.state.chosen
        if due is None or self.state.busy:
            return
        try:
            if not self.can_pay:
                raise UserError("not_due", N_("This is not to be paid now."))
            if due.kind == "payoff":
                rules.check_reference(reference)
        except UserError as error:
            self._fail(error)
            return
        self._set(busy=True)
        self._run(lambda: self._gateway.pay(due, method, reference.strip()), self._paid, self._stopped)

    def _paid(self, receipt_no: str) -> None:
        self._set(busy=False, done=receipt_no)
        self._set(done="")
        self.load()
        if (due := self.state.chosen) is not None:
            self._ask(lambda: self._gateway.find(due.trade_in_id, due.kind), self.choose, topic="open")

    def _stopped(self, error: Exception) -> None:
        self._set(busy=False)
        self._fail(error)

"""Everything about one customer on one page: papers, money, cars, test drives, and what happened when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from app.changes import Changes
from app.presenters.base import Presenter, Run
from app.presenters.customer_list import CustomerRow
from app.presenters.service_visits import CallItem, OwnedItem, VisitItem

TABLES = (
    "customer", "told_apart", "deal", "quote", "contract", "payment", "test_drive", "lead", "lead_contact", "consent",
    "reveal", "attachment", "trade_in", "service_visit", "handover", "follow_up",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PaperItem:
    """A quote or a contract. Amounts in minor units."""

    kind: str
    no: str
    version: int
    model: str
    price: int
    on: date
    state: str
    """A contract's state; of a quote `given`, `over` or `taken`."""


@dataclass(frozen=True, slots=True)
class MoneyItem:
    """A receipt."""

    no: str
    kind: str
    method: str
    reference: str
    amount: int
    at: datetime


@dataclass(frozen=True, slots=True)
class CarItem:
    """A car of theirs, or one they will get."""

    model: str
    vin: str
    state: str


@dataclass(frozen=True, slots=True)
class UsedItem:
    """A used car of theirs that pays for part of another one. Amounts in minor units."""

    plate: str
    car: str
    state: str
    """A key of `domain.trade_in.LABELS`."""
    value: int = 0
    """What it counts; 0: nobody has valued it."""
    lender: str = ""
    lender_owed: int = 0
    """What its lender is still owed."""


@dataclass(frozen=True, slots=True)
class MergedFile:
    """A file that was merged into this one."""

    id: str
    name: str
    id_last4: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened."""

    at: datetime
    kind: str
    """`contact`, `drive`, `money`, `contract`, `service`, `look` or `consent`."""
    title: str
    detail: str = ""


@dataclass(frozen=True)
class WholeCustomer:
    """What the page shows."""

    customer: CustomerRow
    today: date
    payable: int = 0
    paid: int = 0
    papers: tuple[PaperItem, ...] = ()
    money: tuple[MoneyItem, ...] = ()
    cars: tuple[CarItem, ...] = ()
    drives: int = 0
    consents: tuple[str, ...] = ()
    """Purposes that hold."""
    events: tuple[Event, ...] = ()
    grade: str = ""
    next_step: str = ""
    next_at: datetime | None = None
    due_to_customer: int = 0
    """What we owe for used cars whose contract was cancelled."""
    used: tuple[UsedItem, ...] = ()
    visits: tuple[VisitItem, ...] = ()
    """To the workshop, the latest first."""
    owned: tuple[OwnedItem, ...] = ()
    """Cars that they may bring, with their warranties."""
    calls: tuple[CallItem, ...] = ()
    """After the sale, the first due first."""
    merged: tuple[MergedFile, ...] = ()
    """Further files of this person: all that is shown is of these, too."""

    @property
    def owed(self) -> int:
        """What is still to be paid."""
        return max(0, self.payable - self.paid)


class CustomerPageGateway(Protocol):
    """What the page needs."""

    def whole(self, customer_id: str) -> WholeCustomer | None: ...
    def reveal(self, customer_id: str, field: str, reason: str, note: str) -> str: ...


@dataclass(frozen=True)
class CustomerPageState:
    """Whom the page shows."""

    customer_id: str = ""
    whole: WholeCustomer | None = None
    loading: bool = False
    failed: bool = False


class CustomerPagePresenter(Presenter[CustomerPageState]):
    """Reads everything about a customer, and again when something of it changed."""

    def __init__(self, run: Run, gateway: CustomerPageGateway) -> None:
        super().__init__(run, CustomerPageState())
        self._gateway = gateway

    def open(self, customer_id: str) -> None:
        """Show a customer."""
        self._set(customer_id=customer_id, whole=None, loading=True, failed=False)
        self.load()

    def load(self) -> None:
        """Read it."""
        customer_id = self.state.customer_id
        if customer_id:
            self._ask(
                lambda: self._gateway.whole(customer_id), lambda whole: self._set(whole=whole, loading=False),
                topic="whole", on_error=self._not_read,
            )  # fmt: skip

    def _not_read(self, error: Exception) -> None:
        self._set(loading=False, failed=True)
        self._fail(error)

    def on_changes(self, changes: Changes) -> None:
        """Something was written or synced."""
        if changes.touches(*TABLES):
            self.load()

"""The list of customers: find, look, add."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol, TypeGuard

from app.changes import Changes
from app.errors import UserError
from app.presenters.base import Run
from app.presenters.paged import Listing, PagedPresenter


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer as the list shows one: no identity number beyond its last four characters."""

    id: str
    name: str
    phone: str = ""
    kind: str = "person"
    """`person` or `company`."""
    id_last4: str = ""
    address: str = ""
    note: str = ""
    deals: int = 0
    latest: str = ""
    """One line about what happened last, e.g. `Contract HZ02-26-01187, signed`."""
    same_id: str = ""
    """Another file, perhaps of the same person, and its name."""
    same_name: str = ""
    apart_id: str = ""
    """One that looks like the same person's, too, and was told apart."""
    apart_name: str = ""

    @property
    def like_id(self) -> str:
        """The file that this one is compared with."""
        return self.same_id or self.apart_id


class CustomersGateway(Protocol):
    """What the customer screens need."""

    def count(self, text: str) -> int:
        """How many customers a search finds; all for an empty text."""

    def page(self, text: str, offset: int, limit: int) -> tuple[CustomerRow, ...]:
        """Some of them, by name."""

    def find(self, customer_id: str) -> CustomerRow | None:
        """One customer."""

    def known(self, phone: str, id_number: str, *, but: str = "") -> CustomerRow | None:
        """Somebody else on file with this telephone or identity number."""

    def add(self, values: dict[str, str], *, again: bool) -> str:
        """A new one from `name`, `phone`, `id_number`, `address`; returns the id. Raises UserError, `customer_known`
        for somebody who is on file, unless `again`."""


@dataclass(frozen=True)
class CustomerListState:
    """What the page shows."""

    text: str = ""
    listing: Listing = field(default_factory=Listing)
    loading: bool = True
    failed: bool = False
    chosen: CustomerRow | None = None
    adding: bool = False
    """The form for a new customer is open."""
    saving: bool = False
    known: CustomerRow | None = None
    """Somebody on file with what was typed into the form as telephone or identity number."""
    added: str = ""
    """The name of a customer just added; announced once."""


class CustomerListPresenter(PagedPresenter[CustomerListState]):
    """Searches as one types and adds customers, with or without a network."""

    def __init__(self, run: Run, gateway: CustomersGateway) -> None:
        super().__init__(run, CustomerListState())
        self._gateway = gateway

    def load(self) -> None:
        """Read the list."""
        text, gateway = self.state.text, self._gateway
        self._search(lambda: gateway.count(text), lambda at, most: gateway.page(text, at, most))

    def on_changes(self, changes: Changes) -> None:
        """Something was written or synced."""
        if changes.touches("customer", "told_apart", "deal", "contract", "approval"):
            self.load()
        chosen = self.state.chosen
        if chosen is not None and changes.touches("customer", "told_apart"):
            self.open(chosen.id)  # it may have been merged into another one, or be perhaps the same

    def fetch(self, offset: int, limit: int) -> None:
        """The list scrolled to rows that are not here yet."""
        text = self.state.text
        self._fetch_page(lambda at, most: self._gateway.page(text, at, most), offset, limit)

    def search(self, text: str) -> None:
        """By name, initials, or digits of the telephone number."""
        self._set(text=text, loading=True)
        self.load()

    def choose(self, row: CustomerRow | None) -> None:
        """Show a customer in the side panel."""
        if row is not self.state.chosen:
            self._set(chosen=row, adding=False)

    def open(self, customer_id: str) -> None:
        """Show a customer by id."""
        self._ask(lambda: self._gateway.find(customer_id), lambda row: self._set(chosen=row), topic="open")

    def start_adding(self) -> None:
        """Open the form."""
        self._set(adding=True, known=None)

    def look_up(self, phone: str, id_number: str) -> None:
        """Whether somebody with these numbers is on file; before anything else is typed."""
        self._ask(
            lambda: self._gateway.known(phone, id_number), lambda row: self._set(known=row), topic="known"
        )

    def open_known(self, customer_id: str) -> None:
        """That somebody, instead of a second file."""
        self._set(adding=False, known=None)
        self.open(customer_id)

    def stop_adding(self) -> None:
        """Close the form."""
        self._set(adding=False)

    def add(self, values: dict[str, str], *, again: bool = False) -> None:
        """Save a new customer; `again`: although somebody of that number is on file."""
        if self.state.saving:
            return
        self._set(saving=True)
        filled = {key: value.strip() for key, value in values.items() if value.strip()}
        self._run(
            lambda: self._gateway.add(filled, again=again),
            lambda made: self._added(made, filled["name"]),
            self._not_added,
        )

    def _added(self, customer_id: str, name: str) -> None:
        self._set(saving=False, adding=False, known=None, added=name)
        self._set(added="")
        self.load()
        self.open(customer_id)

    def _not_added(self, error: Exception) -> None:
        self._set(saving=False)
        self._fail(error)


def is_known(error: Exception) -> TypeGuard[UserError]:
    """Whether somebody of that number is on file: a warning that one may pass over."""
    return isinstance(error, UserError) and error.code == "customer_known" and error.field is not None

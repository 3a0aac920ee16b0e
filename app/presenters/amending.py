"""An amendment at the desk: what changes, what follows from it, and whose word it needs. Nothing is kept before it
is signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol

from app.domain.amendment import LINES, PARTIES, Amendment, Change
from app.domain.contract_document import UsedCarTerms
from app.domain.trade_in import shown_plate
from app.errors import UserError
from app.i18n import N_, in_a_row, tr
from app.presenters import words
from app.presenters.base import Presenter, Run
from app.presenters.dates import read_date
from app.presenters.deal_desk_rows import Approved

FIELDS = ("price", "delivery_date", "delivery_place", "terms", "buyer.phone", "buyer.address")
"""What can be changed here, by the names of the command line; the rest is another contract."""
CLAUSES = {
    PARTIES: N_("Parties"), "vehicle": N_("Car"), "price": N_("Price"), LINES: N_("Price sheet"),
    "payment": N_("Payment"), "delivery": N_("Handover"), "annexes": N_("Terms"),
}  # fmt: skip
LABELS = {
    "buyer.phone": N_("Mobile phone"), "buyer.address": N_("Address"), "price": N_("Price"),
    "delivery_on": N_("Handover date"), "delivery_place": N_("Place of handover"), "terms": N_("Further terms"),
    "list_price": N_("List price"), "discount": N_("Discount"), "add_ons": N_("Add-ons"),
    "collected": N_("Collected for others"), "on_the_road": N_("On the road"), "payable": N_("To pay"),
    "balance": N_("Balance"), "purchase_tax": N_("Purchase tax"), "plates": N_("Plates"),
    "insurance": N_("Insurance"), "annex.options": N_("Options"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignedLine:
    """A line of the contract that can be taken out."""

    id: str
    label: str
    amount: int
    gift: bool = False
    """Given: the amount is what it is worth."""


@dataclass(frozen=True, slots=True)
class UsedCarItem:
    """A used car of the deal whose value is approved and that is not on the contract."""

    id: str
    label: str
    value: int


@dataclass(frozen=True)
class Signed:
    """The contract as it was signed last. `values` are texts by FIELDS, as they would be typed."""

    no: str
    next_no: str
    buyer: str
    version: int
    values: Mapping[str, str]
    lines: tuple[SignedLine, ...] = ()
    cars: tuple[UsedCarItem, ...] = ()
    approvers: tuple[tuple[str, str], ...] = ()
    today: date | None = None
    """By which a day is read that is typed in short."""


@dataclass(frozen=True)
class Wanted:
    """What is to be changed: texts that differ, lines that come (label, amount), lines that go and used cars that come
    (ids). `payouts` are the yeses to what is paid out for those; opaque here, each to its car and amount."""

    values: Mapping[str, str] = field(default_factory=dict)
    add: tuple[tuple[str, int], ...] = ()
    remove: tuple[str, ...] = ()
    cars: tuple[str, ...] = ()
    payouts: tuple[Any, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Rehearsed:
    """What would come of it. `lowest`: the price below which a manager is asked; none if nobody needs to be. `cars`:
    the used cars that come. `payout`: what is paid out for them that nobody has approved yet."""

    amendment: Amendment
    lowest: int | None = None
    cars: tuple[UsedCarTerms, ...] = ()
    payout: int = 0
    beside: tuple[str, ...] = ()
    """Gifts that are not on the list, if a manager is asked."""


@dataclass(frozen=True)
class Given:
    """A manager's yes: to payouts, and to the price if it was asked for."""

    by: str
    payouts: tuple[Any, ...] = field(default=(), repr=False)
    price: Approved | None = None


class AmendGateway(Protocol):
    """What the dialog needs of the terminal."""

    def signed(self, no: str) -> Signed: ...
    def rehearse(self, no: str, wanted: Wanted) -> Rehearsed: ...
    def approve(
        self, no: str, wanted: Wanted, who: tuple[str, str], why: tuple[str, str] | None
    ) -> Given: ...


@dataclass(frozen=True)
class AmendState:
    """What the dialog shows."""

    no: str
    signed: Signed | None = None
    wanted: Wanted = field(default_factory=Wanted)
    changes: tuple[Change, ...] = ()
    more: int = 0
    lowest: int | None = None
    beside: tuple[str, ...] = ()
    trying: bool = False
    """What is shown does not follow from what was typed last, yet."""
    wrong: bool = False
    approved: Approved | None = None
    cars: tuple[UsedCarTerms, ...] = ()
    payout: int = 0
    payout_by: str = ""
    """Who said yes to what is paid out."""
    busy: bool = False
    ready: bool = False

    @property
    def needs_approval(self) -> bool:
        """Whether a manager's yes is missing, to this price or to what is paid out."""
        return self.needs_price or self.payout > 0

    @property
    def paid_out(self) -> int:
        """What the customer gets in money for the used cars that come."""
        return sum(car.payout for car in self.cars)

    @property
    def needs_price(self) -> bool:
        """Whether a manager's yes to this price is missing."""
        return self.lowest is not None and self.approved is None


def _day(text: str, today: date) -> str:
    """A day typed in short, such as `12-05` or `+7`, in full; what is none stays, for the contract to refuse."""
    try:
        found = read_date(text, today)
    except UserError:
        return text
    return found.isoformat() if found else ""


def shares(car: UsedCarTerms, buyer: str) -> str:
    """Who gets how much of what a used car is worth."""
    parts = [tr("{amount} off the new car").format(amount=words.money(car.credited))]
    if car.payoff:
        lender = car.payoff_to or tr("its lender")
        parts.append(tr("{amount} to {name}").format(amount=words.money(car.payoff), name=lender))
    if car.payout:
        parts.append(tr("{amount} to {name}").format(amount=words.money(car.payout), name=buyer))
    worth = tr("{plate} is worth {amount}").format(
        plate=shown_plate(car.plate), amount=words.money(car.value)
    )
    return tr("{what}: {parts}").format(what=worth, parts=in_a_row(parts))


class AmendPresenter(Presenter[AmendState]):
    """One for each opening of the dialog."""

    def __init__(self, run: Run, gateway: AmendGateway, no: str) -> None:
        super().__init__(run, AmendState(no))
        self._gateway = gateway
        self._goes_on = False  # asked for while the last change was still being tried

    def start(self) -> None:
        """Read the contract."""
        no = self.state.no
        self._ask(lambda: self._gateway.signed(no), lambda signed: self._set(signed=signed), topic="signed")

    def set_value(self, name: str, text: str) -> None:
        """A field was left; what is as it was signed is no change."""
        signed = self.state.signed
        if name == "delivery_date" and signed is not None and signed.today is not None:
            text = _day(text, signed.today)
        if signed is None or self.state.wanted.values.get(name, signed.values[name]) == text.strip():
            return
        values = {**self.state.wanted.values, name: text.strip()}
        self._want(values={key: text for key, text in values.items() if text != signed.values[key]})

    def add(self, label: str, amount: int) -> None:
        """One more add-on."""
        self._want(add=(*self.state.wanted.add, (label.strip(), amount)))

    def drop(self, at: int) -> None:
        """An add-on of this amendment is not wanted after all."""
        add = self.state.wanted.add
        self._want(add=(*add[:at], *add[at + 1 :]))

    def take_out(self, line_id: str, out: bool) -> None:
        """A line of the contract goes, or stays."""
        kept = tuple(each for each in self.state.wanted.remove if each != line_id)
        self._want(remove=(*kept, line_id) if out else kept)

    def put_on(self, car_id: str, on: bool) -> None:
        """A used car with an approved value pays for part of the new one, or does not."""
        kept = tuple(each for each in self.state.wanted.cars if each != car_id)
        self._want(cars=(*kept, car_id) if on else kept)

    def _want(self, **changes: object) -> None:
        before, wanted = self.state.wanted, replace(self.state.wanted, **changes)  # type: ignore[arg-type]
        asked = [(each.values.get("price"), each.add, each.remove) for each in (before, wanted)]
        approved = self.state.approved if asked[0] == asked[1] else None  # a yes is to a price and its lines
        self._set(wanted=wanted, trying=True, wrong=False, approved=approved)
        no = self.state.no
        self._ask(
            lambda: self._gateway.rehearse(no, wanted), self._rehearsed, topic="try", on_error=self._refused
        )

    def _rehearsed(self, found: Rehearsed) -> None:
        made = found.amendment
        self._set(
            changes=made.changes, more=made.more, lowest=found.lowest, cars=found.cars, payout=found.payout,
            beside=found.beside, trying=False,
        )  # fmt: skip
        if self._goes_on:
            self.commit()

    def _refused(self, error: Exception) -> None:
        self._goes_on = False
        self._set(trying=False, wrong=True)
        self._fail(error)

    @property
    def why_not(self) -> str:
        """What the button waits for."""
        state = self.state
        if state.signed is None or state.trying:
            return tr("The amendment is being made")
        if state.wrong:
            return tr("Mend what is marked first")
        if all(change.follows for change in state.changes):
            return tr("Nothing is changed yet")
        if state.needs_price:
            return tr("A manager must approve this price")
        return tr("A manager must approve what is paid out") if state.payout else ""

    def approve(self, login: str, password: str, why: tuple[str, str] | None) -> None:
        """A manager says yes to this price, if that is asked, and to what is paid out, by their own password."""
        no, wanted = self.state.no, self.state.wanted
        self._set(busy=True)
        self._run(
            lambda: self._gateway.approve(no, wanted, (login, password), why),
            self._approved,
            self._stopped,
        )

    def _approved(self, given: Given) -> None:
        self._set(busy=False, approved=given.price or self.state.approved)
        if given.payouts:
            self._set(payout_by=given.by)
            self._want(payouts=given.payouts)  # tried again: each yes is to its car and amount

    def _stopped(self, error: Exception) -> None:
        self._set(busy=False)
        self._fail(error)

    def commit(self) -> None:
        """On to the paper and the signature, as soon as the last change has been tried."""
        self._goes_on = self.state.trying
        if self._goes_on:
            return
        if self.why_not:
            self._fail(UserError("amendment_blocked", self.why_not))
        else:
            self._set(ready=True)

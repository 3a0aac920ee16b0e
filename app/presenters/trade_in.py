"""Used cars of a deal at the desk: what they are, their photos, damage, offers, value, and what comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from app.changes import Changes
from app.domain import trade_in as rules
from app.domain.permissions import TRADE_IN_DECIDE, TRADE_IN_KEEP, TRADE_IN_PAY_OFF, TRADE_IN_PAY_OUT
from app.domain.trade_in import Mark, TradeInState
from app.presenters.base import Presenter, Run
from app.presenters.session import Session

TABLES = ("trade_in", "trade_in_offer", "attachment", "contract", "contract_line", "payment")
Who = tuple[str, str]
"""A manager's name and own password."""


@dataclass(frozen=True, slots=True)
class OfferItem:
    """What somebody would pay."""

    id: str
    bidder: str
    amount: int
    valid_until: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class CarFacts:
    """What is typed of a used car. Amounts in fen."""

    plate: str
    vin: str
    brand: str
    series: str
    first_registered_on: date
    km: int
    owner: str = ""
    owners: int = 1
    payoff: int = 0
    payoff_to: str = ""
    market: int = 0
    accidents: str = ""


@dataclass(frozen=True)
class UsedCar:
    """A used car and how far it has come."""

    id: str
    facts: CarFacts
    state: str = "appraising"
    value: int | None = None
    offer_id: str = ""
    valid_until: date | None = None
    credited: int = 0
    payout: int = 0
    left: int = 0
    """Of the payout, what is not paid yet."""
    paid_off: bool = False
    appraiser: str = ""
    approver: str = ""
    makers: tuple[str, ...] = ()
    """Ids of those who appraised and valued it: they do not approve it."""
    note: str = ""
    marks: tuple[Mark, ...] = ()
    offers: tuple[OfferItem, ...] = ()
    photos: Mapping[str, str] = field(default_factory=dict)
    """Place to the photo's file."""

    @property
    def deductions(self) -> int:
        """What the damage takes off."""
        return rules.deductions(self.marks)

    @property
    def assessed(self) -> int:
        """The market's price less that."""
        return rules.assessed(self.facts.market, self.marks)

    @property
    def missing(self) -> tuple[str, ...]:
        """Places without a photo."""
        return tuple(place for place in rules.PLACES if place not in self.photos)

    @property
    def is_open(self) -> bool:
        """Whether anything about it can still be changed."""
        return self.state in rules.OPEN

    @property
    def owed_if_kept(self) -> int:
        """What we would owe the customer for it, less what was paid out."""
        return rules.worth(value=self.value, payoff=self.facts.payoff) - (self.payout - self.left)

    @property
    def owes_lender(self) -> bool:
        """Whether the lender of the car still waits for its money."""
        return self.facts.payoff > 0 and not self.paid_off


@dataclass(frozen=True)
class DealOfCars:
    """The deal, its used cars, and the managers who have signed in here."""

    no: str
    customer: str = ""
    contract_no: str = ""
    signed: bool = False
    over: bool = False
    """Its contract was cancelled."""
    approvers: tuple[tuple[str, str], ...] = ()
    cars: tuple[UsedCar, ...] = ()


class TradeInGateway(Protocol):
    """What the page needs of the terminal."""

    def deal(self, no: str) -> DealOfCars: ...
    def add(self, deal_no: str, facts: CarFacts) -> str: ...
    def revise(self, car: UsedCar) -> None: ...
    def offer(self, car_id: str, offer: OfferItem) -> None: ...
    def photograph(self, car_id: str, place: str, path: str) -> None: ...
    def submit(self, car_id: str, value: int, offer_id: str, who: Who | None) -> None: ...
    def decide(self, car_id: str, *, approved: bool, note: str) -> None: ...
    def accept(self, car_id: str, who: Who | None) -> None: ...
    def take_off(self, car_id: str) -> None: ...
    def take(self, car_id: str) -> None: ...
    def pay_out(self, car_id: str, method: str) -> None: ...
    def pay_off(self, car_id: str, method: str, reference: str) -> None: ...
    def keep(self, car_id: str, reason: str) -> None: ...
    def give_back(self, car_id: str, reason: str) -> None: ...


@dataclass(frozen=True)
class UsedCarsState:
    """What the page shows."""

    deal: DealOfCars | None = None
    chosen: str = ""
    form: str = ""
    """`car`, `edit`, `mark` or `offer` while that is written down."""
    busy: bool = False
    done: str = ""
    """What just succeeded; announced once."""
    asks_payout: bool = False
    """The car is worth more than is owed: a manager says yes to paying that out."""

    @property
    def car(self) -> UsedCar | None:
        """The one that is looked at."""
        cars = self.deal.cars if self.deal else ()
        return next((each for each in cars if each.id == self.chosen), cars[-1] if cars else None)

    @property
    def full(self) -> bool:
        """Whether no further car pays for this deal."""
        return self.deal is not None and len(self.deal.cars) >= rules.MOST


class TradeInPresenter(Presenter[UsedCarsState]):
    """Holds the deal's used cars and carries out what was asked."""

    def __init__(self, run: Run, gateway: TradeInGateway, session: Session) -> None:
        super().__init__(run, UsedCarsState())
        self._gateway, self._session = gateway, session

    def open(self, no: str) -> None:
        """The used cars of a deal, by its number."""
        if self.state.deal is None or self.state.deal.no != no:
            self._set(deal=None, chosen="", form="", asks_payout=False)
        self._ask(lambda: self._gateway.deal(no), self._read, topic="deal")

    def _read(self, deal: DealOfCars) -> None:
        self._set(deal=deal)

    def reload(self) -> None:
        """Read it again."""
        if self.state.deal is not None:
            self.open(self.state.deal.no)

    def on_changes(self, changes: Changes) -> None:
        """Something was written or synced."""
        if changes.touches(*TABLES):
            self.reload()

    def choose(self, car_id: str) -> None:
        """Another of the deal's cars."""
        self._set(chosen=car_id, form="", asks_payout=False)

    def show_form(self, form: str) -> None:
        """Write something down at the side, or stop that."""
        self._set(form=form)

    def next_step(self) -> str:
        """What this person can do next: `submit`, `decide`, `accept`, `take`, `keep`, `pay_out`, `pay_off`; else what
        is waited for."""
        car = self.state.car
        if car is None:
            return ""
        if car.state == TradeInState.SUBMITTED:
            may = TRADE_IN_DECIDE.allowed_for(self._session.roles) and self._session.user_id not in car.makers
            return "decide" if may else "wait"
        if car.state == TradeInState.ACCEPTED:
            return "take" if self.state.deal is not None and self.state.deal.signed else "sign"
        if car.state in rules.OURS:
            return self._step_of_ours(car)
        if car.state == TradeInState.APPROVED and self.state.deal is not None and self.state.deal.signed:
            return "amend"
        steps = {"appraising": "submit", "declined": "submit", "approved": "accept"}
        return steps.get(car.state, "")

    def _step_of_ours(self, car: UsedCar) -> str:
        """A car in our hands: money goes out for it, unless its contract was cancelled and nobody has decided yet."""
        roles = self._session.roles
        if self.state.deal is not None and self.state.deal.over and car.state == TradeInState.TAKEN:
            return "keep" if TRADE_IN_KEEP.allowed_for(roles) else "manager"
        if car.left:
            return "pay_out" if TRADE_IN_PAY_OUT.allowed_for(roles) else "finance"
        if car.owes_lender:
            return "pay_off" if TRADE_IN_PAY_OFF.allowed_for(roles) else "lender"
        return ""

    # ------------------------------------------------------------ what is asked

    def add(self, facts: CarFacts) -> None:
        """A further car, or other facts of the one that is looked at."""
        deal, car = self.state.deal, self.state.car
        if deal is None:
            return
        if self.state.form == "edit" and car is not None:
            self._do(lambda: self._gateway.revise(replace(car, facts=facts)), "noted")
            return

        def added() -> None:
            self._set(chosen=self._gateway.add(deal.no, facts))

        self._do(added, "noted")

    def add_mark(self, mark: Mark) -> None:
        """Something is wrong with the car."""
        if (car := self.state.car) is not None:
            self._do(lambda: self._gateway.revise(replace(car, marks=(*car.marks, mark))), "noted")

    def remove_mark(self, at: int) -> None:
        """It is not, after all."""
        if (car := self.state.car) is not None and car.is_open and 0 <= at < len(car.marks):
            rest = (*car.marks[:at], *car.marks[at + 1 :])
            self._do(lambda: self._gateway.revise(replace(car, marks=rest)), "noted")

    def add_offer(self, offer: OfferItem) -> None:
        """Somebody would pay that."""
        if (car := self.state.car) is not None:
            self._do(lambda: self._gateway.offer(car.id, offer), "noted")

    def photograph(self, place: str, path: str) -> None:
        """A photo from a file."""
        if (car := self.state.car) is not None:
            self._do(lambda: self._gateway.photograph(car.id, place, path), "")

    def submit(self, value: int, offer_id: str, who: Who | None) -> None:
        """Ask a manager, or have one who stands here say yes."""
        if (car := self.state.car) is not None:
            done = "approved" if who else "submitted"
            self._do(lambda: self._gateway.submit(car.id, value, offer_id, who), done)

    def decide(self, *, approved: bool, note: str = "") -> None:
        """A manager's own yes or no."""
        if (car := self.state.car) is not None:
            done = "approved" if approved else "declined"
            self._do(lambda: self._gateway.decide(car.id, approved=approved, note=note), done)

    def accept(self, who: Who | None = None) -> None:
        """Onto the contract."""
        if (car := self.state.car) is not None:
            self._do(lambda: self._gateway.accept(car.id, who), "accepted")

    def take_off(self) -> None:
        """Off the contract again."""
        if (car := self.state.car) is not None:
            self._do(lambda: self._gateway.take_off(car.id), "taken_off")

    def take(self) -> None:
        """Handed in."""
        if (car := self.state.car) is not None:
            self._do(lambda: self._gateway.take(car.id), "taken")

    def pay_out(self, method: str) -> None:
        """What it is worth above what was owed."""
        if (car := self.state.car) is not None:
            self._do(lambda: self._gateway.pay_out(car.id, method), "paid_out")

    def pay_off(self, method: str, reference: str) -> None:
        """What was still owed on it, to its lender."""
        if (car := self.state.car) is not None:
            self._do(lambda: self._gateway.pay_off(car.id, method, reference), "paid_off")

    def keep(self, reason: str) -> None:
        """The contract was cancelled, and the car does not go back."""
        if (car := self.state.car) is not None:
            self._do(lambda: self._gateway.keep(car.id, reason), "kept")

    def give_back(self, reason: str) -> None:
        """The contract was cancelled, and the customer gets the car back."""
        if (car := self.state.car) is not None:
            self._do(lambda: self._gateway.give_back(car.id, reason), "given_back")

    def _do(self, op: Callable[[], None], done: str) -> None:
        if not self.state.busy:
            self._set(busy=True)
            self._run(op, lambda _: self._finished(done), self._stopped)

    def _finished(self, done: str) -> None:
        self._set(busy=False, form="", asks_payout=False, done=done)
        self._set(done="")
        self.reload()

    def _stopped(self, error: Exception) -> None:
        self._set(busy=False, asks_payout=getattr(error, "code", "") == "payout_needs_approval")
        self._fail(error)

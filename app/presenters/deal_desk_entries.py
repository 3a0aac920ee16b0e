"""What people enter at the deal desk: the customer, the car, prices, plan, delivery and deposit."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date
from typing import Any, Protocol

from app import i18n
from app.clock import Clock
from app.domain import deposits, finance, pricing
from app.domain.bundle import Bundle
from app.domain.deposits import DepositKind
from app.domain.id_card import IdCard
from app.errors import UserError
from app.i18n import N_
from app.presenters import deal_desk_plans
from app.presenters.base import Presenter, Run
from app.presenters.deal_desk_rows import (
    Approved,
    DeskBuyer,
    DeskCar,
    DeskDeposit,
    DeskFacts,
    DeskLine,
    DeskQuote,
    Drawn,
    KnownBuyer,
    Loaded,
    key_of,
)
from app.presenters.deal_desk_state import DeskState
from app.presenters.sent import Sent

STANDING = (
    DeskLine("insurance", "insurance", 0, "insurance", "insurer", "refundable"),
    DeskLine("plates", "plates", 0, "plates", "plates", "optional"),
)
"""Amounts collected for others that most deals have; those left at zero do not reach the contract."""


class QuotesGateway(Protocol):
    """What the desk needs of the terminal for quotes; see `gateways.desk_quotes`."""

    def listed(self, deal: str, customer_id: str) -> tuple[DeskQuote, ...]: ...
    def give(self, state: DeskState, valid_until: date) -> DeskQuote: ...
    def take(self, no: str) -> Loaded: ...
    def print(self, no: str) -> Sent: ...


class DealsGateway(Protocol):
    """What the desk needs of the terminal; see `gateways.deals`."""

    @property
    def quotes(self) -> QuotesGateway: ...

    def warm_up(self) -> None: ...
    def facts(self) -> DeskFacts: ...
    def find_customers(self, text: str) -> tuple[DeskBuyer, ...]: ...
    def customer(self, customer_id: str) -> DeskBuyer: ...
    def customer_of(self, no: str) -> DeskBuyer: ...
    def known(self, phone: str, id_number: str) -> KnownBuyer | None: ...
    def find_cars(self, text: str) -> tuple[DeskCar, ...]: ...
    def car(self, vin: str) -> DeskCar: ...
    def ordered(self, model_code: str, colour: str) -> DeskCar: ...
    def lease(self, car_id: str) -> None: ...
    def draw(self, state: DeskState) -> Drawn: ...
    def drawn(self, no: str) -> Drawn: ...
    def load(self, no: str) -> Loaded: ...
    def approve(self, drawn: Drawn, who: tuple[str, str], why: tuple[str, str]) -> Approved | Drawn: ...
    def submit(self, no: str, why: str) -> Drawn: ...
    def print_schedule(self, state: DeskState) -> Sent: ...
    def read_kept(self) -> dict[str, Any]: ...
    def keep(self, unfinished: dict[str, Any]) -> None: ...


class DeskEntries(Presenter[DeskState]):
    """Every entry replaces the state; figures, checks and steps follow from it."""

    def __init__(self, run: Run, run_io: Run, gateway: DealsGateway, clock: Clock) -> None:
        super().__init__(run, DeskState(DeskFacts(clock.today()), lines=STANDING, language=i18n.language()))
        self.gateway, self._run_io, self._clock = gateway, run_io, clock

    # ------------------------------------------------------------ the customer

    def choose_customer(self, buyer: DeskBuyer) -> None:
        """Someone on file."""
        self._edit(buyer=buyer, filling=False, known=None, **self._quoted(buyer.id))

    def open_customer(self, customer_id: str) -> None:
        """Someone on file, by id."""
        self._ask(lambda: self.gateway.customer(customer_id), self.choose_customer, topic="customer")

    def new_customer(self, name: str) -> None:
        """Someone who is not on file: a name or a telephone number begins the form."""
        digits = name.replace(" ", "").lstrip("+").isdigit()
        begun = DeskBuyer(phone=name.strip()) if digits else DeskBuyer(name=name.strip())
        self._edit(buyer=begun, filling=True, known=None)
        self._look_for_known(begun)

    def take_card(self, card: IdCard) -> None:
        """What an identity card says: whoever has its number is on file, or it fills the form."""

        def found(people: tuple[DeskBuyer, ...]) -> None:
            known = next((each for each in people if each.id_number == card.number), None)
            if known is not None:
                self.choose_customer(known)
                return
            begun = self.state.buyer if self.state.buyer and not self.state.buyer.id else DeskBuyer()
            written = {"name": card.name, "id_number": card.number, "address": card.address}
            self._edit(buyer=replace(begun, id_kind="id_card", **written), filling=True)

        self._ask(lambda: self.gateway.find_customers(card.number), found, topic="customer")

    def fill_customer(self) -> None:
        """Open the form for what is missing."""
        self._set(filling=True)

    def filled_customer(self) -> None:
        """Close the form, if there is enough in it to be told."""
        if self.state.buyer is not None and self.state.buyer.name.strip():
            self._set(filling=False)

    def forget_customer(self) -> None:
        """Choose another one."""
        self._edit(buyer=None, filling=False, known=None, **self._quoted(""))

    def _quoted(self, customer_id: str) -> dict[str, Any]:
        """What was offered to somebody else is no version of this deal."""
        now = self.state.buyer
        return {} if now is not None and now.id == customer_id else {"deal": "", "quotes": ()}

    def set_buyer(self, **values: str) -> None:
        """A field of the form was left."""
        buyer = self.state.buyer or DeskBuyer()
        changed = replace(buyer, **values)
        if changed == buyer:
            return
        self._edit(buyer=changed)
        if {"phone", "id_number"} & set(values):
            self._look_for_known(changed)

    def _look_for_known(self, buyer: DeskBuyer) -> None:
        """Whether a new customer's numbers are somebody's who is on file; wrong ones are nobody's yet."""
        phone, number = (
            "" if name in buyer.problems else getattr(buyer, name).strip() for name in ("phone", "id_number")
        )
        if buyer.id or not (phone or number):
            self._set(known=None)
            return

        def found(known: KnownBuyer | None) -> None:
            if self.state.buyer is not None and not self.state.buyer.id:  # nobody was chosen meanwhile
                self._set(known=known)

        self._ask(lambda: self.gateway.known(phone, number), found, topic="known")

    def take_known(self, then: Callable[[], object]) -> None:
        """It is the one on file: what their file lacks is taken from what was entered."""
        known, typed = self.state.known, self.state.buyer
        if known is None or typed is None or typed.id:
            return

        def found(buyer: DeskBuyer) -> None:
            blank = [name for name in ("phone", "id_number", "address") if not getattr(buyer, name)]
            more = {name: getattr(typed, name) for name in blank}
            kind = typed.id_kind if "id_number" in blank else buyer.id_kind
            whole = replace(buyer, id_kind=kind, **more)
            self.choose_customer(whole)
            self._set(filling=not whole.ready)
            then()

        self._ask(lambda: self.gateway.customer(known.id), found, topic="customer")

    # ------------------------------------------------------------ the car and its price

    def choose_car(self, car: DeskCar) -> None:
        """Put a car on the desk; the discount stays if there is one."""
        self._edit(car=car)

    def open_car(self, vin: str) -> None:
        """A car by its VIN."""
        self._ask(lambda: self.gateway.car(vin), self.choose_car, topic="car")

    def open_order(self, model_code: str, colour: str, options: Collection[str] = ()) -> None:
        """A model without a car, by the catalogue's code, with options by theirs."""
        self._ask(
            lambda: self.gateway.ordered(model_code, colour).with_options(options),
            self.choose_car,
            topic="car",
        )

    def tick_option(self, code: str, on: bool) -> None:
        """Whether a model is ordered with that option; the discount stays."""
        if (car := self.state.car) is not None:
            rest = {option.code for option in car.options} - {code}
            self._edit(car=car.with_options(rest | {code} if on else rest))

    def paint(self, colour: str) -> None:
        """The colour in which a model is ordered."""
        if self.state.car is not None and self.state.car.comes_later:
            self._edit(car=self.state.car.painted(colour))

    def reopen_car(self) -> None:
        """The car on the desk, as it is now."""
        if (car := self.state.car) is not None:
            if car.comes_later:
                self.open_order(car.model_code, car.colour, [option.code for option in car.options])
            else:
                self.open_car(car.vin)

    def _refresh_car(
        self, vin: str, model_code: str = "", colour: str = "", options: Collection[str] = ()
    ) -> None:
        asked = key_of(vin, model_code, colour)

        def read() -> DeskCar:
            found = self.gateway.car(vin) if vin else self.gateway.ordered(model_code, colour)
            return found.with_options(options)

        if vin or model_code:
            self._ask(read, lambda car: self._car_again(car, asked), topic="car")

    def _car_again(self, car: DeskCar, asked: str) -> None:
        known = self.state.car
        if known is not None and known.key != asked:
            return  # another one was chosen meanwhile
        if known is not None and self.state.drawn is not None:
            # A price list that changed meanwhile is not slipped under a contract that was drawn.
            self._set(car=replace(car, list_price=known.list_price, options=known.options))
        elif known is not None:
            self._set(car=car.with_options([option.code for option in known.options]))
        else:
            self._set(car=car)

    def set_discount(self, amount: int | None) -> None:
        """So much below list; the sign does not matter."""
        self._edit(discount=abs(amount or 0))

    def set_line(self, key: str, amount: int | None) -> None:
        """Change the amount of a line."""
        lines = tuple(
            replace(line, amount=abs(amount or 0)) if line.key == key else line for line in self.state.lines
        )
        self._edit(lines=lines)

    def add_line(self, line: DeskLine) -> None:
        """A further line; one of the same name and kind is replaced."""
        if not line.label.strip():
            raise UserError("line_unnamed", N_("Say what it is."), field="label")
        pricing.check_cost(line.nature, line.amount, line.cost, field="amount")
        key = (
            line.kind if line.kind in ("insurance", "plates", "purchase_tax") else f"{line.kind}:{line.label}"
        )
        rest = tuple(each for each in self.state.lines if each.key != key)
        add_ons = [each for each in rest if each.kind in pricing.OWN]
        others = [each for each in rest if each.kind not in pricing.OWN]
        made = replace(line, key=key, label=line.label.strip())
        own = line.kind in pricing.OWN
        self._edit(lines=(*add_ons, made, *others) if own else (*add_ons, *others, made))

    def add_bundle(self, bundle: Bundle) -> None:
        """All lines of a bundle at once."""
        for item in bundle.items:
            self.add_line(DeskLine("", item.label, item.amount, nature=item.nature))

    def remove_line(self, key: str) -> None:
        """Take a line out."""
        self._edit(lines=tuple(line for line in self.state.lines if line.key != key))

    def collect_tax(self, collect: bool) -> None:
        """Whether the purchase tax passes through our till."""
        rest = tuple(line for line in self.state.lines if line.kind != "purchase_tax")
        tax = DeskLine("purchase_tax", "purchase_tax", 0, "purchase_tax", "tax_office", "mandatory")
        self._edit(lines=(*rest, tax) if collect else rest)

    # ------------------------------------------------------------ plan, delivery, money

    def choose_plan(self, key: str) -> None:
        """How the rest is paid."""
        if key != self.state.plan:
            self._edit(plan=key, loan=None)

    def set_terms(self, **terms: Any) -> None:
        """Other terms for the plan chosen: months, rate, method, what is left for the end, who pays the interest."""
        made = replace(self.state.offer, **terms)
        deal_desk_plans.check(made)
        self._edit(offers=deal_desk_plans.with_offer(self.state.offers, made))

    def solve_monthly(self, monthly: int | None, *, price: bool = False) -> None:
        """What this monthly amount pays for, in the plan chosen: a larger or smaller loan, or another price."""
        if not monthly:
            self._edit(loan=None)
            return
        loan = deal_desk_plans.loan_for(self.state.offer, monthly)
        if price:
            self._solve_price(loan)
        else:
            self._edit(loan=loan)

    def _solve_price(self, loan: int) -> None:
        """The buyer pays the same at once and takes this loan: what is the car's price?"""
        state = self.state
        if state.car is None:
            raise UserError("deal_incomplete", N_("Choose a car first (F3)"), field="car")
        listed, at_once = state.car.list_price, state.put_down + max(state.chosen.on_delivery, 0)

        def owed(price: int) -> int:
            return _with_tax(replace(state, discount=listed - price)).sheet.payable

        price = finance.price_for(at_once + loan, owed, most=listed)
        if price <= 0:
            message = N_("No price is low enough for that. Choose more months or a larger monthly amount.")
            raise UserError("monthly_too_small", message, field="monthly")
        self._edit(discount=listed - price, loan=min(loan, owed(price) - at_once))

    def set_delivery(self, *, on: date | None, place: str) -> None:
        """When and where the car is handed over."""
        self._edit(delivery_on=on, delivery_place=place.strip())

    def show_panel(self, panel: str) -> None:
        """Check list, deposit, approval or add-ons at the right."""
        self._set(panel=panel, panel_error=None)

    def set_deposit(self, amount: int | None, method: str) -> None:
        """Money to be taken when the contract is signed; none takes it away."""
        if not amount:
            self._edit(deposit=None, panel="checks", panel_error=None)
            return
        # Above a fifth it would bind nobody, whichever of the two it is called.
        deposits.check_deposit(amount, self.state.price, kind=DepositKind.DEPOSIT, field="deposit")
        self._edit(deposit=DeskDeposit(amount, method), panel="checks", panel_error=None)

    def _edit(self, **changes: Any) -> None:
        if self.state.closed:
            return
        self._replace(_with_tax(replace(self.state, **changes)))

    def _replace(self, state: DeskState) -> None:
        self.state = state
        self._set()


def _with_tax(state: DeskState) -> DeskState:
    """The tax that we collect follows the price."""
    if not state.collects_tax or state.tax is None:
        return state
    tax = state.tax
    lines = tuple(
        replace(line, amount=tax.amount, rule=tax.rule.id) if line.kind == "purchase_tax" else line
        for line in state.lines
    )
    return replace(state, lines=lines)

"""The parts of a deal at the desk: customer, car, lines, deposit, contract, and what holds for the day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from app.domain import identity
from app.domain.approval_chain import Chains, Step
from app.domain.bundle import Bundle
from app.domain.catalogue import Extra
from app.domain.contract_document import Seller
from app.domain.contract_template import Template
from app.domain.energy import Energy
from app.domain.gift import Gifts
from app.domain.loan_plan import OFFERS, Offer
from app.domain.options import Option, total
from app.domain.pricing import Nature, PriceLine
from app.errors import UserError


@dataclass(frozen=True)
class DeskBuyer:
    """The customer. No id: a new one, filed together with the contract. Screens mask the number."""

    id: str = ""
    name: str = ""
    phone: str = ""
    id_kind: str = "id_card"
    id_number: str = ""
    address: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields without which nothing can be signed."""
        return tuple(name for name in ("name", "phone", "id_number") if not getattr(self, name).strip())

    def is_person(self, other: DeskBuyer) -> bool:
        """Whether both are one person, who may have been filed or corrected in between."""
        if self.id and other.id:
            return self.id == other.id
        return self.name == other.name or (bool(self.phone) and self.phone == other.phone)

    def is_surely(self, other: DeskBuyer) -> bool:
        """The same, where two who are called alike are two: by file, else by the paper's number, else by telephone."""
        if self.id and self.id == other.id:
            return True
        if self.id_number and other.id_number:
            return self.id_number == other.id_number
        if self.id and other.id:
            return False
        return bool(self.phone) and self.phone == other.phone

    @cached_property
    def problems(self) -> dict[str, UserError]:
        """What is wrong with fields that are filled in, by field."""
        found: dict[str, UserError] = {}
        for name in ("name", "phone", "id_number"):
            try:
                if getattr(self, name).strip():
                    self._check(name)
            except UserError as error:
                found[name] = error
        return found

    def _check(self, name: str) -> None:
        if name == "name":
            identity.check_name(self.name)
        elif name == "phone":
            identity.check_phone(self.phone)
        else:
            identity.check_paper(identity.IdKind(self.id_kind), self.id_number)

    @property
    def ready(self) -> bool:
        """Whether a contract can name and sign for this person."""
        return not self.missing and not self.problems


@dataclass(frozen=True)
class KnownBuyer:
    """Somebody on file with the telephone (`phone`) or identity number (`id_number`) of a new customer."""

    id: str
    name: str
    by: str


@dataclass(frozen=True, slots=True)
class DeskClaim:
    """Somebody else's order for the same car, not certain either, or a contract for it that nobody has signed."""

    buyer: str
    desk: str = ""
    no: str = ""
    """Empty of a deal that is set aside at this very desk and has no contract."""
    files: tuple[str, ...] = ()
    """All files of that person, the one that is kept first."""
    ordered: bool = False
    prepaid: bool = False


@dataclass(frozen=True)
class DeskCar:
    """A car at the desk. `lease`: `mine`, `free`, `other`, `none` when it cannot be sold at all; `later` of a model
    that is ordered without a car, which has no VIN, and the model's id for its own."""

    id: str
    vin: str
    model: str
    model_year: int | None = None
    energy: Energy | None = None
    colour: str = ""
    interior: str = ""
    location: str = ""
    branch: str = ""
    stock_no: str = ""
    status: str = "in_stock"
    list_price: int = 0
    arrived_on: date | None = None
    lease: str = "free"
    lease_by: str = ""
    lease_kind: str = ""
    model_code: str = ""
    colours: tuple[Extra, ...] = ()
    """Of a model that is ordered: what the car may be painted in."""
    offered: tuple[Option, ...] = ()
    """Of a model that is ordered: with what it may be."""
    options: tuple[Option, ...] = ()
    """What is ordered with it, which the list price has; of a car in stock what it has, as far as that is known."""
    claims: tuple[DeskClaim, ...] = ()
    """Who has begun to buy it, as far as this desk has heard."""
    bare_now: int | None = None
    """Of an order that was drawn before: what the catalogue asks today for it in its colour, without options. As long
    as nobody changes colour or options, the list price that it was drawn with stands."""

    @property
    def dropped(self) -> tuple[Option, ...]:
        """What is ordered and offered no longer, or at another price: it stays until the options are changed."""
        return (
            tuple(option for option in self.options if option not in self.offered) if self.comes_later else ()
        )

    @property
    def bare(self) -> int:
        """What the list price is without options, once colour or options change: all of it as the catalogue has it."""
        return self.list_price - total(self.options) if self.bare_now is None else self.bare_now

    @property
    def comes_later(self) -> bool:
        """Whether a car is allocated to it after it was signed."""
        return not self.vin

    @property
    def unpainted(self) -> bool:
        """Whether it is ordered, and the colour is still to be chosen."""
        return self.comes_later and bool(self.colours) and not self.colour

    @property
    def colour_more(self) -> int:
        """What the colour of an order costs more, in fen: its list price has that."""
        return next((each.amount for each in self.colours if each.name == self.colour), 0)

    @property
    def key(self) -> str:
        """What tells it from every other."""
        return key_of(self.vin, self.model_code, self.colour)

    def painted(self, colour: str) -> DeskCar:
        """The same order in another colour, at that colour's price."""
        more = {each.name: each.amount for each in self.colours}
        bare = self.bare - more.get(self.colour, 0) + more.get(colour, 0)
        now = None if self.bare_now is None else bare
        return replace(self, colour=colour, list_price=bare + total(self.options), bare_now=now)

    def with_options(self, codes: Collection[str]) -> DeskCar:
        """The same order with those of its options that have these codes, at their prices; a car has what it has."""
        if not self.comes_later:
            return self
        chosen = tuple(option for option in self.offered if option.code in codes)
        return replace(self, options=chosen, list_price=self.bare + total(chosen))


def key_of(vin: str, model_code: str, colour: str) -> str:
    """What tells a car, or a model that is ordered in a colour, from every other."""
    return vin or f"{model_code} {colour}"


@dataclass(frozen=True)
class DeskLine:
    """A line of the price sheet that someone entered; `key` tells it from the others on screen."""

    key: str
    label: str
    amount: int
    kind: str = "add_on"
    payee: str = ""
    nature: str = "optional"
    rule: str = ""
    cost: int | None = None
    """What it costs us, or what of it is passed on, if somebody said so."""
    cost_id: str = ""
    """Of one that was quoted or drawn before: where the back office keeps that."""

    @property
    def priced(self) -> PriceLine:
        """As the price sheet counts it."""
        return PriceLine(self.kind, self.label, self.amount, self.payee, Nature(self.nature), self.rule)


@dataclass(frozen=True)
class DeskDeposit:
    """Money that is taken when the contract is signed."""

    amount: int
    method: str = "wechat"


@dataclass(frozen=True)
class Drawn:
    """The contract as it stands in the replica."""

    contract_id: str
    no: str
    deal_no: str
    version: int = 1
    state: str = "draft"
    provisional: bool = False
    certain: bool = True
    """Whether signing now would make the car the customer's."""
    receipts: tuple[str, ...] = ()
    paid: int = 0
    open_case: str = ""
    trade_ins: tuple[DeskLine, ...] = ()
    """Used cars that pay for part of it; they come and go by their own page."""
    appraised: tuple[str, ...] = ()
    """Plates of used cars that are looked at for this deal and stand on no contract yet."""
    yes: Approved | None = None
    links: tuple[Step, ...] = ()
    """Who has to say yes, where that are several, and who said it."""
    """What a manager said yes to, of those on file that cover the contract as it is drawn."""
    sent_back: tuple[str, str] | None = None
    """Who answered it last and why not, if the last answer was a no."""
    place: tuple[int, int] = (0, 0)
    """While it waits for a car: which of those that wait for such a car it is, and how many they are."""
    ordered: bool = False
    """An order: its car, if it is confirmed, is the customer's before the final paper is signed."""

    @property
    def closed(self) -> bool:
        """Signed, given as an order, or before a manager: nothing is edited at the desk any more."""
        return self.state != "draft"

    @property
    def waits(self) -> bool:
        """Before a manager: the deal goes on at the desk with the answer."""
        return self.state == "submitted"

    @property
    def settled(self) -> bool:
        """Signed or given as an order: its money was taken."""
        return self.closed and not self.waits


@dataclass(frozen=True)
class Approved:
    """A manager's yes, to be used when the contract is signed. `consent` is opaque here, and of plain values: it is
    kept with the deal."""

    price: int
    contract_id: str
    by: str
    consent: Mapping[str, Any] = field(repr=False, default_factory=dict)
    takings: int = 0
    """What we would take with the add-ons and gifts that were there: the yes is to this, or more."""
    car_id: str = ""
    """Or the model's, where a car is allocated later."""
    list_price: int = 0
    agreed: str = ""
    """Of a yes to the whole contract: its terms and payment, as `approval.agreed` says them."""
    gifts: str = ""
    """Those that were there, by name: no other one that is not on the list comes under the yes."""


@dataclass(frozen=True)
class DeskFacts:
    """What holds for the whole day at this terminal."""

    today: date
    seller: Seller = field(default_factory=lambda: Seller(""))
    place: str = ""
    limit_bp: int = 0
    approvers: tuple[tuple[str, str], ...] = ()
    may_confirm: bool = True
    frequent: tuple[DeskLine, ...] = ()
    """Lines that are often sold here, to be picked instead of typed."""
    bundles: tuple[Bundle, ...] = ()
    """What goes into a deal together."""
    gifts: Gifts = field(default_factory=Gifts)
    """What is given here, and what it counts against the limit."""
    offers: tuple[Offer, ...] = OFFERS
    """The plans that are shown side by side."""
    asks: Mapping[str, Any] = field(default_factory=dict)
    """The settings that say what a manager reads first; see `domain.approval`."""
    chains: Chains = field(default_factory=dict)
    """Whom each matter is put before, as the setting lays it down."""
    words: Mapping[str, Template] = field(default_factory=dict, repr=False)
    """The contract's text in force today, by language; the program's own where the desk was told none."""


@dataclass(frozen=True)
class DeskQuote:
    """A version of a quote that was given out."""

    no: str
    version: int
    deal: str
    customer_id: str
    model: str
    payable: int
    valid_until: date
    expired: bool = False


@dataclass(frozen=True)
class Kept:
    """An unfinished deal that was set aside."""

    key: str
    title: str
    at: datetime | None
    content: dict[str, Any] = field(repr=False, default_factory=dict)

    def claim_on(self, vin: str, buyer: DeskBuyer | None) -> DeskClaim | None:
        """Whether it is about that car, for somebody else, and no other desk can know of it."""
        content, whose = self.content, self.content.get("buyer")
        if content.get("vin") != vin or content.get("contract") or not whose or not whose["name"].strip():
            return None
        mine = buyer is not None and buyer.is_surely(DeskBuyer(**whose))
        return None if mine else DeskClaim(whose["name"])


@dataclass(frozen=True)
class Loaded:
    """A deal that is on file, as the desk shows it."""

    buyer: DeskBuyer
    car: DeskCar | None
    discount: int
    lines: tuple[DeskLine, ...]
    plan: Mapping[str, Any] | None
    delivery_on: date | None
    delivery_place: str
    terms: str
    language: str
    drawn: Drawn | None
    deal: str = ""
    """Of a deal that was quoted: its number."""

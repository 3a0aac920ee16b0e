"""What the deal desk holds: one frozen state, with every figure computed from what was entered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from app.domain import approval, approval_chain, deposits, pricing, tax
from app.domain.deposits import DepositKind
from app.domain.gift import Given
from app.domain.loan_plan import OFFERS, Offer
from app.domain.permissions import Named, Role
from app.domain.pricing import Nature, PriceLine, PriceSheet
from app.i18n import speaking, tr
from app.presenters.deal_desk_plans import PlanFigures, figures
from app.presenters.deal_desk_rows import (
    Approved,
    DeskBuyer,
    DeskCar,
    DeskClaim,
    DeskDeposit,
    DeskFacts,
    DeskLine,
    DeskQuote,
    Drawn,
    Kept,
    KnownBuyer,
)
from app.presenters.sent import Sent


@dataclass(frozen=True)
class DeskState:
    """One deal on the desk."""

    facts: DeskFacts
    buyer: DeskBuyer | None = None
    filling: bool = False
    """The form for the customer is open."""
    car: DeskCar | None = None
    discount: int = 0
    lines: tuple[DeskLine, ...] = ()
    plan: str = "full"
    loan: int | None = None
    """Of the plan chosen; none: what its offer proposes."""
    offers: tuple[Offer, ...] = OFFERS
    """The three plans on these terms."""
    delivery_on: date | None = None
    delivery_place: str = ""
    terms: str = ""
    language: str = "zh_CN"
    deposit: DeskDeposit | None = None
    drawn: Drawn | None = None
    drawn_as: tuple[Any, ...] | None = None
    """What the contract said when it was drawn; differs from `content` after an edit."""
    approved: Approved | None = None
    panel: str = "checks"
    busy: str = ""
    """`draw`, `approve`, `submit` or `paper` while that goes on."""
    panel_error: Exception | None = None
    sent: Sent | None = None
    """Where a paper went; announced once."""
    known: KnownBuyer | None = None
    """Who may be meant by the new customer whose numbers were entered."""
    deal: str = ""
    """Number of a deal that was quoted and has no contract yet."""
    quotes: tuple[DeskQuote, ...] = ()
    """What was given out to this customer, the newest first."""
    quoted_as: tuple[str, tuple[Any, ...]] | None = None
    """The number of the version that this desk gave out last, and what it said; see `quotable`."""
    kept_at: datetime | None = None
    kept: tuple[Kept, ...] = ()
    nth: int = 0
    """Which deal of this desk since it was opened."""

    @property
    def content(self) -> tuple[Any, ...]:
        """All that a contract is drawn from."""
        car = (self.car.key, self.car.options) if self.car else ("", ())
        return (
            self.buyer, car, self.discount, self.sold_lines, self.plan, self.loan, self.offer,
            self.delivery_on, self.delivery_place, self.terms, self.language,
        )  # fmt: skip

    @property
    def quotable(self) -> tuple[Any, ...]:
        """All that a quote says beside its day; of a buyer who is put on file with it the same before and after."""
        return (self.buyer and replace(self.buyer, id=""), *self.content[1:], self.sheet)

    @property
    def empty(self) -> bool:
        """Nothing was entered yet."""
        return self.buyer is None and self.car is None

    @property
    def closed(self) -> bool:
        """Nothing is edited any more: the contract is signed, given as an order, or before a manager."""
        return self.drawn is not None and self.drawn.closed

    @property
    def settled(self) -> bool:
        """The contract is signed or given as an order."""
        return self.drawn is not None and self.drawn.settled

    @property
    def takes_more(self) -> bool:
        """Further money is taken for it, with receipts at once."""
        return self.settled and self.drawn is not None and self.drawn.state != "cancelled"

    @property
    def unfinished(self) -> bool:
        """There is something on the desk that somebody comes back to."""
        return not self.empty and not self.settled

    @property
    def waits(self) -> bool:
        """A manager reads it; the deal goes on with the answer."""
        return self.drawn is not None and self.drawn.waits

    @property
    def to_sign(self) -> bool:
        """Nothing is edited any more, and only the signature is missing."""
        drawn = self.drawn
        return drawn is not None and drawn.state == "approved" and not drawn.provisional

    @property
    def deal_no(self) -> str:
        """The number of the deal, if it has one."""
        return self.drawn.deal_no if self.drawn else self.deal

    @property
    def changed(self) -> bool:
        """The desk says something else than the contract that was drawn."""
        return self.drawn is not None and not self.closed and self.drawn_as != self.content

    @property
    def price(self) -> int:
        """The car's price after the discount."""
        return self.car.list_price - self.discount if self.car else 0

    @property
    def priceless(self) -> bool:
        """More is taken off than the car costs: nothing that follows from the price is a figure."""
        return self.car is not None and self.price <= 0

    @property
    def gifts(self) -> int:
        """What the gifts count against the limit."""
        return self.facts.gifts.counted(self.sheet)

    @property
    def beside(self) -> tuple[str, ...]:
        """Gifts that are not on the list: a manager's to give."""
        return self.facts.gifts.beside(self.sheet)

    @property
    def limit(self) -> int:
        """The most that may be taken off without asking, beside the gifts."""
        if self.car is None:
            return 0
        lowest = pricing.floor_price(self.car.list_price, self.facts.limit_bp)
        return self.car.list_price - lowest - self.gifts

    @property
    def approval_holds(self) -> bool:
        """Whether a manager said yes to just this car at this price, and to no less with add-ons and gifts: it is what
        they put their key to."""
        return self._holds(self.given)

    def _holds(self, yes: Approved | None) -> bool:
        car = self.car
        return (
            yes is not None and car is not None
            and (yes.car_id, yes.list_price, yes.price) == (car.id, car.list_price, self.price)
            and Given(self.sheet, self.facts.gifts).is_within(yes.takings, yes.gifts)
            and yes.agreed in ("", approval.agreed(self.terms, self.payment))
        )  # fmt: skip

    @property
    def given(self) -> Approved | None:
        """A manager's yes for this contract, though it may have been to something else than the desk says now."""
        given_here, on_file = self.given_here, self.drawn.yes if self.drawn else None
        return on_file if self._holds(on_file) else given_here or on_file

    @property
    def given_here(self) -> Approved | None:
        """The same, of one that was given at this desk and is used with the signature."""
        yes, drawn = self.approved, self.drawn
        return yes if yes is not None and drawn is not None and yes.contract_id == drawn.contract_id else None

    @property
    def to_be_read(self) -> tuple[str, ...]:
        """What of the contract a manager reads before it is signed, and has not said yes to; names of settings."""
        yes = self.drawn.yes if self.drawn else None
        if self.closed or (yes is not None and yes.agreed and self._holds(yes)):
            return ()
        return approval.needed(self.facts.asks, terms=self.terms, plan=self.payment)

    @property
    def readers(self) -> Named:
        """Whose yes to that is the next, by the links that are laid down."""
        links = self.drawn.links if self.drawn else ()
        waiting = {step.matter: step.role for step in reversed(links) if not step.by}
        chains = self.facts.chains
        return Named(
            Role(waiting.get(each) or approval_chain.asked(chains, each, self.price)[0])
            for each in self.to_be_read
        )

    @property
    def needs_approval(self) -> bool:
        """Whether the price is below the limit, or a gift is not on the list, and nobody has said yes."""
        return not self.closed and self.beyond_limit

    @property
    def beyond_limit(self) -> bool:
        """The same, even of a contract that nobody edits any more, since a manager reads it."""
        if self.car is None or self.approval_holds:
            return False
        return bool(self.beside) or pricing.needs_approval(
            self.car.list_price, self.facts.gifts.price_after(self.sheet), limit_bp=self.facts.limit_bp
        )

    @property
    def sold_lines(self) -> tuple[DeskLine, ...]:
        """Lines that go onto the contract: those with an amount, and gifts."""
        return tuple(line for line in self.lines if line.amount or line.nature == Nature.GIFT)

    @cached_property
    def tax(self) -> tax.PurchaseTax | None:
        """The purchase tax by the rule of the day."""
        if self.car is None or self.price <= 0:
            return None
        is_new = self.car.energy is not None and self.car.energy.new_energy
        return tax.purchase_tax(self.price, new_energy=is_new, on=self.facts.today)

    @property
    def collects_tax(self) -> bool:
        """Whether the tax passes through our till."""
        return any(line.kind == "purchase_tax" for line in self.lines)

    @property
    def trade_ins(self) -> tuple[DeskLine, ...]:
        """Used cars on the contract that was drawn."""
        return self.drawn.trade_ins if self.drawn is not None else ()

    @property
    def appraised(self) -> tuple[str, ...]:
        """Plates of used cars that are looked at for this deal and pay for nothing yet."""
        return self.drawn.appraised if self.drawn is not None and not self.closed else ()

    @cached_property
    def sheet(self) -> PriceSheet:
        """The whole price, as the contract will print it."""
        lines = [line.priced for line in self.sold_lines]
        if self.tax is not None and not self.collects_tax:
            lines.append(
                PriceLine(
                    "purchase_tax", "purchase_tax", self.tax.amount, "tax_office", Nature.MANDATORY,
                    self.tax.rule.id, collected_for_others=False,
                )
            )  # fmt: skip
        lines += [line.priced for line in self.trade_ins]
        listed, chosen = (self.car.list_price, self.car.options) if self.car else (0, ())
        return PriceSheet(listed, self.price, tuple(lines), chosen)

    @property
    def put_down(self) -> int:
        """Money that was taken for this deal, or is to be taken when it is signed."""
        if self.drawn is not None and self.settled:
            return self.drawn.paid
        return self.deposit.amount if self.deposit else 0

    @cached_property
    def plans(self) -> dict[str, PlanFigures]:
        """The three plans with their figures."""
        return {
            offer.key: figures(
                offer, self.loan if offer.key == self.plan else None,
                price=self.price, payable=self.sheet.payable, deposit=self.put_down,
            )
            for offer in self.offers
        }  # fmt: skip

    @property
    def offer(self) -> Offer:
        """The terms of the plan that holds."""
        return next(offer for offer in self.offers if offer.key == self.plan)

    @property
    def chosen(self) -> PlanFigures:
        """The plan that holds."""
        return self.plans[self.plan]

    @property
    def payment(self) -> dict[str, Any] | None:
        """How it is paid, as the contract says it; none: in one sum."""
        terms = self.chosen.terms()
        if terms:
            with speaking(self.language):
                terms["lender"] = tr(terms["lender"])
        return terms

    @property
    def balance(self) -> int:
        """What is left to pay when the car is handed over."""
        return self.chosen.on_delivery

    @property
    def provisional(self) -> bool:
        """Whether this is, or would become, an order for a car that is not certain."""
        if self.drawn is not None:
            return self.drawn.provisional or (not self.closed and not self.drawn.certain)
        certain = self.facts.may_confirm and (self.car is None or self.car.lease in ("mine", "free", "later"))
        return not certain

    @property
    def claims(self) -> tuple[DeskClaim, ...]:
        """Who else has begun to buy the car on the desk: another customer, by another contract."""
        car, own = self.car, self.drawn.no if self.drawn else ""
        if car is None or car.comes_later or self.settled:
            return ()
        known = self.buyer.id if self.buyer else ""
        others = [each for each in car.claims if each.no != own and known not in each.files]
        return (*others, *(each for kept in self.kept if (each := kept.claim_on(car.vin, self.buyer))))

    @property
    def may_hold(self) -> bool:
        """The contract stands as it is; only its car, which is free, is not held by this desk yet."""
        if self.drawn is None or self.closed or self.changed or self.drawn.certain:
            return False
        return self.facts.may_confirm and self.car is not None and self.car.lease == "free"

    @property
    def deposit_kind(self) -> DepositKind:
        """定金 or 订金."""
        return deposits.kind_for(provisional=self.provisional)

    @property
    def deposit_cap(self) -> int:
        """The most that may be taken now."""
        return deposits.deposit_cap(self.price)

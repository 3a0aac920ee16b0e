"""What a car costs: the discount and who may give it, the open price sheet, and the totals.

Amounts in fen. Shares in basis points: 300 is 3 %.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.money import format_amount
from app.domain.options import Option, total
from app.errors import UserError
from app.i18n import N_

ROLE_LIMITS: Mapping[str, int] = {"sales": 300, "manager": 800}
"""How far below list each role sells without asking, unless settings say otherwise; others not at all."""

FITTED = ("add_on", "gift")
"""Kinds of lines that are fitted to the car; also what others are paid for, where it has a payee."""
OWN = (*FITTED, "warranty", "service")
"""Kinds of lines that somebody enters by a name of their own: accessories, gifts, a longer warranty, services."""
TRADE_IN = "trade_in"
"""The kind of a line that is taken off: a used car in part payment."""


class Nature(StrEnum):
    """Whether a charge can be left out, comes back, or is given."""

    MANDATORY = "mandatory"
    OPTIONAL = "optional"
    REFUNDABLE = "refundable"
    GIFT = "gift"


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One line of the price sheet. No payee: the money is ours. Else it is an insurer's, the tax office's…

    `collected_for_others` (代收): a payee's money passes through our till; else the buyer pays it there.
    `kind`: add_on, warranty, service, insurance, plates, purchase_tax, gift or trade_in; `rule` names a tax rule.
    `cost_id` says of a quote's line where the back office keeps what it costs: nobody else can read that, and the
    contract goes on with it.
    """

    kind: str
    label: str
    amount: int
    payee: str = ""
    nature: Nature = Nature.OPTIONAL
    rule: str = ""
    collected_for_others: bool = True
    cost_id: str = ""

    @property
    def charged(self) -> int:
        """What the buyer pays for it, to whomever."""
        return 0 if self.nature is Nature.GIFT or self.kind == TRADE_IN else self.amount


@dataclass(frozen=True, slots=True)
class PriceSheet:
    """The whole price, open: each total here appears unchanged on desk, contract and receipt.

    `options` are part of the car: the list price has what they cost, and so have the price and all that follows.
    """

    list_price: int
    price: int
    lines: tuple[PriceLine, ...] = ()
    options: tuple[Option, ...] = ()

    @property
    def ordered(self) -> tuple[Option, ...]:
        """The options that add to the list price; what a car in stock has is in its own."""
        return tuple(option for option in self.options if option.amount)

    @property
    def bare_price(self) -> int:
        """The list price without its options."""
        return self.list_price - total(self.options)

    @property
    def discount(self) -> int:
        """How much below list; negative above it."""
        return self.list_price - self.price

    @property
    def on_the_road(self) -> int:
        """落地价: the car and every charge until it is on the road, whoever is paid."""
        return self.price + sum(line.charged for line in self.lines)

    @property
    def own_lines(self) -> int:
        """Add-ons whose money is ours."""
        return sum(line.charged for line in self.lines if not line.payee)

    @property
    def collected(self) -> int:
        """代收: what passes through our till for others."""
        return sum(line.charged for line in self.lines if line.payee and line.collected_for_others)

    @property
    def has_used_cars(self) -> bool:
        """Whether a used car pays for part of it, be it for nothing once its lender is paid."""
        return any(line.kind == TRADE_IN for line in self.lines)

    @property
    def trade_in(self) -> int:
        """What used cars take off."""
        return sum(line.amount for line in self.lines if line.kind == TRADE_IN)

    @property
    def payable(self) -> int:
        """What the buyer owes us, before anything is paid."""
        return self.price + self.own_lines + self.collected - self.trade_in

    def balance(self, paid: int) -> int:
        """尾款: what is still owed after `paid`; negative when too much was paid."""
        return self.payable - paid


def for_others(sheet: PriceSheet, amount: int, *, paid: int, collected: int) -> int:
    """代收: how much of an amount that is paid now is other people's money.

    What is paid counts for the car and our own lines first; `collected` of the `paid` was others' already.
    """
    own_left = sheet.payable - sheet.collected - (paid - collected)
    return max(0, min(amount - max(0, own_left), sheet.collected - collected))


def floor_price(list_price: int, limit_bp: int) -> int:
    """The lowest price within the limit."""
    return -(-list_price * (10_000 - limit_bp) // 10_000)


def limit_of(roles: Iterable[str], limits: Mapping[str, int] = ROLE_LIMITS) -> int:
    """The widest limit that someone's roles give, in basis points."""
    return max((limits.get(str(role), 0) for role in roles), default=0)


def needs_approval(list_price: int, price: int, *, limit_bp: int) -> bool:
    """Whether someone with this limit must ask. A car without a list price cannot be judged, so one must."""
    return list_price <= 0 or price < floor_price(list_price, limit_bp)


def check_price(price: int, *, field: str = "price") -> None:
    """A car is never sold for nothing."""
    if price <= 0:
        raise UserError("price_invalid", N_("The price must be above zero."), field=field)


def check_cost(nature: str, amount: int, cost: int | None, *, field: str = "gift") -> None:
    """What a line costs us, or what of it is passed on, is not below zero. A gift counts with what it is worth, so it
    is never worth less than what it costs; anything else may be sold at a loss."""
    if cost is not None and cost < 0:
        raise UserError("cost_invalid", N_("What something costs is not below zero."), field=field)
    if nature == Nature.GIFT and cost is not None and cost > amount:
        message = N_("A gift that costs us ¥{cost} is worth at least that. Give its worth.")
        raise UserError("gift_cost", message, field=field, cost=format_amount(cost))

"""Car loans: schedules that add up to the fen, and the way back from an instalment to a loan or price.

Amounts in fen, rates in basis points a year, one twelfth a month. The last instalment takes up the rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Any

from app.errors import UserError
from app.i18n import N_

MAX_MONTHS = 120
MOST = 100_000_000_00
"""No loan for a car is larger."""


class Method(StrEnum):
    """How a loan is paid back."""

    EQUAL_INSTALMENT = "equal_instalment"  # 等额本息
    EQUAL_PRINCIPAL = "equal_principal"  # 等额本金
    BALLOON = "balloon"  # 尾款: a part of the loan is paid back with the last instalment
    SUBSIDISED = "subsidised"  # 贴息: the buyer pays no interest, or less; maker or dealer pays the rest


class Payer(StrEnum):
    """Who pays the interest of a subsidised loan in the buyer's place."""

    MAKER = "maker"
    DEALER = "dealer"


@dataclass(frozen=True, slots=True)
class Instalment:
    """One month: what is paid, of it interest and principal, and what is owed afterwards."""

    month: int
    payment: int
    interest: int
    principal: int
    left: int


@dataclass(frozen=True, slots=True)
class Loan:
    """What is agreed with a lender. `balloon`: what is left for the last instalment; `buyer_rate_bp`: what a
    subsidised loan costs the buyer all the same."""

    amount: int
    months: int
    rate_bp: int
    method: Method = Method.EQUAL_INSTALMENT
    balloon: int = 0
    buyer_rate_bp: int = 0
    payer: Payer = Payer.MAKER


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole loan. `subsidy` is the interest that the maker or dealer pays to the lender in the buyer's place."""

    agreed: Loan
    schedule: tuple[Instalment, ...]
    subsidy: int = 0

    @property
    def loan(self) -> int:
        """What is borrowed."""
        return self.agreed.amount

    @property
    def dealer_cost(self) -> int:
        """What of the subsidy is ours to pay, so a cost of the deal."""
        return self.subsidy if self.agreed.payer is Payer.DEALER else 0

    @property
    def first(self) -> int:
        """The first instalment: what people compare."""
        return self.schedule[0].payment

    @property
    def interest(self) -> int:
        """All the interest that the buyer pays."""
        return sum(instalment.interest for instalment in self.schedule)

    @property
    def total(self) -> int:
        """All that the buyer pays to the lender."""
        return sum(instalment.payment for instalment in self.schedule)


def plan(agreed: Loan) -> Plan:
    """The schedule of a loan."""
    check(agreed)
    if agreed.method is not Method.SUBSIDISED:
        return Plan(agreed, _schedule(agreed, agreed.rate_bp))
    buyer = Plan(agreed, _schedule(agreed, agreed.buyer_rate_bp))
    whole = Plan(agreed, _schedule(agreed, agreed.rate_bp))
    return Plan(agreed, buyer.schedule, whole.interest - buyer.interest)


def _schedule(agreed: Loan, rate_bp: int) -> tuple[Instalment, ...]:
    rows, left, months = [], agreed.amount, agreed.months
    rate = Fraction(rate_bp, 120_000)
    even = _instalment(agreed.amount, months, rate, agreed.balloon)
    for month in range(1, months + 1):
        interest = _round(left * rate)
        if month == months:
            principal = left
        elif agreed.method is Method.EQUAL_PRINCIPAL:
            principal = agreed.amount // months
        else:
            principal = max(0, min(even - interest, left))
        left -= principal
        rows.append(Instalment(month, principal + interest, interest, principal, left))
    return tuple(rows)


def _instalment(loan: int, months: int, rate: Fraction, balloon: int = 0) -> int:
    """What is paid each month; a balloon bears its interest and is paid back at the end."""
    if not rate:
        return (loan - balloon) // months
    return _round((loan - balloon) * _share(months, rate) + balloon * rate)


@lru_cache(maxsize=64)
def _share(months: int, rate: Fraction) -> Fraction:
    """An equal instalment's share of the loan: long numbers that a catalogue needs a thousand times."""
    growth = (1 + rate) ** months
    return rate * growth / (growth - 1)


def loan_for(monthly: int, of: Callable[[int], Loan]) -> int:
    """The largest loan whose first instalment does not exceed `monthly`. `of` says what is agreed for an amount.

    Without interest no more than the months' sum: what rounding would give on top falls due with the last one.
    """
    terms = of(100)
    _check(monthly, terms.months, terms.rate_bp)
    low, high = 0, monthly * terms.months
    if terms.method is Method.BALLOON:
        high = MOST
    while low < high:
        middle = (low + high + 1) // 2
        if first(of(middle)) <= monthly:
            low = middle
        else:
            high = middle - 1
    return low


def first(agreed: Loan) -> int:
    """The first instalment, without the schedule of all of them."""
    subsidised = agreed.method is Method.SUBSIDISED
    rate = Fraction(agreed.buyer_rate_bp if subsidised else agreed.rate_bp, 120_000)
    if agreed.method is Method.EQUAL_PRINCIPAL:
        return agreed.amount // agreed.months + _round(agreed.amount * rate)
    return _instalment(agreed.amount, agreed.months, rate, agreed.balloon)


def price_for(owed: int, owed_at: Callable[[int], int], *, most: int) -> int:
    """The highest price, up to `most`, at which no more than `owed` is owed: the way back from a loan to a price.

    `owed_at` says what is owed at a price, tax and add-ons included; it never falls when the price rises.
    """
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if owed_at(middle) <= owed:
            low = middle
        else:
            high = middle - 1
    return low


def check(agreed: Loan) -> None:
    """Refuse terms that are no loan."""
    _check(agreed.amount, agreed.months, agreed.rate_bp)
    if not 0 <= agreed.balloon < agreed.amount:
        message = N_("What is left for the end must be less than the loan.")
        raise UserError("balloon_invalid", message, field="balloon")
    if agreed.balloon and agreed.method is not Method.BALLOON:
        message = N_("Only a loan with a balloon leaves an amount for the end.")
        raise UserError("balloon_unexpected", message, field="balloon")
    if not 0 <= agreed.buyer_rate_bp <= agreed.rate_bp:
        message = N_("The buyer's rate must be between 0 and the lender's rate.")
        raise UserError("buyer_rate_invalid", message, field="buyer_rate")


def agreed_in(plan: Mapping[str, Any]) -> Loan:
    """The loan of a contract's plan, which says what the buyer pays and leaves out what is usual."""
    try:
        method = Method(plan.get("method") or Method.EQUAL_INSTALMENT)
        payer = Payer(plan.get("payer") or Payer.MAKER)
    except ValueError as error:
        raise _no_plan() from error
    numbers = [plan.get(name) or 0 for name in ("loan", "months", "rate_bp", "lender_rate_bp", "balloon")]
    if any(type(number) is not int for number in numbers):
        raise _no_plan()
    loan, months, rate_bp, lender_bp, balloon = numbers
    if method is not Method.SUBSIDISED:
        return Loan(loan, months, rate_bp, method, balloon)
    return Loan(loan, months, lender_bp or rate_bp, method, balloon, rate_bp, payer)


def check_plan(plan: Mapping[str, Any] | None) -> None:
    """Refuse a contract's plan whose loan is none; a plan without one has no terms of a loan."""
    if plan and plan.get("kind") == "loan":
        check(agreed_in(plan))


def _no_plan() -> UserError:
    return UserError("plan_invalid", N_("The way to pay is not described as it must be."), field="plan")


def _check(amount: int, months: int, rate_bp: int) -> None:
    if amount <= 0:
        raise UserError("loan_invalid", N_("The loan must be above zero."), field="loan")
    if not 1 <= months <= MAX_MONTHS:
        raise UserError(
            "months_invalid", N_("A loan runs 1 to {most} months."), field="months", most=MAX_MONTHS
        )
    if not 0 <= rate_bp <= 3_600:
        raise UserError("rate_invalid", N_("The rate must be between 0 and 36 %."), field="rate")


def _round(amount: Fraction) -> int:
    return int(amount + Fraction(1, 2))

"""Car loans: schedules that add up to the fen, and the way back from an instalment to a loan or price.

Amounts in fen, rates in basis points a year, one twelfth a month. The last instalment takes up the rounding.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from app.errors import UserError
from app.i18n import N_

MAX_MONTHS = 120


class Method(StrEnum):
    """How a loan is paid back."""

    EQUAL_INSTALMENT = "equal_instalment"  # 等额本息
    EQUAL_PRINCIPAL = "equal_principal"  # 等额本金
    SUBSIDISED = "subsidised"  # 贴息: the buyer pays no interest, maker or dealer does


@dataclass(frozen=True, slots=True)
class Instalment:
    """One month: what is paid, of it interest and principal, and what is owed afterwards."""

    month: int
    payment: int
    interest: int
    principal: int
    left: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole loan. `subsidy` is the interest that the maker or dealer pays in the buyer's place."""

    loan: int
    method: Method
    rate_bp: int
    schedule: tuple[Instalment, ...]
    subsidy: int = 0

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


@dataclass(frozen=True, slots=True)
class Terms:
    """What a monthly amount is quoted by before anyone has chosen a plan. `down_bp`: the part paid at once."""

    down_bp: int
    months: int
    rate_bp: int


USUAL = Terms(down_bp=3_000, months=36, rate_bp=299)
"""Thirty per cent down and three years at the bank's rate."""


def monthly(price: int, terms: Terms = USUAL) -> int:
    """The instalment of a car at this price."""
    loan = price - price * terms.down_bp // 10_000
    _check(loan, terms.months, terms.rate_bp)
    return _instalment(loan, terms.months, Fraction(terms.rate_bp, 120_000))


def plan(loan: int, *, months: int, rate_bp: int, method: Method = Method.EQUAL_INSTALMENT) -> Plan:
    """The schedule of a loan."""
    _check(loan, months, rate_bp)
    if method is Method.SUBSIDISED:
        subsidy = plan(loan, months=months, rate_bp=rate_bp).interest
        return Plan(loan, method, rate_bp, _schedule(loan, months, Fraction(0), method), subsidy)
    return Plan(loan, method, rate_bp, _schedule(loan, months, Fraction(rate_bp, 120_000), method))


def _schedule(loan: int, months: int, rate: Fraction, method: Method) -> tuple[Instalment, ...]:
    rows, left = [], loan
    even = _instalment(loan, months, rate)
    for month in range(1, months + 1):
        interest = _round(left * rate)
        if month == months:
            principal = left
        elif method is Method.EQUAL_PRINCIPAL:
            principal = loan // months
        else:
            principal = min(even - interest, left)
        left -= principal
        rows.append(Instalment(month, principal + interest, interest, principal, left))
    return tuple(rows)


def _instalment(loan: int, months: int, rate: Fraction) -> int:
    if not rate:
        return loan // months
    return _round(loan * _share(months, rate))


@lru_cache(maxsize=64)
def _share(months: int, rate: Fraction) -> Fraction:
    """An equal instalment's share of the loan: long numbers that a catalogue needs a thousand times."""
    growth = (1 + rate) ** months
    return rate * growth / (growth - 1)


def loan_for(instalment: int, *, months: int, rate_bp: int) -> int:
    """The largest loan whose equal instalment does not exceed `instalment`."""
    _check(instalment, months, rate_bp)
    rate = Fraction(rate_bp, 120_000)
    growth = (1 + rate) ** months
    guess = int(instalment * (growth - 1) / (rate * growth)) if rate else instalment * months
    # Rounding moves the exact answer by less than the loan that half a fen of instalment pays back.
    guess += months
    while guess and _instalment(guess, months, rate) > instalment:
        guess -= 1
    return guess


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

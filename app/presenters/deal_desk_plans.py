"""Three ways to pay, side by side, and the way back from a monthly amount to a loan."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.domain import finance
from app.domain.finance import Method
from app.errors import UserError
from app.i18n import N_

ROUND_TO = 1_000_000
"""Proposed loans are whole tens of thousands of yuan."""


@dataclass(frozen=True)
class Offer:
    """A lender's terms. `share_bp`: which part of the car's price the loan covers unless told otherwise."""

    key: str
    name: str
    lender: str = ""
    months: int = 0
    rate_bp: int = 0
    method: Method = Method.EQUAL_INSTALMENT
    share_bp: int = 0


OFFERS: tuple[Offer, ...] = (
    Offer("full", N_("In full")),
    Offer("bank", N_("Bank {months} mo."), N_("Bank"), 36, 299, share_bp=5_800),
    Offer(
        "maker",
        N_("Maker {months} mo."),
        N_("Maker's finance company"),
        24,
        450,
        Method.SUBSIDISED,
        4_700,
    ),
)
BY_KEY = {offer.key: offer for offer in OFFERS}


@dataclass(frozen=True)
class PlanFigures:
    """What a plan means in money."""

    offer: Offer
    loan: int = 0
    monthly: int = 0
    interest: int = 0
    total: int = 0
    deposit: int = 0
    on_delivery: int = 0

    def terms(self) -> dict[str, Any] | None:
        """As the contract keeps it; none: paid in full."""
        if not self.loan:
            return None
        rate = 0 if self.offer.method is Method.SUBSIDISED else self.offer.rate_bp
        return {
            "kind": "loan", "lender": self.offer.lender, "loan": self.loan, "months": self.offer.months,
            "rate_bp": rate,
        }  # fmt: skip


def proposed(offer: Offer, price: int) -> int:
    """The loan that an offer proposes for a car of this price."""
    return price * offer.share_bp // 10_000 // ROUND_TO * ROUND_TO


@lru_cache(maxsize=64)
def _plan(loan: int, months: int, rate_bp: int, method: Method) -> finance.Plan:
    return finance.plan(loan, months=months, rate_bp=rate_bp, method=method)


def figures(offer: Offer, loan: int | None, *, price: int, payable: int, deposit: int) -> PlanFigures:
    """The figures of an offer; a loan above what is left to pay is cut to that."""
    left = max(payable - deposit, 0)
    wanted = proposed(offer, price) if loan is None else loan
    amount = min(wanted, left) if offer.months else 0
    if amount <= 0:
        return PlanFigures(offer, deposit=deposit, on_delivery=payable - deposit)
    plan = _plan(amount, offer.months, offer.rate_bp, offer.method)
    return PlanFigures(
        offer, amount, plan.first, plan.interest, plan.total, deposit, payable - deposit - amount
    )


def loan_for(offer: Offer, monthly: int) -> int:
    """The loan that a monthly amount pays back."""
    if not offer.months:
        message = N_("Choose a plan with a loan first: Alt+2 or Alt+3.")
        raise UserError("plan_without_loan", message, field="monthly")
    rate = 0 if offer.method is Method.SUBSIDISED else offer.rate_bp
    return finance.loan_for(monthly, months=offer.months, rate_bp=rate)

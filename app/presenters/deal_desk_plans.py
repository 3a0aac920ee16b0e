"""Three ways to pay, side by side, and the way back from a monthly amount to a loan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from app.domain import finance
from app.domain.finance import Loan, Method, Payer, Plan
from app.domain.loan_plan import OFFERS, ROUND_TO, Offer
from app.errors import UserError
from app.i18n import N_


@dataclass(frozen=True)
class PlanFigures:
    """What a plan means in money."""

    offer: Offer
    plan: Plan | None = None
    deposit: int = 0
    on_delivery: int = 0

    @property
    def loan(self) -> int:
        """What is borrowed."""
        return self.plan.loan if self.plan else 0

    @property
    def monthly(self) -> int:
        """The first instalment."""
        return self.plan.first if self.plan else 0

    @property
    def interest(self) -> int:
        """All that the buyer pays for borrowing."""
        return self.plan.interest if self.plan else 0

    @property
    def total(self) -> int:
        """All that the buyer pays back."""
        return self.plan.total if self.plan else 0

    def terms(self) -> dict[str, Any] | None:
        """As the contract keeps it; none: paid in full. What is usual is left out."""
        if self.plan is None:
            return None
        agreed = self.plan.agreed
        subsidised = agreed.method is Method.SUBSIDISED
        said = {
            "kind": "loan", "lender": self.offer.lender, "loan": agreed.amount, "months": agreed.months,
            "rate_bp": agreed.buyer_rate_bp if subsidised else agreed.rate_bp,
        }  # fmt: skip
        if agreed.method is not Method.EQUAL_INSTALMENT:
            said |= {"method": agreed.method.value, "balloon": agreed.balloon}
        if subsidised:
            said |= {"payer": agreed.payer.value, "lender_rate_bp": agreed.rate_bp}
        return said


def check(offer: Offer) -> None:
    """Refuse terms that are no loan."""
    finance.check(offer.loan(ROUND_TO))


@lru_cache(maxsize=64)
def _plan(agreed: Loan) -> Plan:
    return finance.plan(agreed)


def figures(offer: Offer, loan: int | None, *, price: int, payable: int, deposit: int) -> PlanFigures:
    """The figures of an offer; a loan above what is left to pay is cut to that."""
    left = max(payable - deposit, 0)
    wanted = offer.proposed(price) if loan is None else loan
    amount = min(wanted, left) if offer.months else 0
    if amount <= 0:
        return PlanFigures(offer, None, deposit, payable - deposit)
    return PlanFigures(offer, _plan(offer.loan(amount)), deposit, payable - deposit - amount)


def loan_for(offer: Offer, monthly: int) -> int:
    """The loan that a monthly amount pays back."""
    if not offer.months:
        message = N_("Choose a plan with a loan first: Alt+2 or Alt+3.")
        raise UserError("plan_without_loan", message, field="monthly")
    # The balloon is a share of the loan that is looked for, so it is looked for with it.
    return finance.loan_for(monthly, offer.loan)


def offers_of(
    terms: Mapping[str, Any] | None, offers: tuple[Offer, ...] = OFFERS
) -> tuple[tuple[Offer, ...], str, int | None]:
    """The desk's plans with a contract's terms among them, which of them these are, and the loan."""
    if not terms or terms.get("kind") != "loan":
        return offers, "full", None
    method = Method(terms.get("method") or Method.EQUAL_INSTALMENT)
    subsidised = method is Method.SUBSIDISED or not terms.get("rate_bp")
    key, loan, balloon = "maker" if subsidised else "bank", int(terms["loan"]), int(terms.get("balloon", 0))
    known = next(offer for offer in offers if offer.key == key)
    made = replace(
        known, months=int(terms["months"]), method=Method.SUBSIDISED if subsidised else method,
        rate_bp=int(terms.get("lender_rate_bp") or terms.get("rate_bp") or known.rate_bp),
        buyer_rate_bp=int(terms.get("rate_bp", 0)) if subsidised else 0,
        balloon_bp=-(-balloon * 10_000 // loan) if loan else 0, payer=Payer(terms.get("payer") or Payer.MAKER),
    )  # fmt: skip
    return with_offer(offers, made), key, loan


def with_offer(offers: tuple[Offer, ...], made: Offer) -> tuple[Offer, ...]:
    """The offers with one of them changed."""
    return tuple(made if offer.key == made.key else offer for offer in offers)

"""Loan applications: the papers that a lender asks for, its answer, what follows for the contract, the money.

The contract says what becomes of it when a loan is declined: the buyer pays in another way, or the contract ends
and everything goes back, the deposit too. Amounts in fen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from app.domain.money import format_amount
from app.errors import UserError
from app.i18n import N_

MAX_MONTHS = 120
MAX_RATE_BP = 3_600
_RATE = N_("The rate must be between 0 and 36 %.")


class LoanState(StrEnum):
    """How far an application has come."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CONDITIONS = "conditions"
    APPROVED = "approved"
    DECLINED = "declined"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


_S = LoanState
LOAN: Mapping[LoanState, frozenset[LoanState]] = {
    _S.DRAFT: frozenset({_S.SUBMITTED, _S.WITHDRAWN}),
    _S.SUBMITTED: frozenset({_S.APPROVED, _S.CONDITIONS, _S.DECLINED, _S.WITHDRAWN}),
    # Submitted once more: what was missing is there.
    _S.CONDITIONS: frozenset({_S.SUBMITTED, _S.APPROVED, _S.DECLINED, _S.WITHDRAWN}),
    # A lender may still change its mind before the money is there.
    _S.APPROVED: frozenset({_S.RELEASED, _S.DECLINED, _S.WITHDRAWN}),
    _S.DECLINED: frozenset(),
    _S.RELEASED: frozenset(),
    _S.WITHDRAWN: frozenset(),
}
OPEN = frozenset({_S.DRAFT, _S.SUBMITTED, _S.CONDITIONS, _S.APPROVED})
"""One of these at a time for a deal."""
ANSWERS = frozenset({_S.APPROVED, _S.CONDITIONS, _S.DECLINED})
"""What a lender says."""
LABELS: Mapping[LoanState, str] = {
    _S.DRAFT: N_("draft"),
    _S.SUBMITTED: N_("with the lender"),
    _S.CONDITIONS: N_("approved with conditions"),
    _S.APPROVED: N_("approved"),
    _S.DECLINED: N_("declined"),
    _S.RELEASED: N_("paid out"),
    _S.WITHDRAWN: N_("withdrawn"),
}


class PaperState(StrEnum):
    """Whether a paper of the check-list is there."""

    MISSING = "missing"
    THERE = "there"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Paper:
    """What a lender wants to see. `before`: it is there before the application is submitted, or the money paid out."""

    name: str
    wanted: str
    before: LoanState = LoanState.SUBMITTED


PAPERS: Mapping[str, Paper] = {
    "identity": Paper(N_("Identity card, both sides"), N_("valid")),
    "licence": Paper(N_("Driving licence"), N_("in the same name")),
    "credit_consent": Paper(N_("Consent to the credit enquiry"), N_("signed by the borrower")),
    "income": Paper(N_("Proof of income"), N_("twice the instalment at least")),
    "statements": Paper(N_("Bank statements of 6 months"), N_("the last 6 months, stamped")),
    "contract": Paper(N_("Sales contract"), N_("signed")),
    "marital": Paper(N_("Declaration of marital status"), N_("signed by the borrower")),
    "down_payment": Paper(N_("Receipt of the down payment"), N_("paid here"), LoanState.RELEASED),
    "insurance": Paper(N_("Insurance policy"), N_("the lender is its first beneficiary"), LoanState.RELEASED),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What is lent."""

    lender: str
    amount: int
    months: int
    rate_bp: int


def check_terms(terms: Terms, *, owed: int) -> None:
    """A lender, an amount that is not above what is left to pay, a term and a rate that exist."""
    if not terms.lender.strip():
        raise UserError("lender_missing", N_("Say which bank or finance company lends."), field="lender")
    if not 0 < terms.amount <= owed:
        message = N_("A loan is above zero, and at most the ¥{owed} that are left to pay.")
        raise UserError("loan_amount", message, field="amount", owed=format_amount(max(owed, 0)))
    if not 1 <= terms.months <= MAX_MONTHS:
        message = N_("A loan runs 1 to {most} months.")
        raise UserError("months_invalid", message, field="months", most=MAX_MONTHS)
    if not 0 <= terms.rate_bp <= MAX_RATE_BP:
        raise UserError("rate_invalid", _RATE, field="rate")


def lacking(papers: Mapping[str, str], before: LoanState) -> tuple[str, ...]:
    """The papers that are not there and have to be: to submit, or for the money to be paid out."""
    wanted = (
        kind for kind, paper in PAPERS.items() if before is LoanState.RELEASED or paper.before is before
    )
    return tuple(kind for kind in wanted if papers.get(kind) != PaperState.THERE)


def open_conditions(conditions: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """What a lender still waits for."""
    return tuple(str(each["text"]) for each in conditions if not each.get("met"))


def follows(plan: Mapping[str, Any] | None, granted: Terms) -> tuple[str, ...]:
    """Where the contract's plan says something else than the lender: nothing, once the contract follows."""
    said = plan if plan and plan.get("kind") == "loan" else {}
    pairs = {
        "loan": (said.get("loan"), granted.amount),
        "months": (said.get("months"), granted.months),
        "rate": (said.get("lender_rate_bp", said.get("rate_bp", 0)) if said else None, granted.rate_bp),
    }
    return tuple(name for name, (ours, theirs) in pairs.items() if ours != theirs)


def read_rate(text: str, *, field: str = "rate") -> int:
    """`2.99`, or `2.99%`, in basis points."""
    try:
        rate = int((Decimal(text.strip().rstrip("%％")) * 100).to_integral_value())
    except (InvalidOperation, ValueError) as error:
        raise UserError("rate_invalid", _RATE, field=field) from error
    if not 0 <= rate <= MAX_RATE_BP:
        raise UserError("rate_invalid", _RATE, field=field)
    return rate

"""Loan applications: what is asked of a lender, the papers, its answer, and who noted what when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.loan import LOAN, PAPERS, LoanState, PaperState
from app.models.base import IsoDate, IsoInstant, Json, Money, Nfc, Policy, Scope, Shared, Sync, ref


class LoanApplication(Shared):
    """A buyer's application to one lender. What the lender grants may differ from what was asked."""

    __tablename__ = "loan_application"
    __sync__ = Sync(
        Scope.BRANCH,
        groups={
            "asked": (Policy.LWW, ("lender", "amount", "months", "rate_bp")),
            "state": (
                Policy.GUARDED,
                (
                    "state", "granted", "granted_months", "granted_rate_bp", "approval_no", "valid_until", "note",
                    "decided_at",
                ),
            ),
            "conditions": (Policy.LWW, ("conditions",)),
        },
        states={"state": LOAN},
    )  # fmt: skip

    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    deal_id: Mapped[str] = mapped_column(ref("deal.id"), index=True)
    user_id: Mapped[str] = mapped_column(ref("user.id"))
    at: Mapped[datetime] = mapped_column(IsoInstant)
    lender: Mapped[str] = mapped_column(Nfc)
    amount: Mapped[int] = mapped_column(Money)
    months: Mapped[int] = mapped_column(Integer)
    rate_bp: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(12), index=True)
    granted: Mapped[int | None] = mapped_column(Money)
    granted_months: Mapped[int | None] = mapped_column(Integer)
    granted_rate_bp: Mapped[int | None] = mapped_column(Integer)
    approval_no: Mapped[str | None] = mapped_column(Nfc)
    valid_until: Mapped[date | None] = mapped_column(IsoDate)
    note: Mapped[str | None] = mapped_column(Nfc)
    decided_at: Mapped[datetime | None] = mapped_column(IsoInstant)
    conditions: Mapped[Any] = mapped_column(Json)  # of {text, due_on, met}


class LoanPaper(Shared):
    """One paper of an application's check-list; two people may tick off two papers at once."""

    __tablename__ = "loan_paper"
    __sync__ = Sync(
        Scope.BRANCH,
        groups={"paper": (Policy.LWW, ("state", "note", "noted_by", "noted_at"))},
        default=Policy.APPEND,
        parent="application_id",
        root="loan_application",
        words={"kind": frozenset(PAPERS), "state": frozenset(state.value for state in PaperState)},
    )
    __table_args__ = (Index(None, "application_id", "kind", unique=True),)

    application_id: Mapped[str] = mapped_column(ref("loan_application.id"))
    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(12))
    note: Mapped[str | None] = mapped_column(Nfc)
    noted_by: Mapped[str | None] = mapped_column(ref("user.id"))
    noted_at: Mapped[datetime | None] = mapped_column(IsoInstant)


class LoanEvent(Shared):
    """That an application came into a state: who noted it, when, and what was said."""

    __tablename__ = "loan_event"
    __sync__ = Sync(
        Scope.BRANCH, default=Policy.APPEND, parent="application_id", root="loan_application",
        words={"state": frozenset(state.value for state in LoanState)},
    )  # fmt: skip

    application_id: Mapped[str] = mapped_column(ref("loan_application.id"), index=True)
    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    state: Mapped[str] = mapped_column(String(12))
    note: Mapped[str | None] = mapped_column(Nfc)
    user_id: Mapped[str] = mapped_column(ref("user.id"))
    at: Mapped[datetime] = mapped_column(IsoInstant)

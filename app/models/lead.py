"""Leads and what was said with them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.domain import words
from app.domain.lead import LEAD
from app.models.base import IsoDate, IsoInstant, Nfc, Policy, Scope, Shared, Sync, ref


class Lead(Shared):
    """Somebody on file who may buy (线索): whence, how warm, whose, what happens next, how it ended."""

    __tablename__ = "lead"
    __sync__ = Sync(
        Scope.BRANCH,
        groups={
            "state": (
                Policy.GUARDED,
                ("state", "lost_reason", "lost_note", "ask_again_on", "closed_at"),
            ),
            "next": (Policy.LWW, ("next_kind", "next_note", "next_at")),
        },
        states={"state": LEAD},
        words={"source": words.LEAD_SOURCES, "grade": words.LEAD_GRADES},
    )
    __table_args__ = (Index(None, "state", "next_at"),)

    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    customer_id: Mapped[str] = mapped_column(ref("customer.id"), index=True)
    user_id: Mapped[str] = mapped_column(ref("user.id"))
    owner_id: Mapped[str | None] = mapped_column(ref("user.id"))
    source: Mapped[str] = mapped_column(String(12))
    grade: Mapped[str] = mapped_column(String(1))
    interest: Mapped[str | None] = mapped_column(Nfc)
    model_id: Mapped[str | None] = mapped_column(ref("model.id"))
    opened_at: Mapped[datetime] = mapped_column(IsoInstant)
    next_kind: Mapped[str | None] = mapped_column(String(12))
    next_note: Mapped[str | None] = mapped_column(Nfc)
    next_at: Mapped[datetime | None] = mapped_column(IsoInstant)
    state: Mapped[str] = mapped_column(String(12))
    lost_reason: Mapped[str | None] = mapped_column(String(12))
    lost_note: Mapped[str | None] = mapped_column(Nfc)
    ask_again_on: Mapped[date | None] = mapped_column(IsoDate)
    closed_at: Mapped[datetime | None] = mapped_column(IsoInstant)


class LeadContact(Shared):
    """A visit, a call, a message: what came of it. Only ever added."""

    __tablename__ = "lead_contact"
    __sync__ = Sync(
        Scope.BRANCH, default=Policy.APPEND, parent="lead_id", root="lead",
        words={"kind": words.CONTACT_KINDS, "outcome": words.CONTACT_OUTCOMES},
    )  # fmt: skip

    lead_id: Mapped[str] = mapped_column(ref("lead.id"), index=True)
    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    user_id: Mapped[str] = mapped_column(ref("user.id"))
    kind: Mapped[str] = mapped_column(String(12))
    outcome: Mapped[str] = mapped_column(String(12))
    note: Mapped[str | None] = mapped_column(Nfc)
    at: Mapped[datetime] = mapped_column(IsoInstant)

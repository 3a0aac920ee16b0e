"""Calls after the sale."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.domain import words
from app.models.base import IsoInstant, Nfc, Policy, Scope, Shared, Sync, ref


class FollowUp(Shared):
    """Somebody called a customer after a handover. Rows are only ever added: each try is one."""

    __tablename__ = "follow_up"
    __sync__ = Sync(
        Scope.BRANCH, default=Policy.APPEND, words={"step": words.CALLS, "outcome": words.CALL_OUTCOMES}
    )

    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    contract_id: Mapped[str] = mapped_column(ref("contract.id"), index=True)
    step: Mapped[str] = mapped_column(String(8))
    outcome: Mapped[str] = mapped_column(String(12))
    score: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[str | None] = mapped_column(Nfc)
    user_id: Mapped[str] = mapped_column(ref("user.id"))
    at: Mapped[datetime] = mapped_column(IsoInstant)

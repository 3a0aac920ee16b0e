"""Shifts: whose till it was, from when to when, and what was sealed when it was closed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.shift import SHIFT
from app.models.base import IsoDate, IsoInstant, Json, Money, Nfc, Policy, Scope, Shared, Sync, ref


class Shift(Shared):
    """A person's shift at a terminal. A receipt names the shift that it was given out in.

    Sealed with the closing: what was counted and what should have been there by method, and the terminal's
    perpetual totals, which go on from those of the closing that it follows. After that nothing of it changes.
    """

    __tablename__ = "shift"
    __sync__ = Sync(
        Scope.BRANCH,
        groups={
            "state": (
                Policy.GUARDED,
                (
                    "state", "closed_at", "closed_on", "closed_by", "counted", "expected", "reason", "follows_id",
                    "perpetual_taken", "perpetual_given",
                ),
            )
        },
        default=Policy.APPEND,
        states={"state": SHIFT},
    )  # fmt: skip
    __table_args__ = (Index(None, "terminal_id", "state"),)

    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    terminal_id: Mapped[str] = mapped_column(ref("terminal.id"))
    user_id: Mapped[str] = mapped_column(ref("user.id"))
    opened_at: Mapped[datetime] = mapped_column(IsoInstant)
    opened_on: Mapped[date] = mapped_column(IsoDate)
    opening_cash: Mapped[int] = mapped_column(Money)
    state: Mapped[str] = mapped_column(String(12))
    closed_at: Mapped[datetime | None] = mapped_column(IsoInstant)
    closed_on: Mapped[date | None] = mapped_column(IsoDate)
    closed_by: Mapped[str | None] = mapped_column(ref("user.id"))
    counted: Mapped[Any | None] = mapped_column(Json)
    expected: Mapped[Any | None] = mapped_column(Json)
    reason: Mapped[str | None] = mapped_column(Nfc)
    follows_id: Mapped[str | None] = mapped_column(String(36))
    perpetual_taken: Mapped[int | None] = mapped_column(Money)
    perpetual_given: Mapped[int | None] = mapped_column(Money)

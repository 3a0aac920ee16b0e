"""Visits of customers' cars to the workshop."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.service_visit import VISIT
from app.models.base import IsoDate, IsoInstant, Json, Money, Nfc, Policy, Scope, Shared, Sync, ref


class ServiceVisit(Shared):
    """A customer brings a car, ours or another make's: it is known by its VIN and by what people call it."""

    __tablename__ = "service_visit"
    __sync__ = Sync(
        Scope.BRANCH,
        groups={
            "state": (Policy.GUARDED, ("state", "km", "work", "paid", "next_on", "next_km")),
            "asked": (Policy.LWW, ("starts_at", "reasons", "wish")),
        },
        states={"state": VISIT},
    )

    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    customer_id: Mapped[str] = mapped_column(ref("customer.id"), index=True)
    user_id: Mapped[str] = mapped_column(ref("user.id"))
    vin: Mapped[str] = mapped_column(String(17), index=True)
    car: Mapped[str] = mapped_column(Nfc)
    """Make and model, as somebody calls them."""
    starts_at: Mapped[datetime] = mapped_column(IsoInstant, index=True)
    reasons: Mapped[Any] = mapped_column(Json)
    """Keys of `domain.service_visit.REASONS`, in their order."""
    wish: Mapped[str | None] = mapped_column(Nfc)
    """What is asked for, in words."""
    state: Mapped[str] = mapped_column(String(12))
    km: Mapped[int | None] = mapped_column(Integer)
    """At arrival."""
    work: Mapped[str | None] = mapped_column(Nfc)
    """What was done."""
    paid: Mapped[int | None] = mapped_column(Money)
    """At the workshop's own till: a note, which no ledger knows."""
    next_on: Mapped[date | None] = mapped_column(IsoDate)
    next_km: Mapped[int | None] = mapped_column(Integer)

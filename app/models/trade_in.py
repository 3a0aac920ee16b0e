"""Trade-ins: customers' cars that pay for part of a new one, and what was offered for them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.domain import words
from app.domain.energy import MOST_CHARACTERS
from app.domain.trade_in import TRADE_IN
from app.models.base import IsoDate, IsoInstant, Json, Money, Nfc, Policy, Scope, Shared, Sync, ref


class TradeIn(Shared):
    """A used car (旧车) of a deal, its appraisal, and a manager's yes to its value.

    A yes given at the appraiser's terminal is signed with the manager's own session key; one from another terminal
    is the manager's own op. `payout` is what goes to the customer because the car is worth more than they owe.
    """

    __tablename__ = "trade_in"
    __sync__ = Sync(
        Scope.BRANCH,
        groups={
            "asked": (Policy.LATEST, ("submitted_at",)),
            "condition": (Policy.LWW, ("market", "marks", "accidents")),
            "state": (
                Policy.GUARDED,
                (
                    "state", "value", "offer_id", "valued_by", "valid_until", "approver_id", "ticket", "signature",
                    "note", "decided_at", "payout", "payout_approver_id", "payout_ticket", "payout_signature",
                    "vehicle_id",
                ),
            ),
        },
        states={"state": TRADE_IN},
        words={"transfer_by": words.TRANSFERRERS},
    )  # fmt: skip

    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    deal_id: Mapped[str] = mapped_column(ref("deal.id"), index=True)
    user_id: Mapped[str] = mapped_column(ref("user.id"))
    at: Mapped[datetime] = mapped_column(IsoInstant)
    plate: Mapped[str] = mapped_column(String(12))
    vin: Mapped[str] = mapped_column(String(17), index=True)
    brand: Mapped[str] = mapped_column(Nfc)
    series: Mapped[str] = mapped_column(Nfc)
    energy: Mapped[str] = mapped_column(String(MOST_CHARACTERS), default="petrol")
    colour: Mapped[str | None] = mapped_column(Nfc)
    first_registered_on: Mapped[date] = mapped_column(IsoDate)
    km: Mapped[int] = mapped_column(Integer)
    owner: Mapped[str | None] = mapped_column(Nfc)
    owners: Mapped[int] = mapped_column(Integer, default=1)
    inspected_until: Mapped[date | None] = mapped_column(IsoDate)
    insured_until: Mapped[date | None] = mapped_column(IsoDate)
    payoff: Mapped[int] = mapped_column(Money, default=0)  # what is still owed on it; 0: no mortgage
    payoff_to: Mapped[str | None] = mapped_column(Nfc)
    transfer_by: Mapped[str] = mapped_column(String(8), default="seller")  # who has it registered anew
    market: Mapped[int] = mapped_column(Money, default=0)
    marks: Mapped[Any] = mapped_column(Json)
    accidents: Mapped[str | None] = mapped_column(Nfc)
    state: Mapped[str] = mapped_column(String(12), index=True)
    value: Mapped[int | None] = mapped_column(Money)
    offer_id: Mapped[str | None] = mapped_column(String(36))
    valued_by: Mapped[str | None] = mapped_column(ref("user.id"))
    valid_until: Mapped[date | None] = mapped_column(IsoDate)
    approver_id: Mapped[str | None] = mapped_column(ref("user.id"))
    ticket: Mapped[str | None] = mapped_column(String(2000))
    signature: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(Nfc)
    submitted_at: Mapped[datetime | None] = mapped_column(IsoInstant)
    decided_at: Mapped[datetime | None] = mapped_column(IsoInstant)
    payout: Mapped[int] = mapped_column(Money, default=0)
    payout_approver_id: Mapped[str | None] = mapped_column(ref("user.id"))
    payout_ticket: Mapped[str | None] = mapped_column(String(2000))
    payout_signature: Mapped[str | None] = mapped_column(String(200))
    vehicle_id: Mapped[str | None] = mapped_column(ref("vehicle.id"))  # the used car in stock that it became


class TradeInOffer(Shared):
    """What somebody would pay for a used car, and until when."""

    __tablename__ = "trade_in_offer"
    __sync__ = Sync(Scope.BRANCH, default=Policy.APPEND, parent="trade_in_id", root="trade_in")

    trade_in_id: Mapped[str] = mapped_column(ref("trade_in.id"), index=True)
    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    bidder: Mapped[str] = mapped_column(Nfc)
    amount: Mapped[int] = mapped_column(Money)
    valid_until: Mapped[date | None] = mapped_column(IsoDate)
    note: Mapped[str | None] = mapped_column(Nfc)
    user_id: Mapped[str] = mapped_column(ref("user.id"))
    at: Mapped[datetime] = mapped_column(IsoInstant)

"""Quotes: what was offered, as it was printed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.domain import words
from app.models.base import IsoDate, IsoInstant, Json, Money, Policy, Scope, Shared, Sync, ref


class Quote(Shared):
    """A version of a deal's quote. Only ever added: another offer is a further version with a number of its own."""

    __tablename__ = "quote"
    __sync__ = Sync(
        Scope.BRANCH,
        default=Policy.APPEND,
        parent="deal_id",
        root="deal",
        words={"language": words.LANGUAGES},
    )

    no: Mapped[str] = mapped_column(String(40), unique=True, index=True)
    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    deal_id: Mapped[str] = mapped_column(ref("deal.id"), index=True)
    seller_id: Mapped[str] = mapped_column(ref("user.id"))
    version: Mapped[int] = mapped_column(Integer)
    language: Mapped[str] = mapped_column(String(8))
    model_id: Mapped[str] = mapped_column(ref("model.id"))
    vehicle_id: Mapped[str | None] = mapped_column(ref("vehicle.id"))
    list_price: Mapped[int] = mapped_column(Money)
    price: Mapped[int] = mapped_column(Money)
    payable: Mapped[int] = mapped_column(Money)
    quoted_on: Mapped[date] = mapped_column(IsoDate)
    valid_until: Mapped[date] = mapped_column(IsoDate)
    document: Mapped[Any] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(IsoInstant)

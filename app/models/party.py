"""Customers."""

from __future__ import annotations

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.domain import words
from app.models.base import Flag, IsoDate, Nfc, Scope, Shared, Sync, ref


class Customer(Shared):
    """A person or company who buys. ID numbers are shown by their last four characters."""

    __tablename__ = "customer"
    __sync__ = Sync(Scope.BRANCH, words={"kind": words.CUSTOMER_KINDS, "id_kind": words.ID_KINDS})

    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    kind: Mapped[str] = mapped_column(String(8), default="person")
    name: Mapped[str] = mapped_column(Nfc)
    phone: Mapped[str | None] = mapped_column(String(40), index=True)
    id_kind: Mapped[str] = mapped_column(String(12), default="id_card")
    id_number: Mapped[str | None] = mapped_column(String(40), index=True)
    birth_date: Mapped[date | None] = mapped_column(IsoDate)
    address: Mapped[str | None] = mapped_column(Nfc)
    note: Mapped[str | None] = mapped_column(Nfc)
    archived: Mapped[bool] = mapped_column(Flag, default=False)

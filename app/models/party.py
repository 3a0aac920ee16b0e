"""Customers, what they agreed to, and who looked at their whole numbers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.domain import words
from app.models.base import Flag, IsoDate, IsoInstant, Nfc, Policy, Scope, Shared, Sync, ref, where_set


class Customer(Shared):
    """A person or company who buys. ID numbers are shown by their last four characters.

    Of two files of one person one is merged into the other and stays as it is: see `domain.one_person`."""

    __tablename__ = "customer"
    __table_args__ = (where_set("merged_into"),)
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
    merged_into: Mapped[str | None] = mapped_column(ref("customer.id"))


class ToldApart(Shared):
    """Somebody said that two files which look like one person's are two people's. Taken back once; said again it is
    another row."""

    __tablename__ = "told_apart"
    __sync__ = Sync(
        Scope.BRANCH,
        groups={"withdrawn": (Policy.LWW, ("withdrawn_at", "withdrawn_by"))},
        default=Policy.APPEND,
    )

    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    one_id: Mapped[str] = mapped_column(ref("customer.id"), index=True)
    other_id: Mapped[str] = mapped_column(ref("customer.id"), index=True)
    user_id: Mapped[str] = mapped_column(ref("user.id"))
    at: Mapped[datetime] = mapped_column(IsoInstant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(IsoInstant)
    withdrawn_by: Mapped[str | None] = mapped_column(ref("user.id"))


class Consent(Shared):
    """What a customer agreed to (同意). Withdrawn once; given again it is another row."""

    __tablename__ = "consent"
    __sync__ = Sync(
        Scope.BRANCH,
        groups={"withdrawn": (Policy.LWW, ("withdrawn_at", "withdrawn_by"))},
        default=Policy.APPEND,
        words={"purpose": words.CONSENT_PURPOSES, "way": words.CONSENT_WAYS},
    )

    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    customer_id: Mapped[str] = mapped_column(ref("customer.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(12))
    way: Mapped[str] = mapped_column(String(8))
    given_at: Mapped[datetime] = mapped_column(IsoInstant)
    user_id: Mapped[str] = mapped_column(ref("user.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(IsoInstant)
    withdrawn_by: Mapped[str | None] = mapped_column(ref("user.id"))


class Reveal(Shared):
    """Somebody looked at a whole number, with a reason. Written before it is shown."""

    __tablename__ = "reveal"
    __sync__ = Sync(
        Scope.BRANCH, default=Policy.APPEND,
        words={"field": words.REVEAL_FIELDS, "reason": words.REVEAL_REASONS},
    )  # fmt: skip

    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    customer_id: Mapped[str] = mapped_column(ref("customer.id"), index=True)
    user_id: Mapped[str] = mapped_column(ref("user.id"))
    field: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(12))
    note: Mapped[str | None] = mapped_column(Nfc)
    at: Mapped[datetime] = mapped_column(IsoInstant)

"""The way from a signed contract to the keys in the customer's hand. Rows are only ever added: the newest counts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.domain import check_list, delivery, words
from app.models.base import IsoDate, IsoInstant, Json, Money, Nfc, Policy, Scope, Shared, Sync, ref


class Inspection(Shared):
    """One look at one line of a car's check-list (PDI). What it shows of a fault are files of this row."""

    __tablename__ = "inspection"
    __sync__ = Sync(Scope.BRANCH, default=Policy.APPEND, words={"finding": check_list.FINDINGS})
    __table_args__ = (Index(None, "stay_id", "line"),)

    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    stay_id: Mapped[str] = mapped_column(ref("stock_stay.id"))
    check_list: Mapped[str] = mapped_column(String(20))
    line: Mapped[str] = mapped_column(String(40))
    finding: Mapped[str] = mapped_column(String(8))
    note: Mapped[str | None] = mapped_column(Nfc)
    due_on: Mapped[date | None] = mapped_column(IsoDate)  # when a fault shall be mended
    user_id: Mapped[str] = mapped_column(ref("user.id"))
    at: Mapped[datetime] = mapped_column(IsoInstant)


class DeliveryMark(Shared):
    """What somebody noted for a delivery: an invoice, a policy, plates, papers, keys, a fitting."""

    __tablename__ = "delivery_mark"
    __sync__ = Sync(
        Scope.BRANCH, default=Policy.APPEND, words={"kind": delivery.KINDS, "state": delivery.STATES}
    )

    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    contract_id: Mapped[str] = mapped_column(ref("contract.id"), index=True)
    line_id: Mapped[str | None] = mapped_column(ref("contract_line.id"))  # what is fitted
    kind: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12))
    reference: Mapped[str | None] = mapped_column(Nfc)
    day: Mapped[date | None] = mapped_column(IsoDate)
    amount: Mapped[int | None] = mapped_column(Money)
    details: Mapped[Any | None] = mapped_column(Json)
    user_id: Mapped[str] = mapped_column(ref("user.id"))
    at: Mapped[datetime] = mapped_column(IsoInstant)


class Release(Shared):
    """The car may leave on that day: the gate was open, but for what a manager let follow and why."""

    __tablename__ = "release"
    __sync__ = Sync(Scope.BRANCH, default=Policy.APPEND)

    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    contract_id: Mapped[str] = mapped_column(ref("contract.id"), index=True)
    released_for: Mapped[date] = mapped_column(IsoDate)
    waived: Mapped[Any] = mapped_column(Json)
    reason: Mapped[str | None] = mapped_column(Nfc)
    user_id: Mapped[str] = mapped_column(ref("user.id"))
    at: Mapped[datetime] = mapped_column(IsoInstant)


class Handover(Shared):
    """The car is the customer's: the sheet that both signed, from which it is printed again."""

    __tablename__ = "handover"
    __sync__ = Sync(Scope.BRANCH, default=Policy.APPEND, words={"language": words.LANGUAGES})

    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    contract_id: Mapped[str] = mapped_column(ref("contract.id"), index=True)
    handed_on: Mapped[date] = mapped_column(IsoDate)
    km: Mapped[int] = mapped_column(Integer)
    charge: Mapped[int | None] = mapped_column(Integer)
    language: Mapped[str] = mapped_column(String(8))
    sheet: Mapped[Any] = mapped_column(Json)
    sheet_digest: Mapped[str] = mapped_column(String(64))
    strokes: Mapped[Any | None] = mapped_column(Json)
    user_id: Mapped[str] = mapped_column(ref("user.id"))
    at: Mapped[datetime] = mapped_column(IsoInstant)

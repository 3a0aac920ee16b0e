"""Test drives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.test_drive import TEST_DRIVE
from app.models.base import IsoDate, IsoInstant, Json, Nfc, Policy, Scope, Shared, Sync, ref


class TestDrive(Shared):
    """A customer drives one of our demonstrators."""

    __test__: ClassVar[bool] = False  # not a test, whatever its name begins with
    __tablename__ = "test_drive"
    __sync__ = Sync(
        Scope.BRANCH,
        groups={
            "state": (Policy.GUARDED, ("state", "km_out", "km_in")),
            "times": (Policy.LWW, ("vehicle_id", "starts_at", "ends_at")),
            "agreement": (
                Policy.GUARDED,
                (
                    "licence_no",
                    "licence_class",
                    "licence_until",
                    "agreed_at",
                    "agreed_car",
                    "agreement_hash",
                    "strokes",
                ),
            ),
        },
        states={"state": TEST_DRIVE},
    )

    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    customer_id: Mapped[str] = mapped_column(ref("customer.id"), index=True)
    vehicle_id: Mapped[str] = mapped_column(ref("vehicle.id"), index=True)
    user_id: Mapped[str] = mapped_column(ref("user.id"))
    starts_at: Mapped[datetime] = mapped_column(IsoInstant, index=True)
    ends_at: Mapped[datetime] = mapped_column(IsoInstant)
    state: Mapped[str] = mapped_column(String(12))
    licence_no: Mapped[str | None] = mapped_column(String(20))
    licence_class: Mapped[str | None] = mapped_column(String(4))
    licence_until: Mapped[date | None] = mapped_column(IsoDate)
    agreed_at: Mapped[datetime | None] = mapped_column(IsoInstant)
    agreed_car: Mapped[str | None] = mapped_column(ref("vehicle.id"))
    """The agreement names a car and counts for that one only."""
    agreement_hash: Mapped[str | None] = mapped_column(String(64))
    strokes: Mapped[Any | None] = mapped_column(Json)
    km_out: Mapped[int | None] = mapped_column(Integer)
    km_in: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[str | None] = mapped_column(Nfc)
    rating: Mapped[int | None] = mapped_column(Integer)
    liked: Mapped[str | None] = mapped_column(Nfc)
    worried: Mapped[str | None] = mapped_column(Nfc)

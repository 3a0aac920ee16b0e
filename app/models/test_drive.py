"""Test drives."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.test_drive import TEST_DRIVE
from app.models.base import IsoInstant, Nfc, Policy, Scope, Shared, Sync, ref


class TestDrive(Shared):
    """A customer drives one of our demonstrators."""

    __test__: ClassVar[bool] = False  # not a test, whatever its name begins with
    __tablename__ = "test_drive"
    __sync__ = Sync(
        Scope.BRANCH,
        groups={"state": (Policy.GUARDED, ("state", "km_out", "km_in", "licence_no"))},
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
    km_out: Mapped[int | None] = mapped_column(Integer)
    km_in: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[str | None] = mapped_column(Nfc)

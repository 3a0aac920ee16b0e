"""The catalogue and the cars: what can be sold, what stands in stock, what it cost, who may sell it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain import states, words
from app.domain.energy import MOST_CHARACTERS
from app.models.base import Flag, IsoDate, IsoInstant, Json, Money, Nfc, Policy, Scope, Shared, Sync, ref


class EnergyType(Shared):
    """A kind of energy that a catalogue brought: how it is called, and what follows from it. Its id is made from its
    code. Those that come with the program are no rows, until a catalogue says something else of them."""

    __tablename__ = "energy_type"
    __sync__ = Sync(Scope.ORG)

    code: Mapped[str] = mapped_column(String(MOST_CHARACTERS), unique=True, index=True)
    name_en: Mapped[str] = mapped_column(Nfc)
    name_zh: Mapped[str] = mapped_column(Nfc)
    plugs_in: Mapped[bool] = mapped_column(Flag)
    has_tank: Mapped[bool] = mapped_column(Flag)
    electric: Mapped[bool] = mapped_column(Flag)
    new_energy: Mapped[bool] = mapped_column(Flag)


class Model(Shared):
    """A trim in the catalogue. Attributes beyond the columns are data, and so are kinds of energy."""

    __tablename__ = "model"
    __sync__ = Sync(Scope.ORG)

    code: Mapped[str] = mapped_column(String(60), unique=True, index=True)
    brand: Mapped[str] = mapped_column(Nfc)
    series: Mapped[str] = mapped_column(Nfc)
    trim: Mapped[str] = mapped_column(Nfc)
    model_year: Mapped[int | None] = mapped_column(Integer)
    energy: Mapped[str] = mapped_column(String(MOST_CHARACTERS))  # the code of an `energy_type`
    body: Mapped[str | None] = mapped_column(String(40))
    seats: Mapped[int | None] = mapped_column(Integer)
    range_km: Mapped[int | None] = mapped_column(Integer)
    list_price: Mapped[int] = mapped_column(Money)
    attributes: Mapped[Any] = mapped_column(Json)
    archived: Mapped[bool] = mapped_column(Flag, default=False)


class Vehicle(Shared):
    """A car. Its id is made from its VIN, so that it is one car wherever it is taken in."""

    __tablename__ = "vehicle"
    __sync__ = Sync(
        Scope.ORG,
        words={"certificate_state": words.CERTIFICATE_STATES},
        states={"certificate_state": states.CERTIFICATE},
    )

    vin: Mapped[str] = mapped_column(String(17), unique=True, index=True)
    model_id: Mapped[str] = mapped_column(ref("model.id"), index=True)
    colour: Mapped[str | None] = mapped_column(Nfc)
    interior: Mapped[str | None] = mapped_column(Nfc)
    options: Mapped[Any | None] = mapped_column(Json)  # codes of what it has; none: nobody said
    engine_no: Mapped[str | None] = mapped_column(String(40))
    certificate_no: Mapped[str | None] = mapped_column(String(40))
    certificate_state: Mapped[str] = mapped_column(String(12), default="in_hand")


class StockStay(Shared):
    """One stay of a car in stock. A sold car that comes back as a trade-in has a second one."""

    __tablename__ = "stock_stay"
    __sync__ = Sync(
        Scope.ORG,
        groups={"status": (Policy.GUARDED, ("status", "active", "branch_id"))},
        states={"status": states.VEHICLE},
    )
    __table_args__ = (
        Index(
            "uq_stock_stay_active_vehicle",
            "vehicle_id",
            unique=True,
            sqlite_where=text("active = 1"),
            postgresql_where=text("active = 1"),
        ),
    )

    vehicle_id: Mapped[str] = mapped_column(ref("vehicle.id"), index=True)
    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    stock_no: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(16))
    active: Mapped[bool] = mapped_column(Flag, default=True)
    location: Mapped[str | None] = mapped_column(Nfc)
    list_price: Mapped[int] = mapped_column(Money)
    arrived_on: Mapped[date | None] = mapped_column(IsoDate)
    check_digit_accepted: Mapped[bool] = mapped_column(Flag, default=False)


class StockCost(Shared):
    """What a stay cost. Counters never hold it: they seal it to the server's key."""

    __tablename__ = "stock_cost"
    __sync__ = Sync(Scope.FINANCE)

    stay_id: Mapped[str] = mapped_column(ref("stock_stay.id"))
    cost: Mapped[int] = mapped_column(Money)


class StockMovement(Shared):
    """One move of a stay from one status to another."""

    __tablename__ = "stock_movement"
    __sync__ = Sync(Scope.BRANCH, default=Policy.APPEND)

    stay_id: Mapped[str] = mapped_column(ref("stock_stay.id"))
    from_status: Mapped[str | None] = mapped_column(String(16))
    to_status: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[str] = mapped_column(ref("user.id"))
    at: Mapped[datetime] = mapped_column(IsoInstant)


class Lease(Shared):
    """Who alone may confirm a sale of a car. The id is the car's; `fence` rises with every grant.

    Written by the server only. `until` is when the server frees it; none means until it is returned.
    """

    __tablename__ = "lease"
    __sync__ = Sync(Scope.ORG, default=Policy.GUARDED)

    terminal_id: Mapped[str | None] = mapped_column(ref("terminal.id"))
    fence: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(8))  # day, show, hold
    until: Mapped[datetime | None] = mapped_column(IsoInstant)
    asked_by: Mapped[str | None] = mapped_column(String(36))  # the terminal that wants it from a `hold`

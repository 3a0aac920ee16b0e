"""The dealership: branches, terminals, users and what they may do, settings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.domain import template_version, words
from app.models.base import Flag, IsoDate, IsoInstant, Json, JsonText, Nfc, Policy, Scope, Shared, Sync, ref


class Branch(Shared):
    """A shop (门店). Its `code` starts every number that its terminals give out."""

    __tablename__ = "branch"
    __sync__ = Sync(Scope.ORG)

    code: Mapped[str] = mapped_column(String(12), unique=True, index=True)
    name: Mapped[str] = mapped_column(Nfc)
    seller: Mapped[str | None] = mapped_column(Nfc)  # the company on the contract
    credit_code: Mapped[str | None] = mapped_column(String(18))
    address: Mapped[str | None] = mapped_column(Nfc)
    phone: Mapped[str | None] = mapped_column(String(40))
    currency: Mapped[str] = mapped_column(String(3), default="CNY")
    holder_id: Mapped[str | None] = mapped_column(String(36))  # the terminal that holds its free cars


class Terminal(Shared):
    """A counter or an auto-show laptop. `prefix` (branch code and terminal number) starts its numbers."""

    __tablename__ = "terminal"
    __sync__ = Sync(Scope.ORG)

    name: Mapped[str] = mapped_column(Nfc)
    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    prefix: Mapped[str] = mapped_column(String(16), unique=True, index=True)
    finance: Mapped[bool] = mapped_column(Flag, default=False)
    revoked: Mapped[bool] = mapped_column(Flag, default=False)


class User(Shared):
    """Someone who signs in. The password's hash stays on the server."""

    __tablename__ = "user"
    __sync__ = Sync(Scope.ORG)

    name: Mapped[str] = mapped_column(String(60), unique=True, index=True)
    display_name: Mapped[str] = mapped_column(Nfc)
    disabled: Mapped[bool] = mapped_column(Flag, default=False)
    password_no: Mapped[int] = mapped_column(Integer, default=1)  # a sign-in with an earlier one is over


class UserRole(Shared):
    """A role that a user has at a branch."""

    __tablename__ = "user_role"
    __sync__ = Sync(Scope.ORG, words={"role": words.ROLES})
    __table_args__ = (Index(None, "user_id", "branch_id", "role", unique=True),)

    user_id: Mapped[str] = mapped_column(ref("user.id"))
    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    role: Mapped[str] = mapped_column(String(12))
    active: Mapped[bool] = mapped_column(Flag, default=True)


class Setting(Shared):
    """A setting of the whole dealership, by name."""

    __tablename__ = "setting"
    __sync__ = Sync(Scope.ORG)

    name: Mapped[str] = mapped_column(String(60), unique=True, index=True)
    value: Mapped[Any] = mapped_column(Json)


class ContractTemplate(Shared):
    """A version of the contract's text in both languages: title, clauses, labels, required fields of each.

    A draft is edited; what is published never changes, and is at most withdrawn.
    """

    __tablename__ = "contract_template"
    __sync__ = Sync(
        Scope.ORG,
        groups={
            "text": (Policy.LWW, ("body", "edited_by", "edited_at")),
            "dates": (Policy.LWW, ("valid_from", "valid_to")),
            "state": (Policy.GUARDED, ("state", "published_by", "published_at")),
        },
        states={"state": template_version.TEMPLATE},
    )
    __table_args__ = (Index(None, "name", "revision", unique=True),)

    name: Mapped[str] = mapped_column(String(60))
    revision: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12))
    valid_from: Mapped[date] = mapped_column(IsoDate)
    valid_to: Mapped[date | None] = mapped_column(IsoDate)
    body: Mapped[str] = mapped_column(JsonText)
    edited_by: Mapped[str | None] = mapped_column(ref("user.id"))  # none: it came with the program
    edited_at: Mapped[datetime | None] = mapped_column(IsoInstant)
    published_by: Mapped[str | None] = mapped_column(ref("user.id"))
    published_at: Mapped[datetime | None] = mapped_column(IsoInstant)

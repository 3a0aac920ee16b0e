"""Tables that only the server has."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.models.base import NAMING, Flag, IsoDate, IsoInstant, Json


class Central(DeclarativeBase):
    """Base of the server's own tables."""

    metadata = MetaData(naming_convention=NAMING)


class ServerState(Central):
    """Small facts about this server, by name: its id, its epoch."""

    __tablename__ = "server_state"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[Any] = mapped_column(Json)


class GiftCost(Central):
    """What a gift of the dealership's list costs, by its name. No terminal has this."""

    __tablename__ = "gift_cost"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)


class ScopeHead(Central):
    """How far a scope has come. Its row is locked last before a commit, so that order is commit order."""

    __tablename__ = "scope_head"

    scope: Mapped[str] = mapped_column(String(60), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    # What a terminal that is at this head holds: how many rows, and the sums of the halves of their hashes.
    total: Mapped[int] = mapped_column(BigInteger, default=0)
    hi: Mapped[int] = mapped_column(BigInteger, default=0)
    lo: Mapped[int] = mapped_column(BigInteger, default=0)
    # Who is below it begins anew.
    floor: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")


class CompactionMark(Central):
    """Where a scope's head was on a day: how old a commit is."""

    __tablename__ = "compaction_mark"

    scope: Mapped[str] = mapped_column(String(60), primary_key=True)
    day: Mapped[date] = mapped_column(IsoDate, primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)


class ChangeLog(Central):
    """What changed in which commit of a scope, who did it, and which columns."""

    __tablename__ = "change_log"
    __table_args__ = (Index(None, "row_id", "ver"),)

    scope: Mapped[str] = mapped_column(String(60), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    ord: Mapped[int] = mapped_column(Integer, primary_key=True)
    table_name: Mapped[str] = mapped_column(String(40))
    row_id: Mapped[str] = mapped_column(String(36))
    ver: Mapped[int] = mapped_column(BigInteger)
    columns: Mapped[Any] = mapped_column(Json)
    old: Mapped[Any] = mapped_column(Json)  # what stood there before: the base of a later merge
    terminal_id: Mapped[str | None] = mapped_column(String(36))
    user_id: Mapped[str | None] = mapped_column(String(36))
    hlc: Mapped[str | None] = mapped_column(String(60))


class TerminalSecret(Central):
    """What the server knows of a terminal beyond its name: credentials, place in its own op sequence."""

    __tablename__ = "terminal_secret"

    terminal_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64))
    # Access tokens that name another one were revoked.
    token_no: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    scopes: Mapped[Any] = mapped_column(Json)
    data_key: Mapped[str] = mapped_column(Text)  # sealed to the recovery key
    incarnation: Mapped[str] = mapped_column(String(40))
    previous_incarnation: Mapped[str] = mapped_column(String(40))
    last_no: Mapped[int] = mapped_column(BigInteger, default=0)
    last_hash: Mapped[str] = mapped_column(String(64), default="")
    last_contact: Mapped[datetime | None] = mapped_column(IsoInstant)
    passed: Mapped[Any | None] = mapped_column(Json)  # how far it said that it is, by scope, some hours ago
    passed_at: Mapped[datetime | None] = mapped_column(IsoInstant)
    # The terminal whose folder was copied or restored.
    copy_of: Mapped[str | None] = mapped_column(String(36))
    first_no: Mapped[int] = mapped_column(BigInteger, default=1)


class OpLog(Central):
    """Every op a terminal sent, with the outcome stored in the transaction that applied it."""

    __tablename__ = "op_log"
    __table_args__ = (Index(None, "held", "terminal_id"),)

    terminal_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    no: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    op_id: Mapped[str] = mapped_column(String(36), unique=True)
    wraps: Mapped[str | None] = mapped_column(String(36), index=True)  # the op of an older identity in it
    hash: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(40))
    body: Mapped[Any] = mapped_column(Json)
    status: Mapped[str] = mapped_column(String(16))
    outcome: Mapped[Any] = mapped_column(Json)
    aggregates: Mapped[Any] = mapped_column(Json)
    held: Mapped[bool] = mapped_column(Flag, default=False)
    hlc: Mapped[str] = mapped_column(String(40))  # when it was done, as far as the terminal can be believed
    at: Mapped[datetime] = mapped_column(IsoInstant)


class OpWait(Central):
    """A row that a parked op names: when it changes, the op is tried again."""

    __tablename__ = "op_wait"

    row_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    terminal_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    no: Mapped[int] = mapped_column(BigInteger, primary_key=True)


class UserSecret(Central):
    """A user's password hash."""

    __tablename__ = "user_secret"

    user_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    password_hash: Mapped[str] = mapped_column(Text)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    locked_until: Mapped[datetime | None] = mapped_column(IsoInstant)


class EnrolCode(Central):
    """A one-time code. `used_by` lets the same terminal ask again when an answer was lost."""

    __tablename__ = "enrol_code"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    branch_id: Mapped[str] = mapped_column(String(36))
    finance: Mapped[bool] = mapped_column(Flag, default=False)
    expires_at: Mapped[datetime] = mapped_column(IsoInstant)
    used_by: Mapped[str | None] = mapped_column(String(36))


class RecoveryCode(Central):
    """A one-time code that gives a terminal its keys back. `used_by`, a new secret's hash, lets it ask again."""

    __tablename__ = "recovery_code"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    terminal_id: Mapped[str] = mapped_column(String(36), index=True)
    expires_at: Mapped[datetime] = mapped_column(IsoInstant)
    used_by: Mapped[str | None] = mapped_column(String(64))


class Ticket(Central):
    """A signed ticket that was handed out, and the session key that it vouches for."""

    __tablename__ = "ticket"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(36), index=True)
    terminal_id: Mapped[str] = mapped_column(String(36))
    expires_at: Mapped[datetime] = mapped_column(IsoInstant)
    revoked: Mapped[bool] = mapped_column(Flag, default=False)


class BlobRef(Central):
    """A content that a scope holds, since one of its terminals has sent all of it."""

    __tablename__ = "blob_ref"

    scope: Mapped[str] = mapped_column(String(60), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(IsoInstant)


class ApiKey(Central):
    """A third party's key; only its hash is kept."""

    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    revoked: Mapped[bool] = mapped_column(Flag, default=False)

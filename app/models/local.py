"""Tables that only a terminal has: the outbox, base rows, cursors, numbers, leases in hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import IsoInstant, Json, Local

# Every page that a commit touches is encrypted and synced: these rows live in their key's own tree, where ids, which
# begin with the time, put the rows of one action side by side.
_ONE_TREE = {"sqlite_with_rowid": False}


class Op(Local):
    """One business action: an outbox entry until the server has judged it, then the sent journal.

    `waiting` → `sent` (outcome known, effects not pulled yet) → `done`; `parked` and `quarantined` stay an
    overlay until their case is decided.
    """

    __tablename__ = "op"
    __table_args__ = (Index(None, "state"),)

    no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    op_id: Mapped[str] = mapped_column(String(36), unique=True)
    action: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(IsoInstant)
    user_id: Mapped[str] = mapped_column(String(36))
    header: Mapped[str] = mapped_column(Text)
    payload: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(44))
    hash: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(100))
    ticket: Mapped[str] = mapped_column(Text)
    summary: Mapped[Any] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(12))
    outcome: Mapped[Any | None] = mapped_column(Json)


class OpRow(Local):
    """Which rows an op touched, so that only those are rebuilt when it is judged."""

    __tablename__ = "op_row"
    __table_args__ = _ONE_TREE

    row_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    table_name: Mapped[str] = mapped_column(String(40), primary_key=True)
    no: Mapped[int] = mapped_column(Integer, primary_key=True, index=True)


class Shadow(Local):
    """The row as the server last gave it, kept only while local work lies on top; none: not there yet."""

    __tablename__ = "shadow"
    __table_args__ = _ONE_TREE

    row_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    table_name: Mapped[str] = mapped_column(String(40), primary_key=True)
    base: Mapped[Any | None] = mapped_column(Json)


class State(Local):
    """Small facts about this terminal and its sync, by name."""

    __tablename__ = "state"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[Any] = mapped_column(Json)


class NumberSeries(Local):
    """The next number of a kind in a year. Taken in the transaction that uses it, so there are no gaps."""

    __tablename__ = "number_series"

    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    next_no: Mapped[int] = mapped_column(BigInteger)


class HeldLease(Local):
    """A lease this terminal holds. `deadline` is the holder's own, earlier than the server's.

    `ordered_by`: the contract that was made an order for the car here. The server gives it the car as soon as it hears
    of it, and that ends the lease: it is of no use to any other.
    """

    __tablename__ = "held_lease"
    __table_args__ = _ONE_TREE

    vehicle_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    fence: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(8))
    deadline: Mapped[datetime | None] = mapped_column(IsoInstant)
    boot: Mapped[str] = mapped_column(String(60))
    ordered_by: Mapped[str | None] = mapped_column(String(36))

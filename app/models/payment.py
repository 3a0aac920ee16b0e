"""Money: receipts and the ledger behind them. Rows are only ever added; a correction is a reversal."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.domain import words
from app.domain.reversal import REVERSAL
from app.models.base import IsoDate, IsoInstant, Json, Money, Nfc, Policy, Scope, Shared, Sync, ref, where_set


class Payment(Shared):
    """Money taken or given back, with its receipt number. A refund is negative and names its original; so is a
    void, and a conversion, which takes a 订金 back and stands beside the 定金 that it becomes. A compensation is
    what a seller who broke the contract pays beyond the deposit."""

    __tablename__ = "payment"
    __sync__ = Sync(
        Scope.BRANCH,
        default=Policy.APPEND,
        words={"kind": words.PAYMENT_KINDS, "method": words.PAYMENT_METHODS},
    )
    __table_args__ = tuple(where_set(name) for name in ("refund_of", "reversal_id", "about_id", "shift_id"))

    receipt_no: Mapped[str] = mapped_column(String(40), unique=True, index=True)
    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    deal_id: Mapped[str] = mapped_column(ref("deal.id"), index=True)
    kind: Mapped[str] = mapped_column(
        String(12)
    )  # deposit 定金, prepayment 订金, balance, refund, conversion, void, compensation
    amount: Mapped[int] = mapped_column(Money)
    collected: Mapped[int] = mapped_column(Money, default=0)  # of the amount, what is collected for others
    method: Mapped[str] = mapped_column(String(12))
    reference: Mapped[str | None] = mapped_column(Nfc)
    refund_of: Mapped[str | None] = mapped_column(ref("payment.id"))
    reason: Mapped[str | None] = mapped_column(Nfc)
    reversal_id: Mapped[str | None] = mapped_column(String(36))  # no reference: that names a payment
    about_id: Mapped[str | None] = mapped_column(
        String(36)
    )  # the used car that it is paid out for, the loan application that it pays
    shift_id: Mapped[str | None] = mapped_column(ref("shift.id"))
    user_id: Mapped[str] = mapped_column(ref("user.id"))
    paid_on: Mapped[date] = mapped_column(IsoDate)
    at: Mapped[datetime] = mapped_column(IsoInstant)
    document: Mapped[Any | None] = mapped_column(
        Json
    )  # what the receipt says, as it was when the money moved


class LedgerEntry(Shared):
    """One side of a transaction, signed: all entries of a transaction, and so of a ledger, sum to 0."""

    __tablename__ = "ledger_entry"
    __sync__ = Sync(Scope.BRANCH, default=Policy.APPEND)

    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    transaction_id: Mapped[str] = mapped_column(String(36))
    payment_id: Mapped[str] = mapped_column(ref("payment.id"))
    deal_id: Mapped[str] = mapped_column(ref("deal.id"), index=True)
    account: Mapped[str] = mapped_column(String(24))
    amount: Mapped[int] = mapped_column(Money)
    posted_on: Mapped[date] = mapped_column(IsoDate)


class Reversal(Shared):
    """Money that shall go back against a receipt: asked by one person, decided by a manager who is somebody else.

    A yes given at the asker's terminal is signed with the manager's own session key; one from another terminal is
    the manager's own op.
    """

    __tablename__ = "reversal"
    __sync__ = Sync(
        Scope.BRANCH,
        groups={
            "state": (Policy.GUARDED, ("state", "approver_id", "ticket", "signature", "note", "decided_at"))
        },
        default=Policy.APPEND,
        states={"state": REVERSAL},
        words={"kind": words.REVERSAL_KINDS},
    )

    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    payment_id: Mapped[str] = mapped_column(ref("payment.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    amount: Mapped[int] = mapped_column(Money)
    reason: Mapped[str] = mapped_column(Nfc)
    reference: Mapped[str | None] = mapped_column(Nfc)
    user_id: Mapped[str] = mapped_column(ref("user.id"))
    asked_at: Mapped[datetime] = mapped_column(IsoInstant)
    state: Mapped[str] = mapped_column(String(12), index=True)
    approver_id: Mapped[str | None] = mapped_column(ref("user.id"))
    ticket: Mapped[str | None] = mapped_column(String(2000))
    signature: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(Nfc)
    decided_at: Mapped[datetime | None] = mapped_column(IsoInstant)

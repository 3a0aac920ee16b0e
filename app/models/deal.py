"""Deals and contracts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain import states, words
from app.models.base import Flag, IsoDate, IsoInstant, Json, Money, Nfc, Policy, Scope, Shared, Sync, ref


class Deal(Shared):
    """A customer and what they want, from quote to delivery (成交单)."""

    __tablename__ = "deal"
    __sync__ = Sync(
        Scope.BRANCH, groups={"state": (Policy.GUARDED, ("state",))}, states={"state": states.DEAL}
    )

    no: Mapped[str] = mapped_column(String(40), unique=True, index=True)
    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    customer_id: Mapped[str] = mapped_column(ref("customer.id"), index=True)
    seller_id: Mapped[str] = mapped_column(ref("user.id"))
    state: Mapped[str] = mapped_column(String(12))
    opened_on: Mapped[date] = mapped_column(IsoDate)


_HAS_THE_CAR = "provisional = 0 AND handed_over = 0 AND state IN ('approved', 'signed', 'amended')"
"""Of contracts like this a car has one at most. Once it is handed over, it may come back and be sold again."""


class Contract(Shared):
    """A sales contract (购车合同): a versioned aggregate with its lines.

    It names a car, or a model, colour and options to which a car is allocated later. `options` are as they were
    chosen, see `domain.options`; the list price has what they cost. `provisional` stands beside the state: an order
    for a car that another terminal may have sold. What two people changed in one group is merged by a person.
    """

    __tablename__ = "contract"
    __sync__ = Sync(
        Scope.BRANCH,
        groups={
            "price": (Policy.MERGE, ("price", "discount")),
            "buyer": (
                Policy.MERGE,
                ("customer_id", "buyer_name", "buyer_phone", "buyer_id_number", "buyer_address"),
            ),
            "vehicle": (Policy.MERGE, ("vehicle_id", "model_id", "colour", "options", "list_price")),
            "delivery": (Policy.MERGE, ("delivery_date", "delivery_place")),
            "terms": (Policy.MERGE, ("terms",)),
            "plan": (Policy.MERGE, ("plan",)),
            "state": (
                Policy.GUARDED,
                (
                    "state",
                    "provisional",
                    "signed_at",
                    "signed_version",
                    "cancelled_reason",
                    "deposit_fate",
                    "handed_over",
                ),
            ),
            "asked": (Policy.LATEST, ("submitted_at", "submitted_why", "submitted_by")),
            "version": (Policy.DERIVED, ("version",)),
        },
        states={"state": states.CONTRACT},
        words={"language": words.LANGUAGES},
    )
    __table_args__ = (
        Index(
            "uq_contract_confirmed_vehicle",
            "vehicle_id",
            unique=True,
            sqlite_where=text(_HAS_THE_CAR),
            postgresql_where=text(_HAS_THE_CAR),
        ),
    )

    no: Mapped[str] = mapped_column(String(40), unique=True, index=True)
    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    deal_id: Mapped[str] = mapped_column(ref("deal.id"), index=True)
    seller_id: Mapped[str] = mapped_column(ref("user.id"))
    state: Mapped[str] = mapped_column(String(12))
    provisional: Mapped[bool] = mapped_column(Flag, default=False)
    version: Mapped[int] = mapped_column(Integer, default=1)
    language: Mapped[str] = mapped_column(String(8))
    template_id: Mapped[str | None] = mapped_column(ref("contract_template.id"))
    customer_id: Mapped[str] = mapped_column(ref("customer.id"))
    buyer_name: Mapped[str] = mapped_column(Nfc)
    buyer_phone: Mapped[str | None] = mapped_column(String(40))
    buyer_id_number: Mapped[str | None] = mapped_column(String(40))
    buyer_address: Mapped[str | None] = mapped_column(Nfc)
    vehicle_id: Mapped[str | None] = mapped_column(ref("vehicle.id"), index=True)
    model_id: Mapped[str] = mapped_column(ref("model.id"))
    colour: Mapped[str | None] = mapped_column(Nfc)
    options: Mapped[Any | None] = mapped_column(Json)
    list_price: Mapped[int] = mapped_column(Money)
    price: Mapped[int] = mapped_column(Money)
    discount: Mapped[int] = mapped_column(Money, default=0)
    delivery_date: Mapped[date | None] = mapped_column(IsoDate)
    delivery_place: Mapped[str | None] = mapped_column(Nfc)
    terms: Mapped[str | None] = mapped_column(Nfc)
    plan: Mapped[Any | None] = mapped_column(Json)
    drawn_on: Mapped[date] = mapped_column(IsoDate)
    submitted_at: Mapped[datetime | None] = mapped_column(IsoInstant)
    submitted_why: Mapped[str | None] = mapped_column(Nfc)  # what whoever asks says to it
    submitted_by: Mapped[str | None] = mapped_column(ref("user.id"))
    signed_at: Mapped[datetime | None] = mapped_column(IsoInstant)
    signed_version: Mapped[int | None] = mapped_column(Integer)
    cancelled_reason: Mapped[str | None] = mapped_column(Nfc)
    deposit_fate: Mapped[str | None] = mapped_column(String(12))  # what a cancellation decided of the 定金
    handed_over: Mapped[bool] = mapped_column(Flag, default=False)


class ContractLine(Shared):
    """An add-on, an amount collected for others, a gift or a trade-in. Each line merges by itself."""

    __tablename__ = "contract_line"
    __sync__ = Sync(
        Scope.BRANCH,
        groups={"line": (Policy.MERGE, ("kind", "label", "payee", "nature", "amount", "removed"))},
        parent="contract_id",
        root="contract",
        words={"kind": words.LINE_KINDS, "nature": words.LINE_NATURES},
    )

    contract_id: Mapped[str] = mapped_column(ref("contract.id"), index=True)
    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    kind: Mapped[str] = mapped_column(String(16))
    label: Mapped[str] = mapped_column(Nfc)
    payee: Mapped[str | None] = mapped_column(Nfc)  # none: the dealership itself
    nature: Mapped[str] = mapped_column(String(12))
    amount: Mapped[int] = mapped_column(Money)
    rule: Mapped[str | None] = mapped_column(String(40))
    trade_in_id: Mapped[str | None] = mapped_column(ref("trade_in.id"))  # of a line that a used car pays
    cost_id: Mapped[str | None] = mapped_column(
        String(36)
    )  # what it costs: the `deal_cost`, which no counter has
    removed: Mapped[bool] = mapped_column(Flag, default=False)


class Approval(Shared):
    """A manager's answer: yes to a discount, signed with the manager's own session key; yes or no to a contract.

    It is bound to what was shown to the manager: this contract in this version, the car, its list price, the price,
    what we take with add-ons and gifts, and which gifts. Where several have to say yes, it names those before it.
    """

    __tablename__ = "approval"
    __sync__ = Sync(
        Scope.BRANCH, default=Policy.APPEND, parent="contract_id", root="contract",
        words={"kind": words.APPROVAL_KINDS},
    )  # fmt: skip

    contract_id: Mapped[str] = mapped_column(ref("contract.id"), index=True)
    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    kind: Mapped[str] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(Integer)
    model_id: Mapped[str] = mapped_column(ref("model.id"))
    vehicle_id: Mapped[str | None] = mapped_column(ref("vehicle.id"))
    list_price: Mapped[int] = mapped_column(Money)
    price: Mapped[int] = mapped_column(Money)
    takings: Mapped[int] = mapped_column(Money)
    gifts: Mapped[str] = mapped_column(Nfc)  # by their names, one a line
    agreed: Mapped[str | None] = mapped_column(
        String(64)
    )  # what else a yes to the whole contract is bound to
    follows: Mapped[str] = mapped_column(Nfc, default="")  # who said yes before, by their ids, one a line
    reason_code: Mapped[str | None] = mapped_column(String(20))  # of a yes to a price
    reason: Mapped[str | None] = mapped_column(Nfc)
    approver_id: Mapped[str] = mapped_column(ref("user.id"))
    ticket: Mapped[str | None] = mapped_column(String(2000))
    signature: Mapped[str | None] = mapped_column(String(200))
    asked_at: Mapped[datetime | None] = mapped_column(IsoInstant)  # if that was before the answer
    at: Mapped[datetime] = mapped_column(IsoInstant)


class Signature(Shared):
    """What was signed: the version, the paper's hash, and the document it is printed from again."""

    __tablename__ = "signature"
    __sync__ = Sync(
        Scope.BRANCH, default=Policy.APPEND, parent="contract_id", root="contract",
        words={"language": words.LANGUAGES},
    )  # fmt: skip

    contract_id: Mapped[str] = mapped_column(ref("contract.id"), index=True)
    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    version: Mapped[int] = mapped_column(Integer)
    language: Mapped[str] = mapped_column(String(8))
    document: Mapped[Any] = mapped_column(Json)
    document_digest: Mapped[str] = mapped_column(String(64))
    pdf_hash: Mapped[str] = mapped_column(String(64), index=True)
    strokes: Mapped[Any | None] = mapped_column(Json)
    user_id: Mapped[str] = mapped_column(ref("user.id"))
    at: Mapped[datetime] = mapped_column(IsoInstant)


class PrintLog(Shared):
    """Each time a paper left the printer; copy 0 is the original."""

    __tablename__ = "print_log"
    __sync__ = Sync(Scope.BRANCH, default=Policy.APPEND)

    subject: Mapped[str] = mapped_column(String(40), index=True)
    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    copy_no: Mapped[int] = mapped_column(Integer)
    pages_hash: Mapped[str] = mapped_column(String(64))
    printer: Mapped[str] = mapped_column(Nfc)
    user_id: Mapped[str] = mapped_column(ref("user.id"))
    at: Mapped[datetime] = mapped_column(IsoInstant)


class SyncCase(Shared):
    """Something that waits for a person: a contract both edited, a car sold twice, an op set aside.

    `data` holds what the dialog needs. For a contract: the groups with base, first (arrived first) and
    second, and who entered each.
    """

    __tablename__ = "sync_case"
    __sync__ = Sync(
        Scope.BRANCH,
        groups={"state": (Policy.GUARDED, ("state", "resolution", "resolved_by", "resolved_at"))},
        default=Policy.GUARDED,
    )

    branch_id: Mapped[str] = mapped_column(ref("branch.id"))
    kind: Mapped[str] = mapped_column(String(12))
    """contract, vehicle, op, paper, used_car, lines, dates; fields: what lost a merge."""
    state: Mapped[str] = mapped_column(String(12))  # open, resolved
    contract_id: Mapped[str | None] = mapped_column(String(36), index=True)
    vehicle_id: Mapped[str | None] = mapped_column(String(36))
    op_id: Mapped[str | None] = mapped_column(String(36))
    data: Mapped[Any] = mapped_column(Json)
    round: Mapped[int] = mapped_column(BigInteger, default=1)
    opened_at: Mapped[datetime] = mapped_column(IsoInstant)
    resolution: Mapped[Any | None] = mapped_column(Json)
    resolved_by: Mapped[str | None] = mapped_column(String(36))
    resolved_at: Mapped[datetime | None] = mapped_column(IsoInstant)

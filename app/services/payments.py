"""Money taken and given back: a receipt, and a ledger transaction that sums to zero."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from sqlalchemy import bindparam, func, select

from app.domain import deposits, pricing, shift, words
from app.domain.money import format_amount
from app.domain.permissions import PAY
from app.errors import UserError
from app.i18n import N_, in_a_row
from app.ids import new_id
from app.models.deal import Contract, Deal
from app.models.payment import LedgerEntry, Payment
from app.services import receipts, shifts, used_car_debts
from app.services.price_sheets import price_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from app.services.unit_of_work import Transaction, UnitOfWork

METHODS = shift.METHODS
GIVEN_BACK = ("refund", "conversion", "void")
"""Kinds that name the receipt that they give back."""
LIABILITY = {
    "deposit": "customer:deposit",
    "prepayment": "customer:prepayment",
    "balance": "customer:payment",
    "compensation": "dealer:compensation",
    "payout": "customer:trade_in",
    "payoff": "lender:payoff",
    "loan": "lender:loan",
}
"""The ledger account that says what a payment was taken for."""


_LIVING = select(Contract).where(Contract.deal_id == bindparam("deal"), Contract.state != "cancelled")


@dataclass(frozen=True)
class Part:
    """Some of what a customer pays, by one method."""

    amount: int
    method: str
    reference: str | None = None


def take(uow: UnitOfWork, *, deal_no: str, amount: int, method: str, reference: str | None = None) -> Payment:
    """Take money for a deal; never more than is owed."""
    return take_parts(uow, deal_no=deal_no, parts=(Part(amount, method, reference),))[0]


def take_parts(
    uow: UnitOfWork, *, deal_no: str, parts: Sequence[Part], put_down: bool = False
) -> list[Payment]:
    """Take money by several methods at once, all of it or none: a receipt for each, so that each can go back by
    the way it came. `put_down`: as 定金, or as 订金 while the car is not certain."""
    with uow.begin(PAY) as tx:
        deal = find_deal(tx.session, deal_no)
        owed = payable(tx.session, deal) - paid(tx.session, deal.id)
        if not parts or min(part.amount for part in parts) <= 0 or sum(part.amount for part in parts) > owed:
            message = N_("The customer owes ¥{owed}. An amount above zero and up to that can be taken.")
            raise UserError("amount_above_balance", message, field="amount", owed=format_amount(max(owed, 0)))
        contract = living_contract(tx.session, deal.id) if put_down else None
        return [_taken(tx, deal, contract, part) for part in parts]


def _taken(tx: Transaction, deal: Deal, contract: Contract | None, part: Part) -> Payment:
    if contract is None:
        return record(tx, deal, _balance(tx.session, deal, part))
    return deposit(tx, deal, contract, part)


def _balance(session: Session, deal: Deal, part: Part) -> Movement:
    """Money towards the price; what is above our own part is other people's."""
    contract, others = living_contract(session, deal.id), 0
    if contract is not None:
        sheet = price_sheet(session, contract)
        before = {"paid": paid(session, deal.id), "collected": collected(session, deal.id)}
        others = pricing.for_others(sheet, part.amount, **before)
    return Movement(part.amount, part.method, "balance", part.reference, collected=others)


def left_of(session: Session, original: Payment) -> int:
    """What of a receipt was not given back yet."""
    back = session.scalar(select(func.sum(Payment.amount)).where(Payment.refund_of == original.id))
    return original.amount + int(back or 0)


def require_near(tx: Transaction, no: str, *, asked_server: bool) -> None:
    """Refuse a receipt of another terminal, unless the server was asked just now."""
    if not asked_server and not tx.gave_out(no):
        message = N_(
            "{no} was given out at another terminal. Refund it there, or when the server can be reached."
        )
        raise UserError("refund_elsewhere", message, field="receipt", no=no)


@dataclass(frozen=True)
class Movement:
    """Money that moves: the amount in minor units, negative when it is given back against an original."""

    amount: int
    method: str
    kind: str
    reference: str | None = None
    original: Payment | None = None
    reason: str | None = None
    reversal_id: str | None = None
    about_id: str | None = None
    collected: int = 0
    """Of the amount, what is collected for others (代收)."""
    continues: str = ""
    """Of a 定金, the 订金 receipt whose place it takes: no money moves."""


def record(
    tx: Transaction,
    deal: Deal,
    moved: Movement,
    contract: Contract | None = None,
    sheet: pricing.PriceSheet | None = None,
) -> Payment:
    """A receipt with its two ledger entries, inside a transaction that is open already. Contract and price are
    looked up where they are not given."""
    amount, method, kind, original = moved.amount, moved.method, moved.kind, moved.original
    if method not in METHODS:
        message = N_("“{method}” is not a way to pay. Known are: {known}.")
        raise UserError("method_unknown", message, field="method", method=method, known=in_a_row(METHODS))
    now, today = tx.clock.now(), tx.clock.today()
    payment = Payment(
        id=new_id(), receipt_no=tx.next_number("receipt"), branch_id=deal.branch_id, deal_id=deal.id, kind=kind,
        amount=amount, collected=_collected(tx.session, moved), method=method,
        reference=moved.reference, refund_of=original.id if original else None,
        reason=moved.reason, reversal_id=moved.reversal_id, about_id=moved.about_id,
        user_id=tx.actor.user_id, paid_on=today, at=now,
        shift_id=original.shift_id if original and kind == "void" else shifts.current(tx),
    )  # fmt: skip
    tx.session.flush()  # the paper is drawn from the rows of this very action
    said = receipts.drawn(tx.session, payment, contract, sheet)
    payment.document = replace(said, continues=moved.continues).to_dict()
    tx.add(payment)
    transaction = new_id()
    against = LIABILITY[original.kind if original else kind]
    for account, signed in booking(f"cash:{method}", against, amount, payment.collected):
        tx.add(
            LedgerEntry(
                branch_id=deal.branch_id, transaction_id=transaction, payment_id=payment.id, deal_id=deal.id,
                account=account, amount=signed, posted_on=today,
            )
        )  # fmt: skip
    return payment


def booking(cash: str, against: str, amount: int, collected: int) -> list[tuple[str, int]]:
    """What the ledger says of a payment: where the money went, for what it was taken, and what of it is others'."""
    own, others = (against, collected - amount), ("others:collected", -collected)
    return [(cash, amount), own, others] if collected else [(cash, amount), own]


def _collected(session: Session, moved: Movement) -> int:
    if moved.original is None or moved.amount > 0:
        return moved.collected
    return given_back_of_others(session, moved.original, moved.amount)


def given_back_of_others(session: Session, original: Payment, amount: int, *, but: str = "") -> int:
    """What of an amount that goes back was others' money: all of that first. Negative; `but` for one receipt."""
    back = select(func.sum(Payment.collected)).where(Payment.refund_of == original.id, Payment.id != but)
    left = original.collected + int(session.scalar(back) or 0)
    return -min(-amount, max(0, left))


def collected(session: Session, deal_id: str) -> int:
    """What was taken for others in a deal, and not given back."""
    of_deal = select(func.sum(Payment.collected)).where(Payment.deal_id == deal_id)
    return int(session.scalar(of_deal) or 0)


def deposit(
    tx: Transaction, deal: Deal, contract: Contract, given: Part, sheet: pricing.PriceSheet | None = None
) -> Payment:
    """定金 for a confirmed contract, 订金 for a provisional order or a quote; with what was put down before, at
    most a fifth of the price."""
    kind = deposits.kind_for(provisional=not is_certain(contract))
    before = put_down(tx.session, deal.id) if given.amount > 0 else 0
    deposits.check_deposit(given.amount + before, price=contract.price)
    moved = Movement(given.amount, given.method, kind.value, given.reference)
    return record(tx, deal, moved, contract, sheet)


def is_certain(contract: Contract) -> bool:
    """Whether the customer has signed for a certain car: what is put down is 定金 from then on."""
    return contract.state in ("signed", "amended") and not contract.provisional


def put_down(session: Session, deal_id: str, *kinds: str) -> int:
    """What stands of a deal's 定金 and 订金, or of those kinds, with what went back or was converted taken off."""
    return sum(left for _, left in standing(session, deal_id, *kinds or ("deposit", "prepayment")))


def becomes_deposit(session: Session, contract: Contract) -> int:
    """What the customer's signature makes 定金 of the 订金: as much as a fifth of the price has room for."""
    room = deposits.deposit_cap(contract.price) - put_down(session, contract.deal_id, "deposit")
    return max(0, min(room, put_down(session, contract.deal_id, "prepayment")))


def convert(tx: Transaction, deal: Deal, contract: Contract) -> Payment | None:
    """订金 becomes 定金 as the customer signs the final paper: each receipt taken back, and given anew as a deposit.

    Returns the last new receipt. What is above a fifth of the price stays 订金.
    """
    room, made = becomes_deposit(tx.session, contract), None
    for original, left in standing(tx.session, deal.id, "prepayment"):
        amount = min(left, room)
        if amount > 0:
            room -= amount
            record(tx, deal, Movement(-amount, original.method, "conversion", original=original))
            no = original.receipt_no
            made = record(tx, deal, Movement(amount, original.method, "deposit", no, continues=no))
    return made


def standing(session: Session, deal_id: str, *kinds: str) -> list[tuple[Payment, int]]:
    """Receipts of those kinds with what is left of each."""
    left_of_each = left_over(receipts.of_deal(session, deal_id))
    return [(payment, left) for payment, left in left_of_each if payment.kind in kinds]


class Moved(NamedTuple):
    """Of a receipt, what says how much of it is left."""

    id: str
    kind: str
    amount: int
    refund_of: str | None


R = TypeVar("R", Payment, Moved)


def left_over(every: Sequence[R]) -> list[tuple[R, int]]:
    """The receipts of one deal of which something is left, and how much."""
    back = {receipt.id: 0 for receipt in every}
    for receipt in every:
        if receipt.refund_of in back:
            back[receipt.refund_of] += receipt.amount
    left = [(receipt, receipt.amount + back[receipt.id]) for receipt in every]
    return [(receipt, amount) for receipt, amount in left if amount > 0]


def find_deal(session: Session, deal_no: str) -> Deal:
    """The deal with that number."""
    deal = session.scalars(select(Deal).where(Deal.no == deal_no.strip().upper())).first()
    if deal is None:
        raise UserError("deal_unknown", N_("There is no deal {no}."), field="deal", no=deal_no)
    return deal


def paid(session: Session, deal_id: str) -> int:
    """What was paid for a deal so far, refunds taken off; not what is our money to the customer."""
    of_deal = (Payment.deal_id == deal_id, Payment.kind.not_in(words.OUR_MONEY))
    return int(session.scalar(select(func.sum(Payment.amount)).where(*of_deal)) or 0)


def payable(session: Session, deal: Deal) -> int:
    """What the buyer owes us in all, before anything is paid. Once the contract is cancelled, what its used cars leave:
    below zero what we owe the customer for one that we keep, above what we paid for one that went back."""
    contract = living_contract(session, deal.id)
    return price_sheet(session, contract).payable if contract else -used_car_debts.owed(session, deal.id)


def living_contract(session: Session, deal_id: str) -> Contract | None:
    """The contract of a deal, unless it is cancelled."""
    return session.scalars(_LIVING, {"deal": deal_id}).first()

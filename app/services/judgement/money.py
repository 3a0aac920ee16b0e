"""What is judged of money: receipts, the ledger behind them, deposits, refunds."""

from __future__ import annotations

from sqlalchemy import bindparam, func, or_, select

from app.domain import deposits, numbering, words
from app.domain.money import MAX_AMOUNT, format_amount
from app.domain.permissions import CONTRACT_SIGN, REFUND, RESOLVE_REFUND
from app.i18n import N_
from app.models.deal import Contract
from app.models.payment import Payment
from app.services import payments
from app.services.judgement.hearing import Doubt, Hearing, Judged, Row, checks
from app.services.price_sheets import price_sheet

_NEGATIVE = (*payments.GIVEN_BACK, *words.OUR_MONEY)
_CONTRACTS = select(Contract.state, Contract.provisional, Contract.signed_version, Contract.price).where(
    Contract.deal_id == bindparam("deal")
)
_TAKEN = select(Payment.id).where(Payment.deal_id == bindparam("deal"), Payment.kind == "deposit")
_DEPOSITED = select(func.sum(Payment.amount)).where(
    or_(Payment.id.in_(_TAKEN), Payment.refund_of.in_(_TAKEN))
)


@checks("payment")
def _payment(hearing: Hearing, row: Judged) -> None:
    payment = row.after
    if row.before is not None:
        raise Doubt("quarantined", "append_only", N_("Money is never changed, only added."))
    if not numbering.belongs_to(payment["receipt_no"], hearing.prefix, numbering.NumberKind.RECEIPT):
        no = payment["receipt_no"]
        raise Doubt("quarantined", "number", N_("The number {no} is not from this terminal's series."), no=no)
    if payment["kind"] == "refund" and hearing.action not in (REFUND, RESOLVE_REFUND):
        raise Doubt("quarantined", "not_allowed", N_("Money is given back by a refund only."))
    _amount(payment)
    if payment["kind"] == "deposit":
        _binding(hearing, payment)
    if payment["kind"] in payments.GIVEN_BACK:
        _refund(hearing, payment)
    if payment["kind"] == "conversion":
        _conversion(hearing, payment)
    booked = [e.after for e in hearing.of("ledger_entry") if e.after["payment_id"] == payment["id"]]
    if sorted((e["account"], e["amount"]) for e in booked) != sorted(_booking(hearing, payment)):
        raise Doubt("quarantined", "totals", N_("Receipt and ledger differ."))
    _others(hearing, row)


def _amount(payment: Row) -> None:
    amount = payment["amount"]
    if (amount < 0) != (payment["kind"] in _NEGATIVE) or amount == 0:
        raise Doubt("quarantined", "totals", N_("A payment's amount has the wrong sign."))
    if abs(amount) > MAX_AMOUNT:
        text = N_("The amount is too large. The most is {most}.")
        raise Doubt("quarantined", "amount_too_large", text, most=format_amount(MAX_AMOUNT))


def _binding(hearing: Hearing, payment: Row) -> None:
    """定金 is for a car that is the customer's, and at most a fifth of its price; until then it is 订金."""
    contracts = _contracts_of(hearing, payment)
    if not hearing.demoted and not any(map(_binds, contracts)):
        text = N_(
            "Money binds once the customer has signed for a certain car. Until then it can be given back."
        )
        raise Doubt("quarantined", "deposit_kind", text)
    if living := [contract for contract in contracts if contract["state"] != "cancelled"]:
        _deposit_cap(hearing, payment, living[0]["price"])


def _conversion(hearing: Hearing, payment: Row) -> None:
    """订金 becomes 定金 by the customer's signature only, and all of what is taken back is given anew."""
    original = hearing.session.get_one(Payment, payment["refund_of"])
    moved = [each.after for each in hearing.of("payment") if each.after["deal_id"] == payment["deal_id"]]
    same = [each for each in moved if each["method"] == payment["method"]]
    given = sum(each["amount"] for each in same if each["kind"] in ("conversion", "deposit"))
    if hearing.action is not CONTRACT_SIGN or original.kind != "prepayment" or given < 0:
        raise Doubt(
            "quarantined", "conversion", N_("A prepayment becomes a deposit when the contract is signed.")
        )


def _booking(hearing: Hearing, payment: Row) -> list[tuple[str, int]]:
    """What the ledger says of a payment: money that came by its way, for what it was taken."""
    original = hearing.session.get(Payment, payment["refund_of"]) if payment["refund_of"] else None
    against = payments.LIABILITY.get(original.kind if original else payment["kind"], "")
    return payments.booking(f"cash:{payment['method']}", against, payment["amount"], payment["collected"])


def _others(hearing: Hearing, row: Judged) -> None:
    """Others' money is paid towards the price, no more than the contract collects. It goes back first."""
    payment, given = row.after, row.after["collected"]
    original = hearing.session.get(Payment, payment["refund_of"]) if payment["refund_of"] else None
    if original is not None and payment["amount"] < 0:
        if given != payments.given_back_of_others(hearing.session, original, payment["amount"], but=row.id):
            raise Doubt("quarantined", "collected", N_("What was collected for others goes back first."))
        return
    if not given:
        return
    if payment["kind"] != "balance" or not 0 < given <= payment["amount"]:
        raise Doubt(
            "quarantined", "collected", N_("Only what is paid towards the price is collected for others.")
        )
    contract = payments.living_contract(hearing.session, payment["deal_id"])
    most = price_sheet(hearing.session, contract).collected if contract is not None else 0
    if payments.collected(hearing.session, payment["deal_id"]) > most:
        raise Doubt(
            "parked", "collected_above", N_("More would be collected for others than the contract says.")
        )


def _contracts_of(hearing: Hearing, payment: Row) -> list[Row]:
    """The contracts of a payment's deal, as far as they say whether it may bind."""
    if hearing.new("deal", payment["deal_id"]) is None:
        found = hearing.session.execute(_CONTRACTS, {"deal": payment["deal_id"]})
        return [dict(row._mapping) for row in found]
    return [each.after for each in hearing.of("contract") if each.after["deal_id"] == payment["deal_id"]]


def _binds(contract: Row) -> bool:
    """Whether the customer has signed for a certain car; who takes 定金 may not have heard that it was cancelled."""
    if contract["state"] == "cancelled":
        return contract["signed_version"] is not None
    return contract["state"] in ("signed", "amended") and not contract["provisional"]


def _deposit_cap(hearing: Hearing, payment: Row, price: int) -> None:
    """All 定金 of a deal together stay below a fifth of the price."""
    if hearing.new("deal", payment["deal_id"]) is None:
        total = int(hearing.session.scalar(_DEPOSITED, {"deal": payment["deal_id"]}) or 0)
    else:
        taken = [each.after for each in hearing.of("payment") if each.after["deal_id"] == payment["deal_id"]]
        total = sum(each["amount"] for each in taken if each["kind"] == "deposit")
    deposits.check_deposit(total, price=price, kind=deposits.DepositKind.DEPOSIT)


def _refund(hearing: Hearing, payment: Row) -> None:
    """No more goes back than came in. Two tills that refund one receipt at once: the second one waits."""
    original = hearing.session.get(Payment, payment["refund_of"]) if payment["refund_of"] else None
    same = original is not None and (original.deal_id, original.method) == (
        payment["deal_id"],
        payment["method"],
    )
    if original is None or original.amount <= 0 or not same:
        raise Doubt("quarantined", "refund", N_("A refund does not name the receipt that it gives back."))
    if payments.left_of(hearing.session, original) < 0:
        raise Doubt("parked", "refund_above_paid", N_("More was given back than was taken."))


@checks("contract")
def _covers_deposit(hearing: Hearing, row: Judged) -> None:
    """A lower price lowers how much of what was put down can bind; what is above goes back first."""
    if row.before is None or row.after["price"] >= row.before["price"]:
        return
    most = deposits.deposit_cap(row.after["price"])
    total = hearing.session.scalar(_DEPOSITED, {"deal": row.after["deal_id"]})
    if int(total or 0) > most:
        message = N_("With this price the deposit is above 20 %. Refund what is above ¥{most} first.")
        raise Doubt("parked", "deposit_above_cap", message, most=format_amount(most))


@checks("ledger_entry")
def _ledger(hearing: Hearing, row: Judged) -> None:
    same = [
        e.after
        for e in hearing.of("ledger_entry")
        if e.after["transaction_id"] == row.after["transaction_id"]
    ]
    if row.before is not None or sum(entry["amount"] for entry in same) != 0:
        raise Doubt("quarantined", "totals", N_("A ledger transaction does not balance."))
    paid = {payment.id: payment.after for payment in hearing.of("payment")}
    for entry in same:
        receipt = paid.get(entry["payment_id"])
        if receipt is None or (entry["deal_id"], entry["posted_on"]) != (
            receipt["deal_id"],
            receipt["paid_on"],
        ):
            raise Doubt("quarantined", "totals", N_("Receipt and ledger differ."))
    if len({entry["scope"] for entry in same}) > 1:
        raise Doubt("quarantined", "scope", N_("A ledger transaction spans two branches."))

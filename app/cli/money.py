"""Verbs of money."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from app.cli.run import Answer, Call
from app.domain.money import format_amount, parse_amount, plain_amount
from app.i18n import tr
from app.services import payments

if TYPE_CHECKING:
    from app.workplace import Workplace


def pay_(call: Call) -> Answer:
    """Take money for a deal."""
    asked = call.arguments
    with closing(call.sign_in()) as workplace:
        taken = payments.take(
            workplace.unit_of_work(), deal_no=asked.deal, amount=parse_amount(asked.amount, field="amount"),
            method=asked.method, reference=asked.reference,
        )  # fmt: skip
        return _receipt(workplace, taken.deal_id, taken.receipt_no)


def refund_(call: Call) -> Answer:
    """Give money back."""
    asked = call.arguments
    with closing(call.sign_in()) as workplace:
        amount = parse_amount(asked.amount, field="amount")
        given = workplace.refund(receipt_no=asked.receipt, amount=amount, reason=asked.reason)
        return _receipt(workplace, given.deal_id, given.receipt_no)


def _receipt(workplace: Workplace, deal_id: str, receipt_no: str) -> Answer:
    from app.models.deal import Deal

    with workplace.reading() as session:
        paid = payments.paid(session, deal_id)
        balance = payments.payable(session, session.get_one(Deal, deal_id)) - paid
    values = {"receipt": receipt_no, "paid": plain_amount(paid), "balance": plain_amount(balance)}
    shown = {"receipt": receipt_no, "paid": format_amount(paid), "balance": format_amount(balance)}
    return Answer(values, tr("Receipt {receipt}: paid {paid}, balance {balance}").format(**shown))

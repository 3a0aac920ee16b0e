"""A manager takes back what an op that was set aside had done in the showroom: it is posted, and then reversed.

Corrections are reversals: the receipt that the customer holds is in the ledger, and so is the money going back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.models.deal import Contract, Deal
from app.models.payment import Payment
from app.services import cancelling, payments
from app.services.payments import Movement
from app.services.unit_of_work import Actor, Transaction
from server.feed import FeedRecorder

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.clock import Clock


def reverse(session: Session, clock: Clock, changes: list[dict[str, Any]], by: Actor, reason: str) -> None:
    """Cancel the contracts that these changes drew, and give back the money that they took."""
    transaction = Transaction(session, FeedRecorder(clock), by, clock)
    new = [change for change in changes if change["base"] is None]
    for change in new:
        if change["table"] == "contract":
            contract = session.get_one(Contract, change["id"], populate_existing=True)
            if contract.state != "cancelled":
                cancelling.cancel_one(transaction, contract, reason)
    for change in new:
        if change["table"] == "payment":
            _give_back(transaction, session.get_one(Payment, change["id"]), reason)
    session.flush()


def _give_back(transaction: Transaction, payment: Payment, reason: str) -> None:
    returned = transaction.session.scalar(
        select(func.sum(Payment.amount)).where(Payment.refund_of == payment.id)
    )
    left = payment.amount + int(returned or 0)
    if payment.kind != "refund" and left > 0:
        deal = transaction.get(Deal, payment.deal_id)
        back = Movement(-left, payment.method, "refund", original=payment, reason=reason)
        payments.record(transaction, deal, back)

"""What we owe for used cars that customers handed in: read from what was approved and what was paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.domain import trade_in as rules
from app.domain.states import DealState
from app.domain.trade_in import TradeInState
from app.models.deal import Deal
from app.models.payment import Payment
from app.models.trade_in import TradeIn
from app.queries import one_person

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

PAYOUT, PAYOFF = "payout", "payoff"
"""Kinds of money that goes out for a used car: to the customer, and to whom it was still owed."""
_SETTLED = (TradeInState.KEPT, TradeInState.CANCELLED)
"""Somebody has decided what becomes of it. Until then neither side owes the other anything for it."""


def given(session: Session, trade_in_id: str, kind: str) -> int:
    """How much of that kind was paid for a used car."""
    paid = select(func.sum(Payment.amount)).where(Payment.about_id == trade_in_id, Payment.kind == kind)
    return -int(session.scalar(paid) or 0)


def worth(row: TradeIn) -> int:
    """What a used car is worth to its customer."""
    return rules.worth(value=row.value, payoff=row.payoff)


def owed(session: Session, deal_id: str) -> int:
    """What a cancelled deal leaves us owing for used cars; below zero: what the customer owes us."""
    return _owed(session, Deal.id == deal_id)


def owed_to(session: Session, customer_id: str) -> int:
    """The same of all deals of a customer, with whichever of their files."""
    return _owed(session, Deal.customer_id.in_(one_person.files_of(session, customer_id)))


def _owed(session: Session, whose: ColumnElement[bool]) -> int:
    settled = (
        select(TradeIn)
        .join(Deal, Deal.id == TradeIn.deal_id)
        .where(whose, Deal.state == DealState.CANCELLED, TradeIn.state.in_(_SETTLED))
    )
    return sum(_left(session, row) for row in session.scalars(settled))


def _left(session: Session, row: TradeIn) -> int:
    """Of a car that we keep, what of its worth was not paid out. For one that went back nothing is owed: what was paid
    by somebody who had not heard of that, the customer owes us."""
    paid_out = given(session, row.id, PAYOUT)
    if row.state == TradeInState.KEPT:
        return max(0, worth(row) - paid_out)
    return -paid_out - given(session, row.id, PAYOFF)

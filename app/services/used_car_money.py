"""Money for a used car that is in our hands: what goes to the customer, and to whom it was still owed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain import trade_in as rules
from app.domain.permissions import TRADE_IN_KEEP, TRADE_IN_PAY_OFF, TRADE_IN_PAY_OUT
from app.domain.states import DealState
from app.domain.trade_in import TradeInState
from app.errors import UserError
from app.i18n import N_
from app.models.deal import Deal
from app.models.trade_in import TradeIn
from app.services import payments, trade_ins, used_car_debts
from app.services.payments import Movement
from app.services.used_car_debts import PAYOFF, PAYOUT

if TYPE_CHECKING:
    from app.models.payment import Payment
    from app.services.unit_of_work import Transaction, UnitOfWork


def keep(uow: UnitOfWork, *, trade_in_id: str, reason: str) -> int:
    """The contract was cancelled and the car does not go back: the customer is owed what it is worth.

    Returns how much of that is left to pay out.
    """
    if not reason.strip():
        raise UserError("reason_missing", N_("Say why the car does not go back."), field="reason")
    with uow.begin(TRADE_IN_KEEP) as tx:
        row = tx.get(TradeIn, trade_in_id)
        trade_ins.require(row, TradeInState.TAKEN)
        trade_ins.require_cancelled(tx, row)
        row.state, row.note = TradeInState.KEPT, reason.strip()
        row.payout, row.payout_approver_id = used_car_debts.worth(row), tx.actor.user_id
        row.payout_ticket = row.payout_signature = None
        return row.payout - used_car_debts.given(tx.session, row.id, PAYOUT)


def pay_out(uow: UnitOfWork, *, trade_in_id: str, method: str, reference: str | None = None) -> Payment:
    """Pay the customer all that is left of what was approved: what the car is worth above what they owe or, once the
    contract is cancelled and the car stays, all that it is worth."""
    with uow.begin(TRADE_IN_PAY_OUT) as tx:
        row = tx.get(TradeIn, trade_in_id)
        deal = _ours(tx, row)
        left = row.payout - used_car_debts.given(tx.session, row.id, PAYOUT)
        if not row.payout:
            raise UserError("no_payout", N_("Nothing is to be paid out for {plate}."), plate=row.plate)
        if left <= 0:
            raise UserError("payout_given", N_("This was paid out already."))
        rules.require_other(row.payout_approver_id or "", tx.actor.user_id)
        return payments.record(tx, deal, Movement(-left, method, PAYOUT, reference, about_id=row.id))


def pay_off(uow: UnitOfWork, *, trade_in_id: str, method: str, reference: str) -> Payment:
    """Pay the used car's lender what was still owed on it, as it stood in the appraisal that was approved; once."""
    rules.check_reference(reference)
    with uow.begin(TRADE_IN_PAY_OFF) as tx:
        row = tx.get(TradeIn, trade_in_id)
        deal = _ours(tx, row)
        if not row.payoff:
            raise UserError("no_payoff", N_("Nothing is owed to a lender on {plate}."), plate=row.plate)
        if used_car_debts.given(tx.session, row.id, PAYOFF):
            raise UserError("payoff_given", N_("The lender was paid already."))
        moved = Movement(-row.payoff, method, PAYOFF, reference.strip(), about_id=row.id)
        return payments.record(tx, deal, moved)


def _ours(tx: Transaction, row: TradeIn) -> Deal:
    """The deal of a car for which money may go out: it pays for a contract, or a manager keeps it."""
    deal = tx.get(Deal, row.deal_id)
    if row.state == TradeInState.KEPT:
        return deal
    trade_ins.require(row, TradeInState.TAKEN)
    if deal.state == DealState.CANCELLED:
        message = N_("Deal {no} is cancelled. A manager gives the used car back first, or keeps it.")
        raise UserError("deal_over", message, field="deal", no=deal.no)
    return deal

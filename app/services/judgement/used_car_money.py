"""What is judged of money for used cars: just what was approved, for a car that is or was ours, and never twice.

Whoever paid may not have heard that the deal was cancelled since, or that the car went back. The money has left the
house all the same, so it is in the books: the deal's balance says what the customer owes for it.
"""

from __future__ import annotations

from app.domain import trade_in as rules
from app.domain.permissions import TRADE_IN_PAY_OFF, TRADE_IN_PAY_OUT
from app.domain.trade_in import TradeInState
from app.i18n import N_
from app.models.trade_in import TradeIn
from app.services import used_car_debts
from app.services.judgement.hearing import Doubt, Hearing, Judged, Row, checks
from app.services.used_car_debts import PAYOFF, PAYOUT

_ACTIONS = {PAYOUT: TRADE_IN_PAY_OUT, PAYOFF: TRADE_IN_PAY_OFF}


@checks("payment")
def _for_a_used_car(hearing: Hearing, row: Judged) -> None:
    payment = row.after
    if any((payment["kind"] == kind) is not (hearing.action is action) for kind, action in _ACTIONS.items()):
        raise Doubt("quarantined", "not_allowed", N_("A used car's money is an action of its own."))
    if payment["kind"] not in _ACTIONS:
        return
    used = hearing.session.get(TradeIn, payment["about_id"] or "")
    if used is None or used.deal_id != payment["deal_id"]:
        raise _unapproved()
    if not _came_in(used):
        raise _unapproved() if used.state == TradeInState.CANCELLED else _not_here()
    if payment["kind"] == PAYOUT:
        _to_the_customer(hearing, payment, used)
    else:
        _to_the_lender(hearing, payment, used)


def _came_in(used: TradeIn) -> bool:
    """Whether the customer handed it in. One that went back since has kept what it was in our stock."""
    returned = used.state == TradeInState.CANCELLED and used.vehicle_id is not None
    return used.state in rules.OURS or returned


def _to_the_customer(hearing: Hearing, payment: Row, used: TradeIn) -> None:
    """As it was approved, by somebody else. Of a car that is kept perhaps in parts: the first part may have been paid
    while the contract stood."""
    amount, given = -payment["amount"], used_car_debts.given(hearing.session, used.id, PAYOUT)
    if amount > used.payout or (used.state != TradeInState.KEPT and amount != used.payout):
        raise _unapproved()
    if not _approved_before(hearing, used, given):
        rules.require_other(used.payout_approver_id or "", hearing.user_id)
    if given > used.payout:
        raise Doubt("parked", "payout_given", N_("This was paid out already."))


def _approved_before(hearing: Hearing, used: TradeIn, given: int) -> bool:
    """Whether somebody else had approved it while the contract stood; whoever paid may have said since that the car is
    kept, at a desk that had not heard of the payment."""
    approvers = hearing.formerly("trade_in", used.id, "payout_approver_id")
    payouts = hearing.formerly("trade_in", used.id, "payout") or [used.payout]
    another = any(approver not in (None, hearing.user_id) for approver in approvers)
    return another and given <= max(payout or 0 for payout in payouts)


def _to_the_lender(hearing: Hearing, payment: Row, used: TradeIn) -> None:
    """What stood in the appraisal, by a transfer that has a name."""
    rules.check_reference(payment["reference"])
    if not used.payoff or -payment["amount"] != used.payoff:
        raise _unapproved()
    if used_car_debts.given(hearing.session, used.id, PAYOFF) > used.payoff:
        raise Doubt("parked", "payoff_given", N_("The lender was paid already."))


def _not_here() -> Doubt:
    """Whoever paid may have had it in hand: that it came in is yet to be sent, perhaps anew after a restore."""
    return Doubt("parked", "not_handed_in", N_("The used car that was paid for has not been handed in yet."))


def _unapproved() -> Doubt:
    return Doubt("quarantined", "approval", N_("A manager who is somebody else decides this, and signs it."))

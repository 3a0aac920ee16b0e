"""What is judged of money that goes back: somebody asked, somebody else approved, and it goes back once."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import func, select

from app.domain import reversal
from app.domain.permissions import (
    CONTRACT_CANCEL,
    REFUND,
    RESOLVE_REFUND,
    REVERSAL_ASK,
    REVERSAL_DECIDE,
    VOID,
)
from app.domain.reversal import ReversalKind, ReversalState
from app.i18n import N_
from app.models.payment import Payment, Reversal
from app.services import reversals
from app.services.judgement.hearing import Doubt, Hearing, Judged, Row, checks

_COUNTER_ENTRIES: dict[str, list[str]] = {
    ReversalKind.REFUND: ["refund"],
    ReversalKind.VOID: ["void"],
    ReversalKind.TWOFOLD: ["compensation", "refund"],
}
"""The receipts that a reversal makes."""


@checks("payment")
def _goes_back(hearing: Hearing, row: Judged) -> None:
    """What goes back above the small sums was approved: just this, and it did not go back before."""
    payment = row.after
    if hearing.action not in (REFUND, VOID):
        if payment["reversal_id"] or payment["kind"] in ("void", "compensation"):
            raise Doubt("quarantined", "not_allowed", N_("Money is given back by a refund only."))
        if hearing.action is RESOLVE_REFUND:
            _not_own(hearing, payment)
        return
    if payment["reversal_id"]:
        _as_approved(hearing, payment)
    elif payment["kind"] != "refund" or reversals.alone(hearing.session, payment["deal_id"]) < 0:
        raise Doubt("quarantined", "refund_needs_approval", N_("This refund needs a manager's approval."))
    else:
        _alone(hearing, payment)


def _not_own(hearing: Hearing, payment: Row) -> None:
    """A manager who took a lost order's money in does not give it back, too."""
    original = _original(hearing, payment)
    if original is not None and hearing.user_id in reversals.facts(hearing.session, original).taken_by:
        raise Doubt("quarantined", "self_review", reversal.OWN)


def _alone(hearing: Hearing, payment: Row) -> None:
    """One person gives back what somebody else took in, and a 定金 only where the cancellation decided that it goes
    back. Of one that is kept, or goes back twofold, parked: who gave it may not have heard of the cancellation, and
    the money has left the drawer."""
    original = _original(hearing, payment)
    if original is None:
        return  # a refund of nothing is judged elsewhere
    _, why = reversals.lone_limit(hearing.session, original, hearing.user_id)
    if why == reversal.DECIDED:
        raise Doubt("parked", "deposit_decided", why)
    if why != reversal.ABOVE:
        raise Doubt("quarantined", "refund_needs_approval", why)


def _original(hearing: Hearing, payment: Row) -> Payment | None:
    return hearing.session.get(Payment, payment["refund_of"]) if payment["refund_of"] else None


def _as_approved(hearing: Hearing, payment: Row) -> None:
    wished = hearing.session.get(Reversal, payment["reversal_id"])
    if wished is None or wished.state != ReversalState.APPROVED or wished.scope != payment["scope"]:
        raise Doubt("quarantined", "refund_needs_approval", N_("This refund needs a manager's approval."))
    made = [each.after for each in hearing.of("payment") if each.after["reversal_id"] == wished.id]
    kinds = sorted(each["kind"] for each in made)
    same = all(-each["amount"] == wished.amount and each["reason"] == wished.reason for each in made)
    named = all(each["refund_of"] == wished.payment_id for each in made if each["kind"] != "compensation")
    if not same or not named or kinds != _COUNTER_ENTRIES.get(wished.kind):
        raise Doubt("quarantined", "refund_other", N_("What goes back is not what was approved."))
    original = hearing.session.get_one(Payment, wished.payment_id)
    if {(each["method"], each["deal_id"]) for each in made} != {(original.method, original.deal_id)}:
        raise Doubt("quarantined", "refund_other", N_("What goes back is not what was approved."))
    count = select(func.count()).where(Payment.reversal_id == wished.id)
    if (hearing.session.scalar(count) or 0) > len(made):
        raise Doubt("parked", "reversal_given", N_("This money was given back already."))
    _fits(hearing, wished)


def _fits(hearing: Hearing, wished: Reversal) -> None:
    """The rules of the desk, with the receipt as it was before."""
    original = hearing.session.get_one(Payment, wished.payment_id)
    known = reversals.facts(hearing.session, original)
    before = replace(known, left=known.left + wished.amount)
    if known.left >= 0:  # more than was taken is told, and waits, elsewhere
        reversal.check(wished.kind, wished.amount, before)


@checks("reversal")
def _wish(hearing: Hearing, row: Judged) -> None:
    if row.after["amount"] <= 0 or not row.after["reason"].strip():
        raise Doubt("quarantined", "reason", N_("A refund needs a reason."))
    if row.before is not None:
        _decided(hearing, row)
    elif hearing.action in (REVERSAL_ASK, CONTRACT_CANCEL):
        if row.after["state"] != ReversalState.ASKED or row.after["approver_id"]:
            raise Doubt("quarantined", "approval", N_("Who asks does not approve."))
    else:
        _approved_here(hearing, row.after)


def _decided(hearing: Hearing, row: Judged) -> None:
    own = hearing.action is REVERSAL_DECIDE and row.after["approver_id"] == hearing.user_id
    if not own or row.after["state"] == ReversalState.ASKED:
        raise Doubt("quarantined", "approval", N_("A manager decides this, and signs it."))
    if row.after["state"] != ReversalState.DECLINED:  # who asked may take it back
        reversal.require_other(row.after["user_id"], hearing.user_id)


def _approved_here(hearing: Hearing, wished: Row) -> None:
    """A yes at the counter: signed by a manager of this branch, who is somebody else, and used at once."""
    approver = wished["approver_id"] or ""
    reversal.require_other(wished["user_id"], approver)
    said = {"reversal_id": wished["id"], **{name: wished[name] for name in reversals.SAID}}
    if wished["state"] != ReversalState.APPROVED or not hearing.consent_holds(said, wished):
        raise Doubt(
            "quarantined", "approval_signature", N_("The approval is not signed by the manager it names.")
        )
    if not hearing.is_manager(approver):
        raise Doubt("quarantined", "approval", N_("A manager decides this, and signs it."))
    if not any(each.after["reversal_id"] == wished["id"] for each in hearing.of("payment")):
        raise Doubt("quarantined", "refund_other", N_("What goes back is not what was approved."))

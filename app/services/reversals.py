"""Money that goes back against its receipt: asked for, approved by somebody else, given.

What was asked at one terminal may be approved at another: the wish syncs like any row. At the counter a manager
says yes with the own password, and all of it is one action.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from app.domain import reversal
from app.domain.deposits import DepositFate, DepositKind
from app.domain.money import format_amount
from app.domain.permissions import REFUND, REVERSAL_ASK, REVERSAL_DECIDE, VOID, Action
from app.domain.reversal import Original, ReversalKind, ReversalState
from app.domain.shift import ShiftState
from app.errors import UserError
from app.i18n import N_
from app.ids import new_id, wish_id
from app.models.deal import Contract, Deal
from app.models.org import Setting
from app.models.payment import Payment, Reversal
from app.models.shift import Shift
from app.services import loans, payments
from app.services.payments import Movement

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from app.services.approving import Approve, Consent
    from app.services.unit_of_work import Transaction, UnitOfWork

SAID = ("payment_id", "kind", "amount", "reason", "approver_id")
"""What an approver signs beside the reversal's own id, by the columns of the reversal."""
GOES_BACK = ("deposit", "prepayment", "balance", "loan")
"""Kinds of money that go back when a deal ends; a lender's to the lender, by the way it came."""

_FATE = select(Contract.deposit_fate).where(
    Contract.deal_id == bindparam("deal"), Contract.deposit_fate.is_not(None)
)


@dataclass(frozen=True)
class Wish:
    """What shall go back: against which receipt, how much (none: all that is left of it), and why."""

    receipt_no: str
    reason: str
    amount: int | None = None
    kind: str = ReversalKind.REFUND
    reference: str | None = None


def give_back(
    uow: UnitOfWork, wish: Wish, *, approve: Approve | None = None, asked_server: bool = False
) -> Payment:
    """Give money back now, with a manager's yes where one is needed.

    Two places that do not hear of each other must not both give it back: a receipt of another terminal is
    refunded only when the server was asked just now.
    """
    with uow.begin(action_of(wish.kind)) as tx:
        original, wished = _wished(tx, wish)
        payments.require_near(tx, original.receipt_no, asked_server=asked_server)
        limit, why = lone_limit(tx.session, original, tx.actor.user_id)
        if reversal.needs_second(wish.kind, wished.amount, alone=limit):
            if approve is None:
                raise _needs_approval(wish.kind, limit, why)
            _approve_here(tx, wished, approve(asked(wished)))
        else:
            wished.id = ""
        return _give(tx, original, wished)


def ask(uow: UnitOfWork, wish: Wish) -> str:
    """Ask for it; a manager decides, here or at another terminal. Returns the wish's id."""
    with uow.begin(REVERSAL_ASK) as tx:
        original, wished = _wished(tx, wish)
        if waiting(tx.session, original.id):
            raise UserError(
                "reversal_waits", N_("Somebody has asked for this already. It waits for a manager.")
            )
        wished.id = _asked_id(tx.session, wished)
        return tx.add(wished).id


def ask_for_all(tx: Transaction, deal: Deal, *, fate: DepositFate, reason: str) -> int:
    """Ask for everything of a deal that ends, but a 定金 that is kept; returns for how many receipts."""
    asked_for = 0
    for original, _ in payments.standing(tx.session, deal.id, *GOES_BACK):
        kept = original.kind == DepositKind.DEPOSIT and fate is DepositFate.KEPT
        if kept or waiting(tx.session, original.id):
            continue
        twofold = original.kind == DepositKind.DEPOSIT and fate is DepositFate.TWOFOLD
        kind = ReversalKind.TWOFOLD if twofold else ReversalKind.REFUND
        _, wished = _wished(tx, Wish(original.receipt_no, reason, kind=kind))
        wished.id = _asked_id(tx.session, wished)
        tx.add(wished)
        asked_for += 1
    return asked_for


def ask_after_decline(session: Session, contract_id: str, user_id: str, now: datetime) -> None:
    """The server's part when a contract is cancelled whose loan was declined: everything goes back, the deposit too,
    whatever its author knew of the lender's answer. What was not asked for yet is asked for in their name."""
    contract = session.get_one(Contract, contract_id)
    if not contract.plan or not loans.was_declined(session, contract.deal_id):
        return
    contract.deposit_fate = DepositFate.RETURNED
    for original, left in payments.standing(session, contract.deal_id, *GOES_BACK):
        if waiting(session, original.id) is None:
            wished = Reversal(
                scope=contract.scope, ver=0, row_hash=0, branch_id=contract.branch_id, payment_id=original.id,
                kind=ReversalKind.REFUND, amount=left, reason=contract.cancelled_reason or "", user_id=user_id,
                asked_at=now, state=ReversalState.ASKED,
            )  # fmt: skip
            wished.id = _asked_id(session, wished)
            session.add(wished)


def decide(uow: UnitOfWork, *, reversal_id: str, approved: bool, note: str = "") -> None:
    """A manager's yes or no to what was asked. Nobody says yes to themselves, but who asked may take it back."""
    with uow.begin(REVERSAL_DECIDE) as tx:
        wished = tx.get(Reversal, reversal_id)
        _require(wished, ReversalState.ASKED)
        original = tx.get(Payment, wished.payment_id)
        if approved:
            reversal.require_other(wished.user_id, tx.actor.user_id)
            reversal.check(wished.kind, wished.amount, facts(tx.session, original))
        elif not note.strip():
            raise UserError("reason_missing", N_("Say why not."), field="note")
        wished.state = ReversalState.APPROVED if approved else ReversalState.DECLINED
        wished.approver_id, wished.note = tx.actor.user_id, note.strip() or None
        wished.decided_at = tx.clock.now()


def carry_out(uow: UnitOfWork, *, reversal_id: str, kind: str, asked_server: bool = False) -> Payment:
    """Give back what was approved; once."""
    with uow.begin(action_of(kind)) as tx:
        wished = tx.get(Reversal, reversal_id)
        _require(wished, ReversalState.APPROVED)
        if wished.kind != kind or given(tx.session, wished.id):
            raise UserError("reversal_given", N_("This money was given back already."))
        original = tx.get(Payment, wished.payment_id)
        payments.require_near(tx, original.receipt_no, asked_server=asked_server)
        reversal.check(wished.kind, wished.amount, facts(tx.session, original))
        return _give(tx, original, wished)


def action_of(kind: str) -> Action:
    """The right that giving it needs."""
    return VOID if kind == ReversalKind.VOID else REFUND


def asked(wished: Reversal) -> dict[str, Any]:
    """What an approver is asked, and signs; their own name comes with the signature."""
    return {"reversal_id": wished.id, **{name: getattr(wished, name) for name in SAID[:-1]}}


def facts(session: Session, original: Payment) -> Original:
    """What the rules want to know of a receipt."""
    before = select(Payment.receipt_no, Payment.user_id).where(
        Payment.deal_id == original.deal_id, Payment.receipt_no == (original.reference or ""),
        Payment.kind == "prepayment",
    )  # fmt: skip
    made_of = session.execute(before).first() if original.kind == "deposit" else None
    shift = session.get(Shift, original.shift_id) if original.shift_id else None
    closed = shift is not None and shift.state == ShiftState.CLOSED
    return Original(
        original.kind, original.amount, payments.left_of(session, original),
        made_of.receipt_no if made_of else "", closed,
        frozenset({original.user_id, *([made_of.user_id] if made_of else [])}),
    )  # fmt: skip


def alone(session: Session, deal_id: str) -> int:
    """What is still refunded of a deal without a second person: many small sums are one large one."""
    setting = session.scalars(select(Setting).where(Setting.name == "refund.alone")).first()
    limit = reversal.ALONE if setting is None else int(setting.value)
    unasked = (Payment.deal_id == deal_id, Payment.kind == "refund", Payment.reversal_id.is_(None))
    return limit + int(session.scalar(select(func.sum(Payment.amount)).where(*unasked)) or 0)


def deposit_fate(session: Session, deal_id: str) -> str | None:
    """What was decided of the 定金 when the contract of a deal was cancelled; none: nothing was."""
    return session.scalar(_FATE, {"deal": deal_id})


def lone_limit(session: Session, original: Payment, maker: str) -> tuple[int, str]:
    """Up to how much of a receipt somebody gives back without a second person, and what is said of more."""
    fate = deposit_fate(session, original.deal_id)
    left = alone(session, original.deal_id)
    return reversal.lone_limit(facts(session, original), fate, maker=maker, alone=left)


def waiting(session: Session, payment_id: str) -> Reversal | None:
    """The wish about a receipt that is neither declined nor carried out, and that what is left still covers."""
    done = select(Payment.reversal_id).where(Payment.reversal_id.is_not(None))
    open_states = (ReversalState.ASKED, ReversalState.APPROVED)
    found = select(Reversal).where(
        Reversal.payment_id == payment_id, Reversal.state.in_(open_states), Reversal.id.not_in(done)
    )
    left = payments.left_of(session, session.get_one(Payment, payment_id))
    return next((wished for wished in session.scalars(found) if wished.amount <= left), None)


def given(session: Session, reversal_id: str) -> bool:
    """Whether a receipt names it already."""
    return bool(session.scalar(select(func.count()).where(Payment.reversal_id == reversal_id)))


def find_original(session: Session, receipt_no: str) -> Payment:
    """A receipt of money that came in."""
    no = receipt_no.strip().upper()
    found = session.scalars(select(Payment).where(Payment.receipt_no == no)).first()
    if found is None or found.amount <= 0:
        raise UserError("receipt_unknown", N_("There is no receipt {no}."), field="receipt", no=receipt_no)
    return found


def _needs_approval(kind: str, limit: int, why: str) -> UserError:
    message = why if kind == ReversalKind.REFUND else reversal.ABOVE
    return UserError("refund_needs_approval", message, field="approver", alone=format_amount(limit))


def _wished(tx: Transaction, wish: Wish) -> tuple[Payment, Reversal]:
    """The receipt, and the wish about it as a row; refused if it cannot be."""
    original = find_original(tx.session, wish.receipt_no)
    known = facts(tx.session, original)
    amount = known.left if wish.amount is None else wish.amount
    reversal.check(wish.kind, amount, known)
    if not wish.reason.strip():
        raise UserError("reason_missing", N_("A refund needs a reason."), field="reason")
    return original, Reversal(
        id=new_id(), branch_id=original.branch_id, payment_id=original.id, kind=str(wish.kind), amount=amount,
        reason=wish.reason.strip(), reference=wish.reference, user_id=tx.actor.user_id, asked_at=tx.clock.now(),
        state=ReversalState.ASKED,
    )  # fmt: skip


def _asked_id(session: Session, wished: Reversal) -> str:
    """The same at every desk that asks for it, and at the centre, as long as they have not heard of each other; whoever
    asks again after an answer asks anew."""
    asks = (wish_id(wished.payment_id, wished.kind, wished.amount, time) for time in count())
    return next(each for each in asks if session.get(Reversal, each) is None)


def _approve_here(tx: Transaction, wished: Reversal, consent: Consent) -> None:
    """Keep the yes of a manager who stands here."""
    reversal.require_other(tx.actor.user_id, consent.approver_id)
    wished.state, wished.approver_id = ReversalState.APPROVED, consent.approver_id
    wished.ticket, wished.signature, wished.decided_at = consent.ticket, consent.signature, tx.clock.now()
    tx.add(wished)


def _require(wished: Reversal, state: ReversalState) -> None:
    if wished.state != state:
        message = N_("Somebody decided this meanwhile. Look at the list again.")
        raise UserError("reversal_state", message)


def _give(tx: Transaction, original: Payment, wished: Reversal) -> Payment:
    """The counter-entry; for a deposit that is returned twofold as much again, from our own money."""
    deal = tx.get(Deal, original.deal_id)
    common: dict[str, Any] = {
        "reference": wished.reference, "reason": wished.reason, "reversal_id": wished.id or None,
    }  # fmt: skip
    kind = "void" if wished.kind == ReversalKind.VOID else "refund"
    back = Movement(-wished.amount, original.method, kind, original=original, **common)
    paid = payments.record(tx, deal, back)
    if wished.kind == ReversalKind.TWOFOLD:
        payments.record(tx, deal, Movement(-wished.amount, original.method, "compensation", **common))
    return paid

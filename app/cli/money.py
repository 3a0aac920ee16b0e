"""Verbs of money."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING

from app.cli.call import Answer, Call
from app.cli.selling import approver
from app.domain.money import format_amount, parse_amount, plain_amount
from app.domain.reversal import ReversalKind, ReversalState
from app.errors import EXIT_WAITS, UserError
from app.i18n import tr
from app.queries.money import list_reversals
from app.services import payments, reversals
from app.services.reversals import Wish

if TYPE_CHECKING:
    from app.models.payment import Reversal
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
    """Give money back. What needs a second person is asked for, unless a manager is here or has said yes before."""
    asked = call.arguments
    amount = parse_amount(asked.amount, field="amount")
    kind = ReversalKind.TWOFOLD if asked.twofold else ReversalKind.REFUND
    wish = Wish(asked.receipt, asked.reason, amount, kind, asked.reference)
    with closing(call.sign_in()) as workplace:
        return _back(call, workplace, wish)


def void_(call: Call) -> Answer:
    """Take a receipt back that was entered wrongly."""
    asked = call.arguments
    with closing(call.sign_in()) as workplace:
        return _back(call, workplace, Wish(asked.receipt, asked.reason, kind=ReversalKind.VOID))


def reversals_(call: Call) -> Answer:
    """What waits for a manager, and a manager's yes or no."""
    asked = call.arguments
    with closing(call.sign_in()) as workplace:
        if asked.what != "list":
            approved = asked.what == "approve"
            reversals.decide(
                workplace.unit_of_work(), reversal_id=asked.id, approved=approved, note=asked.note
            )
        with workplace.reading() as session:
            rows = list_reversals(session)
    shown = [{**asdict(row), "amount": plain_amount(row.amount)} for row in rows]
    lines = [
        f"{row.id}  {row.receipt_no}  {format_amount(row.amount)}  {row.asked_by}: {row.reason}"
        for row in rows
    ]
    return Answer({"reversals": shown}, "\n".join(lines))


def _back(call: Call, workplace: Workplace, wish: Wish) -> Answer:
    with workplace.reading() as session:
        original = reversals.find_original(session, wish.receipt_no)
        before = reversals.waiting(session, original.id)
    try:
        if before is not None and _is_same(before, wish) and before.state == ReversalState.APPROVED:
            given = workplace.carry_out(reversal_id=before.id, kind=before.kind)
        else:
            given = workplace.refund(wish, approver(call))
    except UserError as refused:
        if refused.code != "refund_needs_approval":
            raise
        same = before if before is not None and _is_same(before, wish) else None
        wished = same.id if same is not None else reversals.ask(workplace.unit_of_work(), wish)
        return _receipt(workplace, original.deal_id, None, wished)
    return _receipt(workplace, given.deal_id, given.receipt_no)


def _is_same(before: Reversal, wish: Wish) -> bool:
    return before.kind == wish.kind and wish.amount in (None, before.amount)


def _receipt(workplace: Workplace, deal_id: str, receipt_no: str | None, wished: str | None = None) -> Answer:
    from app.models.deal import Deal

    with workplace.reading() as session:
        paid = payments.paid(session, deal_id)
        balance = payments.payable(session, session.get_one(Deal, deal_id)) - paid
    values = {"receipt": receipt_no, "paid": plain_amount(paid), "balance": plain_amount(balance)}
    shown = {"receipt": receipt_no, "paid": format_amount(paid), "balance": format_amount(balance)}
    if wished is not None:
        text = tr("It waits for a manager's approval: showroom reversals approve {id}").format(id=wished)
        return Answer({**values, "reversal": wished}, text, EXIT_WAITS)
    return Answer(values, tr("Receipt {receipt}: paid {paid}, balance {balance}").format(**shown))

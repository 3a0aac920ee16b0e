"""What is judged of a receipt's paper: it says what the payment says, so that nobody verifies another amount."""

from __future__ import annotations

import json

from app.domain import numbering
from app.domain.receipt_document import ReceiptDocument
from app.domain.reversal import ReversalState
from app.i18n import N_
from app.models.payment import Payment, Reversal
from app.services import receipts
from app.services.judgement.hearing import Doubt, Hearing, Judged, Row, checks
from app.services.judgement.papers import require_known_layout


@checks("payment")
def _paper(hearing: Hearing, row: Judged) -> None:
    """The paper may be missing; one that is there is the payment's own, and its sums are sums. What was paid for
    the deal before is not judged: other terminals may have taken money meanwhile."""
    if row.before is not None or row.after["document"] is None:
        return
    said = _read(row.after["document"])
    if said is None or not _tells(hearing, row.after, said):
        raise Doubt(
            "quarantined", "receipt_paper", N_("A receipt's paper says something else than its payment.")
        )
    require_known_layout(said.layout)


def _read(document: str) -> ReceiptDocument | None:
    try:
        return ReceiptDocument.from_dict(json.loads(document))
    except (AttributeError, TypeError, ValueError):
        return None


def _tells(hearing: Hearing, payment: Row, said: ReceiptDocument) -> bool:
    original = hearing.session.get(Payment, payment["refund_of"]) if payment["refund_of"] else None
    moved = (
        receipts.KINDS.get(payment["kind"], payment["kind"]), abs(payment["amount"]), payment["method"],
        payment["paid_on"], payment["reference"] or "",
    )  # fmt: skip
    return (
        (said.kind, said.amount, said.method, said.paid_on.isoformat(), said.reference) == moved
        and all(type(each) is int for each in (said.amount, said.payable, said.paid, said.balance))
        and said.payable - said.paid == said.balance
        and numbering.was_printed(said.no, payment["receipt_no"])
        and numbering.was_printed(said.refund_of, original.receipt_no if original else "")
        and (not said.continues or _continues(hearing, payment, said.continues))
        and (not said.approver or _approved(hearing, payment))
    )


def _approved(hearing: Hearing, payment: Row) -> bool:
    """Whether a manager said yes, as the paper says. Not whom: of two who said so at two desks, the paper may name the
    one and the reversal the other. That a yes is missing from the reversal is told elsewhere. A paper that names
    nobody is of a program that did not yet: what it could not send before its update still counts."""
    if not payment["reversal_id"]:
        return False
    wished = hearing.session.get(Reversal, payment["reversal_id"])
    return wished is None or wished.state != ReversalState.APPROVED or bool(wished.approver_id)


def _continues(hearing: Hearing, payment: Row, no: str) -> bool:
    """Whether no money was taken with it: a 订金 of that number is taken back for it, in the same act."""
    taken_back = [
        each.after["refund_of"] for each in hearing.of("payment") if each.after["kind"] == "conversion"
    ]
    found = (hearing.session.get(Payment, each) for each in taken_back)
    numbers = [each.receipt_no for each in found if each is not None]
    named = payment["kind"] == "deposit" and payment["reference"] == no
    return named and any(numbering.was_printed(no, number) for number in numbers)

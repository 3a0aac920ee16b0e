"""Verbs of loan applications: apply, list, show, paper, state, met, released."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from app.cli.call import Answer, Call
from app.domain import loan as rules
from app.domain.loan import LABELS, LoanState, PaperState, Terms
from app.domain.money import format_amount, parse_amount, plain_amount
from app.errors import UserError
from app.i18n import N_, tr
from app.queries import loans as query
from app.services import loans, payments
from app.services.deals import parse_date

if TYPE_CHECKING:
    from app.queries.loans import LoanRow
    from app.workplace import Workplace

_AMOUNTS = ("amount", "granted", "disbursed")


def run(call: Call) -> Answer:
    """One of them."""
    with closing(call.sign_in()) as workplace:
        workplace.require_customers()
        if call.arguments.what == "list":
            return _list(call, workplace)
        if call.arguments.what == "apply":
            return _said(workplace, _apply(call, workplace))
        row = _find(workplace, call.arguments.id)
        VERBS[call.arguments.what](call, workplace, row)
        return _said(workplace, row.id)


def _list(call: Call, workplace: Workplace) -> Answer:
    with workplace.reading() as session:
        deal = payments.find_deal(session, call.arguments.deal).no if call.arguments.deal else ""
        rows = query.list_loans(session, deal_no=deal, owed=call.arguments.owed)
    lines = [
        f"{row.id}  {row.deal_no}  {row.lender}  {format_amount(row.terms.amount)}  {_state(row)}"
        for row in rows
    ]
    owed = plain_amount(sum(row.receivable for row in rows))
    return Answer(
        {"loans": [shown(row) for row in rows], "receivable": owed}, "\n".join(lines) or tr("No loans.")
    )


def _apply(call: Call, workplace: Workplace) -> str:
    asked = call.arguments
    terms = Terms(
        asked.lender, parse_amount(asked.amount, field="amount"), asked.months, rules.read_rate(asked.rate)
    )
    return loans.apply(workplace.unit_of_work(), deal_no=asked.deal, terms=terms)


def _paper(call: Call, workplace: Workplace, row: LoanRow) -> None:
    asked = call.arguments
    loans.tick(
        workplace.unit_of_work(), application_id=row.id, kind=asked.kind, state=PaperState(asked.state),
        note=asked.note,
    )  # fmt: skip


def _move(call: Call, workplace: Workplace, row: LoanRow) -> None:
    asked, state = call.arguments, LoanState(call.arguments.state)
    if state is LoanState.SUBMITTED:
        loans.submit(workplace.unit_of_work(), application_id=row.id, note=asked.note)
    elif state is LoanState.WITHDRAWN:
        loans.withdraw(workplace.unit_of_work(), application_id=row.id, reason=asked.note)
    else:
        said = loans.Answer(
            state, _terms(call, row), asked.no, parse_date(asked.valid_until or "", field="valid_until"),
            tuple(map(_condition, asked.condition)), asked.note,
        )  # fmt: skip
        loans.answer(workplace.unit_of_work(), application_id=row.id, said=said)


def _terms(call: Call, row: LoanRow) -> Terms:
    """What the lender grants: what was asked, but for what is said otherwise."""
    asked = call.arguments
    return Terms(
        row.lender, parse_amount(asked.amount, field="amount") if asked.amount else row.amount,
        asked.months or row.months, rules.read_rate(asked.rate) if asked.rate else row.rate_bp,
    )  # fmt: skip


def _condition(given: str) -> dict[str, Any]:
    """`TEXT` or `TEXT@DATE`."""
    what, _, due = given.rpartition("@")
    if not what:
        return {"text": given, "due_on": None, "met": False}
    day = parse_date(due, field="condition")
    return {"text": what, "due_on": day.isoformat() if day else None, "met": False}


def _met(call: Call, workplace: Workplace, row: LoanRow) -> None:
    loans.meet(workplace.unit_of_work(), application_id=row.id, number=call.arguments.number)


def _released(call: Call, workplace: Workplace, row: LoanRow) -> None:
    asked = call.arguments
    loans.release(
        workplace.unit_of_work(), application_id=row.id, amount=parse_amount(asked.amount, field="amount"),
        method=asked.method, reference=asked.reference,
    )  # fmt: skip


VERBS: dict[str, Callable[[Call, Workplace, LoanRow], None]] = {
    "show": lambda call, workplace, row: None,
    "paper": _paper, "state": _move, "met": _met, "released": _released,
}  # fmt: skip


def _find(workplace: Workplace, key: str) -> LoanRow:
    with workplace.reading() as session:
        row = query.find_loan(session, key)
    if row is None:
        raise UserError("loan_unknown", N_("There is no loan application {id} here."), field="id", id=key)
    return row


def _said(workplace: Workplace, row_id: str) -> Answer:
    row = _find(workplace, row_id)
    return Answer(shown(row), f"{row.id}  {row.deal_no}  {row.lender}: {_state(row)}")


def _state(row: LoanRow) -> str:
    return tr(LABELS[LoanState(row.state)])


def shown(row: LoanRow) -> dict[str, Any]:
    """An application as scripts read it."""
    values = asdict(row)
    del values["plan"]
    for name in _AMOUNTS:
        values[name] = None if values[name] is None else plain_amount(values[name])
    lacking = rules.lacking({paper.kind: paper.state for paper in row.papers}, LoanState.SUBMITTED)
    return {
        **values, "contract_differs": list(row.differs), "receivable": plain_amount(row.receivable),
        "papers_missing": list(lacking), "deposit": "returned" if row.state == LoanState.DECLINED else None,
    }  # fmt: skip

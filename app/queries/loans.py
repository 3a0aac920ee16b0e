"""Loan applications, their papers and what was noted, and what lenders still owe, for screens and scripts."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import BindParameter, bindparam, text

from app.domain import loan as rules
from app.domain.loan import LoanState, Terms

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper of the check-list."""

    kind: str
    state: str
    note: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class EventRow:
    """That it came into a state."""

    state: str
    note: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class LoanRow:
    """An application. Amounts in minor units, dates and instants ISO text."""

    id: str
    deal_no: str
    contract_no: str
    contract_state: str
    customer: str
    plan: str | None
    lender: str
    amount: int
    months: int
    rate_bp: int
    state: str
    granted: int | None
    granted_months: int | None
    granted_rate_bp: int | None
    approval_no: str
    valid_until: str | None
    note: str
    at: str
    by: str
    disbursed: int
    conditions: tuple[dict[str, Any], ...] = ()
    papers: tuple[PaperRow, ...] = ()
    events: tuple[EventRow, ...] = ()

    @property
    def terms(self) -> Terms:
        """What is lent: as granted, or as asked until then."""
        if self.granted is None:
            return Terms(self.lender, self.amount, self.months, self.rate_bp)
        return Terms(self.lender, self.granted, self.granted_months or 0, self.granted_rate_bp or 0)

    @property
    def differs(self) -> tuple[str, ...]:
        """Where the contract says something else."""
        return rules.follows(json.loads(self.plan) if self.plan else None, self.terms)

    @property
    def receivable(self) -> int:
        """What the lender has granted and not paid yet."""
        return self.terms.amount - self.disbursed if self.state == LoanState.APPROVED else 0


_SELECT = """
SELECT a.id, d.no, coalesce(c.no, ''), coalesce(c.state, ''), coalesce(b.name, ''), c.plan, a.lender, a.amount,
       a.months, a.rate_bp, a.state, a.granted, a.granted_months, a.granted_rate_bp, coalesce(a.approval_no, ''),
       a.valid_until,
       coalesce(a.note, ''), a.at, coalesce(u.display_name, ''),
       coalesce((SELECT sum(p.amount + coalesce((SELECT sum(g.amount) FROM payment g WHERE g.refund_of = p.id), 0))
                 FROM payment p WHERE p.about_id = a.id AND p.kind = 'loan'), 0), a.conditions
FROM loan_application a JOIN deal d ON d.id = a.deal_id LEFT JOIN customer b ON b.id = d.customer_id
LEFT JOIN contract c ON c.id = (SELECT max(k.id) FROM contract k WHERE k.deal_id = d.id)
LEFT JOIN "user" u ON u.id = a.user_id
"""
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_PAPERS = text("""
SELECT p.application_id, p.kind, p.state, coalesce(p.note, ''), coalesce(u.display_name, ''), coalesce(p.noted_at, '')
FROM loan_paper p LEFT JOIN "user" u ON u.id = p.noted_by WHERE p.application_id IN :ids
""").bindparams(_IDS)
_EVENTS = text("""
SELECT e.application_id, e.state, coalesce(e.note, ''), coalesce(u.display_name, ''), e.at
FROM loan_event e LEFT JOIN "user" u ON u.id = e.user_id WHERE e.application_id IN :ids ORDER BY e.id
""").bindparams(_IDS)


def list_loans(session: Session, *, deal_no: str = "", owed: bool = False) -> list[LoanRow]:
    """Applications of a deal or all, the latest first; `owed`: those that a lender has granted and not paid."""
    rows = ["1"] + ["d.no = :deal"] * bool(deal_no) + ["a.state = 'approved'"] * owed
    found = session.execute(
        text(f"{_SELECT} WHERE {' AND '.join(rows)} ORDER BY a.id DESC"), {"deal": deal_no.strip().upper()}
    )
    return _whole(session, found.all())


def find_loan(session: Session, key: str) -> LoanRow | None:
    """By its id, or the latest of a deal by the deal's or the contract's number."""
    values = {"id": key.strip(), "no": key.strip().upper()}
    found = session.execute(
        text(f"{_SELECT} WHERE a.id = :id OR d.no = :no OR c.no = :no ORDER BY a.id DESC"), values
    ).first()
    return _whole(session, [found])[0] if found else None


def _whole(session: Session, found: Sequence[Any]) -> list[LoanRow]:
    """The rows with what belongs to them: two questions, however many there are."""
    ids = {"ids": [row[0] for row in found]}
    papers, events = defaultdict[str, list[PaperRow]](list), defaultdict[str, list[EventRow]](list)
    for of, *paper in session.execute(_PAPERS, ids):
        papers[of].append(PaperRow(*paper))
    for of, *event in session.execute(_EVENTS, ids):
        events[of].append(EventRow(*event))
    return [_row(row, papers[row[0]], events[row[0]]) for row in found]


def _row(row: Any, papers: Sequence[PaperRow], events: Sequence[EventRow]) -> LoanRow:
    *values, conditions = row
    order = {kind: at for at, kind in enumerate(rules.PAPERS)}
    listed = tuple(sorted(papers, key=lambda paper: order[paper.kind]))
    return LoanRow(*(*values, tuple(json.loads(conditions)), listed, tuple(events)))

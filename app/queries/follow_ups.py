"""Calls after the sale: which are due, and what came of them. The plan is reckoned from the handovers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from app.domain import follow_up as rules
from app.models.base import canonical_json
from app.queries import customers, one_person
from app.queries.names import model_name

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call of one handover; `state` as `domain.follow_up.state` says, the rest of the latest try."""

    contract_no: str
    customer_id: str
    customer: str
    phone: str
    car: str
    step: str
    due_on: date
    state: str
    tries: int = 0
    outcome: str = ""
    score: int | None = None
    note: str = ""
    by: str = ""
    at: str = ""


_HANDED = """
SELECT k.id, k.no, c.id, c.name, coalesce(c.phone, ''), {model}, max(h.handed_on)
FROM handover h JOIN contract k ON k.id = h.contract_id JOIN deal d ON d.id = k.deal_id
JOIN customer c ON c.id = d.customer_id JOIN model m ON m.id = k.model_id WHERE {where} GROUP BY k.id"""
_CALLS = text("""
SELECT f.contract_id, f.step, f.outcome, f.score, coalesce(f.note, ''), coalesce(u.display_name, ''), f.at
FROM follow_up f LEFT JOIN "user" u ON u.id = f.user_id
WHERE f.contract_id IN (SELECT value FROM json_each(:contracts)) ORDER BY f.outcome = 'reached', f.at, f.id""")
_WITHDRAWN = text(
    "SELECT DISTINCT customer_id FROM consent WHERE purpose = 'contact' AND withdrawn_at IS NOT NULL"
)


def is_handed_over(session: Session, contract_id: str) -> bool:
    """Whether the customer of a contract has the car."""
    found = text("SELECT 1 FROM handover WHERE contract_id = :contract")
    return session.execute(found, {"contract": contract_id}).first() is not None


def list_of(session: Session, customer_id: str, today: date) -> list[CallRow]:
    """All calls of a customer's handovers, with whichever of their files; the first due first."""
    files = canonical_json(one_person.files_of(session, customer_id))
    where = "d.customer_id IN (SELECT value FROM json_each(:files))"
    return _planned(session, where, {"files": files}, today)


def list_due(session: Session, today: date) -> list[CallRow]:
    """Those that are due today or overdue, the oldest first."""
    longest = max(rules.STEPS.values())
    since = date.fromordinal(today.toordinal() - longest - rules.LAPSES.days).isoformat()
    found = _planned(session, "h.handed_on >= :since", {"since": since}, today)
    return [row for row in found if row.state in ("due", "overdue")]


def _planned(session: Session, where: str, values: dict[str, Any], today: date) -> list[CallRow]:
    handed = session.execute(text(_HANDED.format(model=model_name(), where=where)), values).all()
    tries = defaultdict[tuple[str, str], list[Any]](list)
    contracts = {"contracts": canonical_json([row[0] for row in handed])}
    for contract_id, step, *said in session.execute(_CALLS, contracts):
        tries[contract_id, step].append(said)
    unwanted = _unwanted(session, {row[2] for row in handed})
    rows = []
    for contract_id, no, customer_id, customer, phone, car, handed_on in handed:
        for step in rules.STEPS:
            made = tries[contract_id, step]
            last = made[-1] if made else ("", None, "", "", "")  # one who was reached sorts last
            due = rules.due_on(date.fromisoformat(handed_on), step)
            reached, may_call = last[0] == "reached", customer_id not in unwanted
            state = rules.state(due, today, reached=reached, may_call=may_call)
            rows.append(CallRow(no, customer_id, customer, phone, car, step, due, state, len(made), *last))
    return sorted(rows, key=lambda row: row.due_on)


def _unwanted(session: Session, customer_ids: set[str]) -> set[str]:
    """Who of these withdrew, in whichever of their files, that they may be called, and did not agree anew."""
    kept = one_person.merged(session)
    withdrew = {kept.get(each, each) for each in session.scalars(_WITHDRAWN)}
    asked = [each for each in customer_ids if kept.get(each, each) in withdrew]
    return {each for each in asked if not _may_call(session, each)}


def _may_call(session: Session, customer_id: str) -> bool:
    said = customers.list_consents(session, customer_id)
    return any(each.holds for each in said if each.purpose == "contact")

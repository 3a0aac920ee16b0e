"""Money that goes out for used cars: to customers what is above what they owe, to lenders what is owed to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from app.domain import trade_in as rules
from app.queries import contracts

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class DueRow:
    """One sum for one car. Amounts in minor units.

    `state`: `due`, `coming` (the car is not handed in), `undecided` (its contract was cancelled, and nobody has said
    what becomes of the car) or `paid`.
    """

    trade_in_id: str
    kind: str
    """`payout` or `payoff`, as the payment is called."""
    state: str
    plate: str
    car: str
    customer: str
    payee: str
    amount: int
    left: int
    deal_no: str
    contract_no: str
    approver_id: str
    """Of a payout: who said yes to it. Somebody else pays."""
    approver: str
    receipt_no: str
    """The voucher of what was paid last."""


_PAID = "coalesce((SELECT -sum(p.amount) FROM payment p WHERE p.about_id = t.id AND p.kind = '{kind}'), 0)"
_STATE = """CASE WHEN {paid} >= {amount} THEN 'paid' WHEN t.state = 'accepted' THEN 'coming'
WHEN t.state = 'taken' AND d.state = 'cancelled' THEN 'undecided' ELSE 'due' END"""
_ROWS = """
SELECT t.id AS id, '{kind}' AS kind, {state} AS state, t.plate AS plate, trim(t.brand || ' ' || t.series) AS car,
       coalesce(b.name, '') AS customer, {payee} AS payee, {amount} AS amount, {amount} - {paid} AS owing, d.no AS deal,
       coalesce(c.no, '') AS contract, {approver} AS approver_id, coalesce(u.display_name, '') AS approver,
       coalesce((SELECT max(p.receipt_no) FROM payment p WHERE p.about_id = t.id AND p.kind = '{kind}'), '') AS receipt
FROM trade_in t JOIN deal d ON d.id = t.deal_id
LEFT JOIN contract c ON c.id = (SELECT max(k.id) FROM contract k WHERE k.deal_id = d.id)
LEFT JOIN customer b ON b.id = d.customer_id LEFT JOIN "user" u ON u.id = {approver}
WHERE {amount} > 0 AND (t.state IN ('taken', 'kept') OR {paid} > 0
  OR (t.state = 'accepted' AND c.state IN ('signed', 'amended') AND c.provisional = 0)){found}"""
VIEWS = {
    "due": "state IN ('due', 'undecided')",
    "coming": "state = 'coming'",
    "paid": "state = 'paid'",
    "all": "1",
}
_ORDER = (
    "CASE state WHEN 'due' THEN 0 WHEN 'undecided' THEN 1 WHEN 'coming' THEN 2 ELSE 3 END, id DESC, kind DESC"
)


def list_dues(
    session: Session, query: str = "", *, view: str = "due", limit: int = 100_000, offset: int = 0
) -> list[DueRow]:
    """What is due first. `query` is a plate, or what finds the contract."""
    rows, values = _rows(query)
    statement = f"SELECT * FROM ({rows}) WHERE {VIEWS[view]} ORDER BY {_ORDER} LIMIT :limit OFFSET :offset"
    found = session.execute(text(statement), {**values, "limit": limit, "offset": offset})
    return [DueRow(*row) for row in found]


def count_dues(session: Session, query: str = "", *, view: str = "due") -> int:
    """How many there would be without a limit."""
    rows, values = _rows(query)
    statement = f"SELECT count(*) FROM ({rows}) WHERE {VIEWS[view]}"
    return int(session.execute(text(statement), values).scalar_one())


def find_due(session: Session, trade_in_id: str, kind: str) -> DueRow | None:
    """That sum of that car."""
    rows, values = _rows("")
    statement = f"SELECT * FROM ({rows}) WHERE id = :id AND kind = :kind"
    row = session.execute(text(statement), {**values, "id": trade_in_id, "kind": kind}).first()
    return DueRow(*row) if row else None


def _rows(query: str) -> tuple[str, dict[str, Any]]:
    found, values = contracts.hits(query)
    if plate := rules.normalise_plate(query):
        found = f" AND (t.plate LIKE :plate OR (1{found}))"
        values = {**values, "plate": f"%{plate}%"}
    sums = (
        ("payout", "t.payout", "coalesce(b.name, '')", "coalesce(t.payout_approver_id, '')"),
        ("payoff", "t.payoff", "coalesce(t.payoff_to, '')", "''"),
    )
    return " UNION ALL ".join(_of(*each, found) for each in sums), values


def _of(kind: str, amount: str, payee: str, approver: str, found: str) -> str:
    paid = _PAID.format(kind=kind)
    state = _STATE.format(paid=paid, amount=amount)
    return _ROWS.format(
        kind=kind, state=state, payee=payee, amount=amount, paid=paid, approver=approver, found=found
    )

"""What is on its way to a handover, and what was noted of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from app.queries import contracts
from app.queries.names import model_name

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A signed contract on its way to the customer; dates are ISO text."""

    contract_id: str
    no: str
    deal_no: str
    state: str
    """The deal's."""
    buyer: str
    model: str
    vin: str
    seller: str
    due_on: str
    """The day of the appointment, else the one that was promised; empty: open."""
    due_time: str


@dataclass(frozen=True, slots=True)
class LookRow:
    """A look at a line of a car's check-list; `photos` are files of it."""

    id: str
    line: str
    finding: str
    note: str
    due_on: str
    by: str
    at: str
    photos: int


VIEWS: dict[str, str] = {
    "open": "d.state IN ('contracted', 'delivering')",
    "due": "d.state IN ('contracted', 'delivering') AND coalesce(a.day, c.delivery_date) <= :today",
    "released": "d.state = 'delivering'",
    "follows": "d.state = 'delivered'",
    "done": "d.state IN ('delivered', 'closed')",
}
_SIGNED = "c.state IN ('signed', 'amended') AND c.provisional = 0"
_FROM = """
FROM contract c JOIN deal d ON d.id = c.deal_id
LEFT JOIN delivery_mark a ON a.id = (SELECT max(n.id) FROM delivery_mark n
  WHERE n.contract_id = c.id AND n.kind = 'appointment') AND a.state = 'done'
"""


def list_deliveries(
    session: Session,
    query: str = "",
    *,
    today: str,
    view: str = "open",
    limit: int = 100_000,
    offset: int = 0,
) -> list[DeliveryRow]:
    """Deliveries of a view, the soonest first, those without a day last. `query` finds the contract."""
    found, values = contracts.hits(query)
    statement = f"""
        {_rows()}
        WHERE {_SIGNED} AND {VIEWS[view]}{found}
        ORDER BY coalesce(a.day, c.delivery_date, '9999'), a.reference, c.id LIMIT :limit OFFSET :offset"""
    values = {**values, "today": today, "limit": limit, "offset": offset}
    return [DeliveryRow(*row) for row in session.execute(text(statement), values)]


def count_deliveries(session: Session, query: str = "", *, today: str, view: str = "open") -> int:
    """How many there would be without a limit."""
    found, values = contracts.hits(query)
    statement = f"SELECT count(*) {_FROM} WHERE {_SIGNED} AND {VIEWS[view]}{found}"
    return int(session.execute(text(statement), {**values, "today": today}).scalar_one())


def find_delivery(session: Session, no: str) -> DeliveryRow | None:
    """The delivery of a contract, whatever it has come to."""
    statement = text(f"{_rows()} WHERE c.no = :no")
    row = session.execute(statement, {"no": no.strip().upper()}).first()
    return DeliveryRow(*row) if row else None


def _rows() -> str:
    return f"""SELECT c.id, c.no, d.no, d.state, c.buyer_name, {model_name()}, coalesce(v.vin, ''),
               coalesce(u.display_name, ''), coalesce(a.day, c.delivery_date, ''), coalesce(a.reference, '')
        {_FROM} JOIN model m ON m.id = c.model_id LEFT JOIN vehicle v ON v.id = c.vehicle_id
        LEFT JOIN "user" u ON u.id = c.seller_id"""


def list_looks(session: Session, stay_id: str) -> list[LookRow]:
    """All looks at a car, the oldest first."""
    statement = """
        SELECT i.id, i.line, i.finding, coalesce(i.note, ''), coalesce(i.due_on, ''),
               coalesce(u.display_name, ''), i.at,
               (SELECT count(*) FROM attachment f WHERE f.owner_id = i.id AND f.withdrawn = 0)
        FROM inspection i LEFT JOIN "user" u ON u.id = i.user_id WHERE i.stay_id = :stay ORDER BY i.id"""
    return [LookRow(*row) for row in session.execute(text(statement), {"stay": stay_id})]


def fittable(session: Session, contract_id: str) -> list[tuple[str, str]]:
    """The lines of a contract that can be fitted: id and label."""
    statement = """SELECT id, label FROM contract_line
        WHERE contract_id = :contract AND kind IN ('add_on', 'gift') AND coalesce(payee, '') = ''
        AND removed = 0 ORDER BY id"""
    found: list[Any] = list(session.execute(text(statement), {"contract": contract_id}))
    return [(str(row[0]), str(row[1])) for row in found]

"""Cars in stock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from app.domain import search
from app.queries.names import model_name

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class StockRow:
    """A car as lists show it. Amounts in minor units; `lease` names the terminal that holds it."""

    id: str
    vin: str
    status: str
    model_code: str
    model: str
    branch: str
    colour: str
    interior: str
    location: str
    stock_no: str
    list_price: int
    arrived_on: date | None
    lease: str | None
    certificate_state: str
    energy: str
    model_year: int | None
    certificate_no: str
    branch_name: str
    lease_terminal_id: str | None
    lease_kind: str


@dataclass(frozen=True)
class StockFilter:
    """Which cars in active stock. `text` is a fragment of a VIN, a model's name in Latin or Chinese, or initials."""

    text: str = ""
    statuses: tuple[str, ...] = ()
    arrived_by: date | None = None
    leased_to: str | None = None  # a terminal's id

    def clauses(self) -> tuple[str, dict[str, Any]]:
        """SQL to be added to a WHERE, and its values."""
        where, values = [], {}
        if self.statuses:
            where.append(f"s.status IN ({', '.join(f':status{n}' for n in range(len(self.statuses)))})")
            values |= {f"status{n}": status for n, status in enumerate(self.statuses)}
        if self.arrived_by is not None:
            where.append("s.arrived_on <= :arrived_by AND s.status <> 'in_transit'")
            values["arrived_by"] = self.arrived_by.isoformat()
        if self.leased_to is not None:
            where.append("l.terminal_id = :leased_to")
            values["leased_to"] = self.leased_to
        if self.text.strip():
            hits, found = _hits(self.text)
            where.append(f"s.vehicle_id IN ({hits})")
            values |= found
        return "".join(f" AND {clause}" for clause in where), values


ALL = StockFilter()
_FROM = """
FROM stock_stay s
JOIN vehicle v ON v.id = s.vehicle_id JOIN model m ON m.id = v.model_id JOIN branch b ON b.id = s.branch_id
LEFT JOIN lease l ON l.id = v.id AND (l."until" IS NULL OR l."until" > :now)
LEFT JOIN terminal t ON t.id = l.terminal_id
"""
_COLUMNS = """
SELECT v.id, v.vin, s.status, m.code, {model}, b.code, coalesce(v.colour, ''), coalesce(v.interior, ''),
       coalesce(s.location, ''), s.stock_no, s.list_price, s.arrived_on, t.name, v.certificate_state, m.energy,
       m.model_year, coalesce(v.certificate_no, ''), b.name, l.terminal_id, coalesce(l.kind, '')
"""
_ORDERS = {
    "arrived": "s.arrived_on", "vin": "v.vin", "price": "s.list_price", "status": "s.status",
    "location": "s.location", "model": "m.brand, m.series, m.trim",
}  # fmt: skip


def list_stock(
    session: Session,
    now: str,
    wanted: StockFilter = ALL,
    *,
    order: str = "arrived",
    descending: bool = False,
    limit: int = 100_000,
    offset: int = 0,
) -> list[StockRow]:
    """Cars in active stock. `now` is the instant as text: leases that are over do not show."""
    where, values = wanted.clauses()
    down = " DESC" if descending else ""
    by = ", ".join(f"{column}{down}" for column in _ORDERS[order].split(", "))
    statement = (
        f"{_COLUMNS.format(model=model_name())} {_FROM} WHERE s.active = 1{where} "
        f"ORDER BY {by}, s.id{down} LIMIT :limit OFFSET :offset"
    )
    found = session.execute(text(statement), {"now": now, "limit": limit, "offset": offset, **values})
    return [_row(row) for row in found]


def count_stock(session: Session, now: str, wanted: StockFilter = ALL) -> int:
    """How many cars `list_stock` would give without a limit."""
    where, values = wanted.clauses()
    source = _FROM if wanted.leased_to is not None else "FROM stock_stay s"
    if wanted.leased_to is not None:
        values["now"] = now
    return int(session.execute(text(f"SELECT count(*) {source} WHERE s.active = 1{where}"), values).scalar_one())


def find_car(session: Session, now: str, vin: str) -> StockRow | None:
    """The car with that VIN: its present stay, or the last one."""
    statement = (
        f"{_COLUMNS.format(model=model_name())} {_FROM} WHERE v.vin = :vin ORDER BY s.active DESC, s.id DESC LIMIT 1"
    )
    row = session.execute(text(statement), {"now": now, "vin": vin}).first()
    return _row(row) if row else None


def count_by_status(session: Session) -> dict[str, int]:
    """How many cars stand in each status."""
    found = session.execute(text("SELECT status, count(*) FROM stock_stay WHERE active = 1 GROUP BY status"))
    return {status: n for status, n in found}


def _hits(query: str) -> tuple[str, dict[str, Any]]:
    """SQL for the ids of cars that a search finds."""
    words, parts = search.match_expression(query)
    hits, values = [], {}
    if words:
        hits.append(
            "SELECT id FROM vehicle WHERE model_id IN (SELECT id FROM model WHERE rowid IN "
            "(SELECT rowid FROM model_words WHERE model_words MATCH :words))"
        )
        values["words"] = words
    if parts:
        hits.append(
            "SELECT id FROM vehicle WHERE rowid IN (SELECT rowid FROM vehicle_parts WHERE vehicle_parts MATCH :parts)"
        )
        values["parts"] = parts
    return " UNION ".join(hits) or "SELECT NULL", values


def _row(row: Any) -> StockRow:
    values: list[Any] = list(row)
    values[11] = date.fromisoformat(values[11]) if values[11] else None
    return StockRow(*values)

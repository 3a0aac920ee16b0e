"""Cars in stock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from app.domain import search

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


_SELECT = """
SELECT v.id, v.vin, s.status, m.code, m.brand || ' ' || m.series || ' ' || m.trim, b.code, v.colour, v.interior,
       s.location, s.stock_no, s.list_price, s.arrived_on, t.name, v.certificate_state, m.energy, m.model_year
FROM {source}
JOIN vehicle v ON v.id = s.vehicle_id JOIN model m ON m.id = v.model_id JOIN branch b ON b.id = s.branch_id
LEFT JOIN lease l ON l.id = v.id AND (l."until" IS NULL OR l."until" > :now)
LEFT JOIN terminal t ON t.id = l.terminal_id
WHERE s.active = 1 {where}
ORDER BY {order} LIMIT :limit OFFSET :offset
"""
_COUNT = "SELECT count(*) FROM stock_stay s WHERE s.active = 1 {where}"
_ORDERS = {"arrived": "s.arrived_on, s.id", "newest": "s.arrived_on DESC, s.id", "vin": "v.vin", "price": "s.list_price, s.id"}


def list_stock(
    session: Session,
    now: str,
    query: str = "",
    *,
    statuses: tuple[str, ...] = (),
    order: str = "arrived",
    limit: int = 100_000,
    offset: int = 0,
) -> list[StockRow]:
    """Cars in active stock; `query` is a fragment of a VIN, a model's name in Latin or Chinese, or initials."""
    where, values = _where(query, statuses)
    statement = _SELECT.format(source="stock_stay s", where=where, order=_ORDERS[order])
    found = session.execute(text(statement), {"now": now, "limit": limit, "offset": offset, **values})
    return [_row(row) for row in found]


def count_stock(session: Session, query: str = "", *, statuses: tuple[str, ...] = ()) -> int:
    """How many cars `list_stock` would give without a limit."""
    where, values = _where(query, statuses)
    return int(session.execute(text(_COUNT.format(where=where)), values).scalar_one())


def find_car(session: Session, now: str, vin: str) -> StockRow | None:
    """The car with that VIN: its present stay, or the last one."""
    statement = _SELECT.format(source="stock_stay s", where="AND v.vin = :vin", order="s.id DESC")
    row = session.execute(
        text(statement.replace("s.active = 1", "1 = 1").replace("s.id DESC", "s.active DESC, s.id DESC")),
        {"now": now, "vin": vin, "limit": 1, "offset": 0},
    ).first()
    return _row(row) if row else None


def count_by_status(session: Session) -> dict[str, int]:
    """How many cars stand in each status."""
    found = session.execute(text("SELECT status, count(*) FROM stock_stay WHERE active = 1 GROUP BY status"))
    return {status: n for status, n in found}


def _where(query: str, statuses: tuple[str, ...]) -> tuple[str, dict[str, Any]]:
    where = ""
    values: dict[str, Any] = {}
    if statuses:
        names = [f":status{n}" for n in range(len(statuses))]
        where += f" AND s.status IN ({', '.join(names)})"
        values |= {f"status{n}": status for n, status in enumerate(statuses)}
    if query.strip():
        words, parts = search.match_expression(query)
        hits = []
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
        where += f" AND s.vehicle_id IN ({' UNION '.join(hits) or 'SELECT NULL'})"
    return where, values


def _row(row: Any) -> StockRow:
    values: list[Any] = list(row)
    values[11] = date.fromisoformat(values[11]) if values[11] else None
    for n in (6, 7, 8, 9):
        values[n] = values[n] or ""
    return StockRow(*values)

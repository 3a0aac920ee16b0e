"""Cars in stock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from app.domain import search
from app.domain.states import LIFE
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
    lease_until: str | None
    """When the server frees it, as ISO text; none: when it is returned."""
    options: str | None = None
    """Codes of what it has, as canonical JSON; none: nobody said."""


@dataclass(frozen=True)
class StockFilter:
    """Which cars in active stock. `text` is a fragment of a VIN, a model's name in Latin or Chinese, or initials."""

    text: str = ""
    statuses: tuple[str, ...] = ()
    arrived_by: date | None = None
    leased_to: str | None = None  # a terminal's id
    model_id: str | None = None

    def of_stay(self) -> tuple[str, dict[str, Any]]:
        """What it asks of the stay, as SQL to be added to a WHERE, and the values."""
        where = ""
        values: dict[str, Any] = {}
        if self.statuses:
            # The plus keeps SQLite from leaving the list's own order for an index of statuses.
            where += f" AND +s.status IN ({', '.join(f':status{n}' for n in range(len(self.statuses)))})"
            values |= {f"status{n}": status for n, status in enumerate(self.statuses)}
        if self.arrived_by is not None:
            where += " AND s.arrived_on <= :arrived_by AND s.status <> 'in_transit'"
            values["arrived_by"] = self.arrived_by.isoformat()
        return where, values

    def of_vehicle(self) -> tuple[str, dict[str, Any]]:
        """What it asks of the car."""
        where = ""
        values: dict[str, Any] = {}
        if self.leased_to is not None:
            where += f" AND v.id IN (SELECT l.id FROM lease l WHERE l.terminal_id = :leased_to AND {_LEASED})"
            values["leased_to"] = self.leased_to
        if self.model_id is not None:
            where += " AND v.model_id = :model_id"
            values["model_id"] = self.model_id
        if self.text.strip():
            hits, found = _hits(self.text)
            where += f" AND ({hits})"
            values |= found
        return where, values


ALL = StockFilter()
_LEASED = '(l."until" IS NULL OR l."until" > :now)'
# CROSS: in this order. With the index named, what is asked of the car is only looked at.
_BY_STAY = "stock_stay s CROSS JOIN vehicle v INDEXED BY sqlite_autoindex_vehicle_1 ON v.id = s.vehicle_id"
_BY_VEHICLE = "vehicle v CROSS JOIN stock_stay s ON s.vehicle_id = v.id"
_WHOLE = f"""
SELECT v.id, v.vin, s.status, m.code, {{model}}, b.code, coalesce(v.colour, ''), coalesce(v.interior, ''),
       coalesce(s.location, ''), s.stock_no, s.list_price, s.arrived_on, t.name, v.certificate_state, m.energy,
       m.model_year, coalesce(v.certificate_no, ''), b.name, l.terminal_id, coalesce(l.kind, ''),
       l."until", v.options
FROM {{source}} JOIN model m ON m.id = v.model_id JOIN branch b ON b.id = s.branch_id
LEFT JOIN lease l ON l.id = v.id AND {_LEASED} LEFT JOIN terminal t ON t.id = l.terminal_id
"""
_STEPS = " ".join(f"WHEN '{status}' THEN {n}" for n, status in enumerate(LIFE))
_STEP = f"CASE s.status {_STEPS} END"
"""How far a car has come in its life: nobody who reads the list knows the words that statuses are stored as."""
_ORDERS = {
    "arrived": "s.arrived_on", "vin": "v.vin", "price": "s.list_price", "status": _STEP,
    "location": "b.name, s.location", "model": "m.brand, m.series, m.trim",
}  # fmt: skip
_MANY = 3200  # of so many hits, walking the list in its order meets 50 before all could be sorted


def list_stock(
    session: Session,
    now: str,
    wanted: StockFilter = ALL,
    *,
    order: str = "arrived",
    limit: int = 100_000,
    offset: int = 0,
) -> list[StockRow]:
    """Cars in active stock, in an order or, with a minus before it, in the opposite one. `now` is the instant as
    text: leases that are over do not show.

    First it finds which rows, by the little that decides that; then it reads those in full.
    """
    (of_stay, stay_values), (of_vehicle, vehicle_values) = wanted.of_stay(), wanted.of_vehicle()
    values = {**stay_values, **vehicle_values, "now": now, "limit": limit, "offset": offset}
    source = (
        "stock_stay s LEFT JOIN vehicle v ON v.id = s.vehicle_id"  # left out unless the order asks for it
    )
    columns, down = _ORDERS[order.removeprefix("-")], " DESC" if order.startswith("-") else ""
    if columns == "v.vin":
        source = _BY_VEHICLE
    elif of_vehicle:
        walk = columns == "s.arrived_on" and _finds_many(session, of_vehicle, {**vehicle_values, "now": now})
        source = _BY_STAY if walk else _BY_VEHICLE
    by = ", ".join(f"{column}{down}" for column in (*columns.split(", "), "s.id"))
    rows = (
        f"SELECT s.rowid FROM {source} LEFT JOIN model m ON m.id = v.model_id "
        "LEFT JOIN branch b ON b.id = s.branch_id "
        f"WHERE s.active = 1{of_stay}{of_vehicle} ORDER BY {by} LIMIT :limit OFFSET :offset"
    )
    statement = (
        f"{_WHOLE.format(model=model_name(), source=_BY_STAY)} WHERE s.rowid IN ({rows}) ORDER BY {by}"
    )
    return [_row(row) for row in session.execute(text(statement), values)]


def count_stock(session: Session, now: str, wanted: StockFilter = ALL) -> int:
    """How many cars `list_stock` would give without a limit."""
    (of_stay, stay_values), (of_vehicle, vehicle_values) = wanted.of_stay(), wanted.of_vehicle()
    source = _BY_VEHICLE if of_vehicle else "stock_stay s"
    statement = f"SELECT count(*) FROM {source} WHERE s.active = 1{of_stay}{of_vehicle}"
    return int(session.execute(text(statement), {**stay_values, **vehicle_values, "now": now}).scalar_one())


def _finds_many(session: Session, of_vehicle: str, values: dict[str, Any]) -> bool:
    statement = f"SELECT count(*) FROM (SELECT 1 FROM vehicle v WHERE 1{of_vehicle} LIMIT {_MANY})"
    return int(session.execute(text(statement), values).scalar_one()) == _MANY


def find_car(session: Session, now: str, vin: str) -> StockRow | None:
    """The car with that VIN: its present stay, or the last one."""
    statement = f"{_WHOLE.format(model=model_name(), source=_BY_VEHICLE)} WHERE v.vin = :vin"
    latest = "ORDER BY s.active DESC, s.id DESC LIMIT 1"
    row = session.execute(text(f"{statement} {latest}"), {"now": now, "vin": vin}).first()
    return _row(row) if row else None


def count_by_status(session: Session) -> dict[str, int]:
    """How many cars stand in each status."""
    found = session.execute(text("SELECT status, count(*) FROM stock_stay WHERE active = 1 GROUP BY status"))
    return {row[0]: row[1] for row in found}


def _hits(typed: str) -> tuple[str, dict[str, Any]]:
    """A condition for the cars that a search finds: by their model's name, or by their VIN."""
    words, parts = search.match_expression(typed)
    hits, values = [], {}
    if words:
        models = "SELECT rowid FROM model_words WHERE model_words MATCH :words"
        hits.append(f"v.model_id IN (SELECT id FROM model WHERE rowid IN ({models}))")
        values["words"] = words
    if parts:
        hits.append("v.rowid IN (SELECT rowid FROM vehicle_parts WHERE vehicle_parts MATCH :parts)")
        values["parts"] = parts
    return " OR ".join(hits) or "0", values


def _row(row: Any) -> StockRow:
    values: list[Any] = list(row)
    values[11] = date.fromisoformat(values[11]) if values[11] else None
    return StockRow(*values)

"""Cars that could be allocated to a contract."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text

from app.domain import colours
from app.domain.catalogue import paint_names

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Candidate:
    """A car of the contract's model in stock at its branch; `holder` names the terminal that has its lease."""

    vin: str
    colour: str
    interior: str
    arrived_on: str
    same_colour: bool
    holder: str


_CANDIDATES = """
SELECT v.vin, coalesce(v.colour, ''), coalesce(v.interior, ''), s.arrived_on,
       c.colour, m.attributes, coalesce(t.name, '')
FROM contract c
JOIN vehicle v ON v.model_id = c.model_id
JOIN model m ON m.id = c.model_id
JOIN stock_stay s ON s.vehicle_id = v.id AND s.active = 1 AND s.status = 'in_stock' AND s.branch_id = c.branch_id
LEFT JOIN lease l ON l.id = v.id AND (l.until IS NULL OR l.until > :now)
LEFT JOIN terminal t ON t.id = l.terminal_id AND t.id <> :own
WHERE c.no = :no ORDER BY s.arrived_on, v.vin
"""


def list_candidates(session: Session, no: str, *, own: str, now: str, most: int = 50) -> list[Candidate]:
    """Those that fit first, the longest in stock before the others."""
    found = session.execute(text(_CANDIDATES), {"no": no, "own": own, "now": now})
    cars = [
        Candidate(vin, colour, interior, arrived_on, _fits(wanted, colour, attributes), holder)
        for vin, colour, interior, arrived_on, wanted, attributes, holder in found
    ]
    return sorted(cars, key=lambda car: not car.same_colour)[:most]


def _fits(wanted: str | None, colour: str, attributes: str | None) -> bool:
    return wanted is None or colours.is_same(
        wanted, colour, named=paint_names(json.loads(attributes or "{}"))
    )

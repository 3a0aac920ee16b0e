"""Cars that could be allocated to a contract, and who waits for such a car, too."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text

from app.domain import colours
from app.domain.catalogue import paint_names
from app.queries.contracts import VIEWS, WAITS_SINCE

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


@dataclass(frozen=True, slots=True)
class Earlier:
    """A contract that waits for a car and was signed before; `since` is an instant, or the day if only drawn."""

    no: str
    buyer: str
    since: str


_EARLIER = f"""
SELECT c.no, c.buyer_name, {WAITS_SINCE.format(c="c")} AS since, c.colour, o.colour, m.attributes
FROM contract o
JOIN contract c ON c.model_id = o.model_id AND c.branch_id = o.branch_id AND c.id <> o.id
JOIN model m ON m.id = o.model_id
WHERE o.no = :no AND {VIEWS["no_car"]} AND (since, c.id) < ({WAITS_SINCE.format(c="o")}, o.id)
ORDER BY since, c.id
"""


def list_earlier(session: Session, no: str) -> list[Earlier]:
    """Who of the branch waits for the same model and colour, and has waited longer; the first one first."""
    return [
        Earlier(other, buyer, since)
        for other, buyer, since, theirs, ours, attributes in session.execute(text(_EARLIER), {"no": no})
        if ours is None or _fits(theirs, ours, attributes)
    ]


def _fits(wanted: str | None, colour: str, attributes: str | None) -> bool:
    return wanted is None or colours.is_same(
        wanted, colour, named=paint_names(json.loads(attributes or "{}"))
    )

"""Cars that could be allocated to a contract, and who waits for such a car, too."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, text

from app.domain import colours, options
from app.domain.catalogue import offered, paint_names
from app.domain.options import Difference
from app.queries.contracts import VIEWS, WAITS_SINCE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Candidate:
    """A car of the contract's model in stock at its branch; `holder` names the terminal that has its lease, `differs`
    what it has otherwise than was ordered, as far as anybody said what it has."""

    vin: str
    colour: str
    interior: str
    arrived_on: str
    same_colour: bool
    holder: str
    differs: Difference


_CANDIDATES = """
SELECT v.vin, coalesce(v.colour, ''), coalesce(v.interior, ''), s.arrived_on,
       c.colour, m.attributes, coalesce(t.name, ''), c.options, v.options
FROM contract c
JOIN vehicle v ON v.model_id = c.model_id
JOIN model m ON m.id = c.model_id
JOIN stock_stay s ON s.vehicle_id = v.id AND s.active = 1 AND s.status = 'in_stock' AND s.branch_id = c.branch_id
LEFT JOIN lease l ON l.id = v.id AND (l.until IS NULL OR l.until > :now)
LEFT JOIN terminal t ON t.id = l.terminal_id AND t.id <> :own
WHERE c.no = :no ORDER BY s.arrived_on, v.vin
"""


def list_candidates(session: Session, no: str, *, own: str, now: str, most: int = 50) -> list[Candidate]:
    """Those that fit first, then those with other options; the longest in stock before the others."""
    found = session.execute(text(_CANDIDATES), {"no": no, "own": own, "now": now})
    cars = [
        Candidate(
            vin, colour, interior, arrived_on, _fits(wanted, colour, attributes), holder,
            _differs(ordered, has, attributes),
        )
        for vin, colour, interior, arrived_on, wanted, attributes, holder, ordered, has in found
    ]  # fmt: skip
    return sorted(cars, key=lambda car: (not car.same_colour, not car.differs.is_none))[:most]


def _differs(ordered: str | None, has: str | None, attributes: str | None) -> Difference:
    chosen = options.read(json.loads(ordered) if ordered else None)
    fitted = json.loads(has) if has else None
    return options.difference(chosen, fitted, offered(json.loads(attributes or "{}")))


@dataclass(frozen=True, slots=True)
class Earlier:
    """A contract that waits for a car and was signed before; `since` is an instant, or the day if only drawn."""

    no: str
    buyer: str
    since: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a contract stands among those of its branch that wait for such a car, too."""

    before: tuple[Earlier, ...]
    """Who has waited longer; the first one first."""
    waiting: int
    """How many there are, itself among them."""
    colour: str = ""
    """As it was signed for; empty if any would do."""

    @property
    def number(self) -> int:
        """The first one's is 1."""
        return len(self.before) + 1


_LINES = text(f"""
SELECT c.no, c.buyer_name, {WAITS_SINCE.format(c="c")} AS since, c.branch_id, c.model_id, c.colour, m.attributes
FROM (SELECT DISTINCT branch_id, model_id FROM contract WHERE no IN :nos) asked
JOIN contract c ON c.branch_id = asked.branch_id AND c.model_id = asked.model_id
JOIN model m ON m.id = c.model_id WHERE {VIEWS["no_car"]} ORDER BY since, c.id
""").bindparams(bindparam("nos", expanding=True))


def list_places(session: Session, nos: Collection[str]) -> dict[str, Place]:
    """The place of each of these contracts that waits for a car, by its number."""
    lines: defaultdict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in session.execute(_LINES, {"nos": sorted(nos)}):
        lines[row.branch_id, row.model_id].append(row)
    return {no: place for line in lines.values() for no, place in _places(line, nos)}


def _places(line: Sequence[Any], nos: Collection[str]) -> Iterator[tuple[str, Place]]:
    """Of one model's, who stands where among those whose car would do for them, too."""
    key = colours.keys(paint_names(json.loads(line[0].attributes or "{}")))
    paints = [key(row.colour) if row.colour else None for row in line]
    for at, own in enumerate(line):
        if own.no in nos:
            wanted = paints[at]
            rivals = [n for n, paint in enumerate(paints) if None in (wanted, paint) or paint == wanted]
            before = (line[n] for n in rivals if n < at)
            earlier = tuple(Earlier(row.no, row.buyer_name, row.since) for row in before)
            yield own.no, Place(earlier, len(rivals), own.colour or "")


def _fits(wanted: str | None, colour: str, attributes: str | None) -> bool:
    return wanted is None or colours.is_same(
        wanted, colour, named=paint_names(json.loads(attributes or "{}"))
    )

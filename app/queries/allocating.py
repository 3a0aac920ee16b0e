"""Cars that could be allocated to a contract, and who waits for such a car, too."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

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


_LINE = f"""
SELECT c.no, c.buyer_name, {WAITS_SINCE.format(c="c")} AS since, c.branch_id, c.model_id, c.colour, m.attributes
FROM contract c JOIN model m ON m.id = c.model_id WHERE {VIEWS["no_car"]} ORDER BY since, c.id
"""


def list_places(session: Session) -> dict[str, Place]:
    """The place of every contract that waits for a car, by its number."""
    lines: defaultdict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in session.execute(text(_LINE)):
        lines[row.branch_id, row.model_id].append(row)
    return {row.no: _place(line, at) for line in lines.values() for at, row in enumerate(line)}


def _place(line: Sequence[Any], at: int) -> Place:
    """Of one model's, those whose car would do for this one."""
    own = line[at]
    rivals = [n for n, row in enumerate(line) if n == at or _is_rival(row.colour, own)]
    before = tuple(Earlier(line[n].no, line[n].buyer_name, line[n].since) for n in rivals if n < at)
    return Place(before, len(rivals), own.colour or "")


def _is_rival(colour: str | None, own: Any) -> bool:
    return own.colour is None or _fits(colour, own.colour, own.attributes)


def _fits(wanted: str | None, colour: str, attributes: str | None) -> bool:
    return wanted is None or colours.is_same(
        wanted, colour, named=paint_names(json.loads(attributes or "{}"))
    )

"""Who else has begun to buy a car: provisional orders, and contracts that nobody has signed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, text

from app.queries import one_person

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Claim:
    """A contract that names a car and does not have it."""

    contract_id: str
    no: str
    files: tuple[str, ...]
    """All files of whoever it is for, the one that is kept first."""
    buyer: str
    desk: str
    """Where it was drawn; empty where nobody knows that terminal."""
    ordered: bool
    """A provisional order; else an unfinished draft."""
    prepaid: bool
    """Some 订金 of it stands."""


_CLAIMS = text("""
SELECT c.vehicle_id, c.id, c.no, c.customer_id, c.buyer_name, coalesce(t.name, ''),
       c.state NOT IN ('draft', 'submitted') AS ordered,
       EXISTS (SELECT 1 FROM payment p WHERE p.deal_id = c.deal_id AND p.kind = 'prepayment' AND p.amount
           + coalesce((SELECT sum(q.amount) FROM payment q WHERE q.refund_of = p.id), 0) > 0)
FROM contract c LEFT JOIN terminal t ON t.prefix = substr(c.no, 1, instr(c.no, '-') - 1)
WHERE c.vehicle_id IN :cars
  AND (c.state IN ('draft', 'submitted') OR (c.provisional = 1 AND c.state <> 'cancelled'))
ORDER BY ordered DESC, c.id
""").bindparams(bindparam("cars", expanding=True))


def on_cars(session: Session, cars: Iterable[str]) -> Mapping[str, tuple[Claim, ...]]:
    """What is known here of each of these cars, by their ids: orders first, then who came first."""
    found: dict[str, tuple[Claim, ...]] = defaultdict(tuple)
    for row in session.execute(_CLAIMS, {"cars": list(cars)}):
        files = one_person.files_of(session, row[3])
        claim = Claim(row[1], row[2], files, row[4], row[5], bool(row[6]), bool(row[7]))
        found[row[0]] += (claim,)
    return found

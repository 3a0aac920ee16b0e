"""A terminal that its branch has named: it holds the branch's free cars, hands over what others ask for, and gives
all back when it ends. Only what stays to hear others ask may do this: a desk, or `sync --watch`.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy import text

from app.errors import UserError
from app.services import leases
from app.workplace import AT_THE_COUNTER_SECONDS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workplace import Workplace

KIND = "hold"
AT_ONCE = 500  # cars in one request
ENGAGED_SECONDS = 900.0  # so long after somebody began a sale of a car here it is not handed over

# Ours by the server's word, and somebody else wants it. A car that was sold here meanwhile is not in stock any more.
_ASKED = """
SELECT l.id FROM lease l JOIN stock_stay s ON s.vehicle_id = l.id AND s.active = 1
WHERE l.terminal_id = :own AND l.kind = 'hold' AND l.asked_by IS NOT NULL AND s.status = 'in_stock'
"""
_FREE = """
SELECT s.vehicle_id FROM stock_stay s LEFT JOIN lease l ON l.id = s.vehicle_id
WHERE s.active = 1 AND s.branch_id = :branch AND s.status = 'in_stock'
  AND (l.terminal_id IS NULL OR l.until <= :now OR (l.terminal_id = :own AND l.asked_by IS NULL))
ORDER BY s.vehicle_id
"""


def keep_up(workplace: Workplace) -> None:
    """After a cycle: hand over what others ask for, take what is free. Without a network nothing happens."""
    with workplace.reading() as session:
        held, named = _held(session, workplace), _is_named(session, workplace)
        if not held and not named:
            return
        given = _asked(session, workplace) if named else held
        taken = _free(session, workplace) if named else []
    if given or taken:
        with suppress(UserError):  # the next cycle tries again
            workplace.lease(taken, sorted(given), kind=KIND)


def give_all_back(workplace: Workplace) -> None:
    """Nobody is here any more who could hand a car over. What the server does not hear of ends with the day."""
    with suppress(UserError):
        with workplace.reading() as session:
            held = _held(session, workplace)
        if held:
            workplace.lease([], sorted(held), seconds=AT_THE_COUNTER_SECONDS)


def _held(session: Session, workplace: Workplace) -> set[str]:
    in_hand = leases.held_vehicles(session, workplace.vault.now(), workplace.boot)
    return {lease.vehicle_id for lease in in_hand if lease.kind == KIND}


def _asked(session: Session, workplace: Workplace) -> set[str]:
    since = workplace.clock.monotonic() - ENGAGED_SECONDS
    found = session.scalars(text(_ASKED), {"own": workplace.identity.id})
    return {car for car in found if workplace.engaged.get(car, since) <= since}


def _free(session: Session, workplace: Workplace) -> list[str]:
    values = {
        "own": workplace.identity.id, "branch": workplace.identity.branch_id, "now": workplace.now_text(),
    }  # fmt: skip
    in_hand = leases.held_vehicles(session, workplace.vault.now(), workplace.boot)
    have = {lease.vehicle_id for lease in in_hand}
    return [car for car in session.scalars(text(_FREE), values) if car not in have][:AT_ONCE]


def _is_named(session: Session, workplace: Workplace) -> bool:
    named = text("SELECT 1 FROM branch WHERE id = :branch AND holder_id = :own")
    values = {"branch": workplace.identity.branch_id, "own": workplace.identity.id}
    return session.scalar(named, values) is not None

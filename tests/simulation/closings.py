"""Shifts in the simulator: people close them now and then; what was sealed adds up and stays."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING

from app.services import shifts
from tests.simulation.actions import NOTHING, acknowledged, action
from tests.simulation.invariants import Evidence, check

if TYPE_CHECKING:
    from tests.simulation.terminal import Terminal
    from tests.simulation.world import World

CASHIERS = ("wang", "zhao", "qian", "sun")


@action
def close_shift(world: World, terminal: Terminal, pick: Random) -> str:
    """Somebody counts the till; now and then it is short, and there is a reason."""
    at = terminal.as_(pick.choice(CASHIERS))
    with at.reading() as session:
        found = shifts.find_open(session, terminal.id, at.actor.user_id)
        if found is None:
            return NOTHING
        shift_id = found.id
        expected = {line.method: line.expected for line in shifts.lines_of(session, found)}
    counted = {method: max(0, amount) for method, amount in expected.items()}
    counted["cash"] = max(0, counted["cash"] - pick.choice((0, 0, 100)))
    reason = "" if counted == expected else "点错"
    shifts.close(at.unit_of_work(), shift_id=shift_id, counted=counted, reason=reason)
    acknowledged(world, terminal)
    return "closed"


@check
def closings(evidence: Evidence) -> Iterator[str]:
    """(11) Each closing at the server is what its receipts come to, and goes on from the one before it."""
    back = "p.kind IN ('refund', 'void', 'compensation', 'payout', 'payoff')"
    taken, given = (
        f"sum(CASE WHEN {back} THEN 0 ELSE p.amount END)",
        f"sum(CASE WHEN {back} THEN -p.amount ELSE 0 END)",
    )
    rows = evidence.ask(
        f"SELECT s.id, s.follows_id, s.perpetual_taken, s.perpetual_given, coalesce({taken}, 0), coalesce({given}, 0) "
        "FROM shift s LEFT JOIN payment p ON p.shift_id = s.id WHERE s.state = 'closed' GROUP BY s.id"
    )
    totals = {row[0]: (row[2], row[3]) for row in rows}
    for shift_id, follows, all_taken, all_given, here_taken, here_given in rows:
        before = totals.get(follows, (0, 0))
        if (before[0] + here_taken, before[1] + here_given) != (all_taken, all_given):
            yield f"closing {shift_id} seals {all_taken}, {all_given}; its receipts say otherwise"

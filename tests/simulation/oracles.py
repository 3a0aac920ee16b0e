"""Further checks: what an honest world never brings about, whatever goes wrong in it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.simulation.invariants import CONFIRMED_STATE, Evidence, Op, check

EXPECTED_DOUBTS = frozenset(
    {
        "does_not_fit", "missing", "signed_twice", "waits_for", "state_moved", "illegal_transition", "contract_signed", "merge_open",
        "refund_above_paid", "contract_cancelled", "contract_moved", "leased", "no_longer_allowed", "not_allowed", "ticket_expired", "branch",
    }
)  # fmt: skip
"""What may befall honest work: others were first, or a role was taken away."""
EXPECTED_TO_WAIT = frozenset(
    {
        "trade_in_state", "trade_in_valued", "trade_ins_full", "photos_missing", "appraisal_over", "trade_in_above_payable",
        "contract_unsigned", "contract_differs", "deal_not_cancelled", "payout_given", "payoff_given", "not_handed_in",
        "loan_open", "loan_released", "loan_above_price", "loan_above_owed", "papers_missing", "conditions_open", "deposit_above_cap",
        "valid_until",  # a clock that is years off, at a terminal that has not been told of it yet
    }
)  # fmt: skip
"""The same of used cars and loans: a person looks at it, and nobody is suspected."""


@check
def no_suspicion(evidence: Evidence) -> Iterator[str]:
    """(9) Nobody forges anything here: no op may look as if it were forged, doubled or torn."""
    decided = {op_id: resolution or "" for kind, op_id, _, resolution, _ in evidence.cases if kind == "op"}
    for op_id, op in evidence.ops.items():
        if op.landed or _code(op) in EXPECTED_DOUBTS:
            continue
        if op.status == "parked" and _code(op) in EXPECTED_TO_WAIT:
            continue
        # A closing waits as long as a receipt is set aside; else it adds up. Once a manager has left it out, it does not
        # count by itself when the receipt does.
        left_out = "discard" in decided.get(op_id, "")
        waits = any(
            o.terminal == op.terminal and o.no < op.no and (not o.landed or (left_out and other in decided))
            for other, o in evidence.ops.items()
        )
        if _code(op) != "shift_totals" or not waits:
            yield f"op {op.no} of {op.terminal} is {op.status}: {_code(op)}"


def _code(op: Op) -> str:
    return str(json.loads(op.outcome)["detail"].get("code"))


@check
def lost_cars(evidence: Evidence) -> Iterator[str]:
    """(3) Whose car went to somebody else has an order for it, and no sale that only waits for a person."""
    for deed in evidence.model.deeds.values():
        op = evidence.ops.get(deed.op_id)
        if op is None or op.landed or _code(op) != "does_not_fit":
            continue
        waits = any(
            o.terminal == op.terminal and o.no < op.no and not o.landed for o in evidence.ops.values()
        )
        if deed.confirmed and not waits:  # else it lacks what stands in an op that was set aside: its shift
            yield f"{deed.contract} of machine {deed.machine} was set aside"


@check
def nothing_to_repair(evidence: Evidence) -> Iterator[str]:
    """(1) What is compared after each round never differs: a repair means that rows or cursor were wrong before."""
    for terminal in evidence.terminals:
        for (incidents,) in terminal.look("SELECT value FROM state WHERE name = 'incidents'"):
            yield f"terminal {terminal.index} had to be repaired: {incidents}"


@check
def same_epoch(evidence: Evidence) -> Iterator[str]:
    """(2) The server forgets nothing that it has answered: only a restore begins another epoch."""
    world = evidence.world
    if world.central.epoch() != world.epoch:
        yield "the server lost what it had acknowledged"


@check
def same_identity(evidence: Evidence) -> Iterator[str]:
    """(F10) Only a folder that was copied or restored becomes another terminal."""
    machines = evidence.world.terminals
    copied = {each.id for each in machines if sum(other.id == each.id for other in machines) > 1}
    for terminal in evidence.terminals:
        now = terminal.as_("wang").vault.identity().id
        if now != terminal.id and not terminal.restored and terminal.id not in copied:
            yield f"terminal {terminal.index} became another without cause"


@check
def signed_as_pinned(evidence: Evidence) -> Iterator[str]:
    """(12) A contract that counts as signed says what the paper says."""
    for no, price, terms, place, document in evidence.ask(
        "SELECT c.no, c.price, c.terms, c.delivery_place, s.document FROM contract c JOIN signature s ON "
        "s.contract_id = c.id AND s.version = c.signed_version "
        "WHERE c.state IN ('signed', 'amended') AND c.provisional = 0"
    ):
        paper = json.loads(document)
        said = (paper["sheet"]["price"], paper.get("terms", ""), paper.get("delivery_place", ""))
        if said != (price, terms or "", place or ""):
            yield f"{no} says {(price, terms, place)}, its paper {said}"


@check
def settled(evidence: Evidence) -> Iterator[str]:
    """(3) An order for a car that nobody else has or holds is not left provisional."""
    for no, car in evidence.ask(
        "SELECT c.no, c.vehicle_id FROM contract c JOIN stock_stay s ON s.vehicle_id = c.vehicle_id AND s.active = 1 "
        "LEFT JOIN lease l ON l.id = c.vehicle_id WHERE c.provisional = 1 AND c.state IN ('approved', 'signed') "
        "AND s.status IN ('in_stock', 'in_transit') AND s.branch_id = c.branch_id AND l.terminal_id IS NULL AND NOT EXISTS "
        f"(SELECT 1 FROM contract o WHERE o.vehicle_id = c.vehicle_id AND {CONFIRMED_STATE.replace('state', 'o.state').replace('provisional', 'o.provisional')})"
    ):
        yield f"{no} still waits for {car}, which is free"

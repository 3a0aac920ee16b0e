"""What the server does by itself after an op or a lease: decide the orders for the cars that it touched, have money
asked back that may not be kept, charge what gifts cost, and tell of a used car on two contracts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.base import Scope
from app.models.vehicle import StockCost
from app.services import orders, reversals, used_car_cases
from server import gift_costs
from server.feed import Origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from app.services.judgement import Judged
    from server.feed import Touched


def react(session: Session, judged: Sequence[Judged], now: datetime, user_id: str, terminal_id: str) -> None:
    """Settle every car that a changed contract or stay names or named, and what follows from a cancellation."""
    written = {row.id: terminal_id for row in judged if row.table == "contract" and _claims_car(row)}
    vehicles = {
        row["vehicle_id"]
        for changed in judged
        for row in (changed.before, changed.after)
        if changed.table in ("contract", "stock_stay") and row is not None and row["vehicle_id"]
    }
    vehicles |= {changed.id for changed in judged if changed.table == "lease"}  # it has its car's id
    for vehicle_id in sorted(vehicles):
        orders.settle(session, vehicle_id, now, written)
    for changed in judged:
        if changed.table == "stock_stay" and changed.before is not None:
            _costs_follow(session, changed)
    changed_contracts = {row.id for row in judged if row.table == "contract" and row.before is not None}
    for contract_id in sorted(changed_contracts):  # a new one has no cases yet
        orders.close_moot_cases(session, contract_id, now)
    for changed in judged:
        if changed.table == "contract" and changed.changed("state") and changed.after["state"] == "cancelled":
            reversals.ask_after_decline(session, changed.id, user_id, now)
    gift_costs.charge(session, judged, now)
    for trade_in_id in used_car_cases.touched_by(session, judged):
        used_car_cases.settle(session, trade_in_id, now)


def _claims_car(contract: Judged) -> bool:
    """Whether the op itself made the contract an order for its car. Whoever drew it may have known of no order; and
    who amends an order makes none."""
    before = contract.before
    ordered = before is not None and before["state"] in orders.CONFIRMED and bool(before["provisional"])
    return not ordered or contract.changed("vehicle_id")


def _costs_follow(session: Session, stay: Judged) -> None:
    """A car that went to another branch: what it cost is that branch's business, and nobody else's."""
    before = stay.before or {}
    if stay.after["branch_id"] != before["branch_id"]:
        for cost in session.scalars(select(StockCost).where(StockCost.stay_id == stay.id)):
            cost.scope = Scope.FINANCE.of(stay.after["branch_id"])


def gather(session: Session, touched: Touched) -> None:
    """Note in the feed what was changed through the ORM since the last call."""
    session.flush()
    for change in session.info.pop("changed", {}).values():
        touched.add(change, Origin())

"""Prices below a seller's own limit: somebody else's signed yes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.domain import money, pricing
from app.errors import PermissionDenied, UserError
from app.i18n import N_
from app.models.deal import Approval, Contract
from app.services import discounts

if TYPE_CHECKING:
    from app.services.unit_of_work import Transaction


@dataclass(frozen=True)
class Consent:
    """An approver's signed yes."""

    approver_id: str
    ticket: str
    signature: str
    reason: str | None = None


Approve = Callable[[dict[str, Any]], Consent]


def settle_price(tx: Transaction, contract: Contract, approve: Approve | None) -> None:
    """Within the seller's own limit nobody is asked; beyond it `approve` is, unless it was approved before."""
    if _is_approved(tx, contract):
        return
    if approve is None:
        limit = pricing.limit_of([role.value for role in tx.actor.roles], discounts.limits(tx.session))
        message = N_("Your limit is ¥{floor}. A lower price needs a manager's approval.")
        floor = money.format_amount(pricing.floor_price(contract.list_price, limit))
        raise UserError("discount_needs_approval", message, field="price", floor=floor)
    consent = approve({"contract_id": contract.id, "kind": "discount", "price": contract.price})
    if consent.approver_id == tx.actor.user_id:
        raise PermissionDenied("self_approval", N_("You cannot approve your own discount. Ask a manager."))
    tx.add(
        Approval(
            contract_id=contract.id, branch_id=contract.branch_id, kind="discount", price=contract.price,
            reason=consent.reason, approver_id=consent.approver_id, ticket=consent.ticket,
            signature=consent.signature, at=tx.clock.now(),
        )
    )  # fmt: skip


def _is_approved(tx: Transaction, contract: Contract) -> bool:
    roles = [role.value for role in tx.actor.roles]
    if not discounts.beyond(tx.session, contract.list_price, contract.price, roles):
        return True
    known = tx.session.scalars(select(Approval.price).where(Approval.contract_id == contract.id))
    return any(price <= contract.price for price in known)

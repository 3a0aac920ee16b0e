"""A 定金 that a cancellation keeps: somebody else's signed yes, since a customer's money shall stay here.

There is no limit to be within, as there is for a price: a manager who cancels asks another one, too. The yes is bound
to the contract and to the sum: less may stay in the end, if some of it went back meanwhile, but never more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.domain import approval, reversal
from app.errors import PermissionDenied, UserError
from app.i18n import N_
from app.services import approving

if TYPE_CHECKING:
    from app.models.deal import Contract
    from app.services.approving import Approve
    from app.services.unit_of_work import Transaction


def asked(contract: Contract, deposit: int, *, version: int) -> dict[str, Any]:
    """What an approver is asked, and signs. `deposit` is the sum that stays, in fen; `version` is the one that is
    cancelled. Why is said by the contract."""
    subject = {name: getattr(contract, name) for name in approving.SUBJECT}
    return {
        "contract_id": contract.id, "kind": approval.KEPT, "version": version, **subject,
        "takings": deposit, "gifts": "", "follows": "", "reason_code": None,
    }  # fmt: skip


def settle(
    tx: Transaction, contract: Contract, deposit: int, approve: Approve | None, *, version: int
) -> None:
    """Ask `approve` of the contract as it stood, and keep the yes with it; refused without one."""
    if approve is None:
        message = N_(
            "To keep the deposit needs the approval of a manager who neither cancels nor sold the car. Without one, "
            "cancel and decide later."
        )
        raise UserError("deposit_needs_approval", message, field="approver")
    consent = approve(asked(contract, deposit, version=version))
    reversal.require_other(tx.actor.user_id, consent.approver_id)
    if consent.approver_id == contract.seller_id:
        message = N_("The contract is this manager's own. Ask another manager.")
        raise PermissionDenied("self_approval", message)
    approving.file(tx, contract, consent)

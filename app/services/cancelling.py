"""Cancelling a contract: its car is free again, and what was paid goes back or stays, as the reason has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain import states
from app.domain.deposits import DepositFate, DepositKind
from app.domain.permissions import CONTRACT_CANCEL
from app.domain.states import ContractState, DealState, VehicleStatus
from app.errors import UserError
from app.i18n import N_
from app.models.deal import Contract, Deal
from app.services import contracts, keeping, loans, payments, reversals, stock
from app.services.orders import active_stay

if TYPE_CHECKING:
    from app.services.approving import Approve
    from app.services.unit_of_work import Transaction, UnitOfWork


def cancel(
    uow: UnitOfWork, *, no: str, reason: str, fate: DepositFate | None = None, approve: Approve | None = None
) -> int:
    """Cancel a contract and free its car; returns how many receipts wait for a manager to let them go back.

    With a `fate` of the deposit the money is asked for in the same action; without one nothing is asked, and what
    becomes of the money is a refund of its own, unless a lender declined: then everything goes back. Where a 定金 was
    put down, its `fate` stands with the contract: one that does not simply go back, nobody gives back alone any more.
    That it is kept needs a manager's yes: `approve`.
    """
    if not reason.strip():
        raise UserError("reason_missing", N_("A cancellation needs a reason."), field="reason")
    with uow.begin(CONTRACT_CANCEL) as tx:
        contract = contracts.find(tx.session, no)
        if contract.plan and loans.was_declined(tx.session, contract.deal_id):
            if fate is DepositFate.KEPT:
                message = N_("The lender declined: by the contract everything goes back, the deposit too.")
                raise UserError("loan_declined", message, field="deposit")
            fate = fate or DepositFate.RETURNED
        stood = contract.version  # the cancellation is a version more
        cancel_one(tx, contract, reason.strip())
        if fate is None:
            return 0
        if deposit := payments.put_down(tx.session, contract.deal_id, DepositKind.DEPOSIT):
            if fate is DepositFate.KEPT:
                keeping.settle(tx, contract, deposit, approve, version=stood)
            contract.deposit_fate = fate
        return reversals.ask_for_all(tx, tx.get(Deal, contract.deal_id), fate=fate, reason=reason.strip())


def cancel_one(tx: Transaction, contract: Contract, reason: str) -> None:
    """Cancel a contract inside a transaction that is open already."""
    contracts.refuse_carried_out(contract)
    held_car = holds_car(contract)
    contract.state = states.move(states.CONTRACT, ContractState(contract.state), ContractState.CANCELLED)
    contract.cancelled_reason = reason
    contract.version += 1
    deal = tx.get(Deal, contract.deal_id)
    deal.state = states.move(states.DEAL, DealState(deal.state), DealState.CANCELLED)
    stay = active_stay(tx.session, contract.vehicle_id) if held_car and contract.vehicle_id else None
    if stay is not None and stay.status in (VehicleStatus.SOLD, VehicleStatus.RESERVED):
        stock.mark_moved(tx, stay, VehicleStatus.IN_STOCK, "contract_cancelled")


def holds_car(contract: Contract) -> bool:
    """Whether a car is the customer's by this contract."""
    return not contract.provisional and contract.state in ("approved", "signed", "amended")

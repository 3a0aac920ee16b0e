"""The approval chain: a contract is submitted, and somebody else approves it or sends it back with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain import approval, states
from app.domain.permissions import CONTRACT_APPROVE, CONTRACT_SUBMIT
from app.domain.states import ContractState
from app.errors import PermissionDenied, UserError
from app.i18n import N_
from app.models.deal import Approval, Contract
from app.services import approving, contracts, deal_costs, discounts, price_sheets

if TYPE_CHECKING:
    from app.services.unit_of_work import Transaction, UnitOfWork


def submit(uow: UnitOfWork, *, no: str, why: str = "") -> None:
    """Ask for a yes to the contract as it stands, and say why. Until there is one it stays as it is."""
    with uow.begin(CONTRACT_SUBMIT) as tx:
        contract = contracts.find(tx.session, no)
        contracts.refuse_frozen(tx, contract)
        if contract.state == ContractState.SUBMITTED:
            raise contracts.awaited(contract.no)
        _move(contract, ContractState.SUBMITTED)
        contract.submitted_at, contract.submitted_why = tx.clock.now(), why.strip() or None


def take_back(uow: UnitOfWork, *, no: str) -> None:
    """It is a draft again, and may be changed."""
    with uow.begin(CONTRACT_SUBMIT) as tx:
        _move(_submitted(tx, no), ContractState.DRAFT)


def approve(uow: UnitOfWork, *, no: str, reason: str = "") -> None:
    """A yes to price, terms and payment as they are. Change one of them and it counts no more."""
    with uow.begin(CONTRACT_APPROVE) as tx:
        contract = _submitted(tx, no)
        _answer(tx, contract, approval.CONTRACT, reason.strip() or None)


def send_back(uow: UnitOfWork, *, no: str, reason: str) -> None:
    """A no, and what has to be changed."""
    reason = approval.check_reason(reason)
    with uow.begin(CONTRACT_APPROVE) as tx:
        _answer(tx, _submitted(tx, no), approval.RETURNED, reason)


def _submitted(tx: Transaction, no: str) -> Contract:
    contract = contracts.find(tx.session, no)
    if contract.state != ContractState.SUBMITTED:
        raise UserError("not_submitted", N_("{no} does not wait for an approval."), no=contract.no)
    return contract


def _answer(tx: Transaction, contract: Contract, kind: str, reason: str | None) -> None:
    if contract.seller_id == tx.actor.user_id:
        raise PermissionDenied("self_approval", N_("The contract is your own. Ask another manager."))
    sheet = price_sheets.price_sheet(tx.session, contract)
    said = {**approving.asked(tx.session, contract, sheet), "kind": kind, "approver_id": tx.actor.user_id}
    if kind == approval.RETURNED:
        said["reason_code"] = None  # a no says why in words of its own
    agreed = approval.agreed(contract.terms, contract.plan)
    given = tx.add(
        Approval(
            **said,
            branch_id=contract.branch_id,
            agreed=agreed,
            reason=reason,
            asked_at=contract.submitted_at,
            at=tx.clock.now(),
        )
    )
    if kind == approval.CONTRACT and (contract.discount > 0 or discounts.given(tx.session, sheet).counted):
        deal_costs.record(tx, contract, "approval", deal_costs.effect(tx, contract), approval_id=given.id)
    _move(contract, ContractState.DRAFT)


def _move(contract: Contract, to: ContractState) -> None:
    contract.state = states.move(states.CONTRACT, ContractState(contract.state), to)

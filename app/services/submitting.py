"""The approval chain: a contract is submitted, and others approve it, link by link, or send it back with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain import approval, states
from app.domain.permissions import CONTRACT_APPROVE, CONTRACT_CONSENT, CONTRACT_SUBMIT, Role
from app.domain.states import ContractState
from app.errors import PermissionDenied, UserError
from app.i18n import N_
from app.models.deal import Approval, Contract
from app.services import approving, contracts, deal_costs, discounts, price_sheets

if TYPE_CHECKING:
    from app.domain.approval_chain import Come
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
        contract.submitted_by = tx.actor.user_id


def take_back(uow: UnitOfWork, *, no: str) -> None:
    """It is a draft again, and may be changed. Who had asked asks no more: a manager may be asked by another."""
    with uow.begin(CONTRACT_SUBMIT) as tx:
        contract = _submitted(tx, no)
        _move(contract, ContractState.DRAFT)
        contract.submitted_by = None


def approve(uow: UnitOfWork, *, no: str, reason: str = "") -> bool:
    """A yes to price, terms and payment as they are. Change one of them and it counts no more. True if it was the last
    link: until then the contract goes on waiting."""
    with uow.begin(CONTRACT_APPROVE) as tx:
        contract = _submitted(tx, no)
        return _approved(tx, contract, reason.strip() or None)


def send_back(uow: UnitOfWork, *, no: str, reason: str) -> None:
    """A no, and what has to be changed: whatever others said, or oneself by mistake, it is a draft again."""
    reason = approval.check_reason(reason)
    with uow.begin(CONTRACT_APPROVE) as tx:
        contract = _submitted(tx, no)
        refuse_return(approving.come_so_far(tx.session, contract), contract, tx.actor.user_id, tx.actor.roles)
        said = {
            **_asked(tx, contract),
            "kind": approval.RETURNED,
            "reason_code": None,
        }  # a no says why in words
        _file(tx, contract, said, reason)
        _move(contract, ContractState.DRAFT)


def file_consent(uow: UnitOfWork, *, contract_id: str, consent: approving.Consent) -> None:
    """Keep a yes to the price that its approver signed at this desk, though others still have to say theirs."""
    with uow.begin(CONTRACT_CONSENT) as tx:
        contract = tx.get(Contract, contract_id)
        contracts.refuse_frozen(tx, contract)
        deal = discounts.given(tx.session, price_sheets.price_sheet(tx.session, contract))
        if not approving.covers(consent.said, contract, deal):
            raise UserError("approval_other", N_("The contract is not any more what was approved."))
        approving.take(tx, contract, consent, approving.of_price(tx.session, contract, deal))


def is_turn(come: Come, contract: Contract, user_id: str, roles: frozenset[Role]) -> bool:
    """Whether this person may answer now."""
    try:
        refuse_turn(come, contract, user_id, roles)
    except PermissionDenied:
        return False
    return True


def refuse_turn(come: Come, contract: Contract, user_id: str, roles: frozenset[Role]) -> None:
    """Nobody answers their own, and nobody says yes before it is their turn."""
    refuse_return(come, contract, user_id, roles)
    if come.lacks and come.with_yes(user_id, roles, whole=True)[1].count <= come.count:
        raise approving.awaits(come)  # asked once more about what all have approved, any of them answers


def may_return(come: Come, contract: Contract, user_id: str, roles: frozenset[Role]) -> bool:
    """Whether this person may send it back."""
    return user_id not in (contract.seller_id, contract.submitted_by) and bool(roles & come.asked)


def refuse_return(come: Come, contract: Contract, user_id: str, roles: frozenset[Role]) -> None:
    """A no is anybody's whom some link asks, whosever turn it is; nobody answers their own."""
    if user_id in (contract.seller_id, contract.submitted_by):
        raise PermissionDenied("self_approval", N_("The contract is your own. Ask somebody else."))
    if not may_return(come, contract, user_id, roles):
        raise approving.awaits(come)


def _submitted(tx: Transaction, no: str) -> Contract:
    contract = contracts.find(tx.session, no)
    if contract.state != ContractState.SUBMITTED:
        raise UserError("not_submitted", N_("{no} does not wait for an approval."), no=contract.no)
    return contract


def _approved(tx: Transaction, contract: Contract, reason: str | None) -> bool:
    me = tx.actor.user_id
    come = approving.come_so_far(tx.session, contract)
    refuse_turn(come, contract, me, tx.actor.roles)
    place, further = come.with_yes(me, tx.actor.roles, whole=True)
    said = {**_asked(tx, contract), "kind": approval.CONTRACT, "follows": "\n".join(place)}
    given = _file(tx, contract, said, reason)
    if further.lacks:
        return False
    deal = discounts.given(tx.session, price_sheets.price_sheet(tx.session, contract))
    if contract.discount > 0 or deal.counted:
        deal_costs.record(tx, contract, "approval", deal_costs.effect(tx, contract), approval_id=given.id)
    _move(contract, ContractState.DRAFT)
    return True


def _asked(tx: Transaction, contract: Contract) -> dict[str, object]:
    asked = approving.asked(tx.session, contract, price_sheets.price_sheet(tx.session, contract))
    return {**asked, "approver_id": tx.actor.user_id}


def _file(tx: Transaction, contract: Contract, said: dict[str, object], reason: str | None) -> Approval:
    return tx.add(
        Approval(
            **said, branch_id=contract.branch_id, agreed=approval.agreed(contract.terms, contract.plan),
            reason=reason, asked_at=contract.submitted_at, at=tx.clock.now(),
        )
    )  # fmt: skip


def _move(contract: Contract, to: ContractState) -> None:
    contract.state = states.move(states.CONTRACT, ContractState(contract.state), to)

"""Amendments: a signed contract changes only by what the customer signs, and keeps what was signed before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from app.domain import deposits, states
from app.domain.amendment import Amendment
from app.domain.contract_document import ContractDocument
from app.domain.money import format_amount
from app.domain.permissions import CONTRACT_AMEND
from app.domain.states import ContractState, VehicleStatus
from app.domain.trade_in import normalise_plate
from app.errors import UserError
from app.i18n import N_, in_a_row
from app.models.deal import Contract, Deal
from app.models.trade_in import TradeIn
from app.services import (
    approving,
    contract_fields,
    contracts,
    deal_costs,
    discounts,
    papers,
    payments,
    price_sheets,
    stock,
    trade_ins,
)
from app.services.orders import active_stay

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.unit_of_work import Transaction, UnitOfWork


@dataclass(frozen=True)
class Change:
    """What an amendment changes: fields by the command line's names, lines that come, lines that go by their ids,
    used cars with an approved value that come by theirs. `approve` is a manager's yes to paying out what a used car is
    worth above what is owed."""

    values: Mapping[str, str] = field(default_factory=dict)
    add: tuple[contracts.Line, ...] = ()
    remove: tuple[str, ...] = ()
    cars: tuple[str, ...] = ()
    approve: approving.Asked | None = field(default=None, repr=False)


def amend(uow: UnitOfWork, *, no: str, change: Change, signing: contracts.Signing) -> contracts.Sold:
    """Change a signed contract: a further version, signed by the customer again. Another car needs its lease."""
    with uow.begin(CONTRACT_AMEND) as tx:
        contract = contracts.find(tx.session, no)
        before, agreed = contract.vehicle_id, (contract.terms, contract.plan)
        interest = deal_costs.subsidy(contract)
        _amended(tx, contract, change)
        price_sheets.refuse_negative(tx.session, contract)
        _refuse_nothing(_made(tx.session, contract))
        sheet = price_sheets.price_sheet(tx.session, contract)
        approving.settle_price(tx, contract, signing.approve, sheet)
        if (contract.terms, contract.plan) != agreed:
            approving.settle_terms(tx, contract, sheet)
        if deal_costs.subsidy(contract) != interest:
            deal_costs.record(tx, contract, "subsidy", deal_costs.subsidy(contract))
        _refuse_deposit_above_cap(tx, contract)
        if contract.vehicle_id != before:
            _swap_car(tx, contract, before, signing)
        contract.signed_at, contract.signed_version = tx.clock.now(), contract.version
        contracts.pin(tx, contract, signing)
        deal = tx.get(Deal, contract.deal_id)
        return contracts.Sold(deal.no, contract.no, contract.id, None, confirmed=True)


@dataclass(frozen=True)
class Tried:
    """What an amendment would make of a contract. `said` is what a manager would approve, if `lowest` asks for one.
    `payouts`: what used cars are worth above what is owed, with the yes to it; one without an approver is still asked
    for."""

    amendment: Amendment
    said: dict[str, Any]
    lowest: int | None
    payouts: tuple[approving.Consent, ...] = ()
    beside: tuple[str, ...] = ()


def rehearse(uow: UnitOfWork, *, no: str, change: Change) -> Tried:
    """Amend as `amend` does, tell what would come of it, and keep nothing."""
    payouts: list[approving.Consent] = []

    def note(said: dict[str, Any]) -> approving.Consent:
        given = change.approve(said) if change.approve else None
        payouts.append(given or approving.Consent(said, "", "", ""))
        return payouts[-1]

    with uow.begin(CONTRACT_AMEND, rehearsal=True) as tx:
        contract = contracts.find(tx.session, no)
        before = contract.vehicle_id
        _amended(tx, contract, replace(change, approve=note))
        if contract.vehicle_id != before:
            contract.provisional = False  # it is signed with the car's lease only
        price_sheets.refuse_negative(tx.session, contract)
        made = _made(tx.session, contract)
        sheet = price_sheets.price_sheet(tx.session, contract)
        said, lowest = approving.asked(tx.session, contract, sheet), approving.lowest(tx, contract, sheet)
        beside = discounts.given(tx.session, sheet).beside if lowest is not None else ()
        return Tried(made, said, lowest, tuple(payouts), beside)


def _made(session: Session, contract: Contract) -> Amendment:
    """What was signed last beside the contract as it was just changed."""
    session.flush()
    signed, after = papers.latest_signature(session, contract.id), papers.document(session, contract)
    before = ContractDocument.from_dict(signed.document) if signed else after
    return Amendment(len(papers.amendments(session, contract.id)) + 1, before, after)


def _refuse_nothing(made: Amendment) -> None:
    if not made.agrees:
        raise UserError(
            "nothing_amended", N_("The contract says all this already. There is nothing to sign.")
        )


def line_called(session: Session, contract: Contract, name: str) -> str:
    """The id of the contract's line with that name."""
    lines = price_sheets.lines_of(session, contract.id)
    named = (name.strip(), normalise_plate(name))
    found = next((line.id for line in lines if line.label in named[: 1 + bool(line.trade_in_id)]), None)
    if found is None:
        message = N_("The contract has no “{name}”. It has: {known}.")
        known = in_a_row(line.label for line in lines) or "—"
        raise UserError("line_unknown", message, field="without", name=name, known=known)
    return found


def _amended(tx: Transaction, contract: Contract, change: Change) -> None:
    if contract.state not in (ContractState.SIGNED, ContractState.AMENDED):
        message = N_("{no} is not signed. Change it with: contract edit")
        raise UserError("contract_unsigned", message, no=contract.no)
    contracts.refuse_carried_out(contract)
    contracts.refuse_frozen(tx, contract)
    contract_fields.apply_values(tx, contract, change.values)
    for added in change.add:
        contracts.add_line(tx, contract, added)
    for line in price_sheets.lines_of(tx.session, contract.id):
        if line.id in change.remove and line.trade_in_id:
            trade_ins.come_off(tx, line)
        line.removed = line.removed or line.id in change.remove
    for used in change.cars:
        trade_ins.put_on(tx, contract, tx.get(TradeIn, used), change.approve)
    contract.state = states.move(states.CONTRACT, ContractState(contract.state), ContractState.AMENDED)


def _refuse_deposit_above_cap(tx: Transaction, contract: Contract) -> None:
    """A lower price lowers how much of what was put down can bind."""
    most = deposits.deposit_cap(contract.price)
    if payments.put_down(tx.session, contract.deal_id, "deposit") > most:
        message = N_("With this price the deposit is above 20 %. Refund what is above ¥{most} first.")
        raise UserError("deposit_above_cap", message, field="price", most=format_amount(most))


def _swap_car(tx: Transaction, contract: Contract, before: str | None, signing: contracts.Signing) -> None:
    """The new car is the customer's, the one before goes back into stock."""
    if not contracts.claim_car(tx, contract, signing):
        message = N_(
            "A signed contract gets another car only with its lease. Take it first with “Hold here” on the page Stock, "
            "or: stock lease VIN"
        )
        raise UserError("lease_missing", message, field="vin")
    contract.provisional = False
    stay = active_stay(tx.session, before) if before else None
    if stay is not None and stay.status == VehicleStatus.SOLD:
        stock.mark_moved(tx, stay, VehicleStatus.IN_STOCK, "contract_amended")

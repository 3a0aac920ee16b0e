"""A used car that pays for part of a new one: onto the contract, into our stock, back to the customer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.domain import pricing
from app.domain import trade_in as rules
from app.domain.money import format_amount
from app.domain.permissions import TRADE_IN_ACCEPT, TRADE_IN_GIVE_BACK, TRADE_IN_TAKE
from app.domain.states import ContractState, DealState, VehicleStatus
from app.domain.trade_in import TradeInState
from app.errors import UserError
from app.i18n import N_, tr
from app.ids import vehicle_id
from app.models.deal import Contract, ContractLine, Deal
from app.models.trade_in import TradeIn
from app.models.vehicle import Model, StockCost, StockStay, Vehicle
from app.services import contracts, payments, stock, used_car_debts
from app.services.orders import SIGNED, active_stay, lease_holder
from app.services.price_sheets import lines_of, price_sheet

if TYPE_CHECKING:
    from app.services.approving import Approve, Asked
    from app.services.unit_of_work import Transaction, UnitOfWork


@dataclass(frozen=True)
class Shelf:
    """How the used car stands in stock: under which model of the catalogue, if it knows one, and for how much."""

    model: str | None = None
    list_price: int | None = None


def accept(uow: UnitOfWork, *, trade_in_id: str, approve: Approve | None = None) -> rules.Split:
    """Put an approved value onto the deal's contract: the balance goes down, the price does not."""
    with uow.begin(TRADE_IN_ACCEPT) as tx:
        row = tx.get(TradeIn, trade_in_id)
        contract = _unsigned(tx, row)
        parts = put_on(tx, contract, row, approve)
        contract.version += 1
        return parts


def put_on(tx: Transaction, contract: Contract, row: TradeIn, approve: Asked | None) -> rules.Split:
    """The line, and the car's own state. It replaces an earlier value of the same car."""
    require(row, TradeInState.APPROVED)
    if row.deal_id != contract.deal_id:
        message = N_("{plate} was appraised for another deal.")
        raise UserError("trade_in_elsewhere", message, field="used_car", plate=row.plate)
    if row.valid_until is not None and tx.clock.today() > row.valid_until:
        message = N_("The appraisal held until {day}. Have the value approved anew.")
        raise UserError("appraisal_over", message, day=row.valid_until.isoformat())
    for line in lines_of(tx.session, contract.id):
        if line.trade_in_id and tx.get(TradeIn, line.trade_in_id).vin == row.vin:
            come_off(tx, line, to=TradeInState.CANCELLED)
    tx.session.flush()
    owed = price_sheet(tx.session, contract).balance(payments.paid(tx.session, row.deal_id))
    parts = rules.split(value=row.value or 0, payoff=row.payoff, owed=owed)
    if parts.payout:
        _approve_payout(tx, row, parts.payout, approve)
    row.state, row.payout = TradeInState.ACCEPTED, parts.payout
    pays = contracts.Line(row.plate, parts.credited, pricing.TRADE_IN, nature="optional", trade_in=row.id)
    contracts.add_line(tx, contract, pays)
    return parts


def take_off(uow: UnitOfWork, *, trade_in_id: str) -> None:
    """Take it off a contract that is not signed; its value stays approved."""
    with uow.begin(TRADE_IN_ACCEPT) as tx:
        row = tx.get(TradeIn, trade_in_id)
        require(row, TradeInState.ACCEPTED)
        contract = _unsigned(tx, row)
        for line in lines_of(tx.session, contract.id):
            if line.trade_in_id == row.id:
                come_off(tx, line)
        contract.version += 1


def come_off(tx: Transaction, line: ContractLine, to: TradeInState = TradeInState.APPROVED) -> None:
    """Take a used car's line out. Its value stays approved, unless another value of the car takes its place."""
    row = tx.get(TradeIn, line.trade_in_id)
    if row.state == TradeInState.TAKEN:
        message = N_("{plate} is handed in. What is handed in stays on the contract.")
        raise UserError("trade_in_taken", message, field="without", plate=row.plate)
    require(row, TradeInState.ACCEPTED)
    line.removed = True
    row.state, row.payout = to, 0
    row.payout_approver_id = row.payout_ticket = row.payout_signature = None


def take(uow: UnitOfWork, *, trade_in_id: str, shelf: Shelf | None = None) -> str:
    """The customer hands the car in, and it is used stock that cost its value; returns its VIN."""
    shelf = shelf or Shelf()
    with uow.begin(TRADE_IN_TAKE) as tx:
        row = tx.get(TradeIn, trade_in_id)
        require(row, TradeInState.ACCEPTED)
        contract = payments.living_contract(tx.session, row.deal_id)
        if contract is None or contract.state not in SIGNED or contract.provisional:
            message = N_("The contract is not signed yet. The car is taken in when it is.")
            raise UserError("contract_unsigned", message)
        list_price = (row.value or 0) if shelf.list_price is None else shelf.list_price
        rules.check_list_price(list_price, value=row.value or 0, roles=tx.actor.roles)
        car = _used_vehicle(tx, row, shelf)
        stay = tx.add(
            StockStay(
                vehicle_id=car.id, branch_id=row.branch_id, stock_no=f"U-{row.vin[-6:]}", active=True,
                status=VehicleStatus.IN_STOCK, arrived_on=tx.clock.today(), check_digit_accepted=True,
                list_price=list_price,
            )
        )  # fmt: skip
        tx.add(StockCost(stay_id=stay.id, cost=row.value or 0))
        stock.note_arrival(tx, stay, "traded_in")
        row.state, row.vehicle_id = TradeInState.TAKEN, car.id
        return row.vin


def give_back(uow: UnitOfWork, *, trade_in_id: str, reason: str) -> None:
    """The contract that it paid for was cancelled: the customer gets the car back, as long as it stands in stock."""
    if not reason.strip():
        raise UserError("reason_missing", N_("Say why the customer keeps the car."), field="reason")
    with uow.begin(TRADE_IN_GIVE_BACK) as tx:
        row = tx.get(TradeIn, trade_in_id)
        require(row, TradeInState.TAKEN)
        require_cancelled(tx, row)
        _refuse_paid(tx, row)
        stay = active_stay(tx.session, row.vehicle_id or "")
        if stay is None or stay.status != VehicleStatus.IN_STOCK:
            raise UserError("not_in_stock", N_("{vin} is not in stock."), field="vin", vin=row.vin)
        if lease_holder(tx.session, stay.vehicle_id, tx.clock.now()) not in (None, tx.terminal_id):
            message = N_(
                "Another terminal may be selling {vin}. Take its lease first with “Hold here” on the page Stock, or: "
                "stock lease {vin}"
            )
            raise UserError("leased", message, field="vin", vin=row.vin)
        stock.mark_moved(tx, stay, VehicleStatus.RETURNED, "given_back")
        stay.active = False
        row.state, row.note = TradeInState.CANCELLED, reason.strip()


def asked_payout(row: TradeIn, payout: int) -> dict[str, Any]:
    """What the approver of a payout is asked, and signs."""
    return {"trade_in_id": row.id, "value": row.value, "payout": payout}


def _unsigned(tx: Transaction, row: TradeIn) -> Contract:
    """The contract that the car pays for, while nobody has signed it."""
    contract = payments.living_contract(tx.session, row.deal_id)
    if contract is None:
        raise UserError("contract_unknown", N_("The deal has no contract. Draw one first (F8)."))
    if contract.state in SIGNED and not contract.provisional:
        message = N_("{no} is signed. A used car comes onto it, or off it, by an amendment.")
        raise UserError("contract_signed", message, no=contract.no)
    if contract.state != ContractState.DRAFT:
        message = N_("{no} is no draft any more. Used cars come onto a draft, and off it, only.")
        raise UserError("contract_signed", message, no=contract.no)
    contracts.refuse_frozen(tx, contract)
    return contract


def _approve_payout(tx: Transaction, row: TradeIn, payout: int, approve: Asked | None) -> None:
    consent = approve(asked_payout(row, payout)) if approve else None
    if consent is None:
        message = N_(
            "The car is worth ¥{payout} more than the customer owes. No price goes below zero: the ¥{payout} are paid "
            "out, and that needs a manager's approval."
        )
        raise UserError("payout_needs_approval", message, field="approver", payout=format_amount(payout))
    rules.require_other(consent.approver_id, tx.actor.user_id, row.user_id, row.valued_by)
    row.payout_approver_id, row.payout_ticket = consent.approver_id or None, consent.ticket
    row.payout_signature = consent.signature


def _used_vehicle(tx: Transaction, row: TradeIn, shelf: Shelf) -> Vehicle:
    """The car itself: known here if we sold it once, else under a model of its own, outside the catalogue."""
    car_id = vehicle_id(row.vin)
    if active_stay(tx.session, car_id) is not None:
        raise UserError("vin_in_stock", N_("{vin} is in stock already."), field="vin", vin=row.vin)
    known = tx.session.get(Vehicle, car_id)
    if known is not None:
        return known
    model_id = _catalogued(tx, shelf.model) if shelf.model else _own_model(tx, row)
    return tx.add(
        Vehicle(id=car_id, vin=row.vin, model_id=model_id, colour=row.colour, certificate_state="in_hand")
    )


def _catalogued(tx: Transaction, code: str) -> str:
    found = tx.session.scalar(select(Model.id).where(Model.code == code))
    if found is None:
        message = N_("The catalogue has no model “{model}”. Import it first.")
        raise UserError("model_unknown", message, field="model", model=code)
    return found


def _own_model(tx: Transaction, row: TradeIn) -> str:
    return tx.add(
        Model(
            code=f"USED-{row.vin}", brand=row.brand, series=row.series or row.brand, trim="",
            model_year=row.first_registered_on.year, energy=row.energy, list_price=row.value or 0,
            attributes={"used": True}, archived=True,
        )
    ).id  # fmt: skip


def require(row: TradeIn, state: TradeInState) -> None:
    """Refuse a car that is at another point."""
    if row.state != state:
        message = N_("{plate} is not at that point: it has to be “{state}” first.")
        raise UserError("trade_in_state", message, plate=row.plate, state=tr(rules.LABELS[state]))


def require_cancelled(tx: Transaction, row: TradeIn) -> None:
    """Refuse what becomes of a car only when it pays for nothing any more."""
    if tx.get(Deal, row.deal_id).state != DealState.CANCELLED:
        message = N_("The car pays for a contract. Cancel that first, then the car goes back.")
        raise UserError("deal_not_cancelled", message)


def _refuse_paid(tx: Transaction, row: TradeIn) -> None:
    if used_car_debts.given(tx.session, row.id, used_car_debts.PAYOUT):
        message = N_(
            "Money was paid out for {plate}. The car does not go back without it: a manager keeps it."
        )
        raise UserError("payout_given", message, plate=row.plate)
    if used_car_debts.given(tx.session, row.id, used_car_debts.PAYOFF):
        message = N_(
            "We paid the lender of {plate}. The car does not go back without that: a manager keeps it."
        )
        raise UserError("payoff_given", message, plate=row.plate)

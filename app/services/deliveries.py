"""Deliveries: what is noted on the way, the release through the gate, and the handover of the car."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from app.domain import delivery, handover_sheet, release, states
from app.domain.delivery import Mark
from app.domain.handover_sheet import Readings
from app.domain.permissions import CERTIFICATE, DELIVERY_MARK, HAND_OVER, RELEASE
from app.domain.release_checks import Item
from app.domain.states import CertificateState, DealState, VehicleStatus
from app.errors import UserError
from app.i18n import N_
from app.ids import vehicle_id
from app.models.deal import Contract, Deal
from app.models.delivery import DeliveryMark, Handover, Release
from app.models.vehicle import Vehicle
from app.services import contracts, gates, handover_sheets, stock
from app.services.orders import active_stay

if TYPE_CHECKING:
    from app.services.unit_of_work import Transaction, UnitOfWork

MOVED_BY = "handed_over"


def mark(uow: UnitOfWork, *, no: str, mark: Mark) -> str:
    """Note something for a delivery; returns the mark's id. What was still to follow may be all done with it."""
    with uow.begin(DELIVERY_MARK) as tx:
        contract = contracts.find(tx.session, no)
        _require_under_way(tx, contract)
        delivery.check_mark(mark, tx.actor.roles)
        if mark.line_id is not None:
            gates.fitted_line(tx.session, contract, mark.line_id)
        row = DeliveryMark(
            branch_id=contract.branch_id, contract_id=contract.id, line_id=mark.line_id, kind=mark.kind,
            state=mark.state, reference=mark.reference.strip() or None, day=mark.day, amount=mark.amount,
            details=dict(mark.details) or None, user_id=tx.actor.user_id, at=tx.clock.now(),
        )  # fmt: skip
        made = tx.add_last(row, DeliveryMark.contract_id == contract.id).id
        tx.session.flush()
        _close(tx, contract)
        return made


def _require_under_way(tx: Transaction, contract: Contract) -> None:
    """Before the contract is signed there is nothing to deliver, and afterwards nothing more to note."""
    state = tx.get(Deal, contract.deal_id).state
    if state not in gates.UNDER_WAY:
        message = N_("{no} is not on its way to a delivery.")
        raise UserError("not_delivering", message, field="contract", no=contract.no)


def _close(tx: Transaction, contract: Contract) -> None:
    deal = tx.get(Deal, contract.deal_id)
    if deal.state != DealState.DELIVERED:
        return
    found = gates.gate(tx.session, contract, tx.clock.today())
    if not found.follows:
        deal.state = states.move(states.DEAL, DealState.DELIVERED, DealState.CLOSED)


def release_(
    uow: UnitOfWork, *, no: str, day: date | None = None, waive: Collection[Item] = (), reason: str = ""
) -> None:
    """Let the car go on a day: the gate is open, but for what a manager lets follow and says why."""
    with uow.begin(RELEASE) as tx:
        contract = contracts.find(tx.session, no)
        day = day or gates.planned(contract, tx.clock.today())
        release.check_waivers(waive, reason, tx.actor.roles)
        release.require_open(gates.gate(tx.session, contract, day, waive))
        deal = tx.get(Deal, contract.deal_id)
        if deal.state != DealState.DELIVERING:
            deal.state = states.move(states.DEAL, DealState(deal.state), DealState.DELIVERING)
        tx.add_last(
            Release(
                branch_id=contract.branch_id, contract_id=contract.id, released_for=day,
                waived=sorted(waive), reason=reason.strip() or None, user_id=tx.actor.user_id, at=tx.clock.now(),
            ),
            Release.contract_id == contract.id,
        )  # fmt: skip


def hand_over(
    uow: UnitOfWork, *, no: str, readings: Readings, language: str = "zh_CN", strokes: Any = None
) -> str:
    """The car is the customer's; returns the number of the sheet that both signed."""
    handover_sheet.check_readings(readings, uow.clock.today())
    with uow.begin(HAND_OVER) as tx:
        contract = contracts.find(tx.session, no)
        deal = tx.get(Deal, contract.deal_id)
        if contract.handed_over:
            message = N_("The car of {no} is handed over already. See: delivery show {no}")
            raise UserError("handed_over", message, field="contract", no=contract.no)
        if deal.state != DealState.DELIVERING:
            message = N_("{no} is not released. Release the car first.")
            raise UserError("not_released", message, field="contract", no=contract.no)
        found = gates.gate(tx.session, contract, readings.handed_on)
        release.require_open(found)
        stay = active_stay(tx.session, contract.vehicle_id or "")
        if stay is None:
            raise UserError("not_in_stock", N_("{vin} is not in stock."), field="vin", vin="")
        sheet = handover_sheets.draw(tx.session, contract, readings, language).to_dict()
        stock.mark_moved(tx, stay, VehicleStatus.DELIVERED, MOVED_BY)
        stay.active = False
        contract.handed_over = True
        to = DealState.DELIVERED if found.follows else DealState.CLOSED
        deal.state = states.move(states.DEAL, DealState.DELIVERING, to)
        tx.add(
            Handover(
                branch_id=contract.branch_id, contract_id=contract.id, handed_on=readings.handed_on,
                km=readings.km, charge=readings.charge, language=language, sheet=sheet,
                sheet_digest=handover_sheet.digest(sheet), strokes=strokes, user_id=tx.actor.user_id,
                at=tx.clock.now(),
            )
        )  # fmt: skip
        return f"{contract.no}-H"


def move_certificate(uow: UnitOfWork, *, vin: str, to: CertificateState) -> None:
    """The factory certificate goes to the bank as a pledge, or comes back."""
    with uow.begin(CERTIFICATE) as tx:
        car = tx.get(Vehicle, vehicle_id(vin.strip().upper()))
        stay = active_stay(tx.session, car.id)
        if stay is None or stay.branch_id != tx.actor.branch_id:
            raise UserError("not_in_stock", N_("{vin} is not in stock."), field="vin", vin=vin)
        before = CertificateState(car.certificate_state)
        car.certificate_state = states.move(states.CERTIFICATE, before, to, field="state")

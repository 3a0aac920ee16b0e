"""Allocating a car (配车) to a contract that names a configuration. The customer signed for just this, so nobody signs
again; that a car is there is told in a written notice."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.domain import colours, options
from app.domain.allocation import Notice
from app.domain.catalogue import offered, paint_in, paint_names
from app.domain.contract_document import ContractDocument
from app.domain.options import Difference
from app.domain.permissions import CONTRACT_ALLOCATE
from app.domain.states import VehicleStatus
from app.errors import UserError
from app.i18n import N_, language
from app.models.org import User
from app.models.vehicle import Model, StockMovement
from app.services import contract_fields, contracts, leases, papers, stock
from app.services.orders import CONFIRMED, active_stay, confirmed_contract

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.deal import Contract
    from app.services.unit_of_work import UnitOfWork

MOVED_BY = "allocated"


def allocate(
    uow: UnitOfWork, *, no: str, vin: str, boot: str = "", now: datetime | None = None
) -> Difference:
    """Give a car in stock, of the model and colour that were signed for, to a contract. It needs the car's lease.
    Says what it has otherwise than was ordered: who allocates may do so all the same."""
    with uow.begin(CONTRACT_ALLOCATE) as tx:
        contract = contracts.find(tx.session, no)
        _require_waiting(contract)
        contracts.refuse_frozen(tx, contract)
        car, _ = contract_fields.car_in_stock(tx, vin)
        stay = active_stay(tx.session, car.id)
        if stay is None or stay.status != VehicleStatus.IN_STOCK:
            raise UserError("vehicle_not_free", N_("Only a car in stock is allocated."), field="vin")
        if car.model_id != contract.model_id:
            raise UserError(
                "car_other_model", N_("This car is of another model than was signed for."), field="vin"
            )
        attributes = tx.get(Model, car.model_id).attributes
        named = paint_names(attributes)
        if contract.colour and not colours.is_same(contract.colour, car.colour or "", named=named):
            message = N_("{colour} was signed for. For another colour the customer signs an amendment.")
            colour = paint_in(language(), contract.colour, attributes)
            raise UserError("car_other_colour", message, field="vin", colour=colour)
        contract_fields.refuse_sold(contract, confirmed_contract(tx.session, car.id))
        if leases.held(tx.session, car.id, now or tx.clock.now(), boot) is None:
            message = N_("A car is allocated only with its lease. Take it first: stock lease VIN")
            raise UserError("lease_missing", message, field="vin")
        contract.vehicle_id = car.id
        contract.version += 1
        stock.mark_moved(tx, stay, VehicleStatus.SOLD, MOVED_BY)
        leases.spend(tx.session, car.id)
        return options.difference(options.read(contract.options), car.options, offered(attributes))


def _require_waiting(contract: Contract) -> None:
    if contract.vehicle_id is not None:
        raise UserError("car_there", N_("{no} has a car already."), no=contract.no)
    if contract.state in CONFIRMED and contract.provisional:
        message = N_("{no} is a provisional order. Its customer signs anew first, then it is given a car.")
        raise UserError("contract_unsigned", message, no=contract.no)
    if contract.state not in CONFIRMED:
        message = N_("{no} is not signed: it waits for no car.")
        raise UserError("contract_unsigned", message, no=contract.no)


def notice(session: Session, contract: Contract) -> Notice:
    """What the customer is told in writing, since a car is there."""
    stay = active_stay(session, contract.vehicle_id) if contract.vehicle_id else None
    moved = session.scalars(
        select(StockMovement)
        .where(StockMovement.stay_id == (stay.id if stay else ""), StockMovement.reason == MOVED_BY)
        .order_by(StockMovement.id.desc())
    ).first()
    signature = papers.latest_signature(session, contract.id)
    if moved is None or signature is None:
        message = N_("No car was allocated to {no}: it was sold with one, or waits for one.")
        raise UserError("not_allocated", message, field="contract", no=contract.no)
    by = session.get(User, moved.user_id)
    signed = ContractDocument.from_dict(signature.document)
    day = moved.at.astimezone().date()
    return Notice(papers.document(session, contract), signed, day, by.display_name if by else "")

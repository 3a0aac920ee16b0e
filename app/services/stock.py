"""Stock: taking cars in, moving them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.domain import money, states, vin
from app.domain.permissions import STOCK_RECEIVE, STOCK_TRANSFER
from app.domain.states import VehicleStatus
from app.errors import UserError
from app.i18n import N_, tr
from app.ids import vehicle_id
from app.models.org import Branch
from app.models.vehicle import Model, StockCost, StockMovement, StockStay, Vehicle
from app.services.catalogue import ImportReport, LineReport, read_csv
from app.services.orders import active_stay

if TYPE_CHECKING:
    from app.services.unit_of_work import Transaction, UnitOfWork

COLUMNS = ("vin", "model", "colour", "interior", "list_price", "cost", "arrived_on")


@dataclass(frozen=True)
class Arrival:
    """A car that is taken in. Amounts in minor units."""

    vin: str
    model: str
    colour: str
    interior: str
    list_price: int
    cost: int | None
    arrived_on: date
    check_digit_accepted: bool


def receive_file(
    uow: UnitOfWork, file: Path, *, accept_warnings: bool = False, dry_run: bool = False
) -> ImportReport:
    """Take cars in from a CSV. Good lines land even if others don't; each car is an action of its own.

    A wrong check digit is a warning: the car lands only with `accept_warnings`.
    """
    uow.require(STOCK_RECEIVE)
    report = ImportReport()
    for line, row in read_csv(file, ("vin", "model")):
        try:
            arrival = parse(row, uow.clock.today())
            if not arrival.check_digit_accepted or accept_warnings:
                check_free(uow, arrival.vin) if dry_run else receive(uow, arrival)
                report.received += 1
            else:
                check_free(uow, arrival.vin)
                message = tr(
                    N_("The check digit of {vin} is wrong. Confirm to take the car in all the same.")
                )
                report.warnings.append(LineReport(line, "vin_check_digit", message.format(vin=arrival.vin)))
        except UserError as error:
            report.refuse(line, error)
    return report


def parse(row: dict[str, str], today: date) -> Arrival:
    """A line of a stock file; raises `UserError` with the field."""
    number = vin.normalise_vin(row["vin"])
    vin.check_vin(number)
    try:
        arrived = date.fromisoformat(row["arrived_on"]) if row.get("arrived_on") else today
    except ValueError as error:
        message = N_("“{given}” is not a date. Write it as 2026-03-14.")
        raise UserError("date_wrong", message, field="arrived_on", given=row["arrived_on"]) from error
    return Arrival(
        vin=number,
        model=row["model"],
        colour=row.get("colour", ""),
        interior=row.get("interior", ""),
        list_price=money.parse_amount(row["list_price"], field="list_price") if row.get("list_price") else 0,
        cost=money.parse_amount(row["cost"], field="cost") if row.get("cost") else None,
        arrived_on=arrived,
        check_digit_accepted=not vin.check_digit_ok(number),
    )


def receive(uow: UnitOfWork, arrival: Arrival) -> str:
    """Take one car in; returns its id. A VIN in active stock is refused."""
    with uow.begin(STOCK_RECEIVE) as tx:
        model = tx.session.scalars(select(Model).where(Model.code == arrival.model)).first()
        if model is None:
            message = N_("The catalogue has no model “{model}”. Import it first.")
            raise UserError("model_unknown", message, field="model", model=arrival.model)
        car_id = vehicle_id(arrival.vin)
        _refuse_active(tx, car_id, arrival.vin)
        if tx.session.get(Vehicle, car_id) is None:
            tx.add(
                Vehicle(
                    id=car_id, vin=arrival.vin, model_id=model.id, colour=arrival.colour or None,
                    interior=arrival.interior or None, certificate_state="in_hand",
                )
            )  # fmt: skip
        stay = tx.add(
            StockStay(
                vehicle_id=car_id, branch_id=tx.actor.branch_id, stock_no=f"{model.code}-{arrival.vin[-6:]}",
                status=VehicleStatus.IN_STOCK, active=True, arrived_on=arrival.arrived_on,
                list_price=arrival.list_price or model.list_price,
                check_digit_accepted=arrival.check_digit_accepted,
            )
        )  # fmt: skip
        if arrival.cost is not None:
            tx.add(StockCost(stay_id=stay.id, cost=arrival.cost))
        _moved(tx, stay, None, "received")
        return car_id


def check_free(uow: UnitOfWork, number: str) -> None:
    """Refuse a VIN that is in active stock, without writing."""
    with uow.begin(STOCK_RECEIVE) as tx:
        _refuse_active(tx, vehicle_id(number), number)


def transfer(uow: UnitOfWork, *, number: str, to_branch: str) -> None:
    """Send a car to another branch; it is in transfer until it is received there."""
    with uow.begin(STOCK_TRANSFER) as tx:
        branch = tx.session.scalars(select(Branch).where(Branch.code == to_branch)).first()
        stay = active_stay(tx.session, vehicle_id(number))
        if branch is None:
            raise UserError(
                "branch_unknown", N_("There is no branch {branch}."), field="to", branch=to_branch
            )
        if stay is None:
            raise UserError("not_in_stock", N_("{vin} is not in stock."), field="vin", vin=number)
        before = VehicleStatus(stay.status)
        stay.status = states.move(states.VEHICLE, before, VehicleStatus.TRANSFER)
        stay.branch_id = branch.id
        _moved(tx, stay, before, "transfer")


def _refuse_active(tx: Transaction, car_id: str, number: str) -> None:
    if active_stay(tx.session, car_id) is not None:
        raise UserError("vin_in_stock", N_("{vin} is in stock already."), field="vin", vin=number)


def _moved(tx: Transaction, stay: StockStay, before: str | None, reason: str) -> None:
    tx.add(
        StockMovement(
            stay_id=stay.id, from_status=before, to_status=stay.status, reason=reason,
            user_id=tx.actor.user_id, at=tx.clock.now(),
        )
    )  # fmt: skip


def mark_moved(tx: Transaction, stay: StockStay, to: VehicleStatus, reason: str) -> None:
    """Move a stay to another status and write the movement."""
    before = VehicleStatus(stay.status)
    stay.status = states.move(states.VEHICLE, before, to)
    _moved(tx, stay, before, reason)

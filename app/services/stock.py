"""Stock: taking cars in, moving them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.domain import days, money, options, states, vin
from app.domain.catalogue import offered
from app.domain.permissions import STOCK_RECEIVE, STOCK_TRANSFER
from app.domain.states import VehicleStatus
from app.errors import UserError
from app.i18n import N_, in_a_row, tr
from app.ids import vehicle_id
from app.models.org import Branch
from app.models.vehicle import Model, StockCost, StockMovement, StockStay, Vehicle
from app.services import tables
from app.services.orders import active_stay, confirmed_contract
from app.services.tables import ImportReport, LineReport

if TYPE_CHECKING:
    from app.services.unit_of_work import Transaction, UnitOfWork

_FIRST = date(1980, 1, 1)  # no VIN of 17 characters is older
_MOST_CODES = 4
COLUMNS = ("vin", "model", "colour", "interior", "list_price", "cost", "arrived_on", "options")
NO_OPTIONS = "-"


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
    options: str = ""
    """Codes of what it has, `-` if it is known to have none; empty: nobody said."""


def receive_file(
    uow: UnitOfWork, file: Path, *, accept_warnings: bool = False, dry_run: bool = False
) -> ImportReport:
    """Take cars in from a file. Good lines land even if others don't; each car is an action of its own.

    A wrong check digit is a warning: the car lands only with `accept_warnings`.
    """
    uow.require(STOCK_RECEIVE)
    report, seen = ImportReport(), set[str]()
    for line, row in tables.read(file, COLUMNS, ("vin", "model"), report):
        try:
            arrival = parse(row, uow.clock.today())
            if arrival.vin in seen:
                raise _in_stock(arrival.vin)
            doubtful = arrival.check_digit_accepted and not accept_warnings
            receive(uow, arrival, rehearsal=dry_run or doubtful)
        except UserError as error:
            report.refuse(line, error)
            continue
        seen.add(arrival.vin)
        if doubtful:
            message = tr(N_("The check digit of {vin} is wrong. Confirm to take the car in all the same."))
            report.warnings.append(LineReport(line, "vin_check_digit", message.format(vin=arrival.vin)))
        else:
            report.received += 1
    return report


def parse(row: dict[str, str], today: date) -> Arrival:
    """A line of a stock file; raises `UserError` with the field."""
    number = vin.normalise_vin(row["vin"])
    vin.check_vin(number)
    arrived = days.parse(row["arrived_on"], field="arrived_on") if row.get("arrived_on") else today
    if not _FIRST <= arrived <= today + timedelta(days=1):  # at the other end of the world it is tomorrow
        message = N_("No car arrived on {date}. Compare the date with the papers, and this computer's clock.")
        raise UserError("arrived_on_wrong", message, field="arrived_on", date=arrived.isoformat())
    return Arrival(
        vin=number,
        model=row["model"],
        colour=row.get("colour", ""),
        interior=row.get("interior", ""),
        list_price=money.parse_amount(row["list_price"], field="list_price") if row.get("list_price") else 0,
        cost=money.parse_amount(row["cost"], field="cost") if row.get("cost") else None,
        arrived_on=arrived,
        check_digit_accepted=not vin.check_digit_ok(number),
        options=row.get("options", ""),
    )


def receive(uow: UnitOfWork, arrival: Arrival, *, rehearsal: bool = False) -> str:
    """Take one car in; returns its id. A VIN in active stock is refused, unless it is on its way to this branch."""
    with uow.begin(STOCK_RECEIVE, rehearsal=rehearsal) as tx:
        model = tx.session.scalars(select(Model).where(Model.code == arrival.model)).first()
        if model is None:
            raise _unknown(tx, arrival.model)
        car_id = vehicle_id(arrival.vin)
        stay = active_stay(tx.session, car_id)
        if stay is None:
            _new_stay(tx, arrival, model)
        elif stay.status == VehicleStatus.TRANSFER and stay.branch_id == tx.actor.branch_id:
            mark_moved(tx, stay, VehicleStatus.IN_STOCK, "transferred")
        else:
            raise _in_stock(arrival.vin)
        return car_id


def _unknown(tx: Transaction, given: str) -> UserError:
    """A model is named by its code; who wrote its name instead is told the codes of that name."""
    named = select(Model.code).where(func.lower(Model.series) == given.lower()).order_by(Model.code)
    if codes := tx.session.scalars(named.limit(_MOST_CODES)).all():
        message = N_("“{model}” is the name of a model. Write its code: {codes}.")
        return UserError("model_unknown", message, field="model", model=given, codes=in_a_row(codes))
    message = N_("The catalogue has no model “{model}”. Import it first.")
    return UserError("model_unknown", message, field="model", model=given)


def _new_stay(tx: Transaction, arrival: Arrival, model: Model) -> None:
    car_id = vehicle_id(arrival.vin)
    if tx.session.get(Vehicle, car_id) is None:
        tx.add(
            Vehicle(
                id=car_id, vin=arrival.vin, model_id=model.id, colour=arrival.colour or None,
                interior=arrival.interior or None, options=_has(arrival, model), certificate_state="in_hand",
            )
        )  # fmt: skip
    stay = tx.add(
        StockStay(
            vehicle_id=car_id, branch_id=tx.actor.branch_id, stock_no=f"{model.code}-{arrival.vin[-6:]}"[-40:],
            status=VehicleStatus.IN_STOCK, active=True, arrived_on=arrival.arrived_on,
            list_price=arrival.list_price or model.list_price, check_digit_accepted=arrival.check_digit_accepted,
        )
    )  # fmt: skip
    if arrival.cost is not None:
        tx.add(StockCost(stay_id=stay.id, cost=arrival.cost))
    note_arrival(tx, stay, "received")


def _has(arrival: Arrival, model: Model) -> list[str] | None:
    """The codes of what a car has, by codes or names of its trim's options."""
    said = arrival.options.strip()
    if said in ("", NO_OPTIONS):
        return [] if said else None
    chosen = options.choose(offered(model.attributes), options.codes(said), model=model.code)
    return [option.code for option in chosen]


def note_arrival(tx: Transaction, stay: StockStay, reason: str) -> None:
    """Write down that a stay began."""
    _moved(tx, stay, None, reason)


def transfer(uow: UnitOfWork, *, numbers: Sequence[str], to_branch: str) -> None:
    """Send cars of this branch to another, all or none; they are in transfer until they are received there."""
    with uow.begin(STOCK_TRANSFER) as tx:
        code = to_branch.strip().upper()
        branch = tx.session.scalars(select(Branch).where(Branch.code == code)).first()
        if branch is None:
            raise UserError(
                "branch_unknown", N_("There is no branch {branch}."), field="to", branch=to_branch
            )
        for number in numbers:
            stay = active_stay(tx.session, vehicle_id(number))
            if stay is None:
                raise UserError("not_in_stock", N_("{vin} is not in stock."), field="vin", vin=number)
            if stay.branch_id != tx.actor.branch_id or branch.id == stay.branch_id:
                message = N_("{vin} must stand at this branch and go to another.")
                raise UserError("transfer_nowhere", message, field="to", vin=number)
            if (sale := confirmed_contract(tx.session, stay.vehicle_id)) is not None:
                message = N_(
                    "{vin} is on contract {no}. Give that another car or cancel it, then send this one."
                )
                raise UserError("vehicle_sold", message, field="vin", vin=number, no=sale.no)
            before = VehicleStatus(stay.status)
            stay.status = states.move(states.VEHICLE, before, VehicleStatus.TRANSFER)
            stay.branch_id = branch.id
            _moved(tx, stay, before, "transfer")


def _in_stock(number: str) -> UserError:
    return UserError("vin_in_stock", N_("{vin} is in stock already."), field="vin", vin=number)


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

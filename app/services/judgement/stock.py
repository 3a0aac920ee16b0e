"""What is judged of cars and their stays in stock: whose they are, who holds them, why they move."""

from __future__ import annotations

from app.domain import states, vin
from app.domain.permissions import (
    CONTRACT_ALLOCATE,
    CONTRACT_AMEND,
    CONTRACT_CANCEL,
    CONTRACT_SIGN,
    SELL,
    STOCK_MOVE,
    STOCK_RECEIVE,
    STOCK_TRANSFER,
)
from app.domain.states import VehicleStatus
from app.i18n import N_
from app.ids import vehicle_id
from app.models.vehicle import StockStay
from app.services import orders
from app.services.judgement.hearing import Doubt, Hearing, Judged, Row, checks

_ARRIVED = (VehicleStatus.IN_STOCK, VehicleStatus.IN_TRANSIT)
_SENT_TO = (VehicleStatus.TRANSFER, VehicleStatus.DEMONSTRATOR, VehicleStatus.IN_STOCK)
_SALES = (CONTRACT_SIGN, CONTRACT_ALLOCATE, CONTRACT_AMEND, CONTRACT_CANCEL, SELL)
_OWN_BRANCH = (STOCK_RECEIVE, STOCK_MOVE, STOCK_TRANSFER)


@checks("lease")
def _lease(hearing: Hearing, row: Judged) -> None:
    """A manager takes a lease away from a car of their branch; only the server gives one."""
    stay = orders.active_stay(hearing.session, row.id)
    revoked = row.before is not None and row.after["terminal_id"] is None
    if not revoked or row.after["fence"] != (row.before or {}).get("fence", 0) + 1:
        raise Doubt("quarantined", "lease", N_("Only the server leases cars."))
    if stay is None or stay.branch_id != hearing.branch_id:
        raise _not_ours()


@checks("vehicle")
def _vehicle(hearing: Hearing, row: Judged) -> None:
    vin.check_vin(row.after["vin"])
    if row.id != vehicle_id(row.after["vin"]):
        raise Doubt("quarantined", "id", N_("A car's id does not belong to its VIN."))
    if row.before is not None and row.changed("model_id"):
        raise Doubt("quarantined", "fixed", N_("A car stays of the model that it was taken in as."))


@checks("stock_stay")
def _stay(hearing: Hearing, row: Judged) -> None:
    after, before = row.after, row.before
    if bool(after["active"]) is not (VehicleStatus(after["status"]) in states.ACTIVE_STOCK):
        raise _wrong_move()
    if after["list_price"] < 0 or (
        before is not None and row.changed("vehicle_id", "list_price", "stock_no")
    ):
        raise Doubt(
            "quarantined", "fixed", N_("A stay in stock keeps its car, its number and its list price.")
        )
    moves = [each.after for each in hearing.of("stock_movement") if each.after["stay_id"] == row.id]
    if row.changed("status") and not moves:
        raise _wrong_move()
    if before is None:
        if after["branch_id"] != hearing.branch_id or after["status"] not in _ARRIVED:
            raise _not_ours()
        return
    if hearing.action in _OWN_BRANCH and before["branch_id"] != hearing.branch_id:
        raise _not_ours()
    _moves(hearing, row, before)


def _moves(hearing: Hearing, row: Judged, before: Row) -> None:
    """Each action moves a car in its own way."""
    if hearing.action is STOCK_TRANSFER:
        _transfer(hearing, row)
    elif row.changed("branch_id"):
        raise _not_ours()
    elif hearing.action is STOCK_RECEIVE:
        if (before["status"], row.after["status"]) != (VehicleStatus.TRANSFER, VehicleStatus.IN_STOCK):
            raise _wrong_move()
    elif row.changed("status") and hearing.action in _SALES:
        _follows_contract(hearing, row)


def _transfer(hearing: Hearing, row: Judged) -> None:
    """A car of this branch goes to another one or to the test drives, unless another terminal may be selling it."""
    leaves = row.after["status"] == VehicleStatus.TRANSFER
    if leaves is not row.changed("branch_id") or row.after["status"] not in _SENT_TO:
        raise _wrong_move()
    holder = orders.lease_holder(hearing.session, row.after["vehicle_id"], hearing.now)
    if holder not in (None, hearing.terminal_id):
        raise Doubt("parked", "leased", N_("Another terminal has leased this car."))


def _follows_contract(hearing: Hearing, row: Judged) -> None:
    """A sale moves the car that it is about: sold with a contract that has it, in stock again with one that had it."""
    car, contracts = row.after["vehicle_id"], hearing.of("contract")
    if not any(
        car in (each.after["vehicle_id"], (each.before or {}).get("vehicle_id")) for each in contracts
    ):
        raise _wrong_move()
    has_it = any(car == each.after["vehicle_id"] and _certain(each.after) for each in contracts)
    if row.after["status"] != (VehicleStatus.SOLD if has_it else VehicleStatus.IN_STOCK):
        raise _wrong_move()
    if not has_it and orders.confirmed_contract(hearing.session, car) is not None:
        raise _wrong_move()  # it is on somebody else's contract


@checks("contract")
def _car_follows(hearing: Hearing, row: Judged) -> None:
    """Who signs for a car takes it out of stock. That it is free again once nobody has it, the server sees to."""
    after = row.after
    has_car = after["vehicle_id"] is not None and row.changed("vehicle_id", "state", "provisional")
    signs = after["state"] in ("signed", "amended") and _certain(after) and has_car
    if signs and _status(hearing, after["vehicle_id"]) != VehicleStatus.SOLD:
        raise _wrong_move()


def _status(hearing: Hearing, vehicle_id: str) -> str | None:
    """Where a car in stock has come to with the op."""
    if moved := hearing.stay_of(vehicle_id):
        return str(moved["status"])
    stay = orders.active_stay(hearing.session, vehicle_id)
    return stay.status if stay else None


def _certain(contract: Row) -> bool:
    return contract["state"] in orders.CONFIRMED and not contract["provisional"]


@checks("stock_movement")
def _movement(hearing: Hearing, row: Judged) -> None:
    """A movement tells of a move that the same op makes, from where its author saw the car."""
    moved = next((stay for stay in hearing.of("stock_stay") if stay.id == row.after["stay_id"]), None)
    was = moved.before["status"] if moved is not None and moved.before is not None else None
    if moved is None or (row.after["from_status"], row.after["to_status"]) != (was, moved.after["status"]):
        raise _wrong_move()


@checks("stock_cost")
def _cost(hearing: Hearing, row: Judged) -> None:
    stay = hearing.session.get(StockStay, row.after["stay_id"])
    if stay is not None and stay.branch_id != hearing.branch_id:
        raise _not_ours()
    if row.after["cost"] < 0 or (row.before is not None and row.changed("stay_id")):
        raise Doubt("quarantined", "totals", N_("A cost is above zero, and of one stay."))


def _wrong_move() -> Doubt:
    return Doubt("quarantined", "stock_move", N_("The car does not move as this action moves cars."))


def _not_ours() -> Doubt:
    return Doubt("quarantined", "branch", N_("The car does not stand at this branch."))

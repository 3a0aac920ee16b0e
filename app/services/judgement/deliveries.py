"""What is judged of deliveries: who noted what, and that no car leaves through a shut gate."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from app.domain import check_list, delivery, handover_sheet, release
from app.domain.delivery import Mark, MarkKind, MarkState
from app.domain.handover_sheet import HandoverSheet, Readings
from app.domain.permissions import CERTIFICATE, DELIVERY_MARK, HAND_OVER, RELEASE
from app.domain.release_checks import Item
from app.domain.states import DealState, VehicleStatus
from app.errors import UserError
from app.i18n import N_
from app.models.deal import Contract, Deal
from app.models.delivery import Handover, Release
from app.models.registry import from_wire
from app.models.vehicle import StockStay, Vehicle
from app.services import gates, inspections, orders
from app.services.judgement.hearing import Doubt, Hearing, Judged, Row, checks
from app.services.judgement.papers import require_known_layout

_A_DAY = timedelta(days=1)  # the terminal's day may have begun before the server's


@checks("inspection")
def _looked(hearing: Hearing, row: Judged) -> None:
    """By the list with which the car's inspection began, and against what was seen at that line before."""
    look = row.after
    stay = hearing.session.get(StockStay, look["stay_id"])
    if stay is None or stay.branch_id != hearing.branch_id or not stay.active:
        raise Doubt("parked", "branch", N_("The car does not stand at this branch."))
    found = inspections.of_stay(hearing.session, stay, hearing.now.date())
    if look["check_list"] != found.list.id:
        raise Doubt("parked", "check_list", N_("The inspection of this car follows another list."))
    earlier = [each.finding for each in found.history if each.line == look["line"] and each.id < row.id]
    line = next((each for each in found.lines if each.key == look["line"]), None)
    before = earlier[-1] if earlier else None
    check_list.check_look(line, before, look["finding"], look["note"] or "")


@checks("vehicle")
def _certificate(hearing: Hearing, row: Judged) -> None:
    """A certificate moves for a car of this branch, and by nobody who sells it."""
    if row.before is None or not row.changed("certificate_state"):
        return
    stay = orders.active_stay(hearing.session, row.id)
    if hearing.action is not CERTIFICATE or stay is None or stay.branch_id != hearing.branch_id:
        raise Doubt("quarantined", "certificate", N_("The certificate of this car is not yours to move."))


@checks("delivery_mark")
def _mark(hearing: Hearing, row: Judged) -> None:
    said = from_wire("delivery_mark", dict(row.after))
    contract = _under_way(hearing, row)
    delivery.check_mark(_said(said), hearing.roles)
    if said["line_id"]:
        gates.fitted_line(hearing.session, contract, str(said["line_id"]))


def _said(row: dict[str, Any]) -> Mark:
    details = row["details"] if isinstance(row["details"], dict) else {}
    return Mark(
        MarkKind(row["kind"]), MarkState(row["state"]), row["reference"] or "", row["day"], row["amount"],
        details, row["line_id"],
    )  # fmt: skip


def _under_way(hearing: Hearing, row: Judged) -> Contract:
    contract = hearing.session.get_one(Contract, row.after["contract_id"])
    moved = _deal_of(hearing, contract)
    before = moved.before if moved is not None else None
    state = before["state"] if before is not None else hearing.session.get_one(Deal, contract.deal_id).state
    if state not in gates.UNDER_WAY:
        raise Doubt("parked", "not_delivering", N_("The contract is not on its way to a delivery."))
    return contract


def _deal_of(hearing: Hearing, contract: Contract) -> Judged | None:
    return next((each for each in hearing.of("deal") if each.id == contract.deal_id), None)


@checks("release")
def _release(hearing: Hearing, row: Judged) -> None:
    """The gate is open on that day, but for what this manager lets follow."""
    said = from_wire("release", dict(row.after))
    contract, waive = _under_way(hearing, row), _items(said["waived"])
    release.check_waivers(waive, str(said["reason"] or ""), hearing.roles)
    _through(hearing, contract, _date(said["released_for"]), waive)
    if hearing.session.get_one(Deal, contract.deal_id).state != DealState.DELIVERING:
        raise _wrong_deal()


def _items(waived: object) -> frozenset[Item]:
    named = waived if isinstance(waived, list) else ["?"]
    if not all(item in set(Item) for item in named):
        raise Doubt("quarantined", "malformed", N_("A release lets something follow that there is not."))
    return frozenset(map(Item, named))


def _through(hearing: Hearing, contract: Contract, day: date, waive: frozenset[Item]) -> release.Gate:
    """The gate, which is open; else the op waits: what is missing here may be on its way."""
    found = gates.gate(hearing.session, contract, day, waive)
    try:
        release.require_open(found)
    except UserError as error:
        if error.code != hearing.forgiven:
            raise Doubt("parked", error.code, error.text, **error.values) from error
    return found


@checks("handover")
def _handover(hearing: Hearing, row: Judged) -> None:
    """A car leaves once, with the contract that has it, through the open gate, by a sheet that says just this."""
    said = from_wire("handover", dict(row.after))
    contract = hearing.session.get_one(Contract, row.after["contract_id"])
    others = select(Handover.id).where(Handover.contract_id == contract.id, Handover.id != row.id)
    if hearing.session.scalars(others).first() is not None:
        raise Doubt("parked", "handed_over", N_("This car was handed over already."))
    released = select(Release.id).where(Release.contract_id == contract.id)
    if hearing.session.scalars(released).first() is None:
        raise Doubt("parked", "not_released", N_("The car was not released."))
    day = _date(said["handed_on"])
    _sheet(hearing, said, contract)
    found = _through(hearing, contract, day, gates.waived(hearing.session, contract.id))
    stay = next((each.after for each in hearing.of("stock_stay")), None)
    moved = stay is not None and (stay["vehicle_id"], stay["status"]) == (
        contract.vehicle_id, VehicleStatus.DELIVERED,
    )  # fmt: skip
    if not moved or not contract.handed_over:
        raise Doubt("quarantined", "stock_move", N_("The car does not move as this action moves cars."))
    deal = _deal_of(hearing, contract)
    to = DealState.DELIVERED if found.follows else DealState.CLOSED
    if deal is None or deal.after["state"] != to:
        raise _wrong_deal()


def _sheet(hearing: Hearing, said: dict[str, Any], contract: Contract) -> None:
    stored = said["sheet"]
    try:
        sheet = HandoverSheet.from_dict(stored)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise Doubt(
            "quarantined", "malformed", N_("The handover sheet is not described as it must be.")
        ) from error
    read = Readings(sheet.handed_on, said["km"], said["charge"], sheet.keys)
    handover_sheet.check_readings(read, hearing.now.date() + _A_DAY)
    same = (sheet.contract_no, sheet.handed_on, sheet.km, sheet.charge, handover_sheet.digest(stored))
    row = (contract.no, said["handed_on"], said["km"], said["charge"], said["sheet_digest"])
    if same != row:
        raise _other_sheet()
    require_known_layout(sheet.layout)
    _names_the_sale(hearing, sheet, contract)


def _names_the_sale(hearing: Hearing, sheet: HandoverSheet, contract: Contract) -> None:
    """It names the car and the buyer that its author saw on the contract."""
    seen = hearing.as_seen("contract", contract.id)
    if seen is None or not seen.is_certain:
        return
    car = hearing.session.get(Vehicle, seen.row["vehicle_id"] or "")
    if car is None or (sheet.car.vin, sheet.buyer) != (car.vin, seen.row["buyer_name"]):
        raise _other_sheet()


def _other_sheet() -> Doubt:
    return Doubt("quarantined", "sheet", N_("The handover sheet says something else than the handover."))


@checks("stock_stay")
def _car_leaves(hearing: Hearing, row: Judged) -> None:
    """A handover moves the car that it is about, and nothing else moves one out of the door."""
    leaves = row.after["status"] == VehicleStatus.DELIVERED and row.changed("status")
    if leaves is not (hearing.action is HAND_OVER) and (leaves or row.changed("status")):
        raise Doubt("quarantined", "stock_move", N_("The car does not move as this action moves cars."))
    given = (hearing.session.get(Contract, each.after["contract_id"]) for each in hearing.of("handover"))
    if leaves and [each and each.vehicle_id for each in given] != [row.after["vehicle_id"]]:
        raise Doubt("quarantined", "stock_move", N_("The car does not move as this action moves cars."))


@checks("contract")
def _only_by_handover(hearing: Hearing, row: Judged) -> None:
    was = bool(row.before and row.before["handed_over"])
    is_now = bool(row.after["handed_over"])
    handed = any(each.after["contract_id"] == row.id for each in hearing.of("handover"))
    if was and row.changed("price", "vehicle_id", "state", "signed_version"):
        raise Doubt("parked", "carried_out", N_("The contract is carried out: its car is handed over."))
    if is_now is not was and not (is_now and handed):
        raise Doubt("quarantined", "handed_over", N_("A contract is carried out by a handover."))


@checks("deal")
def _deal_moves(hearing: Hearing, row: Judged) -> None:
    """Each step of a delivery moves its own deal, and only so far."""
    known: dict[str, tuple[str, set[str]]] = {
        RELEASE.name: ("release", {DealState.DELIVERING}),
        HAND_OVER.name: ("handover", {DealState.DELIVERED, DealState.CLOSED}),
        DELIVERY_MARK.name: ("delivery_mark", {DealState.CLOSED}),
    }
    if hearing.action.name not in known or not row.changed("state"):
        return
    table, states = known[hearing.action.name]
    contract = _contract_of(hearing, table, row)
    if contract is None or row.after["state"] not in states:
        raise _wrong_deal()
    if hearing.action is DELIVERY_MARK:
        before: Row = row.before or {}
        found = gates.gate(hearing.session, contract, hearing.now.date())
        if before.get("state") != DealState.DELIVERED or found.follows:
            raise _wrong_deal()


def _contract_of(hearing: Hearing, table: str, deal: Judged) -> Contract | None:
    named = (hearing.session.get(Contract, each.after["contract_id"]) for each in hearing.of(table))
    return next((contract for contract in named if contract and contract.deal_id == deal.id), None)


def _date(value: object) -> date:
    if not isinstance(value, date):
        raise Doubt("quarantined", "malformed", N_("This is no date."))
    return value


def _wrong_deal() -> Doubt:
    return Doubt("quarantined", "deal", N_("A deal goes where its delivery goes."))

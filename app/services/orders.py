"""One car, one confirmed contract: what becomes of orders when leases and sales meet on the server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Table, and_, bindparam, select

from app.domain.states import VehicleStatus
from app.ids import new_id
from app.models.base import inline
from app.models.deal import Contract, SyncCase
from app.models.vehicle import Lease, StockMovement, StockStay, Vehicle

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

CONFIRMED = ("approved", "signed", "amended")
SIGNED = ("signed", "amended")
SELLABLE = (VehicleStatus.IN_STOCK, VehicleStatus.IN_TRANSIT, VehicleStatus.DEMONSTRATOR)


_CONFIRMED_CONTRACT = select(Contract).where(
    Contract.vehicle_id == bindparam("car"), Contract.provisional.is_(False), Contract.state.in_(inline(*CONFIRMED)),
    Contract.handed_over.is_(False),
)  # fmt: skip
_CLAIMS = (
    select(Contract)
    .where(
        Contract.vehicle_id == bindparam("car"),
        Contract.state.in_(inline(*CONFIRMED)),
        Contract.handed_over.is_(False),
    )
    .order_by(Contract.id)
)
_C, _L = cast("Table", Contract.__table__).c, cast("Table", Lease.__table__).c
# Asked of every sale, so one question past the ORM: who leases the car, and which contracts claim it.
_WHOSE = (
    select(_L.terminal_id, _L.until, _C.id, _C.provisional)
    .select_from(Vehicle)
    .outerjoin(Lease, _L.id == Vehicle.id)
    .outerjoin(
        Contract,
        and_(_C.vehicle_id == Vehicle.id, _C.state.in_(inline(*CONFIRMED)), _C.handed_over.is_(False)),
    )
    .where(Vehicle.id == bindparam("car"))
    .order_by(_C.id)
)
# A car that two terminals took in has two stays where the second was set aside: the one that the server knows counts.
_ACTIVE_STAY = (
    select(StockStay)
    .where(StockStay.vehicle_id == bindparam("car"), StockStay.active.is_(True))
    .order_by(StockStay.ver.desc())
)
_OPEN_CASES = select(SyncCase).where(
    SyncCase.contract_id == bindparam("contract"),
    SyncCase.state == "open",
    SyncCase.kind.in_(("contract", "vehicle", "lines")),
)


def confirmed_contract(session: Session, vehicle_id: str) -> Contract | None:
    """The one contract that has the car."""
    return session.scalars(_CONFIRMED_CONTRACT, {"car": vehicle_id}).first()


def claims(session: Session, vehicle_id: str) -> list[Contract]:
    """The contracts that want the car or have it, the first first."""
    return list(session.scalars(_CLAIMS, {"car": vehicle_id}))


def active_stay(session: Session, vehicle_id: str) -> StockStay | None:
    """The car's present stay in stock."""
    return session.scalars(_ACTIVE_STAY, {"car": vehicle_id}).first()


@dataclass(frozen=True)
class _Claim:
    """An agreed contract for a car, firm or not."""

    contract_id: str
    provisional: bool


def lease_holder(session: Session, vehicle_id: str, now: datetime) -> str | None:
    """The terminal that alone may confirm a sale of the car now."""
    return _whose(session, vehicle_id, now)[0]


def _whose(session: Session, vehicle_id: str, now: datetime) -> tuple[str | None, list[_Claim]]:
    """Who has leased the car, and the contracts that claim it."""
    session.flush()
    found = session.connection().execute(_WHOSE, {"car": vehicle_id}).all()
    held = found and (found[0].until is None or found[0].until > now)
    claimed = [_Claim(row.id, row.provisional) for row in found if row.id is not None]
    return found[0].terminal_id if held else None, claimed


def demote_lost_sale(
    session: Session, changes: list[dict[str, Any]], terminal_id: str, now: datetime
) -> bool:
    """A sale that arrives after the car went to somebody else becomes a provisional order, in place.

    Its customer, money and paper stay as they are; only the claim on the car goes. True if that happened.
    Who cancels or amends such a sale before they heard of it has no car to give back.
    """
    demoted = False
    for contract in [change for change in changes if change["table"] == "contract"]:
        stored = _stored(session, contract)
        if stored is not None and stored.provisional and contract["set"].get("state") == "signed":
            # Only what is certain is signed: its author saw it confirmed, by a server that was restored since.
            contract["set"].setdefault("provisional", 0)
        vehicle_id = _claimed(contract, stored)
        if stored is not None and stored.provisional and stored.vehicle_id not in (None, vehicle_id):
            _leave_car(session, changes, stored.vehicle_id)
        if vehicle_id is not None and _is_lost(session, vehicle_id, contract["id"], terminal_id, now):
            contract["set"]["provisional"] = 1
            _leave_car(session, changes, vehicle_id)
            demoted = True
    return demoted


def _stored(session: Session, change: dict[str, Any]) -> Contract | None:
    if change["base"] is None:
        return None
    return session.get(Contract, change["id"], populate_existing=True)


def _claimed(change: dict[str, Any], stored: Contract | None) -> str | None:
    """The car that a contract has once it is changed so, and had not before."""
    before = {c: getattr(stored, c) if stored else None for c in ("state", "provisional", "vehicle_id")}
    after = {**before, **change["set"]}
    if after["state"] not in CONFIRMED or after["provisional"]:
        return None
    had = before["vehicle_id"] if before["state"] in CONFIRMED and not before["provisional"] else None
    claimed: str | None = after["vehicle_id"]
    return None if claimed == had else claimed


def _is_lost(session: Session, vehicle_id: str, contract_id: str, terminal_id: str, now: datetime) -> bool:
    holder, claims = _whose(session, vehicle_id, now)
    if any(not claim.provisional and claim.contract_id != contract_id for claim in claims):
        return True
    return holder not in (None, terminal_id)


def _leave_car(session: Session, changes: list[dict[str, Any]], vehicle_id: str) -> None:
    """Take out what the changes do to a lost car; another one may be given back by them."""
    stays = set(session.scalars(select(StockStay.id).where(StockStay.vehicle_id == vehicle_id)))
    changes[:] = [
        c
        for c in changes
        if not (c["table"] == "stock_stay" and c["id"] in stays)
        and not (c["table"] == "stock_movement" and c["set"].get("stay_id") in stays)
    ]


def settle(
    session: Session, vehicle_id: str, now: datetime, written: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Decide the provisional orders for a car: confirm the first if it is free, open a case for each that lost.

    `written` says which contracts were just now made orders for a car, or given one, and at which terminal. A lease
    is of a car that can be sold, and ends here with that: so no order of its holder, which is confirmed at once, waits
    behind it, whatever comes to settle the car later.
    """
    holder, claimed = _whose(session, vehicle_id, now)
    has_it = any(not claim.provisional for claim in claimed)
    if not has_it or any(claim.provisional for claim in claimed):
        has_it = _decide(session, vehicle_id, holder, now, written)
    if holder is not None and (has_it or not _is_sellable(session, vehicle_id)):
        session.get_one(Lease, vehicle_id).terminal_id = None  # nothing is left to lease


def _decide(
    session: Session, vehicle_id: str, holder: str | None, now: datetime, written: Mapping[str, str]
) -> bool:
    """Who gets the car, of those who wait for it; whether anybody has it now."""
    contracts = claims(session, vehicle_id)
    confirmed = next((contract for contract in contracts if not contract.provisional), None)
    stay = active_stay(session, vehicle_id) if confirmed is None else None
    if stay is not None and stay.status in (VehicleStatus.RESERVED, VehicleStatus.SOLD):
        _free(session, stay, now)
    for contract in [each for each in contracts if each.provisional]:
        if confirmed is not None:
            _open_case(session, contract, confirmed, now)
        elif holder is not None and written.get(contract.id) != holder:
            continue  # who leases it has not ordered it, and may have sold it: the next word about this car decides
        elif stay is not None and stay.status in SELLABLE:
            confirmed = _confirm(session, contract, stay, now)
    return confirmed is not None


def _is_sellable(session: Session, vehicle_id: str) -> bool:
    stay = active_stay(session, vehicle_id)
    return stay is not None and stay.status in SELLABLE


def is_awaited(session: Session, vehicle_id: str) -> bool:
    """Whether a provisional order waits for the car."""
    return any(contract.provisional for contract in claims(session, vehicle_id))


def close_moot_cases(session: Session, contract_id: str, now: datetime) -> None:
    """Nothing waits for a person any more once a contract is cancelled, was given another car by an edit, or has got
    the car that it had lost."""
    contract = session.get(Contract, contract_id)
    for case in session.scalars(_OPEN_CASES, {"contract": contract_id}):
        if contract is None:
            continue
        lost = contract.provisional and contract.vehicle_id == case.vehicle_id
        if contract.state == "cancelled" or (case.kind == "vehicle" and not lost):
            case.state, case.resolution, case.resolved_at = "resolved", {"decision": "moot"}, now


def _free(session: Session, stay: StockStay, now: datetime) -> None:
    """The contract that had the car gave it up: it was cancelled, drawn anew, or moved to another car.

    Mostly its author has put the car back; not who saw it elsewhere, by an op of their own that was set aside.
    """
    last = session.scalars(
        select(StockMovement).where(StockMovement.stay_id == stay.id).order_by(StockMovement.at.desc())
    ).first()
    if last is not None:
        _move(session, stay, VehicleStatus.IN_STOCK, "order_given_up", (last.scope, last.user_id), now)


def _move(
    session: Session, stay: StockStay, to: VehicleStatus, reason: str, by: tuple[str, str], now: datetime
) -> None:
    scope, user_id = by
    session.add(
        StockMovement(
            id=new_id(), scope=scope, ver=0, row_hash=0, stay_id=stay.id,
            from_status=stay.status, to_status=to, reason=reason, user_id=user_id, at=now,
        )
    )  # fmt: skip
    stay.status = to


def _confirm(session: Session, contract: Contract, stay: StockStay, now: datetime) -> Contract:
    """The car is the customer's; the final paper is still to be signed, until then the money stays 订金."""
    contract.provisional = False
    if contract.state in SIGNED:
        contract.state, contract.signed_at, contract.signed_version = "approved", None, None
    contract.version += 1
    by = contract.scope, contract.seller_id
    _move(session, stay, VehicleStatus.RESERVED, "order_confirmed", by, now)
    close_moot_cases(session, contract.id, now)
    return contract


def _open_case(session: Session, loser: Contract, winner: Contract, now: datetime) -> None:
    open_already = session.scalars(
        select(SyncCase).where(
            SyncCase.contract_id == loser.id, SyncCase.kind == "vehicle", SyncCase.state == "open"
        )
    ).first()
    if open_already is None:
        session.add(
            SyncCase(
                id=new_id(), scope=loser.scope, ver=0, row_hash=0, branch_id=loser.branch_id, kind="vehicle",
                state="open", contract_id=loser.id, vehicle_id=loser.vehicle_id, round=1, opened_at=now,
                data={"winner": winner.id, "winner_name": winner.buyer_name, "loser_name": loser.buyer_name},
            )
        )  # fmt: skip

"""Leases in this terminal's hand. Judged by the holder's own, earlier deadline; void after a restart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, column, delete, exists, or_, select, table, update

from app.clock import from_iso
from app.models.base import inline
from app.models.deal import Contract
from app.models.local import HeldLease, Op, OpRow, Shadow
from app.models.vehicle import StockStay
from app.services.orders import CONFIRMED, claims

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


_HELD = table(HeldLease.__tablename__, column("vehicle_id"), column("ordered_by"))
_SPEND = delete(_HELD).where(_HELD.c.vehicle_id == bindparam("car"))
_RESERVE = (
    update(_HELD)
    .where(_HELD.c.vehicle_id == bindparam("car"), _HELD.c.ordered_by.is_(None))
    .values(ordered_by=bindparam("contract"))
)
_STAY_MOVED = exists().where(Shadow.row_id == StockStay.id, Shadow.table_name == StockStay.__tablename__)
_NAMES_CAR = exists().where(
    OpRow.row_id == Contract.id, OpRow.table_name == Contract.__tablename__, OpRow.no == Op.no,
    Op.state != "done", Op.payload.contains(StockStay.vehicle_id),
)  # fmt: skip
_CLAIMED = exists().where(
    Shadow.table_name == Contract.__tablename__, Shadow.row_id == Contract.id,
    Contract.state.not_in(inline("draft", "submitted")),
    or_(Contract.vehicle_id == StockStay.vehicle_id, _NAMES_CAR.correlate(Contract, StockStay)),
)  # fmt: skip
_UNTOLD = select(StockStay.vehicle_id).where(
    StockStay.vehicle_id.in_(bindparam("cars", expanding=True)),
    or_(_STAY_MOVED.correlate(StockStay), _CLAIMED.correlate(StockStay)),
)
# Asked of every sale: how the car stands, whether it is leased here, and the contracts that want it or have it.
_STANDING = (
    select(StockStay, HeldLease, Contract)
    .outerjoin(HeldLease, HeldLease.vehicle_id == StockStay.vehicle_id)
    .outerjoin(
        Contract,
        and_(
            Contract.vehicle_id == StockStay.vehicle_id,
            Contract.state.in_(inline(*CONFIRMED)),
            Contract.handed_over.is_(False),
        ),
    )
    .where(StockStay.vehicle_id == bindparam("car"), StockStay.active.is_(True))
    .order_by(StockStay.ver.desc(), Contract.id)
)


def standing(session: Session, vehicle_id: str) -> tuple[StockStay | None, HeldLease | None, list[Contract]]:
    """The car's present stay in stock, its lease in this terminal's hand, and the contracts that want it or have it,
    the first first."""
    found = session.execute(_STANDING, {"car": vehicle_id}).all()
    if not found:
        return None, None, claims(session, vehicle_id)
    stay, lease, _ = found[0]
    return stay, lease, [contract for of, _, contract in found if of is stay and contract is not None]


def held(session: Session, vehicle_id: str, now: datetime, boot: str, *, by: str = "") -> HeldLease | None:
    """The lease on a car, if it still holds: before its deadline and, for a day lease, in the same start of the
    computer, since after one the clock may say anything. `by`: the contract that it would serve."""
    lease = session.get(HeldLease, vehicle_id)
    return lease if holds(lease, now, boot, by=by) else None


def held_vehicles(session: Session, now: datetime, boot: str) -> list[HeldLease]:
    """All leases that still hold."""
    found = session.scalars(select(HeldLease))
    return [lease for lease in found if holds(lease, now, boot, by=lease.ordered_by or "")]


def keep(session: Session, granted: list[dict[str, Any]], boot: str) -> None:
    """Keep what the server granted."""
    for grant in granted:
        deadline = from_iso(grant["deadline"]) if grant["deadline"] else None
        session.merge(
            HeldLease(
                vehicle_id=grant["vehicle"],
                fence=grant["fence"],
                kind=grant["kind"],
                deadline=deadline,
                boot=boot,
                ordered_by=None,
            )
        )


def untold(session: Session, vehicle_ids: Sequence[str]) -> set[str]:
    """Those of the cars with which something was done here that the server has not answered yet: it was moved, or a
    contract that is more than a draft wants it, or wanted it."""
    return set(session.scalars(_UNTOLD, {"cars": list(vehicle_ids)}))


def drop(session: Session, vehicle_ids: list[str]) -> None:
    """Forget leases that were given back or taken away."""
    session.execute(delete(HeldLease).where(HeldLease.vehicle_id.in_(vehicle_ids)))


def reserve(session: Session, vehicle_id: str, contract_id: str) -> None:
    """The car was ordered here: its lease serves that order alone."""
    session.connection().execute(_RESERVE, {"car": vehicle_id, "contract": contract_id})


def spend(session: Session, vehicle_id: str) -> None:
    """The car is sold: there is nothing left to lease."""
    session.connection().execute(_SPEND, {"car": vehicle_id})


def holds(lease: HeldLease | None, now: datetime, boot: str, *, by: str = "") -> bool:
    """Whether there is a lease for a contract whose deadline is to come, in the start of the computer that it was
    given in."""
    if lease is None or lease.ordered_by not in (None, by):
        return False
    return lease.deadline is None or (now < lease.deadline and lease.boot == boot)

"""Leases in this terminal's hand. Judged by the holder's own, earlier deadline; void after a restart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, column, delete, select, table

from app.clock import from_iso
from app.models.base import inline
from app.models.deal import Contract
from app.models.local import HeldLease, Shadow
from app.models.vehicle import StockStay
from app.services.orders import CONFIRMED, claims

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


_SPEND = delete(table(HeldLease.__tablename__)).where(column("vehicle_id") == bindparam("car"))
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


def is_ordered_here(session: Session, wanted_by: Sequence[Contract], *, but: str) -> bool:
    """Whether one of these contracts was made an order for its car at this terminal, whoever drew it, and the server
    has not answered yet: it hears of that before any later sale here, and gives that order the car."""
    waiting = {each.id: each.vehicle_id for each in wanted_by if each.provisional and each.id != but}
    if not waiting:
        return False
    ours = select(Shadow).where(Shadow.table_name == Contract.__tablename__, Shadow.row_id.in_(waiting))
    return any(not _is_order(row.base, waiting[row.row_id]) for row in session.scalars(ours))


def _is_order(base: dict[str, Any] | None, vehicle_id: str | None) -> bool:
    """Whether the server knew a contract as an order for the car."""
    return (
        base is not None
        and base["state"] in CONFIRMED
        and bool(base["provisional"])
        and base["vehicle_id"] == vehicle_id
    )


def held(session: Session, vehicle_id: str, now: datetime, boot: str) -> HeldLease | None:
    """The lease on a car, if it still holds: before its deadline and, for a day lease, in the same start of the
    computer, since after one the clock may say anything."""
    lease = session.get(HeldLease, vehicle_id)
    return lease if holds(lease, now, boot) else None


def held_vehicles(session: Session, now: datetime, boot: str) -> list[HeldLease]:
    """All leases that still hold."""
    return [lease for lease in session.scalars(select(HeldLease)) if holds(lease, now, boot)]


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
            )
        )


def untold(session: Session, vehicle_ids: Sequence[str]) -> set[str]:
    """Those of the cars with which something was done here that the server has not answered yet."""
    ours = and_(Shadow.row_id == StockStay.id, Shadow.table_name == StockStay.__tablename__)
    found = select(StockStay.vehicle_id).join(Shadow, ours).where(StockStay.vehicle_id.in_(vehicle_ids))
    return set(session.scalars(found))


def drop(session: Session, vehicle_ids: list[str]) -> None:
    """Forget leases that were given back or taken away."""
    session.execute(delete(HeldLease).where(HeldLease.vehicle_id.in_(vehicle_ids)))


def spend(session: Session, vehicle_id: str) -> None:
    """The car is sold: there is nothing left to lease."""
    session.connection().execute(_SPEND, {"car": vehicle_id})


def holds(lease: HeldLease | None, now: datetime, boot: str) -> bool:
    """Whether there is a lease whose deadline is to come, in the start of the computer that it was given in."""
    if lease is None:
        return False
    return lease.deadline is None or (now < lease.deadline and lease.boot == boot)

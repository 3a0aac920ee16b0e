"""VIN leases: who alone may confirm a sale of a car. Each grant raises the car's fence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, or_, select

from app.clock import iso
from app.errors import UserError
from app.i18n import N_
from app.models.base import IsoInstant
from app.models.org import Branch, Terminal
from app.models.vehicle import Lease, Vehicle
from app.services import orders
from app.services.unit_of_work import track
from server import feed, locks, reactions
from server.feed import Touched

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.clock import Clock
    from server.settings import Settings

HOLDER_EARLIER = timedelta(minutes=10)
KEPT_FOR = timedelta(minutes=2)
"""For whoever asked for a car that was handed over: so long nobody else gets it."""
_LEASE = Lease.__table__.c
_OVER = select(_LEASE.id).where(
    _LEASE.terminal_id.is_not(None), _LEASE.until <= bindparam("now", type_=IsoInstant)
)


@dataclass(frozen=True)
class LeaseRequest:
    """What a terminal asks for: vehicle ids to lease and to give back; `show` leases last until returned.

    `hold` is for the terminal that its branch has named: it hands over what others ask for.
    """

    want: list[str]
    release: list[str]
    kind: str = "day"


class Leases:
    """Grants and takes back leases for one terminal, inside one write transaction."""

    def __init__(self, session: Session, clock: Clock, settings: Settings, terminal_id: str) -> None:
        self._session, self._clock, self._settings = session, clock, settings
        self._terminal = session.get_one(Terminal, terminal_id)
        track(session)

    def handle(self, request: LeaseRequest) -> dict[str, Any]:
        """Give back, then lease; the answer has what is held now and what was refused, with the reason."""
        touched = Touched()
        end_expired(self._session, self._clock.now(), {*request.want, *request.release})
        for vehicle_id in request.release:
            self._release(vehicle_id)
        granted, refused = [], []
        for vehicle_id in dict.fromkeys(request.want):
            reason = self._refusal(vehicle_id, request.kind)
            if reason:
                refused.append({"vehicle": vehicle_id, **reason})
            else:
                granted.append(self._grant(vehicle_id, request.kind))
        self._session.flush()
        for vehicle_id in request.release:
            orders.settle(self._session, vehicle_id, self._clock.now())
        reactions.gather(self._session, touched)
        if touched.entries:
            feed.publish(self._session, touched)
        return {"granted": granted, "refused": refused, "server_time": iso(self._clock.now())}

    def _release(self, vehicle_id: str) -> None:
        lease = self._session.get(Lease, vehicle_id)
        if lease is None or lease.terminal_id != self._terminal.id:
            return
        asker = lease.asked_by
        lease.terminal_id, lease.asked_by = None, None
        if asker and not orders.is_awaited(self._session, vehicle_id):  # else an order comes first
            lease.terminal_id, lease.kind, lease.fence = asker, "day", lease.fence + 1
            lease.until = self._clock.now() + KEPT_FOR

    def _refusal(self, vehicle_id: str, kind: str) -> dict[str, Any] | None:
        vehicle, stay = self._session.get(Vehicle, vehicle_id), orders.active_stay(self._session, vehicle_id)
        if vehicle is None or stay is None:
            return {"code": "not_in_stock"}
        if orders.confirmed_contract(self._session, vehicle_id) or stay.status not in orders.SELLABLE:
            return {"code": "sold"}
        if stay.branch_id != self._terminal.branch_id:
            return {"code": "elsewhere"}
        holder = orders.lease_holder(self._session, vehicle_id, self._clock.now())
        if holder not in (None, self._terminal.id):
            return self._ask_for(self._session.get_one(Lease, vehicle_id))
        branch = self._session.get_one(Branch, self._terminal.branch_id)
        if kind == "hold" and branch.holder_id != self._terminal.id:
            return {"code": "not_holder"}
        return None

    def _ask_for(self, lease: Lease) -> dict[str, Any]:
        """It is somebody else's; a terminal that holds it for all is told who wants it."""
        name = self._session.get_one(Terminal, lease.terminal_id).name
        if lease.kind != "hold":
            return {"code": "leased", "terminal": name}
        lease.asked_by = self._terminal.id
        return {"code": "leased", "terminal": name, "asked": True}

    def _grant(self, vehicle_id: str, kind: str) -> dict[str, Any]:
        lease = self._session.get(Lease, vehicle_id)
        if lease is None:
            lease = Lease(id=vehicle_id, scope="org", ver=0, row_hash=0, fence=0)
            self._session.add(lease)
        if lease.terminal_id == self._terminal.id and lease.kind == "show":
            kind = "show"  # one that lasts until it is given back is not cut short by asking for less
        lease.fence += 1
        lease.terminal_id, lease.kind, lease.asked_by = self._terminal.id, kind, None
        lease.until = None if kind == "show" else self.day_end()
        deadline = None if lease.until is None else iso(lease.until - HOLDER_EARLIER)
        return {"vehicle": vehicle_id, "fence": lease.fence, "kind": kind, "deadline": deadline}

    def day_end(self) -> datetime:
        """When counter leases end: the next turn of the business day that is at least an hour away."""
        zone = ZoneInfo(self._settings.time_zone)
        local = (self._clock.now() + timedelta(hours=1)).astimezone(zone)
        end = local.replace(hour=self._settings.day_ends_at, minute=0, second=0, microsecond=0)
        if end <= local:
            end += timedelta(days=1)
        return end.astimezone(UTC)


def end_expired(session: Session, now: datetime, others: set[str]) -> None:
    """Free the cars whose leases are over, and decide the orders that waited for them.

    Those cars are locked together with others that the transaction is about to decide on.
    """
    over = {"now": now}
    ended = set(session.connection().scalars(_OVER, over))
    locks.lock_cars(session, ended | others)
    if not ended:
        return
    still_over = set(session.connection().scalars(_OVER, over))
    for lease in session.scalars(select(Lease).where(Lease.id.in_(still_over)).order_by(Lease.id)):
        lease.terminal_id = None
    session.flush()
    for vehicle_id in sorted(ended):
        orders.settle(session, vehicle_id, now)


def revoke_terminal(session: Session, clock: Clock, named: str) -> list[str]:
    """Lock a terminal out and free its cars under a raised fence. Returns the ids of the freed cars.

    A sale that it made before, and sends if it is ever let in again, is judged like any other.
    """
    terminal = terminal_named(session, named)
    track(session)
    terminal.revoked = True
    return free_all(session, clock, terminal)


def free_all(session: Session, clock: Clock, terminal: Terminal) -> list[str]:
    """Take all its leases from a terminal that is lost, stolen or moved, and publish that."""
    freed = []
    for branch in session.scalars(select(Branch).where(Branch.holder_id == terminal.id)):
        branch.holder_id = None
    held = select(Lease.id).where(Lease.terminal_id == terminal.id)
    locks.lock_cars(session, set(session.scalars(held)))
    for lease in session.scalars(select(Lease).where(Lease.terminal_id == terminal.id).order_by(Lease.id)):
        lease.terminal_id, lease.fence = None, lease.fence + 1
        freed.append(lease.id)
    session.flush()
    for vehicle_id in freed:
        orders.settle(session, vehicle_id, clock.now())
    touched = Touched()
    reactions.gather(session, touched)
    if touched.entries:
        feed.publish(session, touched)
    return freed


def terminal_named(session: Session, named: str) -> Terminal:
    found = session.scalars(
        select(Terminal).where(or_(Terminal.id == named, Terminal.prefix == named, Terminal.name == named))
    ).all()
    if len(found) != 1:
        raise UserError(
            "terminal_unknown", N_("There is no terminal, or more than one, called {name}. Give its id."),
            field="terminal", name=named,
        )  # fmt: skip
    return found[0]

"""What a transaction decides about is locked first, always in one order: cars, then deals.

On PostgreSQL several are judged at one time, also by several servers, and none sees what another has not committed.
Most rules look at rows that others only add: what of a receipt went back, whether a deal has a contract. So whoever
judges them waits for whoever is judging. SQLite has one writer anyway.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from app.models.deal import Deal
from app.models.vehicle import Vehicle

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session


def _locking(model: type[Vehicle] | type[Deal]) -> Select[tuple[str]]:
    # Not more than is needed: others may still add rows that name what is locked.
    row_id = model.__table__.c.id
    wanted = row_id.in_(bindparam("ids", expanding=True))
    return select(row_id).where(wanted).order_by(row_id).with_for_update(key_share=True)


_CARS, _DEALS = _locking(Vehicle), _locking(Deal)


def lock_cars(session: Session, vehicle_ids: Collection[str]) -> None:
    """Nobody else decides about these cars until the transaction ends."""
    _lock(session, _CARS, vehicle_ids)


def lock_deals(session: Session, deal_ids: Collection[str]) -> None:
    """Nobody else decides about these deals and their money until the transaction ends."""
    _lock(session, _DEALS, deal_ids)


def deals_of(changes: Iterable[dict[str, Any]]) -> set[str]:
    """The deals that changes are about: those that they change, and those that their new rows belong to."""
    stored = {change["id"] for change in changes if change["table"] == "deal" and change["base"] is not None}
    return stored | {deal for change in changes if isinstance(deal := change["set"].get("deal_id"), str)}


def _lock(session: Session, statement: Select[tuple[str]], ids: Collection[str]) -> None:
    known = sorted(each for each in ids if each.isprintable())  # a client sends what it likes
    if known and session.get_bind().dialect.name == "postgresql":
        session.connection().execute(statement, {"ids": known})

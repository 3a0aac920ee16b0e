"""Which list prices the author of a contract can have seen: the one that stands, and those that stood since."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.models.vehicle import Model, StockStay
from server.models import ChangeLog

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LONGEST_AWAY = timedelta(days=14)
"""No ticket lasts longer; who was away longer than that, and finds another price, is for a manager."""


def seen(
    session: Session, contract: dict[str, Any], signed_in_at: datetime, done_at: datetime
) -> frozenset[int]:
    """The list prices of a contract's car, or else of its model, since the author signed in at the server."""
    priced = _priced(session, contract)
    if priced is None:
        return frozenset()
    since = max(signed_in_at, done_at - LONGEST_AWAY)
    return frozenset({priced.list_price, *_former(session, priced, int(since.timestamp() * 1000))})


def _priced(session: Session, contract: dict[str, Any]) -> StockStay | Model | None:
    """The car's newest stay in stock; a car that is still to be allocated has its model's price."""
    if contract["vehicle_id"] is None:
        return session.get(Model, contract["model_id"])
    stays = select(StockStay).where(StockStay.vehicle_id == contract["vehicle_id"])
    return session.scalars(stays.order_by(StockStay.active.desc(), StockStay.id.desc())).first()


def _former(session: Session, priced: StockStay | Model, since_ms: int) -> set[int]:
    """Prices that were replaced after an instant. The log keeps what stood there before each change."""
    log = select(ChangeLog.old, ChangeLog.hlc).where(
        ChangeLog.row_id == priced.id,
        ChangeLog.table_name == priced.__tablename__,
        ChangeLog.hlc.is_not(None),
    )
    return {
        old["list_price"]
        for old, hlc in session.execute(log)
        if "list_price" in old and int(hlc[:15]) >= since_ms
    }

"""Whether the author of a contract can have seen its list price: the one that stands, or one that stood since."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from app.models.vehicle import Model, StockStay
from server import formerly

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_M, _S = Model.__table__.c, StockStay.__table__.c
_MODEL = select(_M.id, _M.list_price).where(_M.id == bindparam("model"))
_STAY = (
    select(_S.id, _S.list_price)
    .where(_S.vehicle_id == bindparam("car"))
    .order_by(_S.active.desc(), _S.id.desc())
    .limit(1)
)


def was_seen(session: Session, contract: dict[str, Any], signed_in_at: datetime, done_at: datetime) -> bool:
    """Whether a contract's list price is that of its car, or else of its model, or was so since its author signed in
    at the server."""
    table, priced = _priced(session, contract)
    if priced is None:
        return False
    if priced.list_price == contract["list_price"]:
        return True
    since = formerly.seen_since(signed_in_at, done_at)
    return contract["list_price"] in formerly.values(session, table, priced.id, "list_price", since=since)


def _priced(session: Session, contract: dict[str, Any]) -> tuple[str, Any]:
    """The car's newest stay in stock; a car that is still to be allocated has its model's price."""
    connection = session.connection()
    if contract["vehicle_id"] is None:
        return "model", connection.execute(_MODEL, {"model": contract["model_id"]}).first()
    return "stock_stay", connection.execute(_STAY, {"car": contract["vehicle_id"]}).first()

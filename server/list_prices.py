"""Whether the author of a contract can have seen its list price: the one that stands, or one that stood since."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from app.models.vehicle import Model, StockStay
from server.models import ChangeLog

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_M, _S, _LOG = (model.__table__.c for model in (Model, StockStay, ChangeLog))
_MODEL = select(_M.id, _M.list_price).where(_M.id == bindparam("model"))
_STAY = (
    select(_S.id, _S.list_price)
    .where(_S.vehicle_id == bindparam("car"))
    .order_by(_S.active.desc(), _S.id.desc())
    .limit(1)
)
_REPLACED = select(_LOG.old, _LOG.hlc).where(
    _LOG.row_id == bindparam("row"), _LOG.table_name == bindparam("table"), _LOG.hlc.is_not(None)
)
LONGEST_AWAY = timedelta(days=14)
"""No ticket lasts longer; who was away longer than that, and finds another price, is for a manager."""


def was_seen(session: Session, contract: dict[str, Any], signed_in_at: datetime, done_at: datetime) -> bool:
    """Whether a contract's list price is that of its car, or else of its model, or was so since its author signed in
    at the server."""
    table, priced = _priced(session, contract)
    if priced is None:
        return False
    if priced.list_price == contract["list_price"]:
        return True
    since = max(signed_in_at, done_at - LONGEST_AWAY)
    return contract["list_price"] in _former(session, table, priced.id, int(since.timestamp() * 1000))


def _priced(session: Session, contract: dict[str, Any]) -> tuple[str, Any]:
    """The car's newest stay in stock; a car that is still to be allocated has its model's price."""
    connection = session.connection()
    if contract["vehicle_id"] is None:
        return "model", connection.execute(_MODEL, {"model": contract["model_id"]}).first()
    return "stock_stay", connection.execute(_STAY, {"car": contract["vehicle_id"]}).first()


def _former(session: Session, table: str, row_id: str, since_ms: int) -> set[int]:
    """Prices that were replaced after an instant. The log keeps what stood there before each change."""
    found = session.connection().execute(_REPLACED, {"table": table, "row": row_id})
    return {old["list_price"] for old, hlc in found if "list_price" in old and int(hlc[:15]) >= since_ms}

"""Whether the author of a contract can have seen its list price: the one that stands, or one that stood since."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import product
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from app.domain.catalogue import price_in
from app.models.vehicle import Model, StockStay
from server import formerly

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_M, _S = Model.__table__.c, StockStay.__table__.c
_MODEL = select(_M.id, _M.list_price, _M.attributes).where(_M.id == bindparam("model"))
_STAY = (
    select(_S.id, _S.list_price)
    .where(_S.vehicle_id == bindparam("car"))
    .order_by(_S.active.desc(), _S.id.desc())
    .limit(1)
)


def was_seen(session: Session, contract: dict[str, Any], signed_in_at: datetime, done_at: datetime) -> bool:
    """Whether a contract's list price is that of its car, or else of its model in its colour, or was so since its
    author signed in at the server."""
    since = formerly.seen_since(signed_in_at, done_at)
    if contract["vehicle_id"] is None:
        return _is_of_model(session, contract, since)
    stay = session.connection().execute(_STAY, {"car": contract["vehicle_id"]}).first()
    return stay is not None and (
        contract["list_price"] == stay.list_price
        or contract["list_price"]
        in formerly.values(session, "stock_stay", stay.id, "list_price", since=since)
    )


def _is_of_model(session: Session, contract: dict[str, Any], since: datetime) -> bool:
    """A car that is still to be allocated has its model's price, and that of its paint."""
    model = session.connection().execute(_MODEL, {"model": contract["model_id"]}).first()
    if model is None:
        return False

    def price(listed: int, attributes: Any) -> int:
        known = json.loads(attributes) if isinstance(attributes, str) else attributes
        return price_in(contract["colour"], listed, known)

    if price(model.list_price, model.attributes) == contract["list_price"]:
        return True
    listed, attributes = (
        [now, *formerly.values(session, "model", model.id, column, since=since)]
        for column, now in (("list_price", model.list_price), ("attributes", model.attributes or {}))
    )
    seen = product(listed, attributes)  # where it was made since, the log has nothing of before
    return any(price(*each) == contract["list_price"] for each in seen if None not in each)

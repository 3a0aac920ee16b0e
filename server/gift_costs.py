"""What the dealership's gifts cost. Terminals hold the list of gifts without it; it is charged to each deal here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from app.domain import gift
from app.domain.pricing import Nature
from app.ids import new_id
from app.models.base import Scope
from app.models.deal_cost import DealCost
from server.models import GiftCost

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from app.services.judgement import Judged, Row


def keep(session: Session, costs: Mapping[str, int]) -> None:
    """From now on these gifts cost this, by their names, and no others anything that is known."""
    session.execute(delete(GiftCost))
    session.add_all(GiftCost(name=name, amount=amount) for name, amount in costs.items())


def charge(session: Session, judged: Sequence[Judged], now: datetime) -> None:
    """Charge what the gifts of the list cost that came onto a contract, unless their seller knew it."""
    told = {row.after["line_id"] for row in judged if row.table == "deal_cost"}
    for row in judged:
        if row.table != "contract_line" or row.before is not None or row.after["nature"] != Nature.GIFT:
            continue
        if row.after["cost_id"] is None and row.id not in told:
            _charge(session, row.id, row.after, now)


def _charge(session: Session, line_id: str, line: Row, now: datetime) -> None:
    known = session.get(GiftCost, gift.name_of(line["label"]))
    if known is not None:
        session.add(
            DealCost(
                id=new_id(), scope=Scope.FINANCE.of(line["branch_id"]), ver=0, row_hash=0, kind="gift",
                branch_id=line["branch_id"], contract_id=line["contract_id"], line_id=line_id,
                amount=known.amount, at=now,
            )
        )  # fmt: skip

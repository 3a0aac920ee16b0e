"""One used car that two deals count on: both contracts and their money stay, and a person settles it.

Two desks without a network may take one car in part payment twice. Nobody finds out before both have signed. If they
are desks of two branches, each branch has a case, which names the other branch and nobody of its customers.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from app.domain.states import DealState
from app.domain.trade_in import TradeInState
from app.ids import new_id, vehicle_id
from app.models.deal import Deal, SyncCase
from app.models.org import Branch
from app.models.trade_in import TradeIn
from app.services import payments

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.judgement.hearing import Judged

KIND = "used_car"
_COUNTS = (TradeInState.ACCEPTED, TradeInState.TAKEN)
_COUNTING = (
    select(TradeIn)
    .join(Deal, Deal.id == TradeIn.deal_id)
    .where(TradeIn.vin == bindparam("vin"), TradeIn.state.in_(_COUNTS), Deal.state != DealState.CANCELLED)
    .order_by(TradeIn.id)
)
_OPEN_CASES = select(SyncCase).where(
    SyncCase.kind == KIND, SyncCase.state == "open", SyncCase.vehicle_id == bindparam("car")
)


def touched_by(session: Session, judged: Iterable[Judged]) -> list[str]:
    """The used cars whose standing an op changed: their own rows, or the contract that they pay for was cancelled."""
    found: set[str] = set()
    for row in judged:
        if row.table == "trade_in" and row.changed("state"):
            found.add(row.id)
        if row.table == "contract" and row.before is not None and row.changed("state"):
            found |= set(session.scalars(select(TradeIn.id).where(TradeIn.deal_id == row.after["deal_id"])))
    return sorted(found)


def settle(session: Session, trade_in_id: str, now: datetime) -> None:
    """Open a case for a car that just came onto a further contract; close those in which it stands on one only."""
    used = session.get_one(TradeIn, trade_in_id, populate_existing=True)
    _wait_for_others(session, used.vin)
    counting, cases = _counting(session, used.vin), _open_cases(session, used.vin)
    ids = {each.id for each in counting}
    untold = ids - {case.data["trade_in"] for case in cases if not case.data.get("mirrors")}
    for case in cases:
        if len(ids) < 2 or case.data["trade_in"] not in ids:
            case.state, case.resolution, case.resolved_at = "resolved", {"decision": "moot"}, now
    first = next((each for each in counting if each.id != used.id), None)
    if used.state == TradeInState.ACCEPTED and used.id in untold and len(untold) > 1 and first is not None:
        _open(session, used, first, now)
        elsewhere = (each for each in counting if each.branch_id != used.branch_id)
        for each in elsewhere:
            if each.id not in {case.data["trade_in"] for case in cases}:
                _open(session, each, used, now, mirrors=True)


def _wait_for_others(session: Session, vin: str) -> None:
    """Whoever puts the same car onto another contract just now is to be seen, or sees us."""
    session.flush()
    session.execute(select(TradeIn.id).where(TradeIn.vin == vin).order_by(TradeIn.id).with_for_update()).all()


def _counting(session: Session, vin: str) -> list[TradeIn]:
    """The appraisals of one car that a contract counts on."""
    return list(session.scalars(_COUNTING, {"vin": vin}))


def _open_cases(session: Session, vin: str) -> list[SyncCase]:
    return list(session.scalars(_OPEN_CASES, {"car": vehicle_id(vin)}))


def _open(session: Session, second: TradeIn, first: TradeIn, now: datetime, *, mirrors: bool = False) -> None:
    """`mirrors`: it tells the other branch of a case that is somebody else's."""
    has, wants = (payments.living_contract(session, used.deal_id) for used in (first, second))
    if has is None or wants is None:
        return
    ours = first.branch_id == second.branch_id
    named = has.buyer_name if ours else session.get_one(Branch, first.branch_id).name
    data = {
        "trade_in": second.id, "plate": second.plate, "other": has.no, "other_name": named,
        **({"mirrors": True} if mirrors else {}),
    }  # fmt: skip
    session.add(
        SyncCase(
            id=new_id(), scope=second.scope, ver=0, row_hash=0, branch_id=second.branch_id, kind=KIND,
            state="open", contract_id=wants.id, vehicle_id=vehicle_id(second.vin), round=1, opened_at=now,
            data=data,
        )
    )  # fmt: skip

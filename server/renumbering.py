"""Numbers that two copies of a folder had both given out: the second to arrive gets a suffix, and new paper."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import column, select, table

from app.ids import new_id
from app.models.deal import Contract, SyncCase

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from server.facts import Place

_NUMBERS = {"deal": "no", "contract": "no", "payment": "receipt_no", "quote": "no"}
Renumbered = list[dict[str, str]]


def settle(session: Session, changes: list[dict[str, Any]]) -> Renumbered:
    """Give new rows whose number is taken the next free suffix, in place; which numbers that were."""
    given: Renumbered = []
    for change in changes:
        name = _NUMBERS.get(change["table"])
        if name is None or change["base"] is not None or not isinstance(change["set"].get(name), str):
            continue
        was = change["set"][name]
        now = _free(session, change["table"], name, was, change["id"])
        if now != was:
            change["set"][name] = now
            given.append({"table": change["table"], "id": change["id"], "was": was, "now": now})
    return given


def ask_for_paper(
    session: Session, place: Place, changes: list[dict[str, Any]], given: Renumbered, now: datetime
) -> None:
    """A case: what the customer holds bears a number that somebody else's paper bears too."""
    deals = {c["id"] if c["table"] == "deal" else c["set"].get("deal_id") for c in changes} - {None}
    contract = next((c["id"] for c in changes if c["table"] == "contract"), None) or session.scalar(
        select(Contract.id).where(Contract.deal_id.in_(deals)).order_by(Contract.id).limit(1)
    )
    session.add(
        SyncCase(
            id=new_id(), scope=place.scope, ver=0, row_hash=0, branch_id=place.branch_id, kind="paper",
            state="open", contract_id=contract, round=1, opened_at=now,
            data={"numbers": given, "terminal_id": place.terminal_id},
        )
    )  # fmt: skip
    session.flush()


def _free(session: Session, name: str, numbered: str, was: str, row_id: str) -> str:
    rows = table(name, column("id"), column(numbered))
    now, n = was, 1
    while session.scalar(select(rows.c.id).where(rows.c[numbered] == now, rows.c.id != row_id)) is not None:
        n += 1
        now = f"{was}-{n}"
    return now

"""What waits for a manager's yes, as the bell tells it: contracts, money that shall go back, values of used cars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text

from app.queries.money import list_reversals

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One request. `key` is another when the same is asked again; `kind`: contract, refund, void, twofold, trade_in."""

    key: str
    kind: str
    no: str
    """The contract's number, the receipt's, or the used car's plate."""
    customer: str
    by: str
    reason: str
    deal_no: str


_CONTRACTS = """
    SELECT c.id || coalesce(c.submitted_at, ''), 'contract', c.no, c.buyer_name, coalesce(u.display_name, ''),
           coalesce(c.submitted_why, ''), d.no
    FROM contract c JOIN deal d ON d.id = c.deal_id LEFT JOIN "user" u ON u.id = c.seller_id
    WHERE c.state = 'submitted' AND c.seller_id <> :me ORDER BY c.id"""
_USED_CARS = """
    SELECT t.id || coalesce(t.submitted_at, ''), 'trade_in', t.plate, coalesce(b.name, ''),
           coalesce(u.display_name, ''), '', d.no
    FROM trade_in t JOIN deal d ON d.id = t.deal_id LEFT JOIN customer b ON b.id = d.customer_id
    LEFT JOIN "user" u ON u.id = coalesce(t.valued_by, t.user_id)
    WHERE t.state = 'submitted' AND t.user_id <> :me AND coalesce(t.valued_by, '') <> :me ORDER BY t.id"""


def list_asked(session: Session, manager_id: str) -> list[AskedRow]:
    """All that this manager may say yes to: nobody answers what they asked themselves."""
    of_money = [
        AskedRow(row.id, row.kind, row.receipt_no, row.customer, row.asked_by, row.reason, row.deal_no)
        for row in list_reversals(session)
        if row.state == "asked" and row.user_id != manager_id
    ]
    contracts, used_cars = (
        [AskedRow(*row) for row in session.execute(text(statement), {"me": manager_id})]
        for statement in (_CONTRACTS, _USED_CARS)
    )
    return [*contracts, *of_money, *used_cars]

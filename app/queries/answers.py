"""What managers answered: to prices and contracts, to money that should go back, to used cars. The newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, text

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MOST = 200


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer. `kind`: discount, contract, kept, refund, void, twofold or trade_in; amounts in minor units."""

    id: str
    kind: str
    no: str
    """The contract's number, the receipt's, or the used car's plate."""
    customer: str
    amount: int
    asked_by: str
    wish: str
    """Why it was asked, if that was said."""
    asked_at: str
    by: str
    at: str
    yes: bool
    reason_code: str | None
    reason: str


_PRICES = """
    SELECT a.id id, CASE WHEN a.kind IN ('discount', 'kept') THEN a.kind ELSE 'contract' END kind, c.no no,
           c.buyer_name customer, CASE a.kind WHEN 'kept' THEN a.takings ELSE a.price END amount,
           CASE a.kind WHEN 'kept' THEN '' ELSE coalesce(s.display_name, '') END asked_by,
           CASE a.kind WHEN 'kept' THEN coalesce(c.cancelled_reason, '') ELSE '' END wish,
           coalesce(a.asked_at, a.at) asked_at, coalesce(m.display_name, '') "by", a.at at,
           a.kind <> 'returned' yes, a.reason_code reason_code, coalesce(a.reason, '') reason
    FROM approval a JOIN contract c ON c.id = a.contract_id LEFT JOIN "user" s ON s.id = c.seller_id
    LEFT JOIN "user" m ON m.id = a.approver_id"""
_MONEY = """
    SELECT r.id, r.kind, p.receipt_no, coalesce(b.name, ''), r.amount, coalesce(s.display_name, ''), r.reason,
           r.asked_at, coalesce(m.display_name, ''), coalesce(r.decided_at, r.asked_at), r.state <> 'declined', NULL,
           coalesce(r.note, '')
    FROM reversal r JOIN payment p ON p.id = r.payment_id JOIN deal d ON d.id = p.deal_id
    LEFT JOIN customer b ON b.id = d.customer_id LEFT JOIN "user" s ON s.id = r.user_id
    JOIN "user" m ON m.id = r.approver_id"""
_USED_CARS = """
    SELECT t.id, 'trade_in', t.plate, coalesce(b.name, ''), coalesce(t.value, 0), coalesce(s.display_name, ''), '',
           coalesce(t.submitted_at, t.at), coalesce(m.display_name, ''), coalesce(t.decided_at, t.at),
           t.state <> 'declined', NULL, coalesce(t.note, '')
    FROM trade_in t JOIN deal d ON d.id = t.deal_id LEFT JOIN customer b ON b.id = d.customer_id
    LEFT JOIN "user" s ON s.id = coalesce(t.valued_by, t.user_id) JOIN "user" m ON m.id = t.approver_id"""


def list_answers(session: Session, *, limit: int = MOST) -> list[AnswerRow]:
    """The last ones; those before stand at the contract, receipt or used car itself."""
    statement = f"{_PRICES} UNION ALL {_MONEY} UNION ALL {_USED_CARS} ORDER BY at DESC, id DESC LIMIT :limit"
    found = session.execute(text(statement), {"limit": limit})
    return [AnswerRow(**{**row, "yes": bool(row["yes"])}) for row in found.mappings()]


def list_to_seller(session: Session, seller_id: str) -> list[AnswerRow]:
    """The last answer to each contract of that seller that is a draft again, the newest first. A price that a manager
    approved at the seller's own desk is no news there."""
    statement = f"""{_PRICES} WHERE c.seller_id = :seller AND c.state = 'draft' AND a.kind <> 'discount'
        ORDER BY a.at DESC, a.id DESC"""
    last: dict[str, AnswerRow] = {}
    for row in session.execute(text(statement), {"seller": seller_id}).mappings():
        last.setdefault(row["no"], AnswerRow(**{**row, "yes": bool(row["yes"])}))
    return list(last.values())


def list_to_contract(session: Session, no: str) -> list[AnswerRow]:
    """What was said of a contract so far, the newest first."""
    statement = f"{_PRICES} WHERE c.no = :no ORDER BY a.at DESC, a.id DESC"
    found = session.execute(text(statement), {"no": no}).mappings()
    return [AnswerRow(**{**row, "yes": bool(row["yes"])}) for row in found]


_LAST = """
    SELECT a.kind kind, coalesce(m.display_name, '') by, coalesce(a.reason, '') reason
    FROM approval a LEFT JOIN "user" m ON m.id = a.approver_id
    WHERE a.contract_id = :contract ORDER BY a.at DESC, a.id DESC LIMIT 1"""


def answered_among(session: Session, contract_ids: list[str]) -> set[str]:
    """Which of these contracts managers have said something of."""
    statement = text("SELECT DISTINCT contract_id FROM approval WHERE contract_id IN :ids").bindparams(
        bindparam("ids", expanding=True)
    )
    return set(session.scalars(statement, {"ids": contract_ids}))


def sent_back(session: Session, contract_id: str) -> tuple[str, str] | None:
    """Who sent a contract back and why, if that is the last that was said of it."""
    last = session.execute(text(_LAST), {"contract": contract_id}).first()
    return (last.by, last.reason) if last is not None and last.kind == "returned" else None

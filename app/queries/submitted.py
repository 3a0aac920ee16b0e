"""What waits for a manager's answer: contracts that were submitted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text

from app.queries.names import model_name

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class SubmittedRow:
    """A contract that waits. Amounts in minor units."""

    no: str
    buyer: str
    model: str
    vin: str | None
    list_price: int
    price: int
    terms: str | None
    plan: str | None
    seller_id: str
    seller: str
    add_ons: int
    gifts: int
    used_cars: int
    why: str
    asker_id: str
    asker: str
    """Who asked for the yes; the seller, unless somebody else did."""
    asked_at: str
    model_id: str


@dataclass(frozen=True, slots=True)
class Usual:
    """What was given off a model's list price of late: how many sales, their mean and the most, in minor units."""

    sales: int
    mean: int
    most: int


_OF_LINES = """(SELECT coalesce(sum(amount), 0) FROM contract_line l
                WHERE l.contract_id = c.id AND l.removed = 0 AND {})"""
_SUMS = ", ".join(
    _OF_LINES.format(which)
    for which in (
        "nature <> 'gift' AND kind <> 'trade_in' AND payee IS NULL",
        "nature = 'gift'",
        "kind = 'trade_in'",
    )
)


def roles_of(session: Session, no: str) -> list[str]:
    """What whoever wrote a contract is at its branch: their limit follows from it."""
    statement = """SELECT r.role FROM contract c
        JOIN user_role r ON r.user_id = c.seller_id AND r.branch_id = c.branch_id AND r.active
        WHERE c.no = :no"""
    return list(session.scalars(text(statement), {"no": no}))


def list_submitted(session: Session) -> list[SubmittedRow]:
    """Those that wait, the oldest first."""
    statement = f"""
        SELECT c.no, c.buyer_name, {model_name()}, v.vin, c.list_price, c.price, c.terms, c.plan, c.seller_id,
               coalesce(u.display_name, ''), {_SUMS}, coalesce(c.submitted_why, ''),
               coalesce(c.submitted_by, c.seller_id), coalesce(a.display_name, u.display_name, ''),
               coalesce(c.submitted_at, ''), c.model_id
        FROM contract c JOIN model m ON m.id = c.model_id LEFT JOIN vehicle v ON v.id = c.vehicle_id
        LEFT JOIN "user" u ON u.id = c.seller_id LEFT JOIN "user" a ON a.id = c.submitted_by
        WHERE c.state = 'submitted' ORDER BY c.id"""
    return [SubmittedRow(*row) for row in session.execute(text(statement))]


def usual(session: Session, model_id: str, *, since: str, but: str) -> Usual:
    """Discounts of the sales of a model's cars signed since that instant, but for one contract."""
    statement = """
        SELECT count(*), coalesce(avg(c.list_price - c.price), 0), coalesce(max(c.list_price - c.price), 0)
        FROM vehicle v CROSS JOIN contract c ON c.vehicle_id = v.id
        WHERE v.model_id = :model AND c.signed_at >= :since AND c.state IN ('signed', 'amended') AND c.provisional = 0
          AND c.no <> :but
          AND c.list_price > 0"""
    sales, mean, most = session.execute(
        text(statement), {"model": model_id, "since": since, "but": but}
    ).one()
    return Usual(sales, round(mean), most)

"""Approvals of a contract and what they and its gifts cost, for those who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text

from app.domain.roles import Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SEE_MARGIN = frozenset({Role.MANAGER, Role.FINANCE})


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """A yes: whose, to what price, why. `effect` is what the margin loses by it, where this terminal holds it."""

    by: str
    at: str
    list_price: int
    price: int
    reason_code: str | None
    reason: str | None
    effect: int | None


def list_approvals(session: Session, contract_no: str) -> list[ApprovalRow]:
    """The approvals of a contract, the oldest first."""
    statement = """
        SELECT coalesce(u.display_name, ''), a.at, a.list_price, a.price, a.reason_code, a.reason,
               (SELECT max(k.amount) FROM deal_cost k WHERE k.approval_id = a.id)
        FROM approval a JOIN contract c ON c.id = a.contract_id LEFT JOIN "user" u ON u.id = a.approver_id
        WHERE c.no = :no AND a.kind IN ('discount', 'contract') ORDER BY a.at, a.id"""
    return [ApprovalRow(*row) for row in session.execute(text(statement), {"no": contract_no})]


def kept_by(session: Session, deal_no: str) -> str:
    """Who approved that the 定金 of a deal is kept, as it was cancelled or when the centre asked; empty: nobody was
    asked."""
    statement = """
        SELECT coalesce(u.display_name, '') FROM (
            SELECT a.approver_id user_id, a.at at FROM approval a JOIN contract c ON c.id = a.contract_id
            JOIN deal d ON d.id = c.deal_id WHERE d.no = :no AND a.kind = 'kept'
            UNION ALL
            SELECT s.resolved_by, s.resolved_at FROM sync_case s JOIN contract c ON c.id = s.contract_id
            JOIN deal d ON d.id = c.deal_id WHERE d.no = :no AND s.kind = 'op' AND s.state = 'resolved'
            AND json_extract(s.data, '$.reason.code') = 'deposit_approval'
            AND json_extract(s.resolution, '$.decision') = 'accept'
        ) said JOIN "user" u ON u.id = said.user_id ORDER BY said.at DESC LIMIT 1"""
    return str(session.scalar(text(statement), {"no": deal_no}) or "")


def costs_of(session: Session, contract_no: str) -> dict[str, int]:
    """What the lines of a deal cost and the interest that we pay, by kind, where this terminal holds that: of a line
    the newest counts. Of what is collected for others it is what is passed on."""
    statement = """
        SELECT CASE WHEN l.nature = 'gift' THEN 'gift' WHEN l.payee IS NOT NULL THEN 'passed_on' ELSE l.kind END,
               (SELECT k.amount FROM deal_cost k WHERE k.id = l.cost_id
                        OR (k.contract_id = c.id AND k.line_id = l.id) ORDER BY k.id DESC LIMIT 1)
        FROM contract_line l JOIN contract c ON c.id = l.contract_id WHERE c.no = :no AND l.removed = 0
        UNION ALL
        SELECT 'subsidy', (SELECT k.amount FROM deal_cost k WHERE k.contract_id = c.id AND k.kind = 'subsidy'
                           ORDER BY k.id DESC LIMIT 1)
        FROM contract c WHERE c.no = :no"""
    costs: dict[str, int] = {}
    for kind, amount in session.execute(text(statement), {"no": contract_no}):
        if amount is not None:
            costs[kind] = costs.get(kind, 0) + int(amount)
    return costs

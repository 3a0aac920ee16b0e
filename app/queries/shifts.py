"""Shifts as lists show them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A shift with its people and terminal by name. Amounts in minor units, instants ISO text."""

    id: str
    state: str
    terminal_id: str
    terminal: str
    user_id: str
    cashier: str
    opened_at: str
    opening_cash: int
    closed_at: str
    closed_by: str
    counted: dict[str, int]
    expected: dict[str, int]
    reason: str
    perpetual_taken: int
    perpetual_given: int
    receipts: int

    @property
    def difference(self) -> int:
        """What was counted above what should have been there."""
        return sum(self.counted.values()) - sum(self.expected.values())


_SELECT = """
SELECT s.id, s.state, s.terminal_id, t.name, s.user_id, coalesce(u.display_name, ''), s.opened_at, s.opening_cash,
       coalesce(s.closed_at, ''), coalesce(b.display_name, ''), s.counted, s.expected, coalesce(s.reason, ''),
       coalesce(s.perpetual_taken, 0), coalesce(s.perpetual_given, 0),
       (SELECT count(*) FROM payment p WHERE p.shift_id = s.id)
FROM shift s JOIN terminal t ON t.id = s.terminal_id LEFT JOIN "user" u ON u.id = s.user_id
LEFT JOIN "user" b ON b.id = s.closed_by
"""


def list_shifts(session: Session, *, limit: int = 100) -> list[ShiftRow]:
    """Shifts of the branch: those that are open, then the last that were closed."""
    statement = f"{_SELECT} ORDER BY s.state = 'closed', s.id DESC LIMIT :limit"
    return [_row(row) for row in session.execute(text(statement), {"limit": limit})]


def get_shift(session: Session, shift_id: str) -> ShiftRow:
    """One of them, which is there."""
    return _row(session.execute(text(f"{_SELECT} WHERE s.id = :id"), {"id": shift_id}).one())


def ledger_sums(session: Session) -> dict[str, int]:
    """Each account of the ledger with its sum; all of them together are 0."""
    found = session.execute(text("SELECT account, sum(amount) FROM ledger_entry GROUP BY account"))
    return {account: int(amount) for account, amount in found}


def _row(row: Any) -> ShiftRow:
    values = list(row)
    values[10], values[11] = json.loads(values[10] or "{}"), json.loads(values[11] or "{}")
    return ShiftRow(*values)

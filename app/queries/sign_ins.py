"""Whether a sign-in still holds, as far as the centre's word of it has come here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BindParameter, bindparam, select

from app.models.org import User, UserRole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

Ticket = dict[str, Any]
# Statements made once: each round of sync asks.
_USER, _ROLE = User.__table__.c, UserRole.__table__.c
_PEOPLE: BindParameter[list[str]] = bindparam("people", expanding=True)
_ACCOUNTS = select(_USER.id, _USER.disabled, _USER.password_no).where(_USER.id.in_(_PEOPLE))
_TAKEN = select(_ROLE.user_id, _ROLE.branch_id, _ROLE.role).where(
    _ROLE.user_id.in_(_PEOPLE), _ROLE.active.is_(False)
)


def is_over(session: Session, ticket: Ticket) -> bool:
    """Whether the account was closed, the password changed or a role taken away since the ticket was given."""
    return bool(over(session, [("", ticket)]))


def over(session: Session, tickets: Sequence[tuple[str, Ticket]]) -> list[str]:
    """Those by these names whose ticket does not hold any more."""
    people = [ticket["sub"] for _, ticket in tickets]
    connection, asked = session.connection(), {"people": people}
    known = {row.id: (row.disabled, row.password_no) for row in connection.execute(_ACCOUNTS, asked)}
    taken = {tuple(row) for row in connection.execute(_TAKEN, asked)}

    def holds(ticket: Ticket) -> bool:
        # Who was not heard of yet is new, and not gone.
        disabled, password_no = known.get(ticket["sub"], (False, 0))
        if disabled or password_no > ticket["password_no"]:
            return False
        return all((ticket["sub"], ticket["branch"], role) not in taken for role in ticket["roles"])

    return [name for name, ticket in tickets if not holds(ticket)]

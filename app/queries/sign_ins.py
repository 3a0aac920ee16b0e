"""Whether a sign-in still holds, as far as the centre's word of it has come here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.models.org import User, UserRole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

Ticket = dict[str, Any]


def is_over(session: Session, ticket: Ticket) -> bool:
    """Whether the account was closed, the password changed or a role taken away since the ticket was given."""
    return bool(over(session, [("", ticket)]))


def over(session: Session, tickets: Sequence[tuple[str, Ticket]]) -> list[str]:
    """Those by these names whose ticket does not hold any more."""
    people = [ticket["sub"] for _, ticket in tickets]
    accounts = select(User.id, User.disabled, User.password_no).where(User.id.in_(people))
    known = {user: (disabled, password_no) for user, disabled, password_no in session.execute(accounts)}
    roles = select(UserRole.user_id, UserRole.branch_id, UserRole.role).where(
        UserRole.user_id.in_(people), UserRole.active.is_(False)
    )
    taken = {tuple(row) for row in session.execute(roles)}

    def holds(ticket: Ticket) -> bool:
        # Who was not heard of yet is new, and not gone.
        disabled, password_no = known.get(ticket["sub"], (False, 0))
        if disabled or password_no > ticket["password_no"]:
            return False
        return all((ticket["sub"], ticket["branch"], role) not in taken for role in ticket["roles"])

    return [name for name, ticket in tickets if not holds(ticket)]

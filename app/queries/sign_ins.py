"""Whether a sign-in still holds, as far as the centre's word of it has come here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.models.org import User, UserRole

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def is_over(session: Session, ticket: dict[str, Any]) -> bool:
    """Whether the account was closed, the password changed or a role taken away since the ticket was given."""
    user = session.get(User, ticket["sub"])
    if user is None:
        return False  # not heard of yet
    if user.disabled or user.password_no > ticket["password_no"]:
        return True
    taken = select(UserRole.role).where(
        UserRole.user_id == user.id, UserRole.branch_id == ticket["branch"], UserRole.active.is_(False)
    )
    return not set(session.scalars(taken)).isdisjoint(ticket["roles"])

"""How far below list a role may sell without approval: the rule is `domain.pricing`'s, the limits are settings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.domain import pricing
from app.models.org import Setting

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


_FLOORS = select(Setting.name, Setting.value).where(Setting.name.like("floor.%"))


def limits(session: Session) -> dict[str, int]:
    """Per role, basis points below list that need nobody's approval (settings `floor.sales`, `floor.manager`)."""
    given = {name.removeprefix("floor."): int(value) for name, value in session.execute(_FLOORS)}
    return {**pricing.ROLE_LIMITS, **given}


def beyond(session: Session, list_price: int, price: int, roles: Iterable[str]) -> bool:
    """Whether the price needs somebody else's approval."""
    if 0 < list_price <= price:
        return False  # there is no discount: what the limits are does not matter
    return pricing.needs_approval(list_price, price, limit_bp=pricing.limit_of(roles, limits(session)))

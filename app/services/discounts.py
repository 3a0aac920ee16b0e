"""What may be given: how far below list a role may sell without approval, and bundles. Both are settings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.domain import bundle, pricing
from app.models.org import Setting

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.domain.bundle import Bundle


_FLOORS = select(Setting.name, Setting.value).where(Setting.name.like("floor.%"))


def limits(session: Session) -> dict[str, int]:
    """Per role, basis points below list that need nobody's approval (settings `floor.sales`, `floor.manager`)."""
    given = {name.removeprefix("floor."): int(value) for name, value in session.execute(_FLOORS)}
    return {**pricing.ROLE_LIMITS, **given}


def bundles(session: Session) -> tuple[Bundle, ...]:
    """What is sold or given together here (setting `bundles`)."""
    found = session.scalar(select(Setting.value).where(Setting.name == bundle.SETTING))
    return bundle.read(found or ())


def beyond(session: Session, list_price: int, price: int, roles: Iterable[str]) -> bool:
    """Whether the price needs somebody else's approval."""
    if 0 < list_price <= price:
        return False  # there is no discount: what the limits are does not matter
    return pricing.needs_approval(list_price, price, limit_bp=pricing.limit_of(roles, limits(session)))

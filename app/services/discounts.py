"""How far below list a role may sell without approval, and who may approve more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.domain.permissions import Role
from app.models.org import Setting

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

DEFAULT_PERCENT: Mapping[Role, int] = {Role.SALES: 3, Role.MANAGER: 8}


def limits(session: Session) -> dict[Role, int]:
    """Per role, percent below list that needs nobody's approval (settings `floor.sales`, `floor.manager`)."""
    given = {s.name: s.value for s in session.scalars(select(Setting).where(Setting.name.like("floor.%")))}
    return {role: int(given.get(f"floor.{role.value}", percent)) for role, percent in DEFAULT_PERCENT.items()}


def floor(list_price: int, roles: frozenset[Role], limits: Mapping[Role, int]) -> int:
    """The lowest price, in minor units, that someone with these roles may give alone."""
    percent = max((limits.get(role, 0) for role in roles), default=0)
    return list_price - list_price * percent // 100


def beyond(list_price: int, price: int, roles: frozenset[Role], limits: Mapping[Role, int]) -> bool:
    """Whether the price needs somebody else's approval."""
    return price < floor(list_price, roles, limits)

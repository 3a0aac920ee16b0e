"""What may be given: how far below list a role may sell alone, gifts, bundles, and plans. All are settings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.domain import bundle, gift, pricing
from app.models.org import Setting

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.domain.bundle import Bundle
    from app.domain.gift import Gifts, Given
    from app.domain.pricing import PriceSheet


_GIFTS = select(Setting.name, Setting.value).where(Setting.name.in_((gift.SETTING, gift.ASKED)))
_FLOORS = select(Setting.name, Setting.value).where(Setting.name.like("floor.%"))


def limits(session: Session) -> dict[str, int]:
    """Per role, basis points below list that need nobody's approval (settings `floor.sales`, `floor.manager`)."""
    given = {name.removeprefix("floor."): int(value) for name, value in session.execute(_FLOORS)}
    return {**pricing.ROLE_LIMITS, **given}


def gifts(session: Session) -> Gifts:
    """What is given here, and what it counts (settings `gifts` and `approval.gifts`)."""
    found = {row.name: row.value for row in session.execute(_GIFTS)}
    return gift.read(found.get(gift.SETTING), found.get(gift.ASKED))


def given(session: Session, sheet: PriceSheet) -> Given:
    """A deal's prices by that list, which is not asked for where nothing is given."""
    is_given = any(line.nature is pricing.Nature.GIFT for line in sheet.lines)
    return gift.Given(sheet, gifts(session) if is_given else gift.Gifts())


def needs_yes(session: Session, deal: Given, roles: Iterable[str]) -> bool:
    """Whether its price, or what is given with it, needs somebody else's approval."""
    held = list(roles)
    alone = gift.Given(deal.sheet, deal.gifts.for_roles(held))
    return bool(alone.beside) or beyond(session, deal.sheet.list_price, deal.price_after, held)


def bundles(session: Session) -> tuple[Bundle, ...]:
    """What is sold or given together here (setting `bundles`)."""
    found = session.scalar(select(Setting.value).where(Setting.name == bundle.SETTING))
    return bundle.read(found or ())


def beyond(session: Session, list_price: int, price: int, roles: Iterable[str]) -> bool:
    """Whether the price needs somebody else's approval."""
    if 0 < list_price <= price:
        return False  # there is no discount: what the limits are does not matter
    return pricing.needs_approval(list_price, price, limit_bp=pricing.limit_of(roles, limits(session)))

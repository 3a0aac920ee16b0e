"""What the dealership decides for itself: settings that sync like any row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.domain import approval, approval_chain, bundle, gift, loan_plan, seal
from app.domain.permissions import ADMINISTER
from app.errors import UserError
from app.i18n import N_
from app.models.org import Setting
from server import gift_costs

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.unit_of_work import UnitOfWork


def _yes_or_no(text: str) -> bool:
    return {"true": True, "false": False}[text.lower()]


def _share(text: str) -> int:
    """Basis points: 300 are 3 %."""
    if not 0 <= int(text) <= 10_000:
        raise ValueError(text)
    return int(text)


def _fen(text: str) -> int:
    if not 0 <= int(text) < 1 << 50:
        raise ValueError(text)
    return int(text)


KNOWN: Mapping[str, Callable[[str], Any]] = {
    "floor.sales": _share, "floor.manager": _share, "refund.alone": _fen,
    approval.TERMS: _yes_or_no, approval.PLAN: _yes_or_no, gift.ASKED: gift.parse_asked,
    approval_chain.SETTING: approval_chain.parse,
    bundle.SETTING: bundle.parse, gift.SETTING: gift.parse, loan_plan.SETTING: loan_plan.parse,
    seal.SETTING: seal.parse, seal.STAMPED_BY: seal.parse_authority,
}  # fmt: skip


def decide(uow: UnitOfWork, *, name: str, value: str) -> None:
    """Set a setting; what is no value for it is refused."""
    if name not in KNOWN:
        message = N_("There is no setting “{name}”. Known are: {known}.")
        raise UserError("setting_unknown", message, field="name", name=name, known=", ".join(sorted(KNOWN)))
    try:
        read = KNOWN[name](value)
    except (ValueError, KeyError) as error:
        message = N_("“{value}” is no value for {name}.")
        raise UserError("setting_invalid", message, field="value", name=name, value=value) from error
    with uow.begin(ADMINISTER) as tx:
        if name == gift.SETTING:
            read, costs = read
            gift_costs.keep(tx.session, costs)
        found = tx.session.scalars(select(Setting).where(Setting.name == name)).first()
        if found is None:
            tx.add(Setting(name=name, value=read))
        else:
            found.value = read


def decided(session: Session) -> dict[str, Any]:
    """What is set, by name."""
    return {row.name: row.value for row in session.scalars(select(Setting).order_by(Setting.name))}

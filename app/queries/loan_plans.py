"""The plans that the dealership shows side by side, as they hold on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.domain import loan_plan
from app.models.org import Setting

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from app.domain.loan_plan import Offer


def in_force(session: Session, on: date) -> tuple[Offer, ...]:
    """The plans of a day (setting `loan.plans`)."""
    found = session.scalar(select(Setting.value).where(Setting.name == loan_plan.SETTING))
    return loan_plan.in_force(found or (), on)

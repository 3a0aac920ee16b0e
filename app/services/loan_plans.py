"""The plans that the desk shows, as an administrator says them: each from its day, and what has begun stays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.domain import loan_plan
from app.domain.permissions import LOAN_PLANS
from app.errors import UserError
from app.i18n import N_
from app.models.org import Setting

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.unit_of_work import Transaction, UnitOfWork

_ROW = select(Setting).where(Setting.name == loan_plan.SETTING)


def listed(session: Session) -> list[Mapping[str, Any]]:
    """All terms that were ever said, the last to begin first."""
    row = session.scalars(_ROW).first()
    return loan_plan.newest_first(row.value if row else ())


def add(uow: UnitOfWork, *, given: Mapping[str, Any]) -> None:
    """Terms from today or a later day on; others of that plan and day give way to them."""
    made = loan_plan.read(given)
    with uow.begin(LOAN_PLANS) as tx:
        _refuse_begun(tx, made["from"])
        kept = [each for each in listed(tx.session) if not _is(each, made["plan"], made["from"])]
        _say(tx, [*kept, made])


def take_out(uow: UnitOfWork, *, plan: str, begins: date) -> None:
    """Terms that no customer has seen yet are not wanted after all."""
    day = begins.isoformat()
    with uow.begin(LOAN_PLANS) as tx:
        _refuse_begun(tx, day)
        before = listed(tx.session)
        kept = [each for each in before if not _is(each, plan, day)]
        if len(kept) == len(before):
            raise UserError("plan_unknown", N_("There are no terms of that day."), field="from")
        _say(tx, kept)


def _is(terms: Mapping[str, Any], plan: str, day: str) -> bool:
    return (terms["plan"], terms["from"]) == (plan, day)


def _refuse_begun(tx: Transaction, day: str) -> None:
    if day < tx.clock.today().isoformat():
        message = N_("What was offered stays as it was. Let the terms begin today or later.")
        raise UserError("plan_begun", message, field="from")


def _say(tx: Transaction, terms: list[Mapping[str, Any]]) -> None:
    value = sorted((dict(each) for each in terms), key=lambda each: (each["from"], each["plan"]))
    loan_plan.check(value)
    row = tx.session.scalars(_ROW).first()
    if row is None:
        tx.add(Setting(name=loan_plan.SETTING, value=value))
    else:
        row.value = value

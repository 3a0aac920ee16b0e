"""Visits to the workshop: booked and booked anew, arrived, done, not come, cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.domain import service_visit as rules
from app.domain import states, vin
from app.domain.permissions import SERVICE_BOOK, SERVICE_MOVE
from app.domain.service_visit import REASONS, VISIT, VisitState
from app.errors import UserError
from app.i18n import N_
from app.models.service_visit import ServiceVisit
from app.services import customers

if TYPE_CHECKING:
    from app.services.unit_of_work import Transaction, UnitOfWork


@dataclass(frozen=True)
class Car:
    """A customer's car: one that we delivered, or another one. `name` is make and model, as people call them."""

    vin: str
    name: str


@dataclass(frozen=True)
class Asked:
    """When the car comes, what for (keys of `domain.service_visit.REASONS`), and the customer's words."""

    starts_at: datetime
    reasons: Sequence[str]
    wish: str = ""


@dataclass(frozen=True)
class Done:
    """What was done, what the customer paid for it (fen), and when the next service is due."""

    work: str
    paid: int = 0
    next_on: date | None = None
    next_km: int | None = None


def book(uow: UnitOfWork, *, customer_id: str, car: Car, asked: Asked) -> str:
    """Book a visit; returns its id."""
    vin.check_vin(car.vin)
    rules.check_car(car.name)
    reasons = _checked(asked, uow.clock.today())
    with uow.begin(SERVICE_BOOK) as tx:
        _check_free(tx, vin.normalise_vin(car.vin), asked.starts_at)
        customer = customers.kept(tx, customer_id)
        visit = tx.add(
            ServiceVisit(
                branch_id=customer.branch_id, customer_id=customer.id, user_id=tx.actor.user_id,
                vin=vin.normalise_vin(car.vin), car=car.name.strip(), starts_at=asked.starts_at, reasons=reasons,
                wish=asked.wish.strip() or None, state=VisitState.BOOKED,
            )
        )  # fmt: skip
        return visit.id


def rebook(uow: UnitOfWork, *, visit_id: str, asked: Asked) -> None:
    """Another time, or something else that is asked for. Another car is another visit."""
    reasons = _checked(asked, uow.clock.today())
    with uow.begin(SERVICE_BOOK) as tx:
        visit = tx.get(ServiceVisit, visit_id)
        if visit.state != VisitState.BOOKED:
            raise _past()
        if (
            asked.starts_at != visit.starts_at
        ):  # two that stand already stay as they are: other words are no harm
            _check_free(tx, visit.vin, asked.starts_at, but=visit.id)
        visit.starts_at, visit.reasons, visit.wish = asked.starts_at, reasons, asked.wish.strip() or None


def arrive(uow: UnitOfWork, *, visit_id: str, km: int) -> None:
    """The car is here, with so many kilometres on its clock."""
    rules.check_km(km)
    with uow.begin(SERVICE_MOVE) as tx:
        _moved(tx, visit_id, VisitState.ARRIVED).km = km


def finish(uow: UnitOfWork, *, visit_id: str, done: Done) -> None:
    """The car is ready: what was done, what was paid, when it comes again."""
    rules.check_work(done.work)
    rules.check_paid(done.paid)
    with uow.begin(SERVICE_MOVE) as tx:
        visit = _moved(tx, visit_id, VisitState.DONE)
        rules.check_next(done.next_on, done.next_km, today=tx.clock.today(), km=visit.km or 0)
        visit.work, visit.paid = done.work.strip(), done.paid
        visit.next_on, visit.next_km = done.next_on, done.next_km


def miss(uow: UnitOfWork, *, visit_id: str) -> None:
    """Nobody came."""
    with uow.begin(SERVICE_MOVE) as tx:
        _moved(tx, visit_id, VisitState.MISSED)


def cancel(uow: UnitOfWork, *, visit_id: str) -> None:
    """The customer does not come, or takes the car away again as it was."""
    with uow.begin(SERVICE_MOVE) as tx:
        _moved(tx, visit_id, VisitState.CANCELLED)


def _checked(asked: Asked, today: date) -> list[str]:
    """The reasons in their order; refuses what cannot be booked."""
    unknown = [each for each in asked.reasons if each not in REASONS]
    reasons = [each for each in REASONS if each in asked.reasons] + unknown
    rules.check_reasons(reasons)
    rules.check_day(asked.starts_at.astimezone().date(), today)
    return reasons


def _check_free(tx: Transaction, number: str, starts_at: datetime, *, but: str = "") -> None:
    """Refuse a car that is booked for that hour already, by whomever, as far as this desk knows: two that have not
    heard of each other may both book it, and the list of visits says so of either."""
    others = select(ServiceVisit.starts_at).where(
        ServiceVisit.vin == number, ServiceVisit.state == VisitState.BOOKED, ServiceVisit.id != but
    )
    for booked in tx.session.scalars(others):
        rules.check_apart(starts_at, booked)


def _moved(tx: Transaction, visit_id: str, to: VisitState) -> ServiceVisit:
    visit = tx.get(ServiceVisit, visit_id)
    if not states.may_move(VISIT, VisitState(visit.state), to):
        raise _past()
    visit.state = to
    return visit


def _past() -> UserError:
    return UserError("visit_state", N_("This visit is past that. Look at the list again."))

"""The workshop's door: visits of customers' cars, and the cars that a customer may bring."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.clock import from_iso
from app.domain.identity import mask_phone
from app.presenters.service_visits import Booking, CallItem, ClockItem, Finished, OwnedItem, VisitItem, Wanted
from app.presenters.test_drive_diary import Choice
from app.queries import customers
from app.queries import follow_ups as calls
from app.queries import service_visits as query
from app.services import follow_ups, service_visits
from app.services.service_visits import Asked, Car, Done

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workplace import Workplace

MOST_PEOPLE = 20


class ServiceOfTerminal:
    """`presenters.service_visits.ServiceGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def count(self, wanted: Wanted) -> int:
        """How many visits there are of that kind."""
        with self._workplace.reading() as session:
            return query.count_visits(session, wanted.view, self._workplace.clock.today(), wanted.text)

    def page(self, wanted: Wanted, offset: int, limit: int) -> tuple[VisitItem, ...]:
        """Some of them."""
        today = self._workplace.clock.today()
        with self._workplace.reading() as session:
            rows = query.list_visits(session, wanted.view, today, wanted.text, limit=limit, offset=offset)
        return tuple(map(_item, rows))

    def find(self, visit_id: str) -> VisitItem | None:
        """One of them."""
        with self._workplace.reading() as session:
            row = query.find_visit(session, visit_id)
        return _item(row) if row else None

    def people(self, text: str) -> tuple[Choice, ...]:
        """Customers that fit what was typed."""
        with self._workplace.reading() as session:
            found = customers.list_customers(session, text, limit=MOST_PEOPLE)
        return tuple(
            Choice(row.id, f"{row.name} {mask_phone(row.phone)}" if row.phone else row.name) for row in found
        )

    def cars(self, customer_id: str) -> tuple[OwnedItem, ...]:
        """Cars that they may bring."""
        with self._workplace.reading() as session:
            return cars_of(session, customer_id, self._workplace.clock.today())

    def book(self, booking: Booking) -> None:
        """Book a visit."""
        self._workplace.require_clock()
        service_visits.book(
            self._workplace.unit_of_work(), customer_id=booking.customer_id, car=Car(booking.vin, booking.car),
            asked=_asked(booking),
        )  # fmt: skip

    def rebook(self, visit_id: str, booking: Booking) -> None:
        """Another time, or other work."""
        self._workplace.require_clock()
        service_visits.rebook(self._workplace.unit_of_work(), visit_id=visit_id, asked=_asked(booking))

    def arrive(self, visit_id: str, km: int) -> None:
        """The car is here."""
        service_visits.arrive(self._workplace.unit_of_work(), visit_id=visit_id, km=km)

    def finish(self, visit_id: str, done: Finished) -> None:
        """The car is ready."""
        noted = Done(done.work, done.paid, done.next_on, done.next_km)
        service_visits.finish(self._workplace.unit_of_work(), visit_id=visit_id, done=noted)

    def miss(self, visit_id: str) -> None:
        """Nobody came."""
        service_visits.miss(self._workplace.unit_of_work(), visit_id=visit_id)

    def cancel(self, visit_id: str) -> None:
        """The customer does not come."""
        service_visits.cancel(self._workplace.unit_of_work(), visit_id=visit_id)

    def calls_due(self) -> tuple[CallItem, ...]:
        """Whom to call after the sale, today or since some days."""
        with self._workplace.reading() as session:
            return tuple(map(_called, calls.list_due(session, self._workplace.clock.today())))

    def log_call(self, call: CallItem, outcome: str, score: int | None, note: str) -> None:
        """Note a call."""
        made = follow_ups.Call(call.step, outcome, score, note)
        follow_ups.log(self._workplace.unit_of_work(), no=call.contract_no, call=made)


def calls_of(session: Session, customer_id: str, today: date) -> tuple[CallItem, ...]:
    """A customer's calls after the sale, the first due first."""
    return tuple(map(_called, calls.list_of(session, customer_id, today)))


def _called(row: calls.CallRow) -> CallItem:
    return CallItem(
        row.contract_no, row.customer_id, row.customer, row.car, row.step, row.due_on, row.state, row.tries, row.score,
        row.note, row.by,
    )  # fmt: skip


def cars_of(session: Session, customer_id: str, today: date) -> tuple[OwnedItem, ...]:
    """A customer's cars with what is left of their warranties on that day."""
    return tuple(_owned(car, today) for car in query.list_cars(session, customer_id))


def visits_of(session: Session, customer_id: str) -> tuple[VisitItem, ...]:
    """A customer's visits, the latest first."""
    return tuple(map(_item, query.list_of(session, customer_id)))


def _owned(car: query.OwnedCar, today: date) -> OwnedItem:
    clocks = tuple(
        ClockItem(
            each.kind, each.until, each.days_left(today), each.km_left(car.km), each.runs(today, car.km)
        )
        for each in car.clocks
    )
    due = car.next_service
    return OwnedItem(
        car.vin,
        car.name,
        _day(car.handed_on),
        car.km,
        clocks,
        due.on if due else None,
        due.km if due else None,
    )


def _item(row: query.VisitRow) -> VisitItem:
    return VisitItem(
        row.id, from_iso(row.starts_at), row.state, row.customer_id, row.customer, row.phone, row.vin, row.car,
        row.reasons, row.wish, row.by, row.km, row.work, row.paid, _day(row.next_on), row.next_km,
        row.twice,
    )  # fmt: skip


def _asked(booking: Booking) -> Asked:
    return Asked(booking.starts_at, booking.reasons, booking.wish)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

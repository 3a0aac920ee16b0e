"""The form for a visit to the workshop: whose car, which one, when, what for; or another time for a booked one."""

from __future__ import annotations

from dataclasses import dataclass

from app.clock import Clock
from app.presenters.base import Presenter, Run
from app.presenters.service_visits import Booking, OwnedItem, ServiceGateway, VisitItem
from app.presenters.test_drive_diary import Choice


@dataclass(frozen=True)
class BookingState:
    """What the form shows."""

    visit: VisitItem | None = None
    """The one that is moved; its car stays."""
    people: tuple[Choice, ...] = ()
    nobody: bool = False
    """What was typed for a customer fits nobody."""
    customer_id: str = ""
    cars: tuple[OwnedItem, ...] = ()
    busy: bool = False
    saved: bool = False


class BookingPresenter(Presenter[BookingState]):
    """Finds people and their cars, and books."""

    def __init__(self, run: Run, gateway: ServiceGateway, clock: Clock) -> None:
        super().__init__(run, BookingState())
        self._gateway, self.clock = gateway, clock

    def start(self, who: tuple[str, str] | None = None, visit_id: str = "") -> None:
        """For a customer by id and name, for a visit that is moved, or for somebody who is still to be found."""
        if visit_id:
            self._ask(
                lambda: self._gateway.find(visit_id), lambda visit: self._set(visit=visit), topic="visit"
            )
        elif who is not None:
            self._set(people=(Choice(*who),))
            self.choose_person(who[0])

    def find_people(self, text: str) -> None:
        """Customers that fit what was typed."""
        if not text.strip():
            self._set(nobody=False)
        else:
            self._ask(lambda: self._gateway.people(text), self._found, topic="people")

    def _found(self, people: tuple[Choice, ...]) -> None:
        self._set(people=people, nobody=not people)
        if not people:
            self._set(customer_id="", cars=())  # whom nobody sees any more, nothing is booked for
        elif self.state.customer_id not in [each.id for each in people]:
            self.choose_person(people[0].id)

    def choose_person(self, customer_id: str) -> None:
        """Whose car it is."""
        self._set(customer_id=customer_id, cars=())

        def found(cars: tuple[OwnedItem, ...]) -> None:
            if customer_id == self.state.customer_id:  # not when nobody is chosen meanwhile
                self._set(cars=cars)

        self._ask(lambda: self._gateway.cars(customer_id), found, topic="cars")

    def save(self, booking: Booking) -> None:
        """Book it, or move what is booked."""
        if self.state.busy:
            return
        visit, gateway = self.state.visit, self._gateway
        self._set(busy=True)
        self._run(
            lambda: gateway.rebook(visit.id, booking) if visit else gateway.book(booking),
            lambda _: self._set(busy=False, saved=True), self._stopped,
        )  # fmt: skip

    def _stopped(self, error: Exception) -> None:
        self._set(busy=False)
        self._fail(error)

"""Visits to the workshop without a network, and what comes of two desks that moved one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from app.clock import SystemClock
from app.errors import PermissionDenied, UserError
from app.gateways.service_visits import ServiceOfTerminal
from app.presenters.service_visits import VisitItem, Wanted
from app.queries import service_visits as rows
from app.services import customers, exporting, one_person, service_visits
from app.services.service_visits import Asked, Car, Done
from app.views.service.words import state
from tests.shop import Till, new_vin, person, settle

ALL = Wanted(view="all")
TEN = datetime.combine(SystemClock().today() + timedelta(days=1), time(2), UTC)


def book(till: Till, customer: str, *, user: str = "wang", vin: str = "") -> str:
    uow = till.as_(user).unit_of_work()
    car = Car(vin or new_vin(), "VW Passat")
    return service_visits.book(uow, customer_id=customer, car=car, asked=Asked(TEN, ["recall", "service"]))


def visits_at(till: Till, vin: str) -> tuple[VisitItem, ...]:
    return ServiceOfTerminal(till.wang).page(replace(ALL, text=vin), 0, 9)


def said(visit: VisitItem) -> str:
    return state(visit).text


def states_at(till: Till) -> list[tuple[str, int | None, tuple[str, ...]]]:
    with till.wang.reading() as session:
        found = rows.list_visits(session, "all", till.wang.clock.today())
    return [(row.state, row.paid, row.reasons) for row in found]


def test_a_visit_is_booked_here_and_done_there(counter: Till, booth: Till) -> None:
    customer = customers.add(counter.wang.unit_of_work(), person())
    vin = new_vin()
    visit = book(counter, customer, vin=vin.lower())
    settle(counter, booth)
    uow = booth.wang.unit_of_work()
    with pytest.raises(UserError, match="visit_state"):
        service_visits.finish(uow, visit_id=visit, done=Done("oil"))
    service_visits.arrive(uow, visit_id=visit, km=5_020)
    next_on = booth.wang.clock.today() + timedelta(days=180)
    service_visits.finish(uow, visit_id=visit, done=Done("oil and filter", 68_000, next_on, 10_000))
    settle(booth, counter)
    assert states_at(counter) == states_at(booth) == [("done", 68_000, ("service", "recall"))]
    assert counter.wang.status()["parked"] == booth.wang.status()["parked"] == 0
    with counter.wang.reading() as session:
        (car,) = rows.list_cars(session, customer)
    assert (car.vin, car.km, car.next_service and car.next_service.on) == (vin, 5_020, next_on)


def test_two_desks_that_moved_one_visit_leave_a_case_and_not_a_lie(counter: Till, booth: Till) -> None:
    visit = book(counter, customers.add(counter.wang.unit_of_work(), person()))
    settle(counter, booth)
    service_visits.cancel(counter.wang.unit_of_work(), visit_id=visit)
    service_visits.arrive(booth.wang.unit_of_work(), visit_id=visit, km=7)
    settle(counter, booth)
    assert booth.wang.status()["parked"] == 1
    assert [state for state, _, _ in states_at(counter)] == ["cancelled"]


def test_two_desks_that_booked_one_car_for_one_hour_are_told_and_may_still_change_the_words(
    counter: Till, booth: Till
) -> None:
    customer, vin = customers.add(counter.wang.unit_of_work(), person()), new_vin()
    settle(counter, booth)
    here, there = (book(till, customer, vin=vin) for till in (counter, booth))
    book(counter, customer)
    settle(counter, booth)
    assert {each.id for each in ServiceOfTerminal(counter.wang).page(ALL, 0, 9) if each.twice} == {
        here,
        there,
    }
    assert [said(each) for each in visits_at(counter, vin)] == ["booked twice"] * 2
    uow = counter.wang.unit_of_work()
    service_visits.rebook(uow, visit_id=here, asked=Asked(TEN, ["recall"], "a noise"))
    assert {each.wish for each in visits_at(counter, vin)} == {"a noise", ""}
    close = Asked(TEN + timedelta(minutes=59), ["recall"])
    with pytest.raises(UserError, match="visit_booked"):
        service_visits.rebook(uow, visit_id=here, asked=close)
    service_visits.rebook(uow, visit_id=here, asked=Asked(TEN + timedelta(hours=1), ["recall"]))
    assert [said(each) for each in visits_at(counter, vin)] == ["booked"] * 2


def test_a_merged_file_brings_its_visits_along(counter: Till) -> None:
    uow = counter.wang.unit_of_work()
    first, second = (customers.add(uow, person()) for _ in range(2))
    book(counter, first)
    one_person.merge(uow, customer_id=first, into=second)
    with counter.wang.reading() as session:
        assert len(rows.list_of(session, second)) == 1


def test_only_sellers_book_and_a_stock_keepers_export_has_no_visits(counter: Till) -> None:
    customer = customers.add(counter.wang.unit_of_work(), person())
    with pytest.raises(PermissionDenied):
        book(counter, customer, user="liu")
    assert "service_visit" in exporting.PERSONAL

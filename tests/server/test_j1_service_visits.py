"""Visits to the workshop that no desk of ours would write."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.client import Terminal
from tests.server.conftest import World
from tests.server.wire import reason

APPLIED = ("applied", "")


@pytest.fixture
def desk(world: World) -> Terminal:
    return world.terminal()


@pytest.fixture
def customer(desk: Terminal) -> str:
    made = desk.customer()
    assert reason(desk.do("customer.add", made)) == APPLIED
    return str(made["id"])


def booked(desk: Terminal, customer: str) -> str:
    visit = desk.visit(customer)
    assert reason(desk.do("service.book", visit)) == APPLIED
    desk.pull()
    return str(visit["id"])


def change(desk: Terminal, action: str, visit: str, **values: Any) -> tuple[str, str]:
    return reason(desk.do(action, desk.change("service_visit", visit, **values)))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"state": "arrived"}, "visit"), ({"km": 5}, "visit"), ({"paid": 100}, "visit"),
        ({"vin": "LSVAL41Z8821042"}, "vin_length"), ({"vin": "lsval41z882104202"}, "visit_car"),
        ({"car": " "}, "visit_car"), ({"reasons": "[]"}, "visit_reasons"), ({"reasons": "{}"}, "visit_reasons"),
        ({"reasons": '["repair","service"]'}, "visit_reasons"), ({"reasons": '["paint"]'}, "visit_reasons"),
    ],
)  # fmt: skip
def test_a_visit_begins_as_a_booking_of_a_car_for_known_reasons(
    desk: Terminal, customer: str, wrong: dict[str, Any], code: str
) -> None:
    assert reason(desk.do("service.book", desk.visit(customer, **wrong))) == ("quarantined", code)


def test_a_day_that_is_over_or_far_away_waits_for_a_person(desk: Terminal, customer: str) -> None:
    for hours in (-72, 24 * 370):
        assert reason(desk.do("service.book", desk.visit(customer, hours=hours))) == ("parked", "visit_day")


def arrived(desk: Terminal, customer: str) -> str:
    visit = booked(desk, customer)
    assert change(desk, "service.move", visit, state="arrived", km=5_000) == APPLIED
    desk.pull()
    return visit


def test_a_booking_moves_in_time_only_while_it_is_booked_and_never_to_another_car(
    desk: Terminal, customer: str
) -> None:
    later = {
        "starts_at": desk.visit(customer, hours=48)["set"]["starts_at"],
        "reasons": '["service","recall"]',
    }
    assert change(desk, "service.book", booked(desk, customer), **later) == APPLIED
    for wrong in ({"car": "BMW 3"}, {"vin": "LDC613P23A1305189"}, {"state": "arrived", "km": 5}):
        assert change(desk, "service.book", booked(desk, customer), **wrong) == ("quarantined", "visit")
    outside = change(desk, "service.move", booked(desk, customer), wish="wash it")
    assert outside == ("quarantined", "columns")
    assert change(desk, "service.book", arrived(desk, customer), wish="wash it") == ("parked", "visit_state")


def test_a_car_that_is_here_has_kilometres_that_do_not_change(desk: Terminal, customer: str) -> None:
    for km in (None, -1, 2_000_001):
        got = change(desk, "service.move", booked(desk, customer), state="arrived", km=km)
        assert got == ("quarantined", "visit_km")
    early = change(desk, "service.move", booked(desk, customer), state="arrived", km=5, work="oil")
    assert early == ("quarantined", "visit")
    skipped = change(desk, "service.move", booked(desk, customer), state="done", work="oil", paid=0)
    assert skipped == ("parked", "illegal_transition")
    assert change(desk, "service.move", arrived(desk, customer), km=4_000) == ("quarantined", "visit")


DONE = {"state": "done", "work": "oil", "paid": 68_000, "next_on": "2027-05-20", "next_km": 10_000}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"work": None}, "visit_work"), ({"work": " "}, "visit_work"), ({"paid": None}, "visit_paid"),
        ({"paid": -1}, "visit_paid"), ({"next_on": "2020-01-01"}, "visit_next_on"),
        ({"next_km": 5_000}, "visit_next_km"), ({"km": 6_000}, "visit"),
    ],
)  # fmt: skip
def test_what_is_done_says_what_for_how_much_and_when_again(
    desk: Terminal, customer: str, wrong: dict[str, Any], code: str
) -> None:
    assert change(desk, "service.move", arrived(desk, customer), **{**DONE, **wrong})[1] == code
    visit = arrived(desk, customer)
    assert change(desk, "service.move", visit, **DONE) == APPLIED
    desk.pull()
    assert change(desk, "service.move", visit, paid=1) == ("quarantined", "visit")


def test_stock_keepers_and_finance_book_nothing(desk: Terminal, customer: str) -> None:
    for user in ("liu", "qian"):
        visit = desk.visit(customer, user_id=desk.as_(user).user_id)
        assert reason(desk.do("service.book", visit, user=user)) == ("quarantined", "not_allowed")

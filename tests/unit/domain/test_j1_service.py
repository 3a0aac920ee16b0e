"""Visits to the workshop, and until when faults are somebody else's to pay for: the rules alone."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.domain import service_visit as rules
from app.domain import states, warranty
from app.domain.service_visit import VISIT, VisitState
from app.domain.warranty import Due
from app.errors import UserError

HANDED = date(2026, 1, 31)
NOTHING: dict[str, object] = {}


def test_a_new_car_of_a_household_has_the_statutory_clocks_from_its_handover() -> None:
    found = warranty.clocks(HANDED, household=True, attributes=NOTHING)
    assert [(each.kind, each.until, each.until_km) for each in found] == [
        ("exchange", date(2026, 4, 1), 3_000), ("guarantees", date(2028, 1, 31), 50_000),
        ("repair", date(2029, 1, 31), 60_000),
    ]  # fmt: skip


def test_companies_have_none_of_them_and_the_maker_promises_what_the_catalogue_says() -> None:
    said = {"warranty_years": "6", "warranty_km": 150_000}
    (maker,) = warranty.clocks(HANDED, household=False, attributes=said)
    assert (maker.kind, maker.until, maker.until_km) == ("maker", date(2032, 1, 31), 150_000)
    (for_ever,) = warranty.clocks(HANDED, household=False, attributes={"warranty_years": 8})
    assert for_ever.km_left(900_000) is None


@pytest.mark.parametrize(
    ("today", "km", "runs"),
    [
        (date(2026, 4, 1), 3_000, True), (date(2026, 4, 2), 10, False), (date(2026, 2, 1), 3_001, False),
    ],
)  # fmt: skip
def test_a_clock_ends_with_its_last_day_or_kilometre_whichever_comes_first(
    today: date, km: int, runs: bool
) -> None:
    exchange = warranty.clocks(HANDED, household=True, attributes=NOTHING)[0]
    assert exchange.runs(today, km) is runs


def test_the_first_service_is_as_the_catalogue_says_and_months_end_with_their_last_day() -> None:
    both = {"service_months": 6, "service_km": "5,000"}
    assert warranty.first_service(date(2026, 8, 31), both) == Due(date(2027, 2, 28), 5_000)
    assert warranty.first_service(HANDED, {"service_km": 10_000}) == Due(None, 10_000)
    assert warranty.first_service(HANDED, {"service_months": "soon", "service_km": -1}) is None


@pytest.mark.parametrize(
    "given", [[], "service", ["paint"], ["repair", "service"], ["repair", "repair"], None, [1]]
)
def test_a_visit_has_known_reasons_each_once_and_in_order(given: object) -> None:
    with pytest.raises(UserError, match="visit_reasons"):
        rules.check_reasons(given)
    rules.check_reasons(["service", "recall"])


def test_who_did_not_come_may_come_later_and_nothing_follows_what_is_done() -> None:
    assert states.may_move(VISIT, VisitState.MISSED, VisitState.ARRIVED)
    assert not states.may_move(VISIT, VisitState.BOOKED, VisitState.DONE)
    assert not VISIT[VisitState.DONE]


def test_the_next_service_lies_ahead_by_day_and_by_kilometres() -> None:
    today = date(2026, 11, 29)
    rules.check_next(None, None, today=today, km=10)
    rules.check_next(date(2027, 5, 29), 11, today=today, km=10)
    for on, km, code in ((today, 11, "next_on"), (date(2036, 1, 1), 11, "next_on"), (None, 10, "next_km")):
        with pytest.raises(UserError, match=f"visit_{code}"):
            rules.check_next(on, km, today=today, km=10)


def test_somebody_booked_for_yesterday_is_overdue_until_it_is_said_what_became_of_it() -> None:
    at, today = datetime(2026, 11, 28, 9).astimezone(), date(2026, 11, 29)
    assert rules.is_overdue("booked", at, today)
    assert not rules.is_overdue("missed", at, today)
    assert not rules.is_overdue("booked", at, date(2026, 11, 28))

"""The demo's visits to the workshop: cars of other makes that customers bring, one in each state that matters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from app.domain.warranty import months_on
from app.services import service_visits
from app.services.service_visits import Asked, Car, Done

if TYPE_CHECKING:
    from server.demo import Shop


@dataclass(frozen=True)
class Told:
    """A made-up visit: who booked it, of which car, for which day from today on, and how far it came."""

    login: str
    vin: str
    car: str
    in_days: int
    hour: int
    reasons: tuple[str, ...]
    wish: str = ""
    km: int | None = None
    work: str = ""
    paid: int = 0


VISITS = (
    Told("chen", "LFV3A23C2D3041187", "大众 帕萨特", -40, 9, ("service",), "", 58_240, "更换机油、机滤", 68_000),
    Told("chen", "LFV3A23C2D3041187", "大众 帕萨特", 0, 10, ("repair",), "过减速带右前异响", 60_110),
    Told("zhao", "LSGPB64U4FD208316", "别克 英朗", -1, 15, ("inspection",), "年检前看一看"),
    Told("zhao", "LVHRU1844E5012745", "本田 CR-V", 1, 9, ("service", "recall"), "顺便做燃油泵召回"),
)  # fmt: skip
_BOOKED_BEFORE, _COMES_AGAIN_KM = 2, 5_000


def fill(shop: Shop, people: list[str]) -> int:
    """Visits of these people, one each for a car; returns how many visits there are."""
    cars = list(dict.fromkeys(told.vin for told in VISITS))
    whose = dict(zip(cars, people, strict=False))
    for told in VISITS:
        _visit(shop, told, whose[told.vin])
    return len(VISITS)


def _visit(shop: Shop, told: Told, customer: str) -> None:
    """Booked some days before, then what became of it on the day."""
    day = shop.clock.today() + timedelta(days=told.in_days)
    at = datetime.combine(day, time(told.hour)).astimezone(UTC)
    booked = shop.unit_of_work(told.login, days_ago=max(0, -told.in_days) + _BOOKED_BEFORE)
    visit = service_visits.book(
        booked, customer_id=customer, car=Car(told.vin, told.car), asked=Asked(at, told.reasons, told.wish)
    )
    then = shop.unit_of_work(told.login, days_ago=max(0, -told.in_days))
    if told.km is not None:
        service_visits.arrive(then, visit_id=visit, km=told.km)
        if told.work:
            done = Done(told.work, told.paid, months_on(day, 6), told.km + _COMES_AGAIN_KM)
            service_visits.finish(then, visit_id=visit, done=done)

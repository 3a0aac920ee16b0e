"""How long faults of a car that was handed over are still somebody else's to pay for.

The statutory periods are those of 《家用汽车产品修理更换退货责任规定》 (三包: State Administration for Market
Regulation, order 43, in force since 2022-01-01): repair for at least 3 years or 60,000 km (包修期), the three
guarantees for at least 2 years or 50,000 km (三包有效期), exchange or return for faults of the main parts within 60
days or 3,000 km; each ends with whichever comes first, and they run from the invoice or, where that is of another
day, from the handover. They protect whoever buys a new car for a household, so one that was first a company's has none
of them, whoever owns it now. They go with the car: the responsibility does not change with ownership within the
periods, and the certificate (三包凭证) goes along; so whoever buys it used has what is left since the first handover.
Of a car that somebody else sold new, nobody here knows that day, and no clock is shown. What the maker promises beyond
goes with the car, too; it is data of the catalogue: the attributes `warranty_years` and `warranty_km` of a model.

This is how programmers read the regulation: counsel should look at it before a dealership turns a customer away by it.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.i18n import N_

NAMES: Mapping[str, str] = {
    "exchange": N_("Exchange (三包)"), "guarantees": N_("Guarantees (三包)"),
    "repair": N_("Repair (三包)"), "maker": N_("Maker's warranty"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clock:
    """One period: it ends with a day or at so many kilometres on the car's clock, whichever comes first."""

    kind: str
    """A key of `NAMES`."""
    until: date
    """The last day."""
    until_km: int | None = None
    """None: however far the car is driven."""

    def days_left(self, today: date) -> int:
        """So many days, today's not counted; below zero: over."""
        return (self.until - today).days

    def km_left(self, km: int) -> int | None:
        """So many kilometres from what was read last."""
        return None if self.until_km is None else self.until_km - km

    def runs(self, today: date, km: int) -> bool:
        """Whether it has not ended, as far as the kilometres are known."""
        left = self.km_left(km)
        return self.days_left(today) >= 0 and (left is None or left >= 0)


def clocks(first_on: date, *, household: bool, attributes: Mapping[str, Any]) -> tuple[Clock, ...]:
    """The periods of a car from the day on which it was handed over new, to a household or not, whoever owns it now;
    the shortest first. Kilometres count from the factory."""
    found = []
    if household:
        found = [
            Clock("exchange", first_on + timedelta(days=60), 3_000),
            Clock("guarantees", months_on(first_on, 24), 50_000),
            Clock("repair", months_on(first_on, 36), 60_000),
        ]
    years = whole(attributes.get("warranty_years"))
    if years is not None:
        found.append(Clock("maker", months_on(first_on, 12 * years), whole(attributes.get("warranty_km"))))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Due:
    """When the next service is due: by a day, by kilometres, or both, whichever comes first."""

    on: date | None
    km: int | None


def first_service(handed_on: date, attributes: Mapping[str, Any]) -> Due | None:
    """The first service of a new car, as its model's `service_months` and `service_km` say; none where neither does."""
    months, km = whole(attributes.get("service_months")), whole(attributes.get("service_km"))
    if months is None and km is None:
        return None
    return Due(months_on(handed_on, months) if months else None, km)


def months_on(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def whole(value: Any) -> int | None:
    """A whole number above zero, as a catalogue's file may write it; anything else says nothing."""
    text = str(value).strip().replace(",", "") if isinstance(value, int | str) else ""
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 10_000_000 else None

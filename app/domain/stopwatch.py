"""How long the steps of a sale took and how many keys: against the targets, by the week, nothing of the customer."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

STEPS = ("customer", "car", "terms", "deposit", "print")
"""From F2 to the printed contract, in order. `terms`: price, add-ons, payment and the contract itself (F8)."""
KEPT_DAYS, MOST_SALES = 35, 500


@dataclass(frozen=True, slots=True)
class Lap:
    """One step."""

    seconds: float
    keys: int


TARGETS: Mapping[str, Lap] = {
    "customer": Lap(30, 34), "car": Lap(10, 8), "terms": Lap(20, 9), "deposit": Lap(10, 5), "print": Lap(20, 4),
}  # fmt: skip
"""What a trained seller needs with a new customer; names and addresses count as they are typed."""
WHOLE = Lap(sum(lap.seconds for lap in TARGETS.values()), sum(lap.keys for lap in TARGETS.values()))


@dataclass(frozen=True, slots=True)
class Sale:
    """The steps of one sale that somebody went through, and the day."""

    on: date
    laps: Mapping[str, Lap]


def week_of(day: date) -> date:
    """The Monday of that week."""
    return day - timedelta(days=day.weekday())


def medians(sales: Iterable[Sale], *, week: date) -> dict[str, Lap]:
    """The middle sale of a week, step by step; nothing for a step that nobody went through."""
    of_week = [sale for sale in sales if week_of(sale.on) == week]
    found = {step: [sale.laps[step] for sale in of_week if step in sale.laps] for step in STEPS}
    return {step: _median(laps) for step, laps in found.items() if laps}


def count(sales: Iterable[Sale], *, week: date) -> int:
    """How many sales of a week there are."""
    return sum(week_of(sale.on) == week for sale in sales)


def kept(sales: Iterable[Sale], today: date) -> tuple[Sale, ...]:
    """Those that are still of use: of the last weeks, the latest."""
    young = [sale for sale in sales if sale.on > today - timedelta(days=KEPT_DAYS)]
    return tuple(young[-MOST_SALES:])


def _median(laps: list[Lap]) -> Lap:
    return Lap(
        statistics.median(lap.seconds for lap in laps), round(statistics.median(lap.keys for lap in laps))
    )

"""What gifts (赠品) count against the limits of a discount: what the dealership's list says, else what they are worth.

What a gift is worth to the customer is the seller's word. A gift that the list names counts as the list says, whatever
that word is, and never less than it costs. The cost itself is not in the list: every counter has that.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.domain import money
from app.domain.pricing import Nature
from app.errors import UserError

if TYPE_CHECKING:
    from app.domain.pricing import PriceSheet

SETTING = "gifts"


@dataclass(frozen=True, slots=True)
class Listed:
    """A gift of the list. Amounts in fen: what it is worth to the customer, and what it counts."""

    label: str
    worth: int
    counts: int


@dataclass(frozen=True)
class Gifts:
    """The list, and what a deal looks like by it."""

    listed: tuple[Listed, ...] = ()
    _by_name: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {name_of(each.label): each.counts for each in self.listed})

    def counted(self, sheet: PriceSheet) -> int:
        """What the gifts of a deal count."""
        given = (line for line in sheet.lines if line.nature is Nature.GIFT)
        return sum(self._by_name.get(name_of(line.label), line.amount) for line in given)

    def price_after(self, sheet: PriceSheet) -> int:
        """What is left of the price when gifts are taken off: the limits of a discount look at this."""
        return sheet.price - self.counted(sheet)

    def takings(self, sheet: PriceSheet) -> int:
        """What we take for the car and our own add-ons, gifts taken off: an approval is to this, or more."""
        return self.price_after(sheet) + sheet.own_lines


def name_of(label: str) -> str:
    """A gift is the same with other spaces, widths and capitals."""
    return "".join(unicodedata.normalize("NFKC", label).casefold().split())


def read(value: Iterable[Mapping[str, Any]]) -> Gifts:
    """The list that a setting holds."""
    return Gifts(tuple(Listed(**each) for each in value))


def parse(text: str) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """The setting as somebody typed it, and apart from it what the gifts cost, by their names:
    `[{"label", "worth": "1800.00", "counts": "1200.00", "cost": "900.00"}]`. `counts` is `worth` unless it is given,
    `cost` may be left out. A `ValueError` or `KeyError` says that it is none."""
    try:
        listed, costs = [], {}
        for each in json.loads(text):
            label, worth = each["label"].strip(), _amount(each["worth"])
            counts, cost = _amount(each.get("counts", each["worth"])), _amount(each.get("cost", "0"))
            if not label or counts < cost:
                raise ValueError(each)
            listed.append({"label": label, "worth": worth, "counts": counts})
            if "cost" in each:
                costs[name_of(label)] = cost
    except (TypeError, AttributeError, UserError) as error:
        raise ValueError(text) from error
    if len({name_of(each["label"]) for each in listed}) < len(listed):
        raise ValueError(text)
    return listed, costs


def _amount(given: Any) -> int:
    return money.parse_amount(str(given), field="amount")

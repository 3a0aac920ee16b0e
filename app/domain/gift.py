"""What gifts (赠品) count against the limits of a discount: what the dealership's list says, else what they are worth.

What a gift is worth to the customer is the seller's word. A gift that the list names counts as the list says, whatever
that word is, and never less than it costs. The cost itself is not in the list: every counter has that.

One that the list does not name counts what the paper says that it is worth, and, since that is the seller's word, is a
manager's to give: once there is a list, or as the setting says.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from app.domain import money
from app.domain.permissions import Role
from app.domain.pricing import Nature
from app.errors import UserError

if TYPE_CHECKING:
    from app.domain.pricing import PriceSheet

SETTING, ASKED = "gifts", "approval.gifts"
"""The settings: the list, and whether gifts beside it need a manager's yes: true, false, or if there is a list."""
IF_LISTED = "list"


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
    asked: bool = False
    """Whether gifts beside the list need a manager's yes."""
    _by_name: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {name_of(each.label): each.counts for each in self.listed})

    def for_roles(self, roles: Iterable[str]) -> Gifts:
        """The same for somebody with these roles: a manager asks nobody."""
        return replace(self, asked=False) if Role.MANAGER in roles else self

    def beside(self, sheet: PriceSheet) -> tuple[str, ...]:
        """The gifts of a deal that need a manager's yes, since the list does not name them."""
        if not self.asked:
            return ()
        return tuple(label for label in _labels(sheet) if name_of(label) not in self._by_name)

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


@dataclass(frozen=True)
class Given:
    """A deal's prices, by the list as somebody knew it."""

    sheet: PriceSheet
    gifts: Gifts

    @property
    def beside(self) -> tuple[str, ...]:
        """Gifts that need a manager's yes."""
        return self.gifts.beside(self.sheet)

    @property
    def counted(self) -> int:
        """What its gifts count."""
        return self.gifts.counted(self.sheet)

    @property
    def price_after(self) -> int:
        """What is left of the price when they are taken off."""
        return self.gifts.price_after(self.sheet)

    @property
    def takings(self) -> int:
        """What we take."""
        return self.gifts.takings(self.sheet)

    @property
    def named(self) -> str:
        """All its gifts by their names, one a line: a yes is to these, listed or not, for the list may change."""
        return "\n".join(sorted(map(name_of, _labels(self.sheet))))

    def is_within(self, takings: int, named: str) -> bool:
        """Whether a yes to those takings with those gifts is one to this: no less to take, no other gift to ask for."""
        return takings <= self.takings and not Counter(map(name_of, self.beside)) - Counter(named.split("\n"))


def _labels(sheet: PriceSheet) -> list[str]:
    return [line.label for line in sheet.lines if line.nature is Nature.GIFT]


def name_of(label: str) -> str:
    """A gift is the same with other spaces, widths and capitals."""
    return "".join(unicodedata.normalize("NFKC", label).casefold().split())


def read(value: Iterable[Mapping[str, Any]] | None, asked: bool | str | None = None) -> Gifts:
    """What the settings hold."""
    listed = tuple(Listed(**each) for each in value or ())
    return Gifts(listed, asked if isinstance(asked, bool) else bool(listed))


def parse_asked(text: str) -> bool | str:
    """Whether gifts beside the list need a yes, as somebody typed it; a `KeyError` says that it is neither."""
    said = text.strip().lower()
    return said if said == IF_LISTED else {"true": True, "false": False}[said]


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

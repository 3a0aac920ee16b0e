"""Bundles (套餐): add-ons and gifts that go into a deal together. The dealership names them in a setting."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain import money
from app.domain.pricing import Nature
from app.errors import UserError

SETTING = "bundles"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a bundle: an add-on at its price, or a gift with what it is worth. Amount in fen."""

    label: str
    amount: int
    nature: str = Nature.OPTIONAL.value


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is sold or given together under one name."""

    name: str
    items: tuple[Item, ...]

    @property
    def price(self) -> int:
        """What the customer pays for it."""
        return sum(item.amount for item in self.items if item.nature != Nature.GIFT)


def read(value: Iterable[Mapping[str, Any]]) -> tuple[Bundle, ...]:
    """The bundles that a setting holds."""
    return tuple(Bundle(each["name"], tuple(Item(**item) for item in each["items"])) for each in value)


def parse(text: str) -> list[dict[str, Any]]:
    """The setting as somebody typed it: `[{"name", "items": [{"label", "amount": "2680.00", "gift": true}]}]`; a
    `ValueError` says that it is none."""
    try:
        return [
            {"name": _text(each["name"]), "items": [_item(item) for item in each["items"]]}
            for each in json.loads(text)
        ]
    except (TypeError, AttributeError, UserError) as error:
        raise ValueError(text) from error


def _item(given: Mapping[str, Any]) -> dict[str, Any]:
    nature = Nature.GIFT if given.get("gift", False) else Nature.OPTIONAL
    amount = money.parse_amount(str(given["amount"]), field="amount")
    return {"label": _text(given["label"]), "amount": amount, "nature": nature.value}


def _text(given: str) -> str:
    if not given.strip():
        raise ValueError(given)
    return given.strip()

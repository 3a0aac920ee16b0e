"""What a catalogue's attributes are called, in which unit, and which way is better: data, not code.

`resources/catalogue/specifications.json` describes the attributes that most cars have. One that it does not name
is shown all the same: by its column's name, with the unit that the name ends in. A column `x_zh` holds the Chinese
of the column `x`. So a new attribute, or a further word of one, needs a line there at most.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from app.i18n import language
from app.paths import resource

OTHER = "more"  # the group of what is not described
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,6})?", re.ASCII)
_CHINESE = "_zh"


@dataclass(frozen=True, slots=True)
class Attribute:
    """A described attribute. `better` says which way numbers are better: `more`, `less`, or neither."""

    key: str
    group: str
    names: Mapping[str, str] = field(hash=False)
    unit: str = ""
    better: str = ""

    @property
    def name(self) -> str:
        """What it is called, in the language in force."""
        return self.names[language()]


@dataclass(frozen=True, slots=True)
class Spec:
    """An attribute of one car and its value, as the catalogue has it and in Chinese where it has that too."""

    attribute: Attribute
    value: str
    chinese: str = ""
    said: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What the value is called by its own description, in each language."""

    @property
    def text(self) -> str:
        """The value as people read it: a known word translated, a number with separators and unit."""
        if language() in self.said:
            return self.said[language()]
        if self.chinese and language() == "zh_CN":
            return self.chinese
        number = self.number
        if number is None:
            return word(self.attribute.key, self.value)
        return f"{number:,} {self.attribute.unit}".rstrip()

    @property
    def number(self) -> Decimal | None:
        """The value if it is a number."""
        return Decimal(self.value) if _NUMBER.fullmatch(self.value) else None


@cache
def _described() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(
        resource("catalogue", "specifications.json").read_text(encoding="utf-8")
    )
    return loaded


@cache
def attribute(key: str) -> Attribute:
    """The description of an attribute, or what its name says."""
    said = _described()["attributes"].get(key)
    if said is None:
        name, unit = _read_from(key)
        return Attribute(key, OTHER, {"en": name, "zh_CN": name}, unit)
    return Attribute(key, said["group"], said, said.get("unit", ""), said.get("better", ""))


def _read_from(key: str) -> tuple[str, str]:
    """`sunroof_cm` is “Sunroof”, in cm."""
    units: dict[str, str] = _described()["units"]
    ending = max((unit for unit in units if key.endswith(f"_{unit}")), key=len, default="")
    name = key.removesuffix(f"_{ending}") if ending else key
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:], units.get(ending, "")


def word(key: str, value: str) -> str:
    """A word of an attribute as people say it: `body`, `wagon` is “Estate”. Unknown ones are as they are."""
    said: Mapping[str, str] | None = _described()["words"].get(key, {}).get(value)
    return said[language()] if said else value


def words(key: str) -> tuple[str, ...]:
    """The known words of an attribute, in the order in which they are offered."""
    return tuple(_described()["words"].get(key, ()))


def group_name(group: str) -> str:
    """A group of attributes, in the language in force."""
    said: Mapping[str, str] = _described()["groups"][group]
    return said[language()]


def listed(words: Iterable[str]) -> str:
    """Words one after the other: `SUV, Electric`, `SUV、纯电`."""
    return ("、" if language() == "zh_CN" else ", ").join(words)


def specs(values: Mapping[str, str], said: Mapping[str, Mapping[str, str]] | None = None) -> tuple[Spec, ...]:
    """A car's attributes in order of group and description; those without a description last, by name. `said`: what the
    values of some of them are called, in each language."""
    names = said or {}
    shown = (key for key, value in values.items() if value and not _is_beside(key, values))
    return tuple(
        Spec(attribute(key), values[key], values.get(key + _CHINESE, ""), names.get(key, {}))
        for key in in_order(shown)
    )


def in_order(keys: Iterable[str]) -> list[str]:
    """Attributes as a table lists them."""
    groups, known = list(_described()["groups"]), list(_described()["attributes"])

    def place(key: str) -> tuple[int, int, str]:
        at = known.index(key) if key in known else len(known)
        return groups.index(attribute(key).group), at, key

    return sorted(keys, key=place)


def _is_beside(key: str, values: Mapping[str, str]) -> bool:
    """Whether a column says something about another, or about the file, and nothing about the car."""
    if key in _described()["hidden"]:
        return True
    base = key.removesuffix(_CHINESE)
    return base != key and (base in values or base in ("brand", "series", "trim"))

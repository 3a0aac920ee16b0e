"""What cars run on: how a kind of energy is called, and what follows from it. Data, not code.

`resources/catalogue/energies.csv` holds the known ones, in the columns by which a catalogue file brings a further one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from app.errors import UserError
from app.i18n import N_, in_a_row, language
from app.paths import resource

COLUMNS = ("energy_en", "energy_zh", "energy_plugs_in", "energy_tank", "energy_electric", "energy_tax")
"""Of a catalogue file, beside `energy`: they describe a kind of energy that is not known yet."""
MOST_CHARACTERS = 20
_CODE = re.compile(rf"[a-z0-9][a-z0-9_-]{{0,{MOST_CHARACTERS - 1}}}", re.ASCII)
_ANSWERS = {
    "yes": True,
    "1": True,
    "true": True,
    "是": True,
    "no": False,
    "0": False,
    "false": False,
    "否": False,
}
_CLASSES = {"new_energy": True, "standard": False}


@dataclass(frozen=True, slots=True)
class Energy:
    """A kind of energy. What is not said of one that is not known is as with petrol."""

    code: str
    names: Mapping[str, str] = field(hash=False)
    plugs_in: bool = False
    has_tank: bool = True
    """It is filled up in minutes, with whatever it may be."""
    electric: bool = False
    """It drives by electricity, some of the time at least."""
    new_energy: bool = False
    """Its class (新能源) in the rules of the purchase tax."""

    @property
    def name(self) -> str:
        """What it is called, in the language in force."""
        return self.names[language()]

    def is_(self, fact: str) -> bool:
        """Whether a fact holds that data names."""
        return FACTS[fact](self)


FACTS: Mapping[str, Callable[[Energy], bool]] = {
    "plugs_in": lambda energy: energy.plugs_in,
    "tank": lambda energy: energy.has_tank,
    "electric": lambda energy: energy.electric,
    "new_energy": lambda energy: energy.new_energy,
}
"""What lists may ask of a car's energy."""


def unknown(code: str) -> Energy:
    """One of which nothing is known but its code."""
    return Energy(code, {"en": code, "zh_CN": code})


@cache
def shipped() -> Mapping[str, Energy]:
    """Those that come with the program, in the order in which they are offered."""
    text = resource("catalogue", "energies.csv").read_text(encoding="utf-8")
    found = (described(row) for row in csv.DictReader(text.splitlines()))
    return {each.code: each for each in found if each is not None}


def described(row: Mapping[str, str]) -> Energy | None:
    """The kind of energy that a line of a file describes; none if it only names one."""
    said = {column: row.get(column, "").strip() for column in COLUMNS}
    if not any(said.values()):
        return None
    code = code_of(row["energy"])
    needed = ("energy_en", "energy_zh", "energy_plugs_in", "energy_tank", "energy_tax")
    if missing := [column for column in needed if not said[column]]:
        message = N_("Of the energy “{energy}” the line does not say: {missing}.")
        raise UserError(
            "energy_incomplete", message, field=missing[0], energy=row["energy"], missing=in_a_row(missing)
        )
    plugs_in, tank = (_answer(said[column], column) for column in ("energy_plugs_in", "energy_tank"))
    electric = _answer(said["energy_electric"], "energy_electric") if said["energy_electric"] else plugs_in
    if said["energy_tax"].lower() not in _CLASSES:
        raise _no_answer(said["energy_tax"], "energy_tax", _CLASSES)
    names = {"en": said["energy_en"], "zh_CN": said["energy_zh"]}
    return Energy(code, names, plugs_in, tank, electric, _CLASSES[said["energy_tax"].lower()])


def said(kind: Energy) -> dict[str, str]:
    """The columns that describe it, as `described` reads them."""
    facts = (kind.plugs_in, kind.has_tank, kind.electric)
    answers = ("yes" if holds else "no" for holds in facts)
    return dict(zip(COLUMNS, (kind.names["en"], kind.names["zh_CN"], *answers, _class_of(kind)), strict=True))


def _class_of(kind: Energy) -> str:
    return next(word for word, is_new in _CLASSES.items() if is_new is kind.new_energy)


def code_of(text: str) -> str:
    """The code as it is kept: small letters."""
    code = text.strip().lower()
    if not _CODE.fullmatch(code):
        message = N_(
            "“{energy}” is no code of an energy: up to {most} letters a to z and digits, such as methanol."
        )
        raise UserError("energy_code", message, field="energy", energy=text, most=MOST_CHARACTERS)
    return code


def _answer(text: str, column: str) -> bool:
    if (answer := _ANSWERS.get(text.lower())) is None:
        raise _no_answer(text, column, ("yes", "no"))
    return answer


def _no_answer(text: str, column: str, known: Iterable[str]) -> UserError:
    message = N_("“{given}” in the column {column} is none of these: {known}.")
    return UserError("energy_word", message, field=column, given=text, column=column, known=in_a_row(known))


def is_unknown(code: str, known: Iterable[str]) -> UserError:
    """What to do about a code that nobody described."""
    message = N_(
        "“{energy}” is not a kind of energy. Known are: {known}. If it is a new one, say what it is in the same line "
        "of the catalogue file, in the columns {columns}."
    )
    return UserError(
        "energy_unknown",
        message,
        field="energy",
        energy=code,
        known=in_a_row(known),
        columns=in_a_row(COLUMNS),
    )


def in_order(energies: Iterable[Energy]) -> list[Energy]:
    """Each once: those that come with the program first, as they are offered, others by name."""
    places = list(shipped())
    once = {each.code: each for each in energies}.values()
    return sorted(
        once, key=lambda each: (places.index(each.code) if each.code in places else len(places), each.name)
    )

"""The inspection before delivery (PDI): what is looked at, by energy, and what may be found. The lists are data.

`resources/delivery/check_lists.json` holds them, each with the day from which it counts. A car keeps the list with
which its inspection began.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from app.domain.energy import Energy
from app.errors import UserError
from app.i18n import N_, language
from app.paths import resource


class Finding(StrEnum):
    """What a look at one line of the list found."""

    OK = "ok"
    FAULT = "fault"
    PARTS = "parts"
    """The fault waits for parts."""
    MENDED = "mended"


FINDINGS = frozenset(str(finding) for finding in Finding)
FAULTY = frozenset({Finding.FAULT, Finding.PARTS})
LABELS: Mapping[Finding, str] = {
    Finding.OK: N_("passed"),
    Finding.FAULT: N_("fault"),
    Finding.PARTS: N_("waits for parts"),
    Finding.MENDED: N_("mended"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to look at."""

    key: str
    section: str
    names: Mapping[str, str] = field(hash=False)
    demands: Mapping[str, str] = field(hash=False)
    sections: Mapping[str, str] = field(hash=False)
    facts: tuple[str, ...] = ()
    """For cars of whose energy all these hold (see `energy.FACTS`); empty: for all."""
    energies: tuple[str, ...] = ()
    """For cars of these only; empty: for all."""
    but: tuple[str, ...] = ()
    """Not for cars of these."""

    @property
    def name(self) -> str:
        """What is looked at, in the language in force."""
        return self.names[language()]

    @property
    def demand(self) -> str:
        """How it must be."""
        return self.demands[language()]

    @property
    def section_name(self) -> str:
        """The part of the car."""
        return self.sections[language()]

    def is_for(self, energy: Energy) -> bool:
        """Whether cars of that energy are looked at so."""
        named = energy.code in self.energies or not self.energies
        return named and energy.code not in self.but and all(map(energy.is_, self.facts))


@dataclass(frozen=True, slots=True)
class CheckList:
    """A list as it counts from a day on."""

    id: str
    valid_from: date
    lines: tuple[Line, ...]

    def for_energy(self, energy: Energy) -> tuple[Line, ...]:
        """The lines for a car of that energy."""
        return tuple(line for line in self.lines if line.is_for(energy))


@cache
def _described() -> dict[str, Any]:
    text = resource("delivery", "check_lists.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def check_lists() -> Mapping[str, CheckList]:
    """All of them, the oldest first."""
    made = (
        CheckList(said["id"], date.fromisoformat(said["valid_from"]), tuple(_lines(said)))
        for said in _described()["templates"]
    )
    return {each.id: each for each in sorted(made, key=lambda each: each.valid_from)}


def _lines(said: dict[str, Any]) -> list[Line]:
    return [
        Line(
            line["key"],
            part["key"],
            line,
            line["demand"],
            part,
            *(tuple(line.get(name, ())) for name in ("facts", "energies", "but")),
        )
        for part in said["sections"]
        for line in part["lines"]
    ]


def in_force(on: date) -> CheckList:
    """The list with which an inspection begins on that day."""
    known = list(check_lists().values())
    return next((each for each in reversed(known) if each.valid_from <= on), known[0])


def get_list(list_id: str) -> CheckList:
    """A list by its id."""
    if (found := check_lists().get(list_id)) is None:
        raise UserError("list_unknown", N_("This program has no check-list {id}. Update it."), id=list_id)
    return found


def paper_names() -> dict[str, str]:
    """The papers and things that go with a car: key to name, in the language in force."""
    return {paper["key"]: paper[language()] for paper in _described()["papers"]}


def check_look(line: Line | None, before: str | None, found: str, note: str) -> None:
    """What is wrong is said; it becomes right by being mended, and only what was wrong is mended."""
    if line is None:
        message = N_("The check-list of this car has no such line.")
        raise UserError("line_unknown", message, field="line")
    if found != Finding.OK and not note.strip():
        message = N_("Say what is wrong, or what was done about it.")
        raise UserError("note_missing", message, field="note")
    was_faulty = before in FAULTY
    if found == Finding.OK and was_faulty:
        message = N_("This line has a fault. Say what was done about it: it is then mended.")
        raise UserError("fault_open", message, field="found")
    if found in (Finding.MENDED, Finding.PARTS) and not was_faulty:
        message = N_("Nothing is wrong with this line that could be mended.")
        raise UserError("no_fault", message, field="found")

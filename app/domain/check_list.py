"""The inspection before delivery (PDI): what is looked at, by energy, and what may be found. The lists are data.

`resources/delivery/check_lists.json` holds the program's, the settings `delivery.list.NAME` the dealership's own,
each with the day from which it counts. A car keeps the list with which its inspection began.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from app.domain import days
from app.domain.energy import FACTS, Energy
from app.errors import UserError
from app.i18n import N_, in_a_row, language
from app.paths import resource

SETTINGS = "delivery.list."
"""A list of the dealership is a setting of its own, named by this and its own name: two desks' lists are two."""
_FOR = ("facts", "energies", "but")
NEEDED = (
    "list", "valid_from", "section", "section_en", "section_zh", "line", "line_en", "line_zh", "demand_en", "demand_zh",
)  # fmt: skip
COLUMNS = (*NEEDED, *_FOR)
"""Of a file with lists: a line of the file is a line of a list."""


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
    is_shipped: bool = False

    @property
    def named(self) -> frozenset[str]:
        """The codes of energies that it names."""
        return frozenset(code for line in self.lines for code in (*line.energies, *line.but))

    def for_energy(self, energy: Energy) -> tuple[Line, ...]:
        """The lines for a car of that energy."""
        return tuple(line for line in self.lines if line.is_for(energy))


@cache
def _described() -> dict[str, Any]:
    text = resource("delivery", "check_lists.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def shipped() -> Mapping[str, CheckList]:
    """Those that come with the program, the oldest first."""
    return _by_day(replace(_read(said), is_shipped=True) for said in _described()["templates"])


def together(own: Iterable[Mapping[str, Any]]) -> Mapping[str, CheckList]:
    """Those of the program and the dealership's own, by their ids, the oldest first."""
    return _by_day((*shipped().values(), *map(_read, own)))


def _by_day(lists: Iterable[CheckList]) -> Mapping[str, CheckList]:
    return {each.id: each for each in sorted(lists, key=lambda each: each.valid_from)}


def _read(said: Mapping[str, Any]) -> CheckList:
    return CheckList(said["id"], date.fromisoformat(said["valid_from"]), tuple(_lines(said)))


def _lines(said: Mapping[str, Any]) -> list[Line]:
    return [
        Line(
            line["key"], part["key"], line, line["demand"], part,
            *(tuple(line.get(name, ())) for name in ("facts", "energies", "but")),
        )
        for part in said["sections"]
        for line in part["lines"]
    ]  # fmt: skip


def in_force(on: date, known: Mapping[str, CheckList] | None = None) -> CheckList:
    """The list with which an inspection begins on that day."""
    lists = list((known or shipped()).values())
    return next((each for each in reversed(lists) if each.valid_from <= on), lists[0])


def begun_with(list_id: str, on: date, known: Mapping[str, CheckList]) -> CheckList:
    """The list with which an inspection began. If it is not known, the program's of that day: a list that got lost
    keeps no car here for ever."""
    return known.get(list_id) or in_force(on)


# ------------------------------------------------------------------ lists of the dealership


def check_row(row: Mapping[str, str], energies: Collection[str]) -> None:
    """Whether a line of a file can be one of a list."""
    for column in NEEDED:
        if not row[column]:
            message = N_("The column {column} is empty.")
            raise UserError("cell_missing", message, field=column, column=column)
    for column, most in (("list", 20), ("line", 40), ("section", 40)):
        if not re.fullmatch(rf"[\w.-]{{1,{most}}}", row[column], re.ASCII):
            message = N_(
                "“{given}” in the column {column} is no key: letters a to z and digits, at most {most}."
            )
            raise UserError("key_wrong", message, field=column, given=row[column], column=column, most=most)
    days.parse(row["valid_from"], field="valid_from")
    for column, known in (("facts", FACTS), ("energies", energies), ("but", energies)):
        for word in _words(row, column):
            if word not in known:
                message = N_("“{given}” in the column {column} is none of these: {known}.")
                raise UserError(
                    "list_word", message, field=column, given=word, column=column, known=in_a_row(known)
                )


def _words(row: Mapping[str, str], column: str) -> list[str]:
    return row.get(column, "").replace(",", " ").replace(";", " ").split()


def from_rows(rows: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """A list as it is kept, of its lines in a file."""
    first, sections, keys = rows[0], dict[str, dict[str, Any]](), set[str]()
    day = days.parse(first["valid_from"], field="valid_from")
    for row in rows:
        if days.parse(row["valid_from"], field="valid_from") != day:
            message = N_("The check-list {list} begins on two days.")
            raise UserError("list_days", message, field="valid_from", list=first["list"])
        if row["line"] in keys:
            message = N_("The check-list {list} has the line “{line}” twice.")
            raise UserError("line_twice", message, field="line", list=first["list"], line=row["line"])
        keys.add(row["line"])
        names = {"en": row["section_en"], "zh_CN": row["section_zh"]}
        part = sections.setdefault(row["section"], {"key": row["section"], **names, "lines": []})
        line: dict[str, Any] = {
            "key": row["line"], "en": row["line_en"], "zh_CN": row["line_zh"],
            "demand": {"en": row["demand_en"], "zh_CN": row["demand_zh"]},
        }  # fmt: skip
        part["lines"].append(line | {name: said for name in _FOR if (said := _words(row, name))})
    return {"id": first["list"], "valid_from": day.isoformat(), "sections": list(sections.values())}


def rows_of(known: CheckList) -> list[dict[str, str]]:
    """The lines of a list as a file has them."""
    return [
        {
            "list": known.id, "valid_from": known.valid_from.isoformat(), "section": line.section,
            "section_en": line.sections["en"], "section_zh": line.sections["zh_CN"], "line": line.key,
            "line_en": line.names["en"], "line_zh": line.names["zh_CN"], "demand_en": line.demands["en"],
            "demand_zh": line.demands["zh_CN"], **{name: " ".join(getattr(line, name)) for name in _FOR},
        }
        for line in known.lines
    ]  # fmt: skip


def _is_kept(said: Mapping[str, Any]) -> bool:
    """Whether this is a list just as `from_rows` makes it."""
    known = _read(said)
    rows = rows_of(known)
    for row in rows:
        check_row(row, known.named)
    return bool(rows) and from_rows(rows) == said


def check_kept(value: Any) -> None:
    """Refuse what no program of ours wrote: a list that cannot be read would keep every car here."""
    try:
        good = value["id"] not in shipped() and _is_kept(value)
    except (TypeError, ValueError, KeyError, AttributeError, UserError):
        good = False
    if not good:
        raise UserError("lists_invalid", N_("This is no check-list."), field="list")


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

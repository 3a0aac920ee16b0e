"""Options (选装): what a trim may be ordered with, what was chosen of it, and what a car has otherwise than ordered.

What is chosen keeps its code, names and price as they were: a later catalogue changes nothing of it. Amounts in fen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.domain import records
from app.errors import UserError
from app.i18n import N_, in_a_row, language


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a trim; `amount` is what it adds to the list price, nothing where the car's own price has it."""

    code: str
    name: str
    amount: int = 0
    name_zh: str = ""

    def named(self, spoken: str) -> str:
        """What it is called in a language, as far as the catalogue says so."""
        return (spoken == "zh_CN" and self.name_zh) or self.name

    @property
    def called(self) -> str:
        """What it is called in the language in force."""
        return self.named(language())


@dataclass(frozen=True, slots=True)
class Difference:
    """What a car has otherwise than was ordered; or what was ordered, if nobody said what the car has."""

    lacks: tuple[Option, ...] = ()
    more: tuple[Option, ...] = ()
    unknown: tuple[Option, ...] = ()

    @property
    def is_none(self) -> bool:
        """Whether it is known to be as ordered."""
        return not (self.lacks or self.more or self.unknown)


def total(chosen: Iterable[Option]) -> int:
    """What they add to the list price."""
    return sum(option.amount for option in chosen)


def names(chosen: Iterable[Option]) -> str:
    """What they are called, for people to read in a row."""
    return in_a_row(option.called for option in chosen)


def codes(text: str) -> tuple[str, ...]:
    """Codes or names as a person writes them one after the other: `P01; P07`."""
    return tuple(part.strip() for part in text.replace("；", ";").split(";") if part.strip())


def choose(offered: Sequence[Option], wanted: Iterable[str], *, model: str) -> tuple[Option, ...]:
    """Those that are named by code or by either name, each once, in the order in which the catalogue has them."""
    chosen = set[str]()
    for given in wanted:
        found = next((option for option in offered if _is_called(option, given)), None)
        if found is None:
            message = N_("{model} is not offered with “{option}”. There are: {known}.")
            known = in_a_row(f"{each.code} ({each.called})" if each.code != each.called else each.code
                              for each in offered) or "—"  # fmt: skip
            raise UserError("option_unknown", message, field="option", model=model, option=given, known=known)
        if found.code in chosen:
            message = N_("The option “{option}” is chosen twice.")
            raise UserError("option_twice", message, field="option", option=given)
        chosen.add(found.code)
    return tuple(option for option in offered if option.code in chosen)


def _is_called(option: Option, given: str) -> bool:
    wanted = given.strip().casefold()
    return wanted in {name.casefold() for name in (option.code, option.name, option.name_zh) if name}


def fitted(offered: Sequence[Option], has: Iterable[str] | None) -> tuple[Option, ...]:
    """What a car in stock has, by the codes that are known of it. Its own list price has it all."""
    known = {option.code: option for option in offered}
    return tuple(replace(known.get(code, Option(code, code)), amount=0) for code in has or ())


def ordered(offered: Sequence[Option], had: Iterable[Option]) -> tuple[Option, ...]:
    """What a car that is gone had, as what is ordered instead: each costs again what the catalogue says. What was paid
    for itself stays as it was chosen, and so does what cannot be ordered any more."""
    known = {option.code: option for option in offered}
    return tuple(option if option.amount else known.get(option.code, option) for option in had)


def difference(ordered: Sequence[Option], has: Sequence[str] | None, offered: Sequence[Option]) -> Difference:
    """What was ordered beside what a car has, if anybody said what that is."""
    if has is None:
        return Difference(unknown=tuple(ordered))
    wanted = {option.code for option in ordered}
    return Difference(
        tuple(option for option in ordered if option.code not in has),
        tuple(option for option in fitted(offered, has) if option.code not in wanted),
    )


def stored(chosen: Iterable[Option]) -> list[dict[str, Any]] | None:
    """As a row keeps them; nothing if there are none."""
    return [records.to_dict(option) for option in chosen] or None


def read(kept: Any) -> tuple[Option, ...]:
    """What `stored` wrote; raises KeyError, TypeError or ValueError for anything else."""
    found = tuple(records.from_dict(Option, each) for each in kept or ())
    if not all(_is_whole(option) for option in found):
        raise ValueError("no option")
    return found


def _is_whole(option: Option) -> bool:
    texts = (option.code, option.name, option.name_zh)
    said = all(isinstance(text, str) for text in texts) and bool(option.code and option.name)
    return said and type(option.amount) is int and option.amount >= 0

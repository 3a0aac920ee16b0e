"""Three-way merge of an aggregate by field groups: what was changed on one side only merges by itself.

A group is merged or put to a person as a whole, because its fields only make sense together: a price with the
discount it was made of. Derived figures (tax, totals) belong to no group and do not appear in a merge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Side = Literal["mine", "theirs", "same", "edited"]
Values = dict[str, object]
Groups = Mapping[str, tuple[str, ...]]

LINE_MARKS = ("add_on:", "trade_in:", "gift:")
"""A key that begins so (`add_on:<id>`) is one line of the contract, and a group of its own."""


@dataclass(frozen=True, slots=True)
class Triple:
    """One group as it was, as mine has it and as theirs has it."""

    base: Values
    mine: Values
    theirs: Values


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome. `values` lacks the fields of conflicting groups: nobody can store an undecided one."""

    values: Values
    taken: dict[str, Side] = field(default_factory=dict)
    conflicts: dict[str, Triple] = field(default_factory=dict)


def groups_of(*sides: Mapping[str, object], fixed: Groups) -> dict[str, tuple[str, ...]]:
    """`fixed`, and a group of its own for each line that any side has."""
    lines = {key for side in sides for key in side if key.startswith(LINE_MARKS)}
    return {**fixed, **{key: (key,) for key in sorted(lines)}}


def merge(
    groups: Groups,
    *,
    base: Mapping[str, object],
    mine: Mapping[str, object],
    theirs: Mapping[str, object],
) -> Merged:
    """Merge what both sides made of `base`. A missing field is `None`: a line not there, or removed."""
    result = Merged({})
    for name, fields in groups.items():
        triple = Triple(*({f: side.get(f) for f in fields} for side in (base, mine, theirs)))
        side = _winner(triple)
        if side is None:
            result.conflicts[name] = triple
            continue
        result.taken[name] = side
        result.values.update(triple.theirs if side == "theirs" else triple.mine)
    return result


def _winner(triple: Triple) -> Side | None:
    if triple.mine == triple.theirs:
        return "same"  # nobody changed it, or both did the same
    if triple.theirs == triple.base:
        return "mine"
    if triple.mine == triple.base:
        return "theirs"
    return None


def resolve(
    merged: Merged, choices: Mapping[str, Literal["mine", "theirs"] | Mapping[str, object]]
) -> Merged:
    """The merge after a person chose a side, or values, for some conflicting groups. The others stay open.

    A group that merged by itself may be given values too: that is an ordinary edit on top.
    """
    values, taken, conflicts = dict(merged.values), dict(merged.taken), dict(merged.conflicts)
    for name, choice in choices.items():
        triple = conflicts.pop(name, None)
        if isinstance(choice, str):
            if triple is None:
                raise KeyError(name)  # nothing to choose between
            values.update(triple.mine if choice == "mine" else triple.theirs)
            taken[name] = choice
        else:
            # Fields of the group that the person left alone stay as mine has them.
            values.update({**(triple.mine if triple else {}), **choice})
            taken[name] = "edited"
    return Merged(values, taken, conflicts)

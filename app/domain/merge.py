"""Three-way merge of an aggregate by field groups: what was changed on one side only merges by itself.

A group is merged or put to a person as a whole, because its fields only make sense together: a price with the
discount it was made of. Derived figures (tax, totals) belong to no group and do not appear in a merge. This is the
one rule: the server decides by it what is a conflict, and a case holds what it gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Values = dict[str, Any]
Groups = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Triple:
    """One group as both began with it, as mine has it and as theirs has it."""

    base: Values
    mine: Values
    theirs: Values

    @property
    def merged(self) -> Values | None:
        """What both together make of it; none when both changed it, and not to the same: a person decides."""
        if self.theirs in (self.base, self.mine):
            return self.mine
        return self.theirs if self.mine == self.base else None


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome. `values` lacks the fields of conflicting groups: nobody can store an undecided one."""

    values: Values = field(default_factory=dict)
    conflicts: dict[str, Triple] = field(default_factory=dict)


def merge(
    groups: Groups, *, base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> Merged:
    """Merge what both sides made of `base`. A missing field is `None`: a line not there, or removed."""
    result = Merged()
    for name, fields in groups.items():
        triple = Triple(*({f: side.get(f) for f in fields} for side in (base, mine, theirs)))
        if triple.merged is None:
            result.conflicts[name] = triple
        else:
            result.values.update(triple.merged)
    return result

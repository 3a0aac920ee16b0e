"""What differs between two versions of a template's text: clause by clause, line by line, word by word.

It compares the lines that people write, so that a draft which is no template yet can be compared, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

from app.domain import template_text

_WORD = re.compile(r"\{[a-z_]*\}|[A-Za-z0-9]+|\s+|.")
_ALIKE = 0.4
"""Below this share of common words two lines are two lines, and no line that was changed."""


class Kind(StrEnum):
    """What became of a clause."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line, and whether the other version has them."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line before and after; empty on the side where there is none."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """A clause that is not as it was. What stands before the first clause has no key and no heading."""

    key: str
    heading: str
    kind: Kind
    lines: tuple[LineChange, ...]


@dataclass(frozen=True, slots=True)
class _Clause:
    heading: str
    lines: tuple[str, ...]


def changes(before: str, after: str) -> tuple[ClauseChange, ...]:
    """Every clause that differs, in the order of the newer text; what was removed stands where it was."""
    old, new = _clauses(before), _clauses(after)
    kept = _in_place([key for key in old if key in new], [key for key in new if key in old])
    found = []
    for key in _merged(list(old), list(new)):
        lines = _lines(old[key].lines if key in old else (), new[key].lines if key in new else ())
        kind = (
            Kind.ADDED if key not in old else Kind.REMOVED if key not in new
            else Kind.CHANGED if lines else Kind.MOVED
        )  # fmt: skip
        if lines or key not in kept:
            found.append(ClauseChange(key, (new.get(key) or old[key]).heading, kind, lines))
    return tuple(found)


def _clauses(text: str) -> dict[str, _Clause]:
    """The lines of each clause by its key; empty lines say nothing."""
    lines = text.split("\n")
    found: dict[str, _Clause] = {}
    for number, key in template_text.keys(text):
        line = lines[number].strip()
        known = found.setdefault(key, _Clause(template_text.heading(line), ()))
        if line:
            found[key] = _Clause(known.heading, (*known.lines, line))
    return found


def _in_place(old: list[str], new: list[str]) -> frozenset[str]:
    """The clauses that follow each other in both."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return frozenset(key for block in blocks for key in old[block.a : block.a + block.size])


def _merged(old: list[str], new: list[str]) -> list[str]:
    """The newer order, with what is gone behind what it followed."""
    merged = list(new)
    for at, key in enumerate(old):
        if key not in merged:
            merged.insert(merged.index(old[at - 1]) + 1 if at else 0, key)
    return merged


def _lines(old: Sequence[str], new: Sequence[str]) -> tuple[LineChange, ...]:
    found: list[LineChange] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            for before, after in zip_longest(old[a:b], new[c:d], fillvalue=""):
                found += _line(before, after)
    return tuple(found)


def _line(before: str, after: str) -> list[LineChange]:
    """The change of one line, or two lines that have nothing to do with each other."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if not (old and new) or matcher.ratio() >= _ALIKE:
        codes = matcher.get_opcodes()
        left = tuple(Piece("".join(old[a:b]), what != "equal") for what, a, b, _, _ in codes if a < b)
        right = tuple(Piece("".join(new[c:d]), what != "equal") for what, _, _, c, d in codes if c < d)
        return [LineChange(left, right)]
    return [LineChange((Piece(before, changed=True),), ()), LineChange((), (Piece(after, changed=True),))]

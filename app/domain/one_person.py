"""Files that were made for one person or company twice: which is kept, and who is perhaps the same.

A file that is merged names the file that it goes into, and nothing else of it changes: what was signed with it says
what it said. Two desks without a network may send two files into each other. Then both have said that it is one
person, and the file that was made first is kept, at every terminal, without anybody being asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from app.errors import UserError
from app.i18n import N_


class Known(NamedTuple):
    """What tells people apart: person or company, telephone, and the number of which paper, as they are stored."""

    kind: str
    phone: str
    id_kind: str
    id_number: str


def kept(file: str, into: Callable[[str], str | None]) -> str:
    """The file that is kept for a file; `into` tells what a file is merged into. Of a ring, the one made first."""
    way: list[str] = []
    while file not in way:
        way.append(file)
        further = into(file)
        if further is None:
            return file
        file = further
    return min(way[way.index(file) :])


def perhaps_same(one: Known, other: Known) -> bool:
    """Whether two files look like one person's: the same number, or the same telephone where no two numbers of one
    kind of paper say that they are two. A person and a company are never one."""
    if one.kind != other.kind:
        return False
    if one.id_number and one.id_number == other.id_number:
        return True
    if one.id_number and other.id_number and one.id_kind == other.id_kind:
        return False
    return bool(one.phone) and one.phone == other.phone


def check_merge(kind: str, other: str) -> None:
    """A person and a company are two."""
    if kind != other:
        raise UserError("merge_kinds", N_("A person and a company are not one customer."))

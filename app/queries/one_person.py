"""Which files belong to one person, and which of them is kept: the rule is `domain.one_person`'s."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, text

from app.domain import one_person as rules

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_ALONE = text(
    "SELECT 1 FROM customer WHERE id = :file AND merged_into IS NOT NULL "
    "UNION ALL SELECT 1 FROM customer WHERE merged_into = :file"
)
_TOGETHER = text("""
WITH RECURSIVE one(id) AS (
    SELECT CAST(:file AS VARCHAR(36))
    UNION
    SELECT CASE WHEN c.id = one.id THEN c.merged_into ELSE c.id END
    FROM one JOIN customer c ON c.merged_into = one.id OR (c.id = one.id AND c.merged_into IS NOT NULL)
)
SELECT c.id, c.merged_into FROM one JOIN customer c ON c.id = one.id""")
_MERGED = text("SELECT id, merged_into FROM customer WHERE merged_into IS NOT NULL")
_KNOWN = "{0}.kind, coalesce({0}.phone, ''), {0}.id_kind, coalesce({0}.id_number, '')"
_LIKE = text(
    " UNION ".join(
        f"SELECT c.id, {_KNOWN.format('c')}, o.id, {_KNOWN.format('o')} FROM customer c JOIN customer o "
        f"ON o.{column} = c.{column} WHERE c.id IN :files AND o.id <> c.id AND o.archived <> 1"
        for column in ("id_number", "phone")
    )
    + " ORDER BY 6"
).bindparams(bindparam("files", expanding=True))
"""`archived <> 1`, for with `= 0` SQLite would walk the list of all customers instead of looking up a number."""

_APART = text(
    "SELECT one_id, other_id FROM told_apart WHERE withdrawn_at IS NULL AND (one_id IN :files OR other_id IN :files)"
).bindparams(bindparam("files", expanding=True))
_STANDING = text(
    "SELECT id FROM told_apart WHERE withdrawn_at IS NULL AND "
    "(one_id IN :ours AND other_id IN :theirs OR one_id IN :theirs AND other_id IN :ours)"
).bindparams(bindparam("ours", expanding=True), bindparam("theirs", expanding=True))
_BELONGINGS = text("""SELECT (SELECT count(*) FROM deal WHERE customer_id = :file),
    (SELECT count(*) FROM deal d JOIN contract k ON k.deal_id = d.id
        WHERE d.customer_id = :file AND k.state IN ('signed', 'amended')),
    (SELECT count(*) FROM deal d JOIN quote q ON q.deal_id = d.id WHERE d.customer_id = :file),
    (SELECT count(*) FROM test_drive WHERE customer_id = :file)""")


@dataclass(frozen=True, slots=True)
class Belongings:
    """How much was done with one file, whomever it is merged into."""

    deals: int
    signed: int
    quotes: int
    drives: int


def belongings(session: Session, customer_id: str) -> Belongings:
    """What belongs to one file alone."""
    return Belongings(*session.execute(_BELONGINGS, {"file": customer_id}).one())


def files_of(session: Session, customer_id: str) -> tuple[str, ...]:
    """All files of whoever has this one: first the one that is kept, then those that are merged, the oldest first."""
    if session.execute(_ALONE, {"file": customer_id}).first() is None:
        return (customer_id,)
    links: dict[str, str | None] = {
        row[0]: row[1] for row in session.execute(_TOGETHER, {"file": customer_id})
    }
    first = rules.kept(customer_id, links.get)
    return (first, *sorted(links.keys() - {first}))


def kept_of(session: Session, customer_id: str) -> str:
    """The file that is kept for a file; itself, if it is not merged."""
    return files_of(session, customer_id)[0]


def merged(session: Session) -> dict[str, str]:
    """Every file here that is merged, and the one that is kept for it."""
    links: dict[str, str] = {row[0]: row[1] for row in session.execute(_MERGED)}
    ways = {file: rules.kept(file, links.get) for file in links}
    return {file: kept for file, kept in ways.items() if kept != file}


def together(session: Session) -> dict[str, list[str]]:
    """Every file of whoever has several, and all of their files."""
    persons: dict[str, list[str]] = {}
    for file, kept in merged(session).items():
        persons.setdefault(kept, [kept]).append(file)
    return {file: files for files in persons.values() for file in files}


def standing(session: Session, one: str, other: str) -> list[str]:
    """What was said of two people, whichever of their files was named, and was not taken back: the rows' ids."""
    sides = {"ours": list(files_of(session, one)), "theirs": list(files_of(session, other))}
    return list(session.scalars(_STANDING, sides))


def apart_from(session: Session, files: Sequence[str]) -> list[str]:
    """Every file of whoever was told apart from the person with these files."""
    others = {each for pair in session.execute(_APART, {"files": list(files)}) for each in pair} - set(files)
    return sorted({file for other in others for file in files_of(session, other)})


@dataclass(frozen=True, slots=True)
class Doubles:
    """Files that are kept, each with one that is kept beside it: which is perhaps the same person's, and which looks so
    and was told apart from it."""

    same: Mapping[str, str]
    apart: Mapping[str, str]


def doubles(session: Session, shown: Mapping[str, str]) -> Doubles:
    """Who is perhaps there twice. `shown` has every file of those asked for, merged ones too, with the one that is kept
    for it."""
    if not shown:
        return Doubles({}, {})
    like: list[tuple[str, str]] = [
        (row[0], row[5])
        for row in session.execute(_LIKE, {"files": sorted(shown)})
        if rules.perhaps_same(rules.Known(*row[1:5]), rules.Known(*row[6:10]))
    ]
    if not like:
        return Doubles({}, {})
    elsewhere = merged(session)
    told = {
        frozenset(elsewhere.get(file, file) for file in pair)
        for pair in session.execute(_APART, {"files": sorted(shown)})
    }
    same: dict[str, str] = {}
    apart: dict[str, str] = {}
    for file, other in like:
        own, kept = shown[file], elsewhere.get(other, other)
        if kept != own:
            (apart if {own, kept} in told else same).setdefault(own, kept)
    return Doubles(same, apart)

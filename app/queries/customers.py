"""Customers, found by a fragment of name, initials, phone or ID number."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from app.domain import consent, search
from app.models.base import canonical_json
from app.queries import one_person

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer as lists show it. The ID number is whole here; screens mask it."""

    id: str
    name: str
    phone: str
    id_number: str
    address: str
    kind: str


_COLUMNS = "c.id, c.name, coalesce(c.phone, ''), coalesce(c.id_number, ''), coalesce(c.address, ''), c.kind"


_WITH_DEALS = """
SELECT {columns}, (SELECT count(*) FROM deal d WHERE d.customer_id {whose}), k.id, k.no, k.state
FROM customer c
LEFT JOIN contract k ON k.id = (
    SELECT max(l.id) FROM deal d JOIN contract l ON l.deal_id = d.id WHERE d.customer_id {whose}
)
WHERE {rows} ORDER BY c.rowid DESC
"""
_FILES = "WITH files(id, kept) AS MATERIALIZED (SELECT j.key, j.value FROM json_each(:files) j)"
_OF_ALL = "IN (SELECT c.id UNION ALL SELECT f.id FROM files f WHERE f.kept = c.id)"


def list_customers(
    session: Session, query: str = "", *, limit: int = 100_000, offset: int = 0
) -> list[CustomerRow]:
    """Customers that are not archived, the last to come here first; all of them without a query. Of several files of
    one person the one that is kept, also where another one was found."""
    rows, values = _page(session, query, limit, offset)
    statement = f"SELECT {_COLUMNS} FROM customer c WHERE {rows} ORDER BY c.rowid DESC"
    return [CustomerRow(*row) for row in session.execute(text(statement), values)]


def count_customers(session: Session, query: str = "") -> int:
    """How many customers a search finds."""
    hits, values = _hits(session, query)
    return int(session.execute(text(f"SELECT count(*) FROM ({hits})"), values).scalar_one())


@dataclass(frozen=True, slots=True)
class CustomerWithDeals:
    """A customer, how many deals they have, and their latest contract."""

    customer: CustomerRow
    deals: int
    contract_id: str | None
    contract_no: str | None
    contract_state: str | None
    same: CustomerRow | None = None
    """Another file, perhaps of the same person."""
    apart: CustomerRow | None = None
    """One that looks like the same person's, too, and that somebody said is another one's."""


def list_with_deals(
    session: Session, query: str = "", *, customer_id: str | None = None, limit: int = 100, offset: int = 0
) -> list[CustomerWithDeals]:
    """Customers with what happened last; only those that are asked for are looked at closely. By the id of a file that
    is merged comes the one that is kept."""
    if customer_id is not None:
        files = one_person.files_of(session, customer_id)
        kept = dict.fromkeys(files, files[0])
        found = _with_deals(session, "c.id = :id", {"id": files[0]}, kept)
    else:
        rows, values = _page(session, query, limit, offset)
        merged = one_person.merged(session)
        found = _with_deals(session, rows, values, merged)
        shown = {row.customer.id for row in found}
        kept = {each: each for each in shown} | {file: into for file, into in merged.items() if into in shown}
    looks = one_person.doubles(session, kept)
    others = _by_id(session, {*looks.same.values(), *looks.apart.values()})

    def other(like: Mapping[str, str], row: CustomerWithDeals) -> CustomerRow | None:
        return others.get(like.get(row.customer.id, ""))

    return [replace(row, same=other(looks.same, row), apart=other(looks.apart, row)) for row in found]


def _with_deals(
    session: Session, rows: str, values: dict[str, Any], merged: Mapping[str, str]
) -> list[CustomerWithDeals]:
    """Those rows with the deals of all their files; `merged` has the kept one of each file that is merged."""
    several = {file: kept for file, kept in merged.items() if file != kept}
    statement = _WITH_DEALS.format(columns=_COLUMNS, rows=rows, whose=_OF_ALL if several else "= c.id")
    statement = f"{_FILES if several else ''} {statement}"
    more = {"files": canonical_json(several)} if several else {}
    found = session.execute(text(statement), {**values, **more})
    return [CustomerWithDeals(CustomerRow(*row[:6]), *row[6:]) for row in found]


def _by_id(session: Session, ids: Collection[str]) -> dict[str, CustomerRow]:
    if not ids:
        return {}
    statement = f"SELECT {_COLUMNS} FROM customer c WHERE c.id IN (SELECT value FROM json_each(:ids))"
    found = session.execute(text(statement), {"ids": canonical_json(sorted(ids))})
    return {row[0]: CustomerRow(*row) for row in found}


def find_customer(session: Session, customer_id: str) -> CustomerRow | None:
    """The customer with that id."""
    row = session.execute(
        text(f"SELECT {_COLUMNS} FROM customer c WHERE c.id = :id"), {"id": customer_id}
    ).first()
    return CustomerRow(*row) if row else None


@dataclass(frozen=True, slots=True)
class CustomerFile(CustomerRow):
    """All that a form shows of a customer."""

    id_kind: str
    note: str


def find_file(session: Session, customer_id: str) -> CustomerFile | None:
    """Everything about the customer with that id, for a form."""
    statement = f"SELECT {_COLUMNS}, c.id_kind, coalesce(c.note, '') FROM customer c WHERE c.id = :id"
    row = session.execute(text(statement), {"id": customer_id}).first()
    return CustomerFile(*row) if row else None


def find_similar(session: Session, phone: str, id_number: str, *, but: str = "") -> CustomerRow | None:
    """Somebody on file with this telephone or identity number, as both are stored; by the file that is kept. `but`: no
    file of whoever has this one, and of nobody who was told apart from them."""
    statement = f"""SELECT {_COLUMNS} FROM customer c WHERE c.archived <> 1
        AND c.id NOT IN (SELECT value FROM json_each(:but))
        AND (c.id_number = nullif(:id_number, '') OR c.phone = nullif(:phone, ''))
        ORDER BY c.id_number = :id_number DESC, c.id LIMIT 1"""
    files = one_person.files_of(session, but) if but else ()
    others = one_person.apart_from(session, files) if files else []
    values = {"phone": phone, "id_number": id_number, "but": canonical_json([*files, *others])}
    row = session.execute(text(statement), values).first()
    if row is None:
        return None
    kept = one_person.kept_of(session, row[0])
    return CustomerRow(*row) if kept == row[0] else find_customer(session, kept)


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """What a customer agreed to. Instants are ISO text."""

    purpose: str
    way: str
    given_at: str
    by: str
    withdrawn_at: str | None
    withdrawn_by: str
    holds: bool
    """Whether this is what they agree to now; of several files of one person the later word counts."""


def list_consents(session: Session, customer_id: str) -> list[ConsentRow]:
    """All that was ever agreed to, in whichever of their files, the latest first."""
    statement = """SELECT k.customer_id, k.purpose, k.way, k.given_at, coalesce(u.display_name, ''), k.withdrawn_at,
        coalesce(w.display_name, '') FROM consent k LEFT JOIN "user" u ON u.id = k.user_id
        LEFT JOIN "user" w ON w.id = k.withdrawn_by WHERE k.customer_id IN (SELECT value FROM json_each(:files))
        ORDER BY k.given_at DESC, k.id DESC"""
    files = canonical_json(one_person.files_of(session, customer_id))
    rows = session.execute(text(statement), {"files": files}).all()
    said: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        said.setdefault(row[1], []).append(at)
    hold = set()
    for places in said.values():
        which = consent.holding([consent.Said(rows[at][0], rows[at][3], rows[at][5]) for at in places])
        hold |= set() if which is None else {places[which]}
    return [ConsentRow(*(*row[1:], at in hold)) for at, row in enumerate(rows)]


def _page(session: Session, query: str, limit: int, offset: int) -> tuple[str, dict[str, Any]]:
    """A condition for some rows of a search. The indexes give them in their order, and only as far as asked."""
    hits, values = _hits(session, query)
    rows = f"c.rowid IN ({hits} ORDER BY rowid DESC LIMIT :limit OFFSET :offset)"
    return rows, {**values, "limit": limit, "offset": offset}


_APART = "AND rowid NOT IN (SELECT m.rowid FROM json_each(:merged) j JOIN customer m ON m.id = j.key)"
_INSTEAD = """SELECT k.rowid FROM json_each(:merged) j JOIN customer m ON m.id = j.key JOIN customer k ON k.id = j.value
    WHERE k.archived = 0 AND m.rowid IN"""


def _hits(session: Session, query: str) -> tuple[str, dict[str, Any]]:
    """SQL for the row numbers that a search finds; archived customers are not in the search indexes. In the place of a
    file that is merged stands the one that is kept."""
    merged = one_person.merged(session)
    apart, values = (_APART, {"merged": canonical_json(merged)}) if merged else ("", {})
    if not query.strip():
        return f"SELECT rowid FROM customer WHERE archived = 0 {apart}", values
    words, parts = search.match_expression(query)
    found = {name: typed for name, typed in (("words", words), ("parts", parts)) if typed}
    matched = [f"SELECT rowid FROM customer_{name} WHERE customer_{name} MATCH :{name}" for name in found]
    if not matched:
        return "SELECT NULL AS rowid WHERE 0", {}
    hits = [f"{each} {apart}" for each in matched]
    if merged:
        hits.append(f"{_INSTEAD} ({' UNION '.join(matched)})")
    return " UNION ".join(hits), {**found, **values}

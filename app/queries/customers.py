"""Customers, found by a fragment of name, initials, phone or ID number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from app.domain import search

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
SELECT {columns}, (SELECT count(*) FROM deal d WHERE d.customer_id = c.id), k.id, k.no, k.state
FROM customer c
LEFT JOIN contract k ON k.id = (
    SELECT max(l.id) FROM deal d JOIN contract l ON l.deal_id = d.id WHERE d.customer_id = c.id
)
WHERE {rows} ORDER BY c.rowid DESC
"""


def list_customers(
    session: Session, query: str = "", *, limit: int = 100_000, offset: int = 0
) -> list[CustomerRow]:
    """Customers that are not archived, the last to come here first; all of them without a query."""
    rows, values = _page(query, limit, offset)
    statement = f"SELECT {_COLUMNS} FROM customer c WHERE {rows} ORDER BY c.rowid DESC"
    return [CustomerRow(*row) for row in session.execute(text(statement), values)]


def count_customers(session: Session, query: str = "") -> int:
    """How many customers a search finds."""
    hits, values = _hits(query)
    return int(session.execute(text(f"SELECT count(*) FROM ({hits})"), values).scalar_one())


@dataclass(frozen=True, slots=True)
class CustomerWithDeals:
    """A customer, how many deals they have, and their latest contract."""

    customer: CustomerRow
    deals: int
    contract_id: str | None
    contract_no: str | None
    contract_state: str | None


def list_with_deals(
    session: Session, query: str = "", *, customer_id: str | None = None, limit: int = 100, offset: int = 0
) -> list[CustomerWithDeals]:
    """Customers with what happened last; only those that are asked for are looked at closely."""
    rows, values = (
        ("c.id = :id", {"id": customer_id}) if customer_id is not None else _page(query, limit, offset)
    )
    found = session.execute(text(_WITH_DEALS.format(columns=_COLUMNS, rows=rows)), values)
    return [CustomerWithDeals(CustomerRow(*row[:6]), *row[6:]) for row in found]


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
    """Somebody on file with this telephone or identity number, as both are stored."""
    statement = f"""SELECT {_COLUMNS} FROM customer c WHERE c.archived = 0 AND c.id <> :but
        AND (c.id_number = nullif(:id_number, '') OR c.phone = nullif(:phone, ''))
        ORDER BY c.id_number = :id_number DESC, c.id LIMIT 1"""
    values = {"phone": phone, "id_number": id_number, "but": but}
    row = session.execute(text(statement), values).first()
    return CustomerRow(*row) if row else None


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """What a customer agreed to. Instants are ISO text."""

    purpose: str
    way: str
    given_at: str
    by: str
    withdrawn_at: str | None
    withdrawn_by: str


def list_consents(session: Session, customer_id: str) -> list[ConsentRow]:
    """All that was ever agreed to, the latest first."""
    statement = """SELECT k.purpose, k.way, k.given_at, coalesce(u.display_name, ''), k.withdrawn_at,
        coalesce(w.display_name, '') FROM consent k LEFT JOIN "user" u ON u.id = k.user_id
        LEFT JOIN "user" w ON w.id = k.withdrawn_by WHERE k.customer_id = :id ORDER BY k.given_at DESC, k.id DESC"""
    return [ConsentRow(*row) for row in session.execute(text(statement), {"id": customer_id})]


def _page(query: str, limit: int, offset: int) -> tuple[str, dict[str, Any]]:
    """A condition for some rows of a search. The indexes give them in their order, and only as far as asked."""
    hits, values = _hits(query)
    rows = f"c.rowid IN ({hits} ORDER BY rowid DESC LIMIT :limit OFFSET :offset)"
    return rows, {**values, "limit": limit, "offset": offset}


def _hits(query: str) -> tuple[str, dict[str, Any]]:
    """SQL for the row numbers that a search finds; archived customers are not in the search indexes."""
    if not query.strip():
        return "SELECT rowid FROM customer WHERE archived = 0", {}
    words, parts = search.match_expression(query)
    found = {"words": words, "parts": parts}
    hits = [
        f"SELECT rowid FROM customer_{name} WHERE customer_{name} MATCH :{name}"
        for name in found
        if found[name]
    ]
    return " UNION ".join(hits) or "SELECT NULL AS rowid WHERE 0", {k: v for k, v in found.items() if v}

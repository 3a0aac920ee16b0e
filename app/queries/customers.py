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


def list_customers(session: Session, query: str = "", *, limit: int = 100_000, offset: int = 0) -> list[CustomerRow]:
    """Customers that are not archived; all of them without a query."""
    where, values = "c.archived = 0", {"limit": limit, "offset": offset}
    if query.strip():
        hits, found = _hits(query)
        where += f" AND c.rowid IN ({hits})"
        values |= found
    statement = f"SELECT {_COLUMNS} FROM customer c WHERE {where} ORDER BY c.id DESC LIMIT :limit OFFSET :offset"
    return [CustomerRow(*row) for row in session.execute(text(statement), values)]


def count_customers(session: Session, query: str = "") -> int:
    """How many customers a search finds."""
    where, values = "c.archived = 0", {}
    if query.strip():
        hits, values = _hits(query)
        where += f" AND c.rowid IN ({hits})"
    return int(session.execute(text(f"SELECT count(*) FROM customer c WHERE {where}"), values).scalar_one())


@dataclass(frozen=True, slots=True)
class CustomerWithDeals:
    """A customer, how many deals they have, and their latest contract."""

    customer: CustomerRow
    deals: int
    contract_no: str | None
    contract_state: str | None


def list_with_deals(
    session: Session, query: str = "", *, customer_id: str | None = None, limit: int = 100, offset: int = 0
) -> list[CustomerWithDeals]:
    """Customers with what happened last; only those that are asked for are looked at closely."""
    if customer_id is not None:
        one = find_customer(session, customer_id)
        rows = [one] if one else []
    else:
        rows = list_customers(session, query, limit=limit, offset=offset)
    return [_with_deals(session, row) for row in rows]


def _with_deals(session: Session, row: CustomerRow) -> CustomerWithDeals:
    deals = session.execute(text("SELECT count(*) FROM deal WHERE customer_id = :id"), {"id": row.id}).scalar_one()
    latest = session.execute(
        text(
            "SELECT c.no, c.state FROM contract c JOIN deal d ON d.id = c.deal_id WHERE d.customer_id = :id "
            "ORDER BY c.id DESC LIMIT 1"
        ),
        {"id": row.id},
    ).first()
    return CustomerWithDeals(row, int(deals), *(latest or (None, None)))


def find_customer(session: Session, customer_id: str) -> CustomerRow | None:
    """The customer with that id."""
    row = session.execute(text(f"SELECT {_COLUMNS} FROM customer c WHERE c.id = :id"), {"id": customer_id}).first()
    return CustomerRow(*row) if row else None


def _hits(query: str) -> tuple[str, dict[str, Any]]:
    words, parts = search.match_expression(query)
    hits, values = [], {}
    if words:
        hits.append("SELECT rowid FROM customer_words WHERE customer_words MATCH :words")
        values["words"] = words
    if parts:
        hits.append("SELECT rowid FROM customer_parts WHERE customer_parts MATCH :parts")
        values["parts"] = parts
    return " UNION ".join(hits) or "SELECT NULL", values

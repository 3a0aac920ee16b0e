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

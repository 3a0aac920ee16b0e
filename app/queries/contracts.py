"""Contracts as lists, dialogs and scripts show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from app.domain import search
from app.queries.names import model_name

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

GROUPS: dict[str, tuple[str, ...]] = {
    "price": ("price", "discount"),
    "buyer": ("buyer_name", "buyer_phone", "buyer_id_number", "buyer_address"),
    "vehicle": ("vin", "model", "colour", "options"),
    "delivery": ("delivery_date", "delivery_place"),
    "terms": ("terms",),
    "plan": ("plan",),
}


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract with its car and model by name. Amounts in minor units, dates ISO text."""

    id: str
    no: str
    state: str
    version: int
    provisional: bool
    deal_no: str
    vin: str | None
    model: str
    colour: str | None
    options: str | None
    """Canonical JSON, see `domain.options`."""
    buyer_name: str
    buyer_phone: str | None
    buyer_id_number: str | None
    buyer_address: str | None
    list_price: int
    price: int
    discount: int
    delivery_date: str | None
    delivery_place: str | None
    terms: str | None
    plan: str | None
    drawn_on: str
    seller: str
    open_case: str | None
    language: str
    amendments: int
    allocated: bool

    def groups(self) -> dict[str, dict[str, Any]]:
        """The merge groups with their values."""
        return {
            name: {column: getattr(self, column) for column in columns} for name, columns in GROUPS.items()
        }


_SELECT = """
SELECT c.id, c.no, c.state, c.version, c.provisional, d.no, v.vin, {model},
       c.colour, c.options,
       c.buyer_name, c.buyer_phone, c.buyer_id_number, c.buyer_address, c.list_price, c.price, c.discount,
       c.delivery_date, c.delivery_place, c.terms, c.plan, c.drawn_on, u.display_name,
       (SELECT k.id FROM sync_case k WHERE k.contract_id = c.id AND k.state = 'open' LIMIT 1), c.language,
       CASE c.state WHEN 'amended' THEN (SELECT count(*) FROM signature s WHERE s.contract_id = c.id
         AND json_extract(s.document, '$.provisional') IS NULL) - 1 ELSE 0 END,
       c.vehicle_id IS NOT NULL AND EXISTS (SELECT 1 FROM signature s WHERE s.contract_id = c.id
         AND s.version = c.signed_version AND json_extract(s.document, '$.car.vin') IS NULL)
FROM contract c JOIN deal d ON d.id = c.deal_id JOIN model m ON m.id = c.model_id
LEFT JOIN vehicle v ON v.id = c.vehicle_id LEFT JOIN "user" u ON u.id = c.seller_id
"""


# Who lost the car to somebody else has a case that says so, and waits for another one since they first signed. Without
# one, provisional and without a car, an order was taken with an expired ticket: it waits for its customer to sign anew.
_LOST = "EXISTS (SELECT 1 FROM sync_case k WHERE k.contract_id = c.id AND k.kind = 'vehicle')"
VIEWS: dict[str, str] = {
    "all": "1",
    "open": "c.state IN ('draft', 'submitted', 'approved')",
    "signed": "c.state IN ('signed', 'amended')",
    "no_car": "c.vehicle_id IS NULL AND c.state IN ('approved', 'signed', 'amended') "
    f"AND (c.provisional = 0 OR {_LOST})",
    "provisional": "c.provisional = 1 AND c.state <> 'cancelled'",
    "waiting": "EXISTS (SELECT 1 FROM sync_case k WHERE k.contract_id = c.id AND k.state = 'open')",
    "cancelled": "c.state = 'cancelled'",
}


WAITS_SINCE = "coalesce((SELECT min(s.at) FROM signature s WHERE s.contract_id = {c}.id), {c}.drawn_on)"
"""When a contract's customer first signed, which is its place among those that wait for a car."""
_LATEST_FIRST = "c.rowid DESC"
_ORDERS = {"no_car": f"{WAITS_SINCE.format(c='c')}, c.id"}


def list_contracts(
    session: Session, query: str = "", *, view: str = "all", limit: int = 100_000, offset: int = 0
) -> list[ContractRow]:
    """Contracts of a view, the last to come here first; of those without a car, who waits longest. `query` is
    a contract's number or the end of it, a buyer's name or initials, or part of a VIN."""
    found, values = hits(query)
    chosen = f"SELECT c.rowid FROM contract c WHERE {VIEWS[view]}{found}"
    order = _ORDERS.get(view, _LATEST_FIRST)
    rows = f"{chosen} ORDER BY {order} LIMIT :limit OFFSET :offset"
    statement = f"{_select()} WHERE c.rowid IN ({rows}) ORDER BY {order}"
    return [
        _row(row) for row in session.execute(text(statement), {**values, "limit": limit, "offset": offset})
    ]


def count_contracts(session: Session, query: str = "", *, view: str = "all") -> int:
    """How many contracts `list_contracts` would give without a limit."""
    found, values = hits(query)
    return int(
        session.execute(
            text(f"SELECT count(*) FROM contract c WHERE {VIEWS[view]}{found}"), values
        ).scalar_one()
    )


def hits(query: str) -> tuple[str, dict[str, Any]]:
    """A condition for the contracts that a search finds."""
    if not query.strip():
        return "", {}
    words, parts = search.match_expression(query)
    found, values = [], {}
    if words:
        found.append("SELECT rowid FROM contract_words WHERE contract_words MATCH :words")
        values["words"] = words
    if parts:
        cars = "SELECT rowid FROM vehicle_parts WHERE vehicle_parts MATCH :parts"
        found.append(
            f"SELECT rowid FROM contract WHERE vehicle_id IN (SELECT id FROM vehicle WHERE rowid IN ({cars}))"
        )
        values["parts"] = parts
    return f" AND c.rowid IN ({' UNION '.join(found) or 'SELECT NULL'})", values


def find_contract(session: Session, no: str) -> ContractRow | None:
    """The contract with that number."""
    row = session.execute(text(f"{_select()} WHERE c.no = :no"), {"no": no.strip().upper()}).first()
    return _row(row) if row else None


def _select() -> str:
    return _SELECT.format(model=model_name())


def _row(row: Any) -> ContractRow:
    values = list(row)
    values[4], values[-1] = bool(values[4]), bool(values[-1])
    return ContractRow(*values)

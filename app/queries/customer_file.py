"""What belongs to a customer, with whichever of their files: contracts, receipts, and who looked at their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text

from app.models.base import canonical_json
from app.queries import one_person
from app.queries.names import model_name

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class ContractOfCustomer:
    """A contract with its deal and car."""

    no: str
    state: str
    provisional: bool
    price: int
    drawn_on: str
    signed_at: str | None
    model: str
    vin: str | None
    deal_no: str
    deal_state: str


@dataclass(frozen=True, slots=True)
class ReceiptOfCustomer:
    """Money that came or went."""

    no: str
    kind: str
    method: str
    reference: str
    amount: int
    at: str


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at a whole number."""

    at: str
    field: str
    reason: str
    by: str


def list_contracts(session: Session, customer_id: str) -> list[ContractOfCustomer]:
    """The latest first."""
    statement = f"""SELECT k.no, k.state, k.provisional, k.price, k.drawn_on, k.signed_at, {model_name()}, v.vin, d.no,
        d.state FROM deal d JOIN contract k ON k.deal_id = d.id JOIN model m ON m.id = k.model_id
        LEFT JOIN vehicle v ON v.id = k.vehicle_id WHERE d.customer_id IN (SELECT value FROM json_each(:files))
        ORDER BY k.id DESC"""
    return [
        ContractOfCustomer(*row) for row in session.execute(text(statement), _whose(session, customer_id))
    ]


def list_receipts(session: Session, customer_id: str) -> list[ReceiptOfCustomer]:
    """The latest first."""
    statement = """SELECT p.receipt_no, p.kind, p.method, coalesce(p.reference, ''), p.amount, p.at
        FROM deal d JOIN payment p ON p.deal_id = d.id WHERE d.customer_id IN (SELECT value FROM json_each(:files))
        ORDER BY p.id DESC"""
    return [ReceiptOfCustomer(*row) for row in session.execute(text(statement), _whose(session, customer_id))]


def list_looks(session: Session, customer_id: str) -> list[Look]:
    """The latest first."""
    statement = """SELECT r.at, r.field, r.reason, coalesce(u.display_name, '') FROM reveal r
        LEFT JOIN "user" u ON u.id = r.user_id WHERE r.customer_id IN (SELECT value FROM json_each(:files))
        ORDER BY r.id DESC"""
    return [Look(*row) for row in session.execute(text(statement), _whose(session, customer_id))]


def _whose(session: Session, customer_id: str) -> dict[str, str]:
    return {"files": canonical_json(one_person.files_of(session, customer_id))}

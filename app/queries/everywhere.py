"""Leads, deals and receipts for the global search: a few of them, light enough to be read at every key press."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from app.models.base import canonical_json
from app.queries.names import model_name

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_FRAGMENT = 3  # no shorter one is in a trigram index
_BUYER = "coalesce(c.buyer_name, b.name, '')"
_LEADS = f"""
SELECT l.id, b.name, coalesce(l.interest, {model_name()}, ''), l.next_at
FROM lead l JOIN customer b ON b.id = l.customer_id LEFT JOIN model m ON m.id = l.model_id
WHERE l.customer_id IN (SELECT value FROM json_each(:people)) AND l.state = 'open'
ORDER BY l.id DESC LIMIT :limit"""
_DEALS = f"""
SELECT d.no, coalesce(c.no, ''), {_BUYER}, coalesce({model_name()}, ''), coalesce(d.customer_id, '')
FROM deal d LEFT JOIN contract c ON c.id = (SELECT max(k.id) FROM contract k WHERE k.deal_id = d.id)
LEFT JOIN model m ON m.id = c.model_id LEFT JOIN customer b ON b.id = d.customer_id
WHERE d.id IN (SELECT id FROM (
    SELECT id FROM deal WHERE no IN (SELECT value FROM json_each(:nos))
    UNION SELECT id FROM deal WHERE customer_id IN (SELECT value FROM json_each(:people)) {{typed}}
) ORDER BY id DESC LIMIT :limit) ORDER BY d.id DESC"""
_RECEIPTS = f"""
SELECT p.receipt_no, p.kind, p.amount, {_BUYER}, coalesce(c.no, '')
FROM payment p JOIN deal d ON d.id = p.deal_id
LEFT JOIN contract c ON c.id = (SELECT max(k.id) FROM contract k WHERE k.deal_id = d.id)
LEFT JOIN customer b ON b.id = d.customer_id
WHERE p.id IN (SELECT id FROM (
    SELECT p.id FROM deal o JOIN payment p ON p.deal_id = o.id WHERE o.no IN (SELECT value FROM json_each(:nos))
    {{typed}}
) ORDER BY id DESC LIMIT :limit) ORDER BY p.id DESC"""


@dataclass(frozen=True, slots=True)
class LeadHit:
    """An open lead; the next step as ISO text."""

    id: str
    customer: str
    interest: str
    next_at: str | None


@dataclass(frozen=True, slots=True)
class DealHit:
    """A deal with its contract and buyer."""

    no: str
    contract_no: str
    buyer: str
    model: str
    customer_id: str


@dataclass(frozen=True, slots=True)
class ReceiptHit:
    """A receipt with its buyer."""

    no: str
    kind: str
    amount: int
    buyer: str
    contract_no: str


def find_leads(session: Session, *, people: Sequence[str], limit: int) -> list[LeadHit]:
    """The latest open leads of people found already."""
    values = {"people": canonical_json(list(people)), "limit": limit}
    return [LeadHit(*row) for row in session.execute(text(_LEADS), values)]


def find_deals(
    session: Session, typed: str, *, nos: Sequence[str], people: Sequence[str], limit: int
) -> list[DealHit]:
    """The latest deals of which a part of the number was typed, and those of contracts and people found already."""
    also, values = _also("deal", typed)
    values |= {"nos": canonical_json(list(nos)), "people": canonical_json(list(people)), "limit": limit}
    return [DealHit(*row) for row in session.execute(text(_DEALS.format(typed=also)), values)]


def find_receipts(session: Session, typed: str, *, deals: Sequence[str], limit: int) -> list[ReceiptHit]:
    """The latest receipts of which a part of number or reference was typed, and those of deals found already."""
    also, values = _also("payment", typed)
    values |= {"nos": canonical_json(list(deals)), "limit": limit}
    return [ReceiptHit(*row) for row in session.execute(text(_RECEIPTS.format(typed=also)), values)]


def _also(table: str, typed: str) -> tuple[str, dict[str, Any]]:
    """More ids, by a fragment as it stands, with its hyphens."""
    fragment = typed.strip().replace('"', "")
    if len(fragment) < _FRAGMENT:
        return "", {}
    matched = (
        f"SELECT rowid FROM {table}_parts WHERE {table}_parts MATCH :typed ORDER BY rowid DESC LIMIT :limit"
    )
    return f"UNION SELECT id FROM {table} WHERE rowid IN ({matched})", {"typed": f'"{fragment}"'}

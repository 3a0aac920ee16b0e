"""Quotes as the desk and scripts list them."""

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
class QuoteRow:
    """A version of a quote. Amounts in minor units, dates ISO text; `contract` is what came of its deal."""

    no: str
    deal: str
    version: int
    customer_id: str
    customer: str
    model: str
    vin: str | None
    list_price: int
    price: int
    payable: int
    quoted_on: str
    valid_until: str
    language: str
    seller: str
    contract: str | None
    options: str | None
    """Canonical JSON, see `domain.options`."""


def list_quotes(
    session: Session, *, deal: str = "", customer_id: str = "", no: str = "", limit: int = 200
) -> list[QuoteRow]:
    """The versions of a deal or of a customer's deals, with whichever of their files, or all; the newest first."""
    statement = f"""
        SELECT q.no, d.no, q.version, d.customer_id, c.name, {model_name()}, v.vin, q.list_price, q.price, q.payable,
               q.quoted_on, q.valid_until, q.language, coalesce(u.display_name, ''),
               (SELECT k.no FROM contract k WHERE k.deal_id = d.id ORDER BY k.id LIMIT 1),
               json_extract(q.document, '$.sheet.options')
        FROM quote q JOIN deal d ON d.id = q.deal_id JOIN customer c ON c.id = d.customer_id
        JOIN model m ON m.id = q.model_id LEFT JOIN vehicle v ON v.id = q.vehicle_id
        LEFT JOIN "user" u ON u.id = q.seller_id
        WHERE (:deal = '' OR d.no = :deal)
          AND (:customer = '' OR d.customer_id IN (SELECT value FROM json_each(:files)))
          AND (:no = '' OR q.no = :no)
        ORDER BY q.at DESC, q.id DESC LIMIT :limit"""
    files = canonical_json(one_person.files_of(session, customer_id) if customer_id else ())
    values = {
        "deal": deal.strip().upper(), "customer": customer_id, "files": files, "no": no.strip().upper(),
        "limit": limit,
    }  # fmt: skip
    return [QuoteRow(*row) for row in session.execute(text(statement), values)]

"""Global search's door."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.domain.identity import mask_phone
from app.domain.permissions import Role
from app.presenters.search import Hit
from app.queries import contracts, customers, stock
from app.workplace import Workplace


class SearchFromReplica:
    """`presenters.search.SearchGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def search(self, text: str, *, limit: int) -> tuple[Hit, ...]:
        """Cars, people and contracts; a stock keeper sees cars only."""
        with self._workplace.reading() as session:
            hits = self._cars(session, text, limit)
            if self._workplace.actor.roles - {Role.STOCK}:
                hits += [
                    Hit("customer", row.id, row.name, mask_phone(row.phone) if row.phone else "")
                    for row in customers.list_customers(session, text, limit=limit)
                ]
                hits += [
                    Hit("contract", row.no, row.no, f"{row.buyer_name} · {row.model}")
                    for row in contracts.list_contracts(session, text, limit=limit)
                ]
        return tuple(hits)

    def _cars(self, session: Session, text: str, limit: int) -> list[Hit]:
        rows = stock.list_stock(session, self._workplace.now_text(), stock.StockFilter(text), limit=limit)
        return [Hit("vehicle", row.vin, row.model, f"{row.vin} · {row.colour}") for row in rows]

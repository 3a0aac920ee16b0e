"""The customer screens' door."""

from __future__ import annotations

from app.domain.identity import last_four
from app.i18n import tr
from app.presenters.customer_list import CustomerRow
from app.queries import customers as query
from app.services import customers
from app.workplace import Workplace


class CustomersFromReplica:
    """`presenters.customer_list.CustomersGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def count(self, text: str) -> int:
        """How many customers a search finds."""
        with self._workplace.reading() as session:
            return query.count_customers(session, text)

    def page(self, text: str, offset: int, limit: int) -> tuple[CustomerRow, ...]:
        """Some of them."""
        with self._workplace.reading() as session:
            return tuple(
                _row(row) for row in query.list_with_deals(session, text, limit=limit, offset=offset)
            )

    def find(self, customer_id: str) -> CustomerRow | None:
        """One customer."""
        with self._workplace.reading() as session:
            rows = query.list_with_deals(session, customer_id=customer_id, limit=1)
        return _row(rows[0]) if rows else None

    def add(self, values: dict[str, str], *, again: bool) -> str:
        """A new one; returns the id."""
        return customers.add(self._workplace.unit_of_work(), values, again=again)


def _row(row: query.CustomerWithDeals) -> CustomerRow:
    person = row.customer
    latest = (
        tr("Contract {no}, {state}").format(no=row.contract_no, state=tr(row.contract_state or ""))
        if row.contract_no
        else ""
    )
    return CustomerRow(
        id=person.id, name=person.name, phone=person.phone, kind=person.kind,
        id_last4=last_four(person.id_number) if person.id_number else "", address=person.address,
        deals=row.deals, latest=latest,
    )  # fmt: skip

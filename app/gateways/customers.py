"""The customer screens' door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.clock import from_iso
from app.domain.identity import last_four, normalise_id, normalise_phone
from app.domain.states import ContractState
from app.gateways.contracts import answers_to
from app.i18n import tr
from app.presenters import labels
from app.presenters.customer_edit import Agreed, CustomerFile
from app.presenters.customer_list import CustomerRow
from app.queries import customers as query
from app.queries import one_person
from app.services import consents, customers
from app.workplace import Workplace

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


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
            return _rows(session, query.list_with_deals(session, text, limit=limit, offset=offset))

    def find(self, customer_id: str) -> CustomerRow | None:
        """One customer."""
        with self._workplace.reading() as session:
            rows = _rows(session, query.list_with_deals(session, customer_id=customer_id, limit=1))
        return rows[0] if rows else None

    def known(self, phone: str, id_number: str, *, but: str = "") -> CustomerRow | None:
        """Somebody else on file with this telephone or identity number."""
        phone, number = normalise_phone(phone), normalise_id(id_number)
        with self._workplace.reading() as session:
            found = query.find_similar(session, phone, number, but=but)
            rows = _rows(
                session, query.list_with_deals(session, customer_id=found.id, limit=1) if found else []
            )
        return rows[0] if rows else None

    def file(self, customer_id: str) -> CustomerFile | None:
        """All that the form shows; the identity number by its last four characters."""
        with self._workplace.reading() as session:
            row = query.find_file(session, one_person.kept_of(session, customer_id))
            agreed = query.list_consents(session, customer_id)
        if row is None:
            return None
        return CustomerFile(
            id=row.id, kind=row.kind, name=row.name, phone=row.phone, id_kind=row.id_kind,
            id_last4=last_four(row.id_number) if row.id_number else "", address=row.address, note=row.note,
            consents={each.purpose: Agreed(each.way, from_iso(each.given_at)) for each in agreed if each.holds},
        )  # fmt: skip

    def edit(self, customer_id: str, values: dict[str, str]) -> None:
        """Change fields."""
        customers.edit(self._workplace.unit_of_work(), customer_id, values)

    def agree(self, customer_id: str, purpose: str, *, agreed: bool, way: str) -> None:
        """Give a consent, or withdraw it."""
        uow = self._workplace.unit_of_work()
        if agreed:
            consents.give(uow, customer_id=customer_id, purpose=purpose, way=way)
        else:
            consents.withdraw(uow, customer_id=customer_id, purpose=purpose)

    def add(self, values: dict[str, str], *, again: bool) -> str:
        """A new one; returns the id."""
        return customers.add(self._workplace.unit_of_work(), values, again=again)


def _rows(session: Session, rows: list[query.CustomerWithDeals]) -> tuple[CustomerRow, ...]:
    """A contract is said to be what the list of contracts says: a draft that a manager approved is approved."""
    drafts = {
        row.contract_id: row.contract_no or ""
        for row in rows
        if row.contract_id and row.contract_state == ContractState.DRAFT
    }
    said = answers_to(session, drafts)
    return tuple(_row(row, said.get(row.contract_id or "", "")) for row in rows)


def _row(row: query.CustomerWithDeals, answer: str) -> CustomerRow:
    person, latest = row.customer, ""
    if row.contract_no and row.contract_state:
        state = labels.contract(row.contract_state, answer)[0]
        latest = tr("Contract {no}, {state}").format(no=row.contract_no, state=state)
    return CustomerRow(
        id=person.id, name=person.name, phone=person.phone, kind=person.kind,
        id_last4=last_four(person.id_number) if person.id_number else "", address=person.address,
        deals=row.deals, latest=latest, same_id=row.same.id if row.same else "",
        same_name=row.same.name if row.same else "", apart_id=row.apart.id if row.apart else "",
        apart_name=row.apart.name if row.apart else "",
    )  # fmt: skip

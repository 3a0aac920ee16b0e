"""Global search's door."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.clock import from_iso
from app.domain.contract_document import find_code
from app.domain.identity import mask_phone
from app.domain.money import format_amount
from app.domain.permissions import EVERYONE, SELLERS, Role
from app.i18n import tr
from app.presenters import words
from app.presenters.labels import PAYMENT_KINDS
from app.presenters.search import Hit
from app.queries import contracts, customers, everywhere, one_person, paints, stock
from app.workplace import Workplace

_COUNTER = SELLERS | {Role.FINANCE}
_CARS = EVERYONE - {Role.ADMIN}


class SearchFromReplica:
    """`presenters.search.SearchGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def search(self, text: str, *, limit: int) -> tuple[Hit, ...]:
        """Cars, people, leads, deals, contracts and receipts, each for those who may open its page. A code from paper
        finds its contract or receipt."""
        code = find_code(text)
        typed, roles = code.no if code else text, self._workplace.actor.roles
        with self._workplace.reading() as session:
            hits = self._cars(session, typed, limit) if roles & _CARS else []
            people = customers.list_customers(session, typed, limit=limit) if roles & _COUNTER else []
            files = [file for each in people for file in one_person.files_of(session, each.id)]
            if roles & SELLERS:
                hits += [Hit("customer", each.id, each.name, _phone(each.phone)) for each in people]
                hits += _leads(session, files, limit)
            if roles & _COUNTER:
                hits += _papers(session, typed, files, limit)
        return tuple(hits)

    def _cars(self, session: Session, text: str, limit: int) -> list[Hit]:
        rows = stock.list_stock(session, self._workplace.now_text(), stock.StockFilter(text), limit=limit)
        paint = paints.called(session) if rows else str
        return [Hit("vehicle", row.vin, row.model, f"{row.vin} · {paint(row.colour)}") for row in rows]


def _leads(session: Session, people: list[str], limit: int) -> list[Hit]:
    """The open leads of the people found."""
    return [
        Hit("lead", each.id, each.customer, _joined(each.interest, _next(each)))
        for each in everywhere.find_leads(session, people=people, limit=limit)
    ]


def _next(lead: everywhere.LeadHit) -> str:
    return tr("next step {day}").format(day=words.day(from_iso(lead.next_at))) if lead.next_at else ""


def _papers(session: Session, typed: str, people: list[str], limit: int) -> list[Hit]:
    """Contracts, the deals of these and of the people found, and the contracts and receipts of those deals."""
    agreed = contracts.list_contracts(session, typed, limit=limit)
    nos = [row.deal_no for row in agreed]
    deals = everywhere.find_deals(session, typed, nos=nos, people=people, limit=limit)
    signed = {row.no: (row.buyer_name, row.model) for row in agreed}
    signed = {each.contract_no: (each.buyer, each.model) for each in deals if each.contract_no} | signed
    given = everywhere.find_receipts(session, typed, deals=[each.no for each in deals], limit=limit)
    return [
        *(
            Hit("deal", each.no, each.no, _joined(each.buyer, each.model), each.contract_no, each.customer_id)
            for each in deals
        ),
        *(Hit("contract", no, no, _joined(*said)) for no, said in [*reversed(signed.items())][:limit]),
        *(Hit("receipt", each.no, each.no, _joined(each.buyer, _money(each))) for each in given),
    ]


def _phone(phone: str) -> str:
    return mask_phone(phone) if phone else ""


def _money(receipt: everywhere.ReceiptHit) -> str:
    return f"{tr(PAYMENT_KINDS[receipt.kind])} {format_amount(receipt.amount)}"


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))

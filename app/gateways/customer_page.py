"""The door of the page of one customer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.clock import from_iso
from app.domain import consent, lead
from app.domain.identity import last_four
from app.domain.service_visit import LABELS, REASONS, VisitState
from app.domain.trade_in import shown_plate
from app.gateways import service_visits
from app.i18n import in_a_row, tr
from app.presenters import words
from app.presenters.customer_page import (
    CarItem,
    Event,
    MergedFile,
    MoneyItem,
    PaperItem,
    UsedItem,
    WholeCustomer,
)
from app.presenters.labels import PAYMENT_KINDS
from app.queries import customer_file, customers, leads, one_person, quotes, test_drives, trade_ins
from app.services import consents, payments, used_car_debts

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from app.presenters.customer_list import CustomerRow
    from app.queries.customer_file import ContractOfCustomer
    from app.queries.leads import LeadRow
    from app.workplace import Workplace


class CustomerPageOfTerminal:
    """`presenters.customer_page.CustomerPageGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace, find: Callable[[str], CustomerRow | None]) -> None:
        self._workplace, self._find = workplace, find

    def whole(self, customer_id: str) -> WholeCustomer | None:
        """Everything about them, with whichever of their files; by the one that is kept."""
        row = self._find(customer_id)
        if row is None:
            return None
        customer_id = row.id
        today = self._workplace.clock.today()
        with self._workplace.reading() as session:
            contracts = customer_file.list_contracts(session, customer_id)
            wanted = leads.LeadFilter("all", customer_id=customer_id)
            known = leads.list_leads(session, wanted, today)
            open_ = next((each for each in known if each.state == "open" and not each.won), None)
            payable, paid = _sums(session, contracts)
            due = used_car_debts.owed_to(session, customer_id)
            payable += max(0, -due)
            return WholeCustomer(
                customer=row, payable=payable, paid=paid, papers=_papers(session, customer_id, contracts, today),
                money=_money(session, customer_id), cars=_cars(contracts),
                drives=len(test_drives.list_of(session, customer_id)),
                consents=tuple(
                    each.purpose for each in customers.list_consents(session, customer_id) if each.holds
                ),
                events=_events(session, customer_id, contracts, known), grade=open_.grade if open_ else "",
                next_step=_step(open_) if open_ else "",
                next_at=from_iso(open_.next_at) if open_ and open_.next_at else None,
                used=_used(session, customer_id), visits=service_visits.visits_of(session, customer_id),
                owned=service_visits.cars_of(session, customer_id, today), today=today,
                calls=service_visits.calls_of(session, customer_id, today),
                due_to_customer=max(0, due), merged=_merged(session, customer_id),
            )  # fmt: skip

    def reveal(self, customer_id: str, field: str, reason: str, note: str) -> str:
        """A whole number, once it is written down who looks at it and why."""
        uow = self._workplace.unit_of_work()
        return consents.reveal(uow, customer_id=customer_id, field=field, reason=reason, note=note)


def _merged(session: Session, customer_id: str) -> tuple[MergedFile, ...]:
    rows = (customers.find_customer(session, file) for file in one_person.files_of(session, customer_id)[1:])
    return tuple(
        MergedFile(row.id, row.name, last_four(row.id_number) if row.id_number else "") for row in rows if row
    )


def _sums(session: Session, contracts: list[ContractOfCustomer]) -> tuple[int, int]:
    """What all living deals come to, and what was paid for them."""
    numbers = {each.deal_no for each in contracts if each.deal_state != "cancelled"}
    deals = [payments.find_deal(session, no) for no in sorted(numbers)]
    return sum(payments.payable(session, d) for d in deals), sum(payments.paid(session, d.id) for d in deals)


def _papers(
    session: Session, customer_id: str, contracts: list[ContractOfCustomer], today: date
) -> tuple[PaperItem, ...]:
    made = [
        PaperItem("contract", k.no, 0, k.model, k.price, date.fromisoformat(k.drawn_on), k.state)
        for k in contracts
    ]
    for q in quotes.list_quotes(session, customer_id=customer_id):
        state = "taken" if q.contract else "over" if date.fromisoformat(q.valid_until) < today else "given"
        on = date.fromisoformat(q.quoted_on)
        made.append(PaperItem("quote", q.no, q.version, q.model, q.price, on, state))
    return tuple(sorted(made, key=lambda each: each.on, reverse=True))


def _money(session: Session, customer_id: str) -> tuple[MoneyItem, ...]:
    return tuple(
        MoneyItem(p.no, p.kind, p.method, p.reference, p.amount, from_iso(p.at))
        for p in customer_file.list_receipts(session, customer_id)
    )


def _cars(contracts: list[ContractOfCustomer]) -> tuple[CarItem, ...]:
    return tuple(
        CarItem(k.model, k.vin or "", k.deal_state)
        for k in contracts
        if k.state in ("approved", "signed", "amended")
    )


def _used(session: Session, customer_id: str) -> tuple[UsedItem, ...]:
    """Those that something became of, or that are looked at now."""
    return tuple(
        UsedItem(
            shown_plate(row.plate), f"{row.brand} {row.series}", row.state, row.value or 0, row.payoff_to,
            0 if row.paid_off else row.payoff,
        )
        for row in trade_ins.list_of(session, customer_id)
        if row.state not in ("declined", "cancelled")
    )  # fmt: skip


def _step(open_: LeadRow) -> str:
    return open_.next_note or (tr(lead.STEPS[open_.next_kind]) if open_.next_kind else "")


def _events(
    session: Session, customer_id: str, contracts: list[ContractOfCustomer], known: list[LeadRow]
) -> tuple[Event, ...]:
    """What happened, the latest first."""
    found = [
        Event(from_iso(said.at), "contact", said.note or tr(lead.OUTCOMES[said.outcome]), said.by)
        for each in known
        for said in leads.list_contacts(session, each.id)
    ]
    for drive in test_drives.list_of(session, customer_id):
        km = (drive.km_in or 0) - (drive.km_out or 0)
        detail = tr("{n} km").format(n=km) if drive.km_in is not None else ""
        said = " · ".join(filter(None, (detail, drive.liked)))
        found.append(
            Event(
                from_iso(drive.starts_at), "drive", tr("Test drive {model}").format(model=drive.model), said
            )
        )
    for visit in service_visits.visits_of(session, customer_id):
        what = in_a_row(tr(REASONS[each]) for each in visit.reasons)
        title = tr("In the workshop: {what}") if visit.km is not None else tr("Visit to the workshop: {what}")
        detail = visit.work or tr(LABELS[VisitState(visit.state)])
        found.append(Event(visit.starts_at, "service", title.format(what=what), detail))
    for paid in customer_file.list_receipts(session, customer_id):
        title = f"{tr(PAYMENT_KINDS[paid.kind])} {words.money(paid.amount)}"
        found.append(Event(from_iso(paid.at), "money", title, paid.no))
    for made in contracts:
        if made.signed_at:
            title = tr("Contract {no} signed").format(no=made.no)
            found.append(Event(from_iso(made.signed_at), "contract", title, made.model))
    for look in customer_file.list_looks(session, customer_id):
        title = tr("{who} looked at the whole number").format(who=look.by)
        found.append(Event(from_iso(look.at), "look", title, tr(consent.REVEAL_REASONS[look.reason])))
    return tuple(sorted(found, key=lambda event: event.at, reverse=True))

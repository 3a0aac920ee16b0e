"""The follow-up list's door."""

from __future__ import annotations

from datetime import date, datetime

from app.clock import from_iso
from app.domain.identity import mask_phone
from app.domain.lead import Due
from app.presenters.lead_list import (
    Entered,
    LeadItem,
    Logged,
    Lost,
    Overview,
    Parts,
    Said,
    Step,
    Wanted,
)
from app.presenters.test_drive_diary import Choice
from app.queries import customers
from app.queries import leads as query
from app.services import leads
from app.workplace import Workplace

MOST_PEOPLE = 20


class LeadsOfTerminal:
    """`presenters.lead_list.LeadsGateway` over an opened terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    @property
    def _today(self) -> date:
        return self._workplace.clock.today()

    def due(self, owner: str) -> int:
        """How many are overdue or due today."""
        with self._workplace.reading() as session:
            due = query.count_due(session, query.LeadFilter(owner=owner), self._today)
        return due[Due.OVERDUE] + due[Due.TODAY]

    def overview(self, wanted: Wanted) -> Overview:
        """The figures above the list."""
        branch = self._workplace.identity.branch_id
        with self._workplace.reading() as session:
            found = query.figures(session, wanted.owner, self._today)
            return Overview(
                due=found.due, oldest_days=found.oldest_days, done_today=found.done_today,
                open=query.count_leads(session, query.LeadFilter("open", wanted.owner), self._today),
                given_up=query.count_leads(session, query.LeadFilter("lost", wanted.owner), self._today),
                without_step=found.without_step, new=found.new, lost=found.lost,
                owners=tuple(query.count_by_owner(session, self._today)),
                sellers=tuple(Choice(*each) for each in query.list_sellers(session, branch)),
                models=tuple(Choice(code, name) for code, name in query.list_models(session)),
            )  # fmt: skip

    def parts(self, wanted: Wanted) -> Parts:
        """How many rows stand in each part of the list."""
        filtered = _filter(wanted)
        with self._workplace.reading() as session:
            if wanted.view == "todo":
                return tuple(query.count_due(session, filtered, self._today).items())
            return ((None, query.count_leads(session, filtered, self._today)),)

    def page(self, wanted: Wanted, offset: int, limit: int) -> tuple[LeadItem, ...]:
        """Some of them, in order."""
        with self._workplace.reading() as session:
            rows = query.list_leads(session, _filter(wanted), self._today, limit=limit, offset=offset)
        return tuple(map(item, rows))

    def find(self, lead_id: str) -> LeadItem | None:
        """One of them."""
        with self._workplace.reading() as session:
            row = query.find_lead(session, lead_id, self._today)
        return item(row) if row else None

    def said(self, lead_id: str) -> tuple[Said, ...]:
        """What was said, the latest first."""
        with self._workplace.reading() as session:
            rows = query.list_contacts(session, lead_id)
        return tuple(Said(from_iso(row.at), row.kind, row.outcome, row.note, row.by) for row in rows)

    def people(self, text: str) -> tuple[Choice, ...]:
        """Customers that fit what was typed."""
        with self._workplace.reading() as session:
            found = customers.list_customers(session, text, limit=MOST_PEOPLE)
        return tuple(
            Choice(row.id, f"{row.name} {mask_phone(row.phone)}" if row.phone else row.name) for row in found
        )

    def add(self, entered: Entered, *, again: bool) -> str:
        """A new lead."""
        somebody = {"name": entered.name, "phone": entered.phone}
        new = leads.NewLead(
            customer=entered.customer_id or somebody, source=entered.source, grade=entered.grade,
            model=entered.model, interest=entered.interest, note=entered.note, step=_step(entered.step),
        )  # fmt: skip
        return leads.add(self._workplace.unit_of_work(), new, again=again)

    def log(self, lead_id: str, logged: Logged) -> None:
        """A contact, and what follows."""
        said = leads.Contact(logged.kind, logged.outcome, logged.note)
        uow = self._workplace.unit_of_work()
        leads.follow(uow, lead_id=lead_id, contact=said, step=_step(logged.step), grade=logged.grade)

    def lose(self, lead_id: str, lost: Lost) -> None:
        """Given up, with a reason."""
        leads.lose(
            self._workplace.unit_of_work(), lead_id=lead_id, reason=lost.reason, note=lost.note,
            ask_again_on=lost.ask_again_on,
        )  # fmt: skip

    def reopen(self, lead_id: str) -> None:
        """Taken up again."""
        leads.reopen(self._workplace.unit_of_work(), lead_id=lead_id)

    def assign(self, lead_ids: tuple[str, ...], owner_id: str) -> None:
        """Handed on."""
        leads.assign(self._workplace.unit_of_work(), lead_ids=lead_ids, owner_id=owner_id)


def item(row: query.LeadRow) -> LeadItem:
    """A row as screens show it."""
    return LeadItem(
        id=row.id, customer_id=row.customer_id, name=row.customer, phone=row.phone, grade=row.grade,
        source=row.source, interest=row.interest, last_at=_at(row.last_at), last_note=row.last_note,
        next_kind=row.next_kind or "", next_note=row.next_note, next_at=_at(row.next_at),
        owner_id=row.owner_id or "", owner=row.owner, state=row.state, lost_reason=row.lost_reason or "",
        lost_note=row.lost_note, closed_at=_at(row.closed_at),
    )  # fmt: skip


def _at(text: str | None) -> datetime | None:
    return from_iso(text) if text else None


def _filter(wanted: Wanted) -> query.LeadFilter:
    return query.LeadFilter(wanted.view, wanted.owner, tuple(wanted.grade))


def _step(step: Step) -> leads.Step | None:
    return leads.Step(step.kind, step.at, step.note) if step.kind and step.at else None

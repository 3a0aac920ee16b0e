"""Leads: taken in, followed up, handed on, lost with a reason, taken up again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, select

from app.domain import lead as rules
from app.domain import states
from app.domain.lead import LEAD, LeadState
from app.domain.permissions import LEAD_ADD, LEAD_ASSIGN, LEAD_FOLLOW, LEAD_LOSE, LEAD_REOPEN, SELLERS
from app.domain.states import ContractState
from app.errors import UserError
from app.i18n import N_, in_a_row
from app.models.deal import Contract, Deal
from app.models.lead import Lead, LeadContact
from app.models.org import UserRole
from app.models.vehicle import Model
from app.queries import one_person
from app.services import customers

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.unit_of_work import Transaction, UnitOfWork

_SIGNED = (ContractState.SIGNED, ContractState.AMENDED)


@dataclass(frozen=True)
class Step:
    """What happens next, and when."""

    kind: str
    at: datetime
    note: str = ""


@dataclass(frozen=True)
class Contact:
    """What was said, how, and whether anybody was reached."""

    kind: str
    outcome: str = "reached"
    note: str = ""


@dataclass(frozen=True)
class NewLead:
    """What is known as somebody comes in. `customer` is an id, or the fields of somebody new."""

    customer: str | Mapping[str, Any]
    source: str
    grade: str = "B"
    interest: str = ""
    model: str = ""
    """A catalogue code."""
    note: str = ""
    """What was said, if this was a visit or a call already."""
    step: Step | None = None


def add(uow: UnitOfWork, new: NewLead, *, again: bool = False) -> str:
    """Take a lead in; returns its id. `again`: although somebody of that number is on file."""
    with uow.begin(LEAD_ADD) as tx:
        customer_id = _customer(tx, new.customer, again=again)
        if find_open(tx.session, customer_id) is not None:
            message = N_("There is an open lead of this customer already. Log the contact there.")
            raise UserError("lead_open", message, field="customer")
        lead = tx.add(
            Lead(
                branch_id=tx.actor.branch_id, customer_id=customer_id, user_id=tx.actor.user_id,
                owner_id=tx.actor.user_id, source=_known("source", new.source, rules.SOURCES),
                grade=_known("grade", new.grade, rules.GRADES), interest=new.interest.strip() or None,
                model_id=_model_id(tx, new.model), opened_at=tx.clock.now(), state=LeadState.OPEN,
            )
        )  # fmt: skip
        _plan(tx, lead, new.step)
        if new.source == "walk_in" or new.note.strip():
            kind = {"walk_in": "visit", "phone": "call"}.get(new.source, "message")
            _log(tx, lead, Contact(kind, "reached", new.note))
        return lead.id


def follow(
    uow: UnitOfWork,
    *,
    lead_id: str,
    contact: Contact,
    step: Step | None = None,
    grade: str = "",
    interest: str = "",
) -> None:
    """Log a contact with what came of it, and plan the next step. Without one the lead asks for it today."""
    with uow.begin(LEAD_FOLLOW) as tx:
        lead = _open(tx, lead_id)
        _log(tx, lead, contact)
        _plan(tx, lead, step)
        _rate(lead, grade, interest)


def plan(uow: UnitOfWork, *, lead_id: str, step: Step | None, grade: str = "", interest: str = "") -> None:
    """Change the next step, without a contact."""
    with uow.begin(LEAD_FOLLOW) as tx:
        lead = _open(tx, lead_id)
        _plan(tx, lead, step)
        _rate(lead, grade, interest)


def lose(
    uow: UnitOfWork, *, lead_id: str, reason: str, note: str = "", ask_again_on: date | None = None
) -> None:
    """Give it up, with a reason. It can be taken up again at any time."""
    rules.check_ending(LeadState.LOST, reason, note)
    with uow.begin(LEAD_LOSE) as tx:
        lead = _open(tx, lead_id)
        rules.check_closer(lead.owner_id, user_id=tx.actor.user_id, roles=tx.actor.roles)
        lead.state, lead.lost_reason, lead.lost_note = LeadState.LOST, reason, note.strip() or None
        lead.ask_again_on, lead.closed_at = ask_again_on, tx.clock.now()
        _plan(tx, lead, None)
        _log(tx, lead, Contact("call", "lost", note))


def reopen(uow: UnitOfWork, *, lead_id: str, step: Step | None = None) -> None:
    """Take up again what was lost."""
    with uow.begin(LEAD_REOPEN) as tx:
        lead = tx.get(Lead, lead_id)
        lead.state = states.move(LEAD, LeadState(lead.state), LeadState.OPEN)
        if find_open(tx.session, lead.customer_id, but=lead.id) is not None:
            raise UserError(
                "lead_open", N_("There is a newer open lead of this customer. Go on with that one.")
            )
        lead.lost_reason = lead.lost_note = lead.ask_again_on = lead.closed_at = None
        _plan(tx, lead, step)
        _log(tx, lead, Contact("message", "again"))


def assign(uow: UnitOfWork, *, lead_ids: Sequence[str], owner_id: str) -> None:
    """Hand leads to somebody who sells here."""
    with uow.begin(LEAD_ASSIGN) as tx:
        if not sells_here(tx.session, owner_id, tx.actor.branch_id):
            message = N_("Leads go to somebody who sells at this branch.")
            raise UserError("owner_unknown", message, field="owner")
        for lead_id in lead_ids:
            lead = tx.get(Lead, lead_id)
            actor = tx.actor
            rules.check_owner(lead.owner_id, owner_id, user_id=actor.user_id, roles=actor.roles)
            lead.owner_id = owner_id


def find_open(session: Session, customer_id: str, *, but: str = "") -> Lead | None:
    """The lead of a customer that is neither lost nor won."""
    files = one_person.files_of(session, customer_id)
    signed = exists().where(
        Deal.customer_id.in_(files), Contract.deal_id == Deal.id, Contract.state.in_(_SIGNED),
        Contract.signed_at >= Lead.opened_at,
    )  # fmt: skip
    found = select(Lead).where(
        Lead.customer_id.in_(files), Lead.state == LeadState.OPEN, Lead.id != but, ~signed
    )
    return session.scalars(found.order_by(Lead.id)).first()


def sells_here(session: Session, user_id: str, branch_id: str) -> bool:
    """Whether somebody sells at a branch."""
    role = select(UserRole.id).where(
        UserRole.user_id == user_id, UserRole.branch_id == branch_id, UserRole.active.is_(True),
        UserRole.role.in_([str(each) for each in SELLERS]),
    )  # fmt: skip
    return session.scalars(role).first() is not None


def _customer(tx: Transaction, given: str | Mapping[str, Any], *, again: bool) -> str:
    if isinstance(given, str):
        return customers.given_or_new(tx, given).id
    made = customers.new(tx, given)
    if not again:
        customers.refuse_known(tx, made)
    return made.id


def _open(tx: Transaction, lead_id: str) -> Lead:
    lead = tx.get(Lead, lead_id)
    if lead.state != LeadState.OPEN:
        raise UserError("lead_closed", N_("This lead is closed. Take it up again first."))
    return lead


def _plan(tx: Transaction, lead: Lead, step: Step | None) -> None:
    kind, at, note = (step.kind, step.at, step.note.strip() or None) if step else (None, None, None)
    rules.check_step(kind, at)
    rules.check_next_day(at, tx.clock.today())
    lead.next_kind, lead.next_at, lead.next_note = kind, at, note


def _rate(lead: Lead, grade: str, interest: str) -> None:
    if grade:
        lead.grade = _known("grade", grade, rules.GRADES)
    if interest.strip():
        lead.interest = interest.strip()


def _log(tx: Transaction, lead: Lead, contact: Contact) -> None:
    tx.add(
        LeadContact(
            lead_id=lead.id, branch_id=lead.branch_id, user_id=tx.actor.user_id,
            kind=_known("kind", contact.kind, rules.CONTACTS),
            outcome=_known("outcome", contact.outcome, rules.OUTCOMES),
            note=contact.note.strip() or None, at=tx.clock.now(),
        )
    )  # fmt: skip


def _model_id(tx: Transaction, code: str) -> str | None:
    if not code.strip():
        return None
    found = tx.session.scalar(select(Model.id).where(Model.code == code.strip()))
    if found is None:
        message = N_("The catalogue has no model {model}.")
        raise UserError("model_unknown", message, field="model", model=code)
    return found


def _known(field: str, given: str, known: Mapping[str, str]) -> str:
    if given not in known:
        message = N_("“{given}” cannot stand in {field}. Known are: {known}.")
        raise UserError("field_wrong", message, field=field, given=given, known=in_a_row(known))
    return given

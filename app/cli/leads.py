"""Verbs of leads: what is to do, somebody new, the next step, lost, handed on."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.cli.call import Answer, Call
from app.cli.customers import fields_of
from app.domain import user_names
from app.domain.lead import END_OF_DAY
from app.errors import UsageError, UserError
from app.i18n import N_, tr
from app.queries import leads as rows
from app.queries.leads import LeadFilter, LeadRow
from app.services import leads
from app.services.leads import Contact, NewLead, Step

if TYPE_CHECKING:
    from app.workplace import Workplace


def lead_(call: Call) -> Answer:
    """`lead list|show|add|next|lose|reopen|assign`."""
    with closing(call.sign_in()) as workplace:
        workplace.require_customers()
        return _VERBS[call.arguments.what](call, workplace)


def _list(call: Call, workplace: Workplace) -> Answer:
    asked = call.arguments
    owner = _owner(workplace, asked.owner) if asked.owner not in ("", rows.NOBODY) else asked.owner
    wanted = LeadFilter(asked.view, owner, tuple(asked.grade))
    with workplace.reading() as session:
        found = rows.list_leads(session, wanted, workplace.clock.today())
    lines = [
        f"{r.id}  {r.grade}  {r.customer}  {r.next_at or '—'}  {r.next_kind or '—'}  {r.owner}" for r in found
    ]
    return Answer({"leads": [_shown(row) for row in found]}, "\n".join(lines))


def _show(call: Call, workplace: Workplace) -> Answer:
    return _answer(workplace, call.arguments.id)


def _add(call: Call, workplace: Workplace) -> Answer:
    asked = call.arguments
    customer = fields_of(asked.customer) if asked.customer.lstrip().startswith("{") else asked.customer
    new = NewLead(
        customer=customer, source=asked.source, grade=asked.grade, interest=asked.interest, model=asked.model,
        note=asked.note, step=_step(asked),
    )  # fmt: skip
    return _answer(workplace, leads.add(workplace.unit_of_work(), new, again=asked.accept_warnings))


def _next(call: Call, workplace: Workplace) -> Answer:
    """With `--contact` something was said; without, the plan changes."""
    asked, uow, step = call.arguments, workplace.unit_of_work(), _step(call.arguments)
    if asked.contact:
        said = Contact(asked.contact, "no_answer" if asked.no_answer else "reached", asked.note)
        rating = {"grade": asked.grade, "interest": asked.interest}
        leads.follow(uow, lead_id=asked.id, contact=said, step=step, **rating)
    else:
        leads.plan(uow, lead_id=asked.id, step=step, grade=asked.grade, interest=asked.interest)
    return _answer(workplace, asked.id)


def _lose(call: Call, workplace: Workplace) -> Answer:
    asked = call.arguments
    again = _instant(asked.ask_again).date() if asked.ask_again else None
    leads.lose(
        workplace.unit_of_work(), lead_id=asked.id, reason=asked.reason, note=asked.note, ask_again_on=again
    )
    return _answer(workplace, asked.id)


def _reopen(call: Call, workplace: Workplace) -> Answer:
    leads.reopen(workplace.unit_of_work(), lead_id=call.arguments.id, step=_step(call.arguments))
    return _answer(workplace, call.arguments.id)


def _assign(call: Call, workplace: Workplace) -> Answer:
    asked = call.arguments
    owner = _owner(workplace, asked.to)
    leads.assign(workplace.unit_of_work(), lead_ids=asked.ids, owner_id=owner)
    text = tr("{n} leads are {name}'s now").format(n=len(asked.ids), name=asked.to)
    return Answer({"assigned": len(asked.ids), "owner": asked.to}, text)


_VERBS = {
    "list": _list, "show": _show, "add": _add, "next": _next, "lose": _lose, "reopen": _reopen, "assign": _assign,
}  # fmt: skip


def _step(asked: Any) -> Step | None:
    """`--next call --on 2026-11-30` or `--on "2026-11-30 10:00"`."""
    if not asked.next and not asked.on:
        return None
    if not asked.next or not asked.on:
        raise UsageError("step_half", N_("Say what happens next, and on which day."), field="next_at")
    return Step(asked.next, _instant(asked.on), asked.about)


def _instant(given: str) -> datetime:
    try:
        at = datetime.fromisoformat(given.strip())
        return (at if ":" in given else datetime.combine(at, END_OF_DAY)).astimezone()
    except (ValueError, OverflowError):  # no date, or one before all calendars
        message = N_("“{given}” is not a date. Write it as 2026-03-14, or 2026-03-14 10:00.")
        raise UsageError("date_wrong", message, field="on", given=given) from None


def _owner(workplace: Workplace, name: str) -> str:
    from sqlalchemy import select

    from app.models.org import User

    with workplace.reading() as session:
        known: dict[str, str] = {row.name: row.id for row in session.execute(select(User.name, User.id))}
    found = known.get(user_names.meant(name, known) or "")
    if found is None:
        raise UserError("user_unknown", N_("There is no user {name}."), field="owner", name=name)
    return found


def _answer(workplace: Workplace, lead_id: str) -> Answer:
    with workplace.reading() as session:
        found = rows.find_lead(session, lead_id, workplace.clock.today())
        if found is None:
            raise UserError("lead_unknown", N_("There is no such lead here."), field="id")
        contacts = rows.list_contacts(session, lead_id)
    said = [
        {"at": each.at, "kind": each.kind, "outcome": each.outcome, "note": each.note, "by": each.by}
        for each in contacts
    ]
    return Answer(
        {**_shown(found), "contacts": said}, f"{found.id}  {found.grade}  {found.customer}  {found.state}"
    )


def _shown(row: LeadRow) -> dict[str, Any]:
    from app.domain.identity import mask_phone

    return {
        "id": row.id, "customer": row.customer_id, "name": row.customer,
        "phone": mask_phone(row.phone) if row.phone else "", "grade": row.grade, "source": row.source,
        "interest": row.interest, "model": row.model_code, "state": row.state, "won": bool(row.won),
        "next": row.next_kind, "next_at": row.next_at, "about": row.next_note, "owner": row.owner or None,
        "opened_at": row.opened_at, "last_at": row.last_at, "lost_reason": row.lost_reason,
        "lost_note": row.lost_note, "ask_again_on": row.ask_again_on,
    }  # fmt: skip

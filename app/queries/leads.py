"""Leads as the follow-up list, the customer's page and scripts show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from app.clock import iso
from app.domain.lead import WEEK, Due
from app.models.base import canonical_json
from app.queries import one_person
from app.queries.names import model_name

if TYPE_CHECKING:
    from sqlalchemy import Result
    from sqlalchemy.orm import Session

NOBODY = "nobody"
"""As an owner in a filter: the leads that nobody has."""


@dataclass(frozen=True, slots=True)
class LeadRow:
    """A lead with its customer and what was last said. Instants and dates are ISO text."""

    id: str
    customer_id: str
    customer: str
    phone: str
    grade: str
    source: str
    interest: str
    model_code: str
    opened_at: str
    last_at: str | None
    last_note: str
    next_kind: str | None
    next_note: str
    next_at: str | None
    owner_id: str | None
    owner: str
    state: str
    lost_reason: str | None
    lost_note: str
    ask_again_on: str | None
    closed_at: str | None
    won: bool


@dataclass(frozen=True, slots=True)
class ContactRow:
    """Something that was said with a lead."""

    at: str
    kind: str
    outcome: str
    note: str
    by: str


@dataclass(frozen=True)
class LeadFilter:
    """Which leads: `todo`, `open`, `lost` or `all`; whose; of which grades; of which customer."""

    view: str = "todo"
    owner: str = ""
    grades: tuple[str, ...] = ()
    customer_id: str = ""
    lead_id: str = ""


@dataclass(frozen=True)
class Figures:
    """What stands above the list."""

    due: dict[Due, int]
    oldest_days: int
    done_today: int
    without_step: int
    new: dict[str, int]
    """By source, of the last seven days."""
    lost: dict[str, int]
    """By reason, of this month."""


_OWN = "d.customer_id = l.customer_id"
_OF_PERSON = f"""({_OWN}
    OR d.customer_id IN (SELECT value FROM json_each(:together, '$."' || l.customer_id || '"')))"""
_WON = f"""EXISTS (SELECT 1 FROM deal d JOIN contract k ON k.deal_id = d.id
    WHERE {_OWN} AND k.state IN ('signed', 'amended') AND k.signed_at >= l.opened_at)"""
_OPEN = f"l.state = 'open' AND NOT {_WON}"
_VIEWS = {
    "todo": f"""(({_OPEN} AND (l.next_at IS NULL OR l.next_at < :horizon))
        OR (l.state = 'lost' AND l.ask_again_on <= :date))""",
    "open": _OPEN,
    "lost": "l.state = 'lost'",
    "all": "1",
}
_DUE = """CASE WHEN l.next_at IS NULL THEN 'today' WHEN l.next_at < :today THEN 'overdue'
    WHEN l.next_at < :tomorrow THEN 'today' WHEN l.next_at < :horizon THEN 'week' ELSE 'later' END"""
_GRADE = "CASE l.grade WHEN 'H' THEN 0 WHEN 'A' THEN 1 WHEN 'B' THEN 2 ELSE 3 END"
_ORDERS = {
    "todo": f"""CASE WHEN l.next_at < :today THEN 0 WHEN l.next_at IS NULL OR l.next_at < :tomorrow THEN 1 ELSE 2 END,
        {_GRADE}, l.next_at, l.id""",
    "open": f"l.next_at IS NOT NULL, l.next_at, {_GRADE}, l.id",
    "lost": "l.closed_at DESC, l.id",
    "all": "l.opened_at DESC, l.id",
}


def list_leads(
    session: Session, wanted: LeadFilter, today: date, *, limit: int = 100_000, offset: int = 0
) -> list[LeadRow]:
    """Leads in the order in which somebody looks at them: what is overdue first."""
    where, values = _where(session, wanted, today)
    statement = f"""
        SELECT l.id, c.id, c.name, coalesce(c.phone, ''), l.grade, l.source,
            coalesce(l.interest, {model_name()}, ''), coalesce(m.code, ''), l.opened_at, t.at, coalesce(t.note, ''),
            l.next_kind, coalesce(l.next_note, ''), l.next_at, l.owner_id, coalesce(u.display_name, ''), l.state,
            l.lost_reason, coalesce(l.lost_note, ''), l.ask_again_on, l.closed_at, {_WON}
        FROM lead l JOIN customer c ON c.id = l.customer_id LEFT JOIN model m ON m.id = l.model_id
        LEFT JOIN "user" u ON u.id = l.owner_id
        LEFT JOIN lead_contact t ON t.id = (SELECT max(x.id) FROM lead_contact x WHERE x.lead_id = l.id)
        WHERE {where} ORDER BY {_ORDERS[wanted.view]} LIMIT :limit OFFSET :offset"""
    found = _read(session, statement, {**values, "limit": limit, "offset": offset})
    return [LeadRow(*row) for row in found]


def find_lead(session: Session, lead_id: str, today: date) -> LeadRow | None:
    """One of them, whatever became of it."""
    return next(iter(list_leads(session, LeadFilter("all", lead_id=lead_id), today)), None)


def count_leads(session: Session, wanted: LeadFilter, today: date) -> int:
    """How many of them there are."""
    where, values = _where(session, wanted, today)
    return int(_read(session, f"SELECT count(*) FROM lead l WHERE {where}", values).scalar_one())


def count_due(session: Session, wanted: LeadFilter, today: date) -> dict[Due, int]:
    """How many there are in each part of the to-do list."""
    where, values = _where(session, wanted, today)
    statement = f"SELECT {_DUE} AS part, count(*) FROM lead l WHERE {where} GROUP BY part"
    found = {part: count for part, count in _read(session, statement, values)}  # noqa: C416 - rows, not pairs, to mypy
    return {part: int(found.get(str(part), 0)) for part in (Due.OVERDUE, Due.TODAY, Due.WEEK)}


def count_by_owner(session: Session, today: date) -> list[tuple[str, int]]:
    """Whose list is how long; the leads that nobody has come last, under an empty name."""
    where, values = _where(session, LeadFilter(), today)
    statement = f"""SELECT coalesce(u.display_name, ''), count(*) FROM lead l LEFT JOIN "user" u ON u.id = l.owner_id
        WHERE {where} GROUP BY 1 ORDER BY coalesce(u.display_name, '') = '', 2 DESC, 1"""
    return [(name, int(count)) for name, count in _read(session, statement, values)]


def figures(session: Session, owner: str, today: date) -> Figures:
    """What stands above the list, of one owner's leads or of all."""
    wanted = LeadFilter(owner=owner)
    whose, values = _owned(owner)
    values |= {
        "day": _day(today),
        "week": _day(today - timedelta(days=WEEK - 1)),
        "month": _day(today.replace(day=1)),
    }

    def one(statement: str, **more: Any) -> Any:
        return _read(session, statement, {**values, **more}).scalar()

    def grouped(statement: str) -> dict[str, int]:
        return {key: int(count) for key, count in _read(session, statement, values)}

    oldest = one(f"SELECT min(l.next_at) FROM lead l WHERE {_OPEN} AND {whose}")
    days = (today - datetime.fromisoformat(oldest).astimezone().date()).days if oldest else 0
    return Figures(
        due=count_due(session, wanted, today),
        oldest_days=max(0, days),
        done_today=one(
            f"""SELECT count(DISTINCT l.id) FROM lead_contact t JOIN lead l ON l.id = t.lead_id
            WHERE t.at >= :day AND {whose}"""
        ),
        without_step=one(f"SELECT count(*) FROM lead l WHERE {_OPEN} AND l.next_at IS NULL AND {whose}"),
        new=grouped(
            f"""SELECT l.source, count(*) FROM lead l WHERE l.opened_at >= :week AND {whose}
            GROUP BY 1 ORDER BY 2 DESC, 1"""
        ),
        lost=grouped(
            f"""SELECT l.lost_reason, count(*) FROM lead l WHERE l.state = 'lost' AND l.closed_at >= :month
            AND {whose} GROUP BY 1 ORDER BY 2 DESC, 1"""
        ),
    )


def list_contacts(session: Session, lead_id: str, *, limit: int = 100) -> list[ContactRow]:
    """What was said with a lead, the latest first."""
    statement = """SELECT t.at, t.kind, t.outcome, coalesce(t.note, ''), coalesce(u.display_name, '')
        FROM lead_contact t LEFT JOIN "user" u ON u.id = t.user_id
        WHERE t.lead_id = :lead ORDER BY t.at DESC, t.id DESC LIMIT :limit"""
    return [ContactRow(*row) for row in session.execute(text(statement), {"lead": lead_id, "limit": limit})]


def list_sellers(session: Session, branch_id: str) -> list[tuple[str, str]]:
    """Who may own leads at a branch: id and name."""
    statement = """SELECT DISTINCT u.id, u.display_name FROM user_role r JOIN "user" u ON u.id = r.user_id
        WHERE r.branch_id = :branch AND r.active = 1 AND r.role IN ('sales', 'manager') AND u.disabled = 0
        ORDER BY 2, 1"""
    return [(user_id, name) for user_id, name in session.execute(text(statement), {"branch": branch_id})]


def list_models(session: Session) -> list[tuple[str, str]]:
    """What somebody may be interested in: code and name."""
    statement = f"SELECT m.code, {model_name()} FROM model m WHERE m.archived = 0 ORDER BY 2, 1"
    return [(code, name) for code, name in session.execute(text(statement))]


def _where(session: Session, wanted: LeadFilter, today: date) -> tuple[str, dict[str, Any]]:
    whose, values = _owned(wanted.owner)
    parts = [_VIEWS[wanted.view], whose]
    if wanted.grades:
        names = {f"grade{at}": grade for at, grade in enumerate(wanted.grades)}
        parts.append(f"l.grade IN ({', '.join(f':{name}' for name in names)})")
        values |= names
    if wanted.customer_id:
        parts.append("l.customer_id IN (SELECT value FROM json_each(:files))")
        values["files"] = canonical_json(one_person.files_of(session, wanted.customer_id))
    if wanted.lead_id:
        parts.append("l.id = :lead")
        values["lead"] = wanted.lead_id
    values |= {
        "today": _day(today), "tomorrow": _day(today + timedelta(days=1)),
        "horizon": _day(today + timedelta(days=WEEK + 1)), "date": today.isoformat(),
    }  # fmt: skip
    return " AND ".join(parts), values


def _read(session: Session, statement: str, values: dict[str, Any]) -> Result[*tuple[Any, ...]]:
    """A lead is won by what is signed with any file of its person. Few are merged, and where none is nobody looks."""
    together = one_person.together(session)
    if together:
        statement = statement.replace(_OWN, _OF_PERSON)
        values = {**values, "together": canonical_json(together)}
    return session.execute(text(statement), values)


def _owned(owner: str) -> tuple[str, dict[str, Any]]:
    if owner == NOBODY:
        return "l.owner_id IS NULL", {}
    return ("l.owner_id = :owner", {"owner": owner}) if owner else ("1", {})


def _day(day: date) -> str:
    """The instant at which a day begins by the clock on the wall, as it is stored."""
    return iso(datetime.combine(day, time.min).astimezone())

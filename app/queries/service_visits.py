"""Visits to the workshop, the cars that a customer may bring, and until when faults of these are paid for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from app.clock import from_iso, iso
from app.domain import warranty
from app.domain.service_visit import VisitState, is_double
from app.domain.warranty import Clock, Due
from app.models.base import canonical_json
from app.queries import one_person
from app.queries.names import model_name

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit; instants and dates are ISO text, amounts in minor units."""

    id: str
    starts_at: str
    state: str
    customer_id: str
    customer: str
    phone: str
    vin: str
    car: str
    reasons: tuple[str, ...]
    wish: str
    by: str
    """Who booked it."""
    km: int | None
    work: str
    paid: int | None
    next_on: str | None
    next_km: int | None
    twice: bool = False
    """Another desk, which had not heard of it, booked the car for the same hour; both stand."""


@dataclass(frozen=True, slots=True)
class OwnedCar:
    """A car of a customer: one that we handed over, with its clocks; or one that was in the workshop."""

    vin: str
    name: str
    handed_on: str | None
    """None: another dealership's."""
    km: int
    """What was read last."""
    clocks: tuple[Clock, ...] = ()
    next_service: Due | None = None


_VIEWS: Mapping[str, str] = {
    "today": "v.state = 'arrived' OR (v.state = 'booked' AND v.starts_at >= :today AND v.starts_at < :tomorrow)",
    "coming": "v.state = 'booked' AND v.starts_at >= :tomorrow",
    "overdue": "v.state = 'booked' AND v.starts_at < :today",
    "done": "v.state = 'done'",
    "all": "1",
}
_NEWEST_FIRST = ("done", "all")
_SELECT = """
SELECT v.id, v.starts_at, v.state, c.id, c.name, coalesce(c.phone, ''), v.vin, v.car, v.reasons, coalesce(v.wish, ''),
    coalesce(u.display_name, ''), v.km, coalesce(v.work, ''), v.paid, v.next_on, v.next_km
FROM service_visit v JOIN customer c ON c.id = v.customer_id LEFT JOIN "user" u ON u.id = v.user_id
WHERE {where} ORDER BY v.starts_at {order}, v.id LIMIT :limit OFFSET :offset"""
_BOOKED = text("""
SELECT vin, id, starts_at FROM service_visit
WHERE vin IN (SELECT value FROM json_each(:vins)) AND state = 'booked'""")
_FIND = (
    "(v.vin LIKE :found ESCAPE '\\' OR v.car LIKE :found ESCAPE '\\' OR c.name LIKE :found ESCAPE '\\' "
    "OR c.phone LIKE :found ESCAPE '\\')"
)
# A car that came in as a used one was not new when it was handed over next; whoever handed it in, or whose car went to
# somebody else after them, owns it no more.
_CAME_IN = "SELECT 1 FROM trade_in t WHERE t.vehicle_id = v.id AND t.state IN ('taken', 'kept') AND t.at"
_HANDED = f"""
SELECT v.vin, {{model}}, h.id, h.handed_on, h.km, m.attributes, f.id, f.handed_on, p.kind,
    EXISTS ({_CAME_IN} < f.at),
    EXISTS ({_CAME_IN} > h.at) OR EXISTS (SELECT 1 FROM handover n JOIN contract nk ON nk.id = n.contract_id
        WHERE nk.vehicle_id = v.id AND n.at > h.at)
FROM deal d JOIN contract k ON k.deal_id = d.id JOIN handover h ON h.contract_id = k.id
JOIN vehicle v ON v.id = k.vehicle_id JOIN model m ON m.id = v.model_id
JOIN handover f ON f.id = (SELECT o.id FROM handover o JOIN contract ok ON ok.id = o.contract_id
    WHERE ok.vehicle_id = v.id ORDER BY o.at, o.id LIMIT 1)
JOIN contract fk ON fk.id = f.contract_id JOIN deal fd ON fd.id = fk.deal_id
LEFT JOIN customer p ON p.id = fd.customer_id
WHERE d.customer_id IN (SELECT value FROM json_each(:files)) ORDER BY h.handed_on DESC, h.id DESC"""
_HANDED_IN = text("""
SELECT t.vin FROM trade_in t JOIN deal d ON d.id = t.deal_id
WHERE t.state IN ('taken', 'kept') AND d.customer_id IN (SELECT value FROM json_each(:files))""")


def list_visits(
    session: Session, view: str, today: date, query: str = "", *, limit: int = 100_000, offset: int = 0
) -> list[VisitRow]:
    """Those of a view: what is still to come begins with the next one, what was with the latest."""
    where, values = _where(view, today, query)
    order = "DESC" if view in _NEWEST_FIRST else "ASC"
    return _listed(session, where, {**values, "limit": limit, "offset": offset}, order=order)


def count_visits(session: Session, view: str, today: date, query: str = "") -> int:
    """How many there would be without a limit."""
    where, values = _where(view, today, query)
    statement = f"SELECT count(*) FROM service_visit v JOIN customer c ON c.id = v.customer_id WHERE {where}"
    return int(session.execute(text(statement), values).scalar_one())


def list_of(session: Session, customer_id: str) -> list[VisitRow]:
    """A customer's, with whichever of their files; the latest first."""
    where = "v.customer_id IN (SELECT value FROM json_each(:files))"
    return _listed(session, where, {**_files(session, customer_id), "limit": 1000, "offset": 0})


def find_visit(session: Session, visit_id: str) -> VisitRow | None:
    """One of them."""
    return next(iter(_listed(session, "v.id = :visit", {"visit": visit_id, "limit": 1, "offset": 0})), None)


def list_cars(session: Session, customer_id: str) -> list[OwnedCar]:
    """Cars that a customer may bring: those that we handed over to them, then others that they brought before; none
    that they handed in since, or that somebody else has."""
    visits, files = list_of(session, customer_id), _files(session, customer_id)
    found: dict[str, OwnedCar] = {}
    gone = set(session.scalars(_HANDED_IN, files))
    handed = session.execute(text(_HANDED.format(model=model_name())), files)
    for vin, name, own, on, km, attributes, first, first_on, kind, came_in, is_gone in handed:
        if is_gone:
            gone.add(vin)
        elif vin not in found:
            known = json.loads(attributes or "{}")
            since = date.fromisoformat(first_on)
            clocks = () if came_in else warranty.clocks(since, household=kind == "person", attributes=known)
            due = warranty.first_service(since, known) if own == first and not came_in else None
            km_now = max([km, *(each.km or 0 for each in visits if each.vin == vin)])
            found[vin] = OwnedCar(vin, name, on, km_now, clocks, _next(visits, vin) or due)
    for visit in visits:
        if visit.vin not in found and visit.vin not in gone:
            km_now = max(each.km or 0 for each in visits if each.vin == visit.vin)
            found[visit.vin] = OwnedCar(
                visit.vin, visit.car, None, km_now, next_service=_next(visits, visit.vin)
            )
    return list(found.values())


def _next(visits: list[VisitRow], vin: str) -> Due | None:
    """What the latest visit that is done says of the next one."""
    done = next((each for each in visits if each.vin == vin and each.state == "done"), None)
    if done is None:
        return None
    return Due(date.fromisoformat(done.next_on) if done.next_on else None, done.next_km)


def _where(view: str, today: date, query: str) -> tuple[str, dict[str, Any]]:
    values: dict[str, Any] = {"today": _midnight(today), "tomorrow": _midnight(today + timedelta(days=1))}
    where = f"({_VIEWS[view]})"
    if query.strip():
        escaped = query.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        where, values["found"] = f"{where} AND {_FIND}", f"%{escaped}%"
    return where, values


def _listed(session: Session, where: str, values: dict[str, Any], *, order: str = "DESC") -> list[VisitRow]:
    found = session.execute(text(_SELECT.format(where=where, order=order)), values)
    rows = [VisitRow(*row) for row in found]
    twice = _booked_twice(session, rows)
    return [replace(row, reasons=tuple(json.loads(str(row.reasons))), twice=row.id in twice) for row in rows]


def _booked_twice(session: Session, rows: Sequence[VisitRow]) -> set[str]:
    """Which of these are booked, and their car for the same hour by another visit, too: their ids."""
    ours = [row for row in rows if row.state == VisitState.BOOKED]
    others: dict[str, list[tuple[str, datetime]]] = {}
    for vin, visit, at in session.execute(
        _BOOKED, {"vins": canonical_json(sorted({row.vin for row in ours}))}
    ):
        others.setdefault(vin, []).append((visit, from_iso(at)))
    return {
        row.id
        for row in ours
        if any(visit != row.id and is_double(from_iso(row.starts_at), at) for visit, at in others[row.vin])
    }


def _files(session: Session, customer_id: str) -> dict[str, str]:
    return {"files": canonical_json(one_person.files_of(session, customer_id))}


def _midnight(day: date) -> str:
    return iso(datetime.combine(day, time.min).astimezone())

"""Verbs of visits to the workshop."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from app.cli.call import Answer, Call
from app.domain import money, vin
from app.errors import UsageError, UserError
from app.i18n import N_
from app.queries import follow_ups as call_rows
from app.queries import service_visits as rows
from app.services import contracts, follow_ups, service_visits
from app.services.service_visits import Asked, Car, Done

if TYPE_CHECKING:
    from app.queries.follow_ups import CallRow
    from app.queries.service_visits import OwnedCar, VisitRow
    from app.workplace import Workplace


def service_(call: Call) -> Answer:
    """`service list|show|cars|calls|call|book|move|arrive|done|missed|cancel`."""
    with closing(call.sign_in()) as workplace:
        workplace.require_customers()
        asked = call.arguments
        if asked.what == "list":
            return _list(asked, workplace)
        if asked.what == "cars":
            return _cars(asked, workplace)
        if asked.what in ("calls", "call"):
            return _calls(asked, workplace)
        visit_id = asked.id if asked.what != "book" else _book(asked, workplace)
        if asked.what in _STEPS:
            _STEPS[asked.what](asked, workplace)
        with workplace.reading() as session:
            row = rows.find_visit(session, visit_id)
    if row is None:
        raise UserError("visit_unknown", N_("There is no such visit here."), field="id")
    return Answer(_shown(row), _line(row))


def _list(asked: Any, workplace: Workplace) -> Answer:
    with workplace.reading() as session:
        found = rows.list_visits(session, asked.view, workplace.clock.today(), asked.find)
        if asked.customer:
            theirs = {row.id for row in rows.list_of(session, asked.customer)}
            found = [row for row in found if row.id in theirs]
    return Answer({"visits": [_shown(row) for row in found]}, "\n".join(map(_line, found)))


def _cars(asked: Any, workplace: Workplace) -> Answer:
    today = workplace.clock.today()
    with workplace.reading() as session:
        cars = rows.list_cars(session, asked.customer)
    lines = [f"{car.vin}  {car.name}  {car.handed_on or '—'}  {car.km} km" for car in cars]
    return Answer({"cars": [_car(car, today) for car in cars]}, "\n".join(lines))


def _calls(asked: Any, workplace: Workplace) -> Answer:
    """Those that are due, or all of a customer; after a call, that one."""
    today = workplace.clock.today()
    if asked.what == "call":
        call = follow_ups.Call(asked.step, asked.outcome, asked.score, asked.note)
        follow_ups.log(workplace.unit_of_work(), no=asked.contract, call=call)
    with workplace.reading() as session:
        if asked.what == "call":
            whose = contracts.find(session, asked.contract).customer_id
            found = call_rows.list_of(session, whose, today)
            (row,) = (r for r in found if (r.contract_no, r.step) == (asked.contract, asked.step))
            return Answer(_call(row), _call_line(row))
        if asked.customer:
            found = call_rows.list_of(session, asked.customer, today)
        else:
            found = call_rows.list_due(session, today)
    return Answer({"calls": [_call(row) for row in found]}, "\n".join(map(_call_line, found)))


def _call(row: CallRow) -> dict[str, Any]:
    return {
        "contract": row.contract_no, "customer": row.customer_id, "name": row.customer, "car": row.car,
        "step": row.step, "due_on": row.due_on.isoformat(), "state": row.state, "tries": row.tries,
        "outcome": row.outcome or None, "score": row.score, "note": row.note, "by": row.by or None,
        "at": row.at or None,
    }  # fmt: skip


def _call_line(row: CallRow) -> str:
    return f"{row.due_on}  {row.state}  {row.contract_no}  {row.step}  {row.customer}"


def _book(asked: Any, workplace: Workplace) -> str:
    """The car by the name that is known here, unless another one is given."""
    workplace.require_clock()
    wanted = vin.normalise_vin(asked.vin)
    with workplace.reading() as session:
        known = {car.vin: car.name for car in rows.list_cars(session, asked.customer)}
    return service_visits.book(
        workplace.unit_of_work(), customer_id=asked.customer,
        car=Car(wanted, asked.car or known.get(wanted, "")), asked=_asked(asked),
    )  # fmt: skip


def _asked(asked: Any) -> Asked:
    try:
        starts = datetime.fromisoformat(asked.at.strip()).astimezone()
    except (ValueError, OverflowError):
        message = N_("“{given}” is not a day with a time. Write it as 2026-03-14 10:00.")
        raise UsageError("date_wrong", message, field="at", given=asked.at) from None
    return Asked(starts, asked.reasons, asked.wish)


def _move(asked: Any, workplace: Workplace) -> None:
    workplace.require_clock()
    service_visits.rebook(workplace.unit_of_work(), visit_id=asked.id, asked=_asked(asked))


def _arrive(asked: Any, workplace: Workplace) -> None:
    service_visits.arrive(workplace.unit_of_work(), visit_id=asked.id, km=asked.km)


def _done(asked: Any, workplace: Workplace) -> None:
    paid = money.parse_amount(asked.paid, field="paid")
    done = Done(asked.work, paid, _day(asked.next_on), asked.next_km)
    service_visits.finish(workplace.unit_of_work(), visit_id=asked.id, done=done)


def _missed(asked: Any, workplace: Workplace) -> None:
    service_visits.miss(workplace.unit_of_work(), visit_id=asked.id)


def _cancel(asked: Any, workplace: Workplace) -> None:
    service_visits.cancel(workplace.unit_of_work(), visit_id=asked.id)


_STEPS = {"move": _move, "arrive": _arrive, "done": _done, "missed": _missed, "cancel": _cancel}


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given.strip()) if given.strip() else None
    except ValueError:
        message = N_("“{given}” is not a date. Write it as 2026-03-14.")
        raise UsageError("date_wrong", message, field="next_on", given=given) from None


def _line(row: VisitRow) -> str:
    return f"{row.id}  {row.starts_at}  {row.state}  {row.customer}  {row.vin}  {', '.join(row.reasons)}"


def _shown(row: VisitRow) -> dict[str, Any]:
    return {
        "id": row.id, "state": row.state, "starts_at": row.starts_at, "customer": row.customer_id,
        "name": row.customer, "vin": row.vin, "car": row.car, "for": list(row.reasons), "wish": row.wish,
        "by": row.by, "km": row.km, "work": row.work,
        "paid": None if row.paid is None else money.plain_amount(row.paid), "next_on": row.next_on,
        "next_km": row.next_km,
    }  # fmt: skip


def _car(car: OwnedCar, today: date) -> dict[str, Any]:
    due = car.next_service
    return {
        "vin": car.vin, "car": car.name, "handed_on": car.handed_on, "km": car.km,
        "next_service": None if due is None else {"on": due.on and due.on.isoformat(), "km": due.km},
        "clocks": [
            {
                **asdict(clock), "until": clock.until.isoformat(), "runs": clock.runs(today, car.km),
                "days_left": max(0, clock.days_left(today)),
                "km_left": None if clock.until_km is None else max(0, clock.until_km - car.km),
            }
            for clock in car.clocks
        ],
    }  # fmt: skip

"""Verbs of trade-ins: a customer's used car from its appraisal to our stock."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.call import Answer, Call
from app.cli.customers import pairs
from app.cli.selling import approver
from app.domain.money import format_amount, parse_amount, plain_amount
from app.domain.trade_in import LABELS, Mark, TradeInState, shown_plate
from app.errors import EXIT_WAITS, UsageError, UserError
from app.filing import Filing
from app.i18n import N_, in_a_row, tr
from app.queries import trade_ins as query
from app.services import appraising, payments, trade_ins, used_car_money
from app.services.appraising import Condition, Offer, UsedCar, Valuation
from app.services.deals import parse_date

if TYPE_CHECKING:
    from app.queries.trade_ins import TradeInRow
    from app.services.approving import Approve
    from app.workplace import Workplace

_DATES = ("first_registered_on", "inspected_until", "insured_until")
_NUMBERS = ("km", "owners")
_AMOUNTS = ("payoff", "market", "value", "payout", "left", "credited", "assessed")


def trade_in_(call: Call) -> Answer:
    """add, list, show, edit, offer, photo, value, approve, decline, accept, take-off, take, pay-off, pay-out, keep,
    give-back, cancel."""
    with closing(call.sign_in()) as workplace:
        workplace.require_customers()
        if call.arguments.what == "list":
            return _list(call, workplace)
        if call.arguments.what == "add":
            return _said(workplace, _add(call, workplace))
        row = find_used_car(workplace, call.arguments.id)
        _VERBS[call.arguments.what](call, workplace, row)
        said = _said(workplace, row.id)
        waits = call.arguments.what == "value" and said.values["state"] == TradeInState.SUBMITTED
        return replace(said, code=EXIT_WAITS) if waits else said


def _list(call: Call, workplace: Workplace) -> Answer:
    with workplace.reading() as session:
        deal = payments.find_deal(session, call.arguments.deal).no if call.arguments.deal else ""
        rows = query.list_trade_ins(session, deal_no=deal, waiting=call.arguments.waiting)
    lines = [
        f"{row.id}  {shown_plate(row.plate)}  {row.brand} {row.series}  {format_amount(row.value or 0)}  {_state(row)}"
        for row in rows
    ]
    return Answer({"trade_ins": [shown(row) for row in rows]}, "\n".join(lines) or tr("No trade-ins."))


def _add(call: Call, workplace: Workplace) -> str:
    asked = call.arguments
    car = UsedCar(
        plate=asked.plate, vin=asked.vin, brand=asked.brand, series=asked.series, energy=asked.energy,
        first_registered_on=_day(asked.first_registered, "first_registered"), km=asked.km,
    )  # fmt: skip
    given = pairs(asked.set)
    return appraising.start(
        workplace.unit_of_work(), deal_no=asked.deal, car=_with(car, given),
        condition=_condition(Condition(), given, asked.mark),
    )  # fmt: skip


def _edit(call: Call, workplace: Workplace, row: TradeInRow) -> None:
    given = pairs(call.arguments.set)
    known = {name: getattr(row, name) for name in UsedCar.__dataclass_fields__}
    known |= {name: _day(known[name], name) for name in _DATES if known[name]}
    condition = Condition(row.marks, row.accidents or None, row.market)
    appraising.revise(
        workplace.unit_of_work(), trade_in_id=row.id, car=_with(UsedCar(**known), given),
        condition=_condition(condition, given, call.arguments.mark),
    )  # fmt: skip


def _with(car: UsedCar, given: dict[str, str]) -> UsedCar:
    """The car with what `--set` says of it."""
    values: dict[str, Any] = {}
    for name, text in given.items():
        if name in ("market", "accidents"):
            continue
        if name not in UsedCar.__dataclass_fields__:
            known = in_a_row((*UsedCar.__dataclass_fields__, "market", "accidents"))
            message = N_("“{name}” cannot be set. Known are: {known}.")
            raise UserError("field_unknown", message, field=name, name=name, known=known)
        values[name] = _value(name, text)
    return replace(car, **values)


def _value(name: str, text: str) -> Any:
    if name in _DATES:
        return _day(text, name) if name == "first_registered_on" else parse_date(text, field=name)
    if name in _NUMBERS:
        return number(text, name)
    if name == "payoff":
        return parse_amount(text, field=name)
    return text.strip() or (None if name in ("colour", "owner", "payoff_to") else "")


def number(text: str, field: str) -> int:
    """A whole number as it is typed."""
    if not text.strip().isdecimal():
        raise UserError("number_wrong", N_("“{given}” is no whole number."), field=field, given=text)
    return int(text)


def _condition(condition: Condition, given: dict[str, str], marks: list[str]) -> Condition:
    if "market" in given:
        condition = replace(condition, market=parse_amount(given["market"], field="market"))
    if "accidents" in given:
        condition = replace(condition, accidents=given["accidents"].strip() or None)
    return replace(condition, marks=tuple(map(_mark, marks))) if marks else condition


def _mark(text: str) -> Mark:
    """`AREA=FINDING=AMOUNT`, and perhaps `=EVIDENCE`."""
    parts = [part.strip() for part in text.split("=")]
    if len(parts) not in (3, 4):
        raise UsageError("mark_wrong", N_("Write a mark as AREA=FINDING=AMOUNT."), field="mark")
    return Mark(parts[0], parts[1], parse_amount(parts[2], field="mark"), *parts[3:])


def _day(text: str, field: str) -> Any:
    day = parse_date(text, field=field)
    if day is None:
        raise UsageError("date_missing", N_("A date is needed."), field=field)
    return day


def _offer(call: Call, workplace: Workplace, row: TradeInRow) -> None:
    asked = call.arguments
    offered = Offer(
        asked.bidder, parse_amount(asked.amount, field="amount"),
        parse_date(asked.valid_until or "", field="valid_until"), asked.note,
    )  # fmt: skip
    appraising.offer(workplace.unit_of_work(), trade_in_id=row.id, offered=offered)


def _photo(call: Call, workplace: Workplace, row: TradeInRow) -> None:
    filing = Filing(workplace)
    for place, file in pairs(call.arguments.photos).items():
        filing.photograph(row.id, place, Path(file))


def _price(call: Call, workplace: Workplace, row: TradeInRow) -> None:
    asked = call.arguments
    value = parse_amount(asked.amount, field="amount")
    workplace.require_clock()
    valuation = Valuation(value, asked.offer, _consent(call, workplace))
    appraising.submit(workplace.unit_of_work(), trade_in_id=row.id, valuation=valuation)


def _consent(call: Call, workplace: Workplace) -> Approve | None:
    who = approver(call)
    return workplace.approval(*who) if who else None


def _approve(call: Call, workplace: Workplace, row: TradeInRow) -> None:
    appraising.decide(workplace.unit_of_work(), trade_in_id=row.id, approved=True, note=call.arguments.note)


def _decline(call: Call, workplace: Workplace, row: TradeInRow) -> None:
    appraising.decide(workplace.unit_of_work(), trade_in_id=row.id, approved=False, note=call.arguments.note)


def _accept(call: Call, workplace: Workplace, row: TradeInRow) -> None:
    trade_ins.accept(workplace.unit_of_work(), trade_in_id=row.id, approve=_consent(call, workplace))


def _take_off(call: Call, workplace: Workplace, row: TradeInRow) -> None:
    trade_ins.take_off(workplace.unit_of_work(), trade_in_id=row.id)


def _take(call: Call, workplace: Workplace, row: TradeInRow) -> None:
    asked = call.arguments
    listed = parse_amount(asked.list_price, field="list_price") if asked.list_price else None
    trade_ins.take(workplace.unit_of_work(), trade_in_id=row.id, shelf=trade_ins.Shelf(asked.model, listed))


def _pay_out(call: Call, workplace: Workplace, row: TradeInRow) -> None:
    asked = call.arguments
    used_car_money.pay_out(
        workplace.unit_of_work(), trade_in_id=row.id, method=asked.method, reference=asked.reference
    )


def _pay_off(call: Call, workplace: Workplace, row: TradeInRow) -> None:
    asked = call.arguments
    used_car_money.pay_off(
        workplace.unit_of_work(), trade_in_id=row.id, method=asked.method, reference=asked.reference
    )


def _keep(call: Call, workplace: Workplace, row: TradeInRow) -> None:
    used_car_money.keep(workplace.unit_of_work(), trade_in_id=row.id, reason=call.arguments.reason)


def _give_back(call: Call, workplace: Workplace, row: TradeInRow) -> None:
    trade_ins.give_back(workplace.unit_of_work(), trade_in_id=row.id, reason=call.arguments.reason)


def _cancel(call: Call, workplace: Workplace, row: TradeInRow) -> None:
    appraising.cancel(workplace.unit_of_work(), trade_in_id=row.id, reason=call.arguments.reason)


_VERBS: dict[str, Callable[[Call, Workplace, TradeInRow], None]] = {
    "show": lambda call, workplace, row: None,
    "edit": _edit, "offer": _offer, "photo": _photo, "value": _price, "approve": _approve, "decline": _decline,
    "accept": _accept, "take-off": _take_off, "take": _take, "pay-off": _pay_off, "pay-out": _pay_out,
    "keep": _keep, "give-back": _give_back, "cancel": _cancel,
}  # fmt: skip


def find_used_car(workplace: Workplace, key: str) -> TradeInRow:
    """By its id or its plate."""
    with workplace.reading() as session:
        row = query.find_trade_in(session, key)
    if row is None:
        raise UserError("trade_in_unknown", N_("There is no used car {id} here."), field="id", id=key)
    return row


def _said(workplace: Workplace, row_id: str) -> Answer:
    row = find_used_car(workplace, row_id)
    values = shown(row)
    text = f"{row.id}  {shown_plate(row.plate)}  {row.brand} {row.series}: {_state(row)}"
    return Answer(values, text)


def _state(row: TradeInRow) -> str:
    return tr(LABELS[TradeInState(row.state)])


def shown(row: TradeInRow) -> dict[str, Any]:
    """A used car as scripts read it."""
    values = {name: value for name, value in asdict(row).items() if name not in ("user_id", "valued_by")}
    values |= {"assessed": row.assessed, "paid_out": row.paid_out}
    for name in _AMOUNTS:
        values[name] = None if values[name] is None else plain_amount(values[name])
    for each in (*values["offers"], *values["marks"]):
        name = "amount" if "amount" in each else "deduction"
        each[name] = plain_amount(each[name])
    return {**values, "missing_photos": list(row.missing_photos)}

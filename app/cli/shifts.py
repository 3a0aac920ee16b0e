"""Verbs of the till: a shift is opened, counted, closed, and printed."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from app.cli.call import Answer, Call
from app.cli.customers import pairs
from app.cli.files import write_file
from app.domain.money import format_amount, parse_amount, plain_amount
from app.domain.shift import METHODS
from app.errors import UsageError, UserError
from app.i18n import N_, in_a_row, tr
from app.queries import shifts as rows
from app.services import closings, shifts

if TYPE_CHECKING:
    from app.queries.shifts import ShiftRow
    from app.workplace import Workplace


def shift_(call: Call) -> Answer:
    """`shift list|open|close|pdf`."""
    with closing(call.sign_in()) as workplace:
        workplace.require_customers()  # what was taken is not for stock keepers either
        return _VERBS[call.arguments.what](call, workplace)


def _list(call: Call, workplace: Workplace) -> Answer:
    with workplace.reading() as session:
        found = rows.list_shifts(session)
    lines = [f"{row.id}  {row.state}  {row.terminal}  {row.cashier}  {row.opened_at}" for row in found]
    return Answer({"shifts": [_shown(row) for row in found]}, "\n".join(lines))


def _open(call: Call, workplace: Workplace) -> Answer:
    cash = parse_amount(call.arguments.cash, field="opening_cash")
    shift_id = shifts.open_shift(workplace.unit_of_work(), opening_cash=cash)
    return Answer({"shift": shift_id}, tr("Shift {id} is open").format(id=shift_id))


def _close(call: Call, workplace: Workplace) -> Answer:
    given = pairs(call.arguments.counted)
    if unknown := set(given) - set(METHODS):
        message = N_("“{method}” is not a way to pay. Known are: {known}.")
        raise UsageError("method_unknown", message, method=unknown.pop(), known=in_a_row(METHODS))
    counted = {method: _count(given.get(method, "0")) for method in METHODS}
    shift_id = call.arguments.id or _own(workplace)
    shifts.close(workplace.unit_of_work(), shift_id=shift_id, counted=counted, reason=call.arguments.reason)
    with workplace.reading() as session:
        closed = rows.get_shift(session, shift_id)
    text = tr("Shift {id} is closed. Difference {difference}")
    return Answer(_shown(closed), text.format(id=shift_id, difference=format_amount(closed.difference)))


def _count(given: str) -> int:
    """What was counted; of an account more may have gone back than came in."""
    amount = parse_amount(given.removeprefix("-"), field="counted")
    return -amount if given.startswith("-") else amount


def _own(workplace: Workplace) -> str:
    with workplace.reading() as session:
        found = shifts.find_open(session, workplace.identity.id, workplace.actor.user_id)
    if found is None:
        raise UserError("shift_none", N_("You have no shift open here."))
    return found.id


def _pdf(call: Call, workplace: Workplace) -> Answer:
    with workplace.reading() as session:
        paper = closings.paper(session, call.arguments.id, language=call.document_language)
    write_file(call, call.arguments.out, paper)
    return Answer({"shift": call.arguments.id, "file": str(call.arguments.out)}, str(call.arguments.out))


def _shown(row: ShiftRow) -> dict[str, Any]:
    amounts = {
        "opening_cash": plain_amount(row.opening_cash), "difference": plain_amount(row.difference),
        "perpetual_taken": plain_amount(row.perpetual_taken), "perpetual_given": plain_amount(row.perpetual_given),
        "counted": {method: plain_amount(amount) for method, amount in row.counted.items()},
        "expected": {method: plain_amount(amount) for method, amount in row.expected.items()},
    }  # fmt: skip
    facts = ("state", "terminal", "cashier", "opened_at", "closed_at", "closed_by", "reason", "receipts")
    return {"shift": row.id, **{name: getattr(row, name) for name in facts}, **amounts}


_VERBS = {"list": _list, "open": _open, "close": _close, "pdf": _pdf}

"""Verbs of stock."""

from __future__ import annotations

import json
from contextlib import closing, suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from app.cli.call import Answer, Call
from app.domain.vin import normalise_vin
from app.errors import EXIT_DONE, EXIT_REFUSED, EXIT_WAITS, ServerUnreachable, UserError
from app.i18n import N_, in_a_row, tr
from app.queries import stock as cars

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.queries.stock import StockRow
    from app.services.tables import ImportReport
    from app.workplace import Workplace


def stock_(call: Call) -> Answer:
    """list, show, receive, lease, release, transfer."""
    verbs = {"list": _list, "show": _show, "receive": _receive, "lease": _lease, "release": _release}
    with closing(call.sign_in()) as workplace:
        return verbs.get(call.arguments.what, _transfer)(call, workplace)


def _list(call: Call, workplace: Workplace) -> Answer:
    with workplace.reading() as session:
        rows = cars.list_stock(
            session, workplace.now_text(), cars.StockFilter(call.arguments.text, tuple(call.arguments.status))
        )
    text = "\n".join(f"{r.vin}  {r.status:<12} {r.model}  {r.colour}  {r.branch}" for r in rows)
    return Answer({"vehicles": [car(row) for row in rows]}, text or tr("No cars."))


def _show(call: Call, workplace: Workplace) -> Answer:
    with workplace.reading() as session:
        row = _found(session, workplace, normalise_vin(call.arguments.vin))
    return Answer(car(row), "\n".join(f"{name}: {value}" for name, value in car(row).items()))


def _receive(call: Call, workplace: Workplace) -> Answer:
    from app.services import stock

    report = stock.receive_file(
        workplace.unit_of_work(), call.arguments.file, accept_warnings=call.arguments.accept_warnings
    )
    return reported(report)


def reported(report: ImportReport) -> Answer:
    """A report of a file: exit 6 if only some lines landed, 3 if none did."""
    open_lines = report.refused + report.warnings
    code = EXIT_DONE if not open_lines else EXIT_WAITS if report.received else EXIT_REFUSED
    values: dict[str, Any] = {
        "received": report.received,
        "refused": [asdict(line) for line in report.refused],
        "warnings": [asdict(line) for line in report.warnings],
    }
    if code == EXIT_REFUSED:
        first = open_lines[0]
        values["error"] = {"code": first.code, "message": first.message, "field": None}
    lines = [tr("Taken in: {n}").format(n=report.received)]
    lines += [tr("Line {line}: {message}").format(line=r.line, message=r.message) for r in open_lines]
    return Answer(values, "\n".join(lines), code)


def _lease(call: Call, workplace: Workplace) -> Answer:
    from app.services.leasing import require_lease

    require_lease(workplace.actor.roles)
    vins = [normalise_vin(vin) for vin in call.arguments.vins]
    workplace.sync()  # the server must know the cars first
    names = {row.id: row.vin for row in _known(workplace, vins)}
    answer = workplace.lease(list(names), kind="show" if call.arguments.show else "day")
    refused = [_refusal({**entry, "vin": names[entry["vehicle"]]}) for entry in answer["refused"]]
    leased = [names[grant["vehicle"]] for grant in answer["granted"]]
    if refused and not leased:
        raise refused[0]
    _show_leases(workplace)
    said = [{"vin": error.values["vin"], "code": error.code, "message": error.message} for error in refused]
    lines = [tr("Leased: {vins}").format(vins=in_a_row(leased)), *(error.message for error in refused)]
    return Answer({"leased": leased, "refused": said}, "\n".join(lines), EXIT_WAITS if refused else EXIT_DONE)


def _show_leases(workplace: Workplace) -> None:
    """Fetch who holds what; that it is leased or returned is certain already."""
    with suppress(ServerUnreachable):
        workplace.sync()


def _refusal(entry: dict[str, Any]) -> UserError:
    if entry["code"] == "leased":
        message = N_("{vin} is leased to {terminal}.")
        return UserError(
            "leased_elsewhere", message, field="vin", vin=entry["vin"], terminal=entry["terminal"]
        )
    return UserError(entry["code"], N_("{vin} is not free to be leased."), field="vin", vin=entry["vin"])


def _release(call: Call, workplace: Workplace) -> Answer:
    from app.services import leasing

    vins = [normalise_vin(vin) for vin in call.arguments.vins]
    if call.arguments.force:
        leasing.revoke(workplace.unit_of_work(), numbers=vins)
        return Answer({"released": vins}, tr("Taken back."))
    leasing.require_lease(workplace.actor.roles)
    workplace.sync_round()  # who holds them is for the server to say
    found = _known(workplace, vins)
    for row in found:
        if row.lease_terminal_id not in (None, workplace.identity.id):
            raise _refusal({"code": "leased", "terminal": row.lease, "vin": row.vin})
    workplace.lease([], [row.id for row in found])
    _show_leases(workplace)
    return Answer({"released": vins}, tr("Returned."))


def _known(workplace: Workplace, vins: list[str]) -> list[StockRow]:
    """The cars, each of which is here."""
    with workplace.reading() as session:
        return [_found(session, workplace, vin) for vin in vins]


def _found(session: Session, workplace: Workplace, vin: str) -> StockRow:
    row = cars.find_car(session, workplace.now_text(), vin)
    if row is None:
        raise UserError("vehicle_unknown", N_("There is no car {vin} here."), field="vin", vin=vin)
    return row


def _transfer(call: Call, workplace: Workplace) -> Answer:
    from app.services import stock

    vins = [normalise_vin(vin) for vin in call.arguments.vins]
    stock.transfer(workplace.unit_of_work(), numbers=vins, to_branch=call.arguments.to)
    return Answer({"transferred": vins}, tr("On the way to {to}.").format(to=call.arguments.to))


def car(row: StockRow) -> dict[str, Any]:
    """A car as scripts read it."""
    from app.domain.money import plain_amount

    return {
        "vin": row.vin,
        "status": row.status,
        "model": row.model_code,
        "branch": row.branch,
        "lease": row.lease,
        "name": row.model,
        "colour": row.colour,
        "options": json.loads(row.options) if row.options else None,
        "stock_no": row.stock_no,
        "list_price": plain_amount(row.list_price),
        "arrived_on": row.arrived_on.isoformat() if row.arrived_on else None,
    }

"""Verbs of deliveries: what is due, the inspection, what is noted, the gate, the handover."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.call import Answer, Call
from app.cli.files import write_file
from app.domain import check_list, release
from app.domain.delivery import Mark, MarkKind, MarkState
from app.domain.handover_sheet import Readings
from app.domain.money import parse_amount
from app.domain.permissions import SEES_PEOPLE
from app.domain.release import Gate
from app.domain.release_checks import Item
from app.domain.specification import listed
from app.domain.states import CertificateState
from app.errors import EXIT_WAITS, UsageError, UserError
from app.filing import Filing
from app.i18n import N_, tr
from app.ids import vehicle_id
from app.queries import deliveries as rows
from app.queries.desk import times_printed
from app.services import contracts, deliveries, gates, handover_sheets, inspections
from app.services.inspections import Look
from app.services.orders import active_stay

if TYPE_CHECKING:
    from app.queries.deliveries import DeliveryRow
    from app.workplace import Workplace


def delivery_(call: Call) -> Answer:
    """`delivery list|show|pdi|mark|certificate|release|handover|pdf`."""
    with closing(call.sign_in()) as workplace:
        return _VERBS[call.arguments.what](call, workplace)


def _list(call: Call, workplace: Workplace) -> Answer:
    asked, today = call.arguments, workplace.clock.today()
    with workplace.reading() as session:
        found = rows.list_deliveries(session, asked.text, today=today.isoformat(), view=asked.view)
        known = gates.list_gates(session, [row.contract_id for row in found], today)
    shown = [_row(row, known[row.contract_id], workplace) for row in found]
    lines = [
        f"{row['contract']}  {row['due_on'] or '-':<10}  {row['score']:>5}  {row['buyer']}" for row in shown
    ]
    return Answer({"deliveries": shown}, "\n".join(lines))


def _gate(session: Any, no: str, today: date) -> Gate:
    contract = contracts.find(session, no)
    return gates.gate(session, contract, gates.planned(contract, today))


def _row(row: DeliveryRow, gate: Gate, workplace: Workplace) -> dict[str, Any]:
    named = bool(workplace.actor.roles & SEES_PEOPLE)
    return {
        "contract": row.no, "deal": row.deal_no, "state": row.state, "buyer": row.buyer if named else "",
        "model": row.model, "vin": row.vin, "due_on": row.due_on or None, "score": f"{gate.passed}/{len(gate.lines)}",
        "open": gate.is_open,
    }  # fmt: skip


def _show(call: Call, workplace: Workplace) -> Answer:
    return _shown(workplace, call.arguments.no)


def _shown(workplace: Workplace, no: str, **more: Any) -> Answer:
    """The gate item by item. It exits with 6 while something keeps the car here."""
    with workplace.reading() as session:
        row = rows.find_delivery(session, no)
        if row is None:
            raise UserError("contract_unknown", N_("There is no contract {no}."), field="contract", no=no)
        gate = release.seen_by(_gate(session, no, workplace.clock.today()), workplace.actor.roles)
        fittings = [{"id": each, "name": name} for each, name in rows.fittable(session, row.contract_id)]
    lines = [
        {"item": line.item, "light": line.light, "reason": line.reason, "follows": line.follows}
        for line in gate.lines
    ]
    text = "\n".join(f"{line.light:<11} {line.name}: {line.reason}" for line in gate.lines)
    left = row.state in ("delivered", "closed")
    return Answer(
        {**_row(row, gate, workplace), "gate": lines, "fittings": fittings, **more}, text,
        0 if gate.is_open or left else EXIT_WAITS,
    )  # fmt: skip


def _pdi(call: Call, workplace: Workplace) -> Answer:
    """Without findings: the list and how it stands. `LINE=ok`, `LINE=fault:what`, `LINE=mended:how`."""
    asked = call.arguments
    looks = [_look(text, asked.due) for text in asked.set]
    if asked.photo and (len(looks) + bool(asked.of) != 1 or asked.all_ok):
        raise UsageError("photo_line", N_("A photo belongs to one finding. Name just one."), field="photo")
    if asked.all_ok:
        looks = [Look(line, "ok") for line in _unseen(workplace, asked.vin)] + looks
    made = inspections.inspect(workplace.unit_of_work(), vin=asked.vin, looks=looks) if looks else []
    shown = made[0] if made else _of(workplace, asked.vin, asked.of) if asked.photo else ""
    for photo in asked.photo:
        Filing(workplace).attach_to_inspection(shown, Path(photo))
    return _list_of(workplace, asked.vin)


def _of(workplace: Workplace, vin: str, line: str) -> str:
    """The look at a line that a photo shows which comes later."""
    with workplace.reading() as session:
        return inspections.newest_look(session, vin=vin, line=line, today=workplace.clock.today())


def _unseen(workplace: Workplace, vin: str) -> list[str]:
    with workplace.reading() as session:
        found = _inspected(workplace, session, vin)
    return [line.key for line in found.lines if line.key not in found.newest]


def _inspected(workplace: Workplace, session: Any, vin: str) -> inspections.Inspected:
    stay = active_stay(session, vehicle_id(vin.strip().upper()))
    if stay is None:
        raise UserError("not_in_stock", N_("{vin} is not in stock."), field="vin", vin=vin)
    return inspections.of_stay(session, stay, workplace.clock.today())


def _look(text: str, due: str | None) -> Look:
    line, _, said = text.partition("=")
    finding, _, note = said.partition(":")
    if finding not in check_list.FINDINGS:
        message = N_("Write a finding as LINE=ok, LINE=fault:WHAT, LINE=parts:WHAT or LINE=mended:HOW.")
        raise UsageError("finding_wrong", message, field="set")
    return Look(line, finding, note, _day(due, "due"))


def _list_of(workplace: Workplace, vin: str) -> Answer:
    with workplace.reading() as session:
        found = _inspected(workplace, session, vin)
        stay_id = found.history[0].stay_id if found.history else ""
        looks = {row.line: row for row in rows.list_looks(session, stay_id)}
    shown = [
        {
            "line": line.key, "section": line.section, "name": line.name, "demand": line.demand,
            "finding": looks[line.key].finding if line.key in looks else None,
            "note": looks[line.key].note if line.key in looks else "",
            "photos": looks[line.key].photos if line.key in looks else 0,
            "photo_missing": line in found.unshown,
        }
        for line in found.lines
    ]  # fmt: skip
    lines = [f"{line['finding'] or '-':<7} {line['line']:<14} {line['name']}" for line in shown]
    if found.unshown:
        named = listed(line.key for line in found.unshown)
        lines.append(
            tr("Not finished: no photo of {lines}. Add one with: --of LINE --photo FILE").format(lines=named)
        )
    values = {
        "vin": vin.strip().upper(), "list": found.list.id, "lines": shown, "faults": len(found.faults),
        "photos_missing": len(found.unshown),
        "looked_at": found.looked_at,
    }  # fmt: skip
    return Answer(values, "\n".join(lines), 0 if found.is_finished else EXIT_WAITS)


def _mark(call: Call, workplace: Workplace) -> Answer:
    asked = call.arguments
    details: dict[str, Any] = {}
    if asked.papers:
        there = list(check_list.paper_names()) if asked.papers == ["all"] else asked.papers
        details["there"] = there
    if asked.keys is not None:
        details["count"] = asked.keys
    said = Mark(
        MarkKind(asked.kind), MarkState(asked.state), asked.reference, _day(asked.date, "date"),
        parse_amount(asked.amount, field="amount") if asked.amount else None, details, asked.line,
    )  # fmt: skip
    made = deliveries.mark(workplace.unit_of_work(), no=asked.no, mark=said)
    return _done(_shown(workplace, asked.no, mark=made))


def _done(answer: Answer) -> Answer:
    """What was asked is done, whatever else the gate waits for."""
    return Answer(answer.values, answer.text)


def _certificate(call: Call, workplace: Workplace) -> Answer:
    asked = call.arguments
    deliveries.move_certificate(workplace.unit_of_work(), vin=asked.vin, to=CertificateState(asked.state))
    return Answer({"vin": asked.vin.strip().upper(), "certificate": asked.state}, asked.state)


def _release(call: Call, workplace: Workplace) -> Answer:
    asked = call.arguments
    deliveries.release_(
        workplace.unit_of_work(), no=asked.no, day=_day(asked.date, "date"),
        waive=frozenset(map(Item, asked.waive)), reason=asked.reason,
    )  # fmt: skip
    return _done(_shown(workplace, asked.no))


def _handover(call: Call, workplace: Workplace) -> Answer:
    asked = call.arguments
    read = Readings(
        _day(asked.date, "date") or workplace.clock.today(), asked.km, asked.charge, asked.keys, asked.place
    )
    sheet = deliveries.hand_over(
        workplace.unit_of_work(), no=asked.no, readings=read, language=call.document_language
    )
    answer = _done(_shown(workplace, asked.no, sheet=sheet))
    return Answer(answer.values, tr("The car is handed over: {sheet}").format(sheet=sheet))


def _pdf(call: Call, workplace: Workplace) -> Answer:
    asked = call.arguments
    workplace.require_customers()  # the sheet names the buyer
    with workplace.reading() as session:
        contract = contracts.find(session, asked.no)
        copy_no = times_printed(session, f"{contract.no}-H")
        pdf = handover_sheets.paper(session, contract, language=call.document_language, copy_no=copy_no)
    write_file(call, asked.out, pdf)
    return Answer({"sheet": f"{contract.no}-H", "file": str(asked.out)}, str(asked.out))


def _day(text: str | None, field: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = N_("“{given}” is not a date. Write it as 2026-03-14.")
        raise UsageError("date_wrong", message, field=field, given=text) from error


_VERBS = {
    "list": _list, "show": _show, "pdi": _pdi, "mark": _mark, "certificate": _certificate, "release": _release,
    "handover": _handover, "pdf": _pdf,
}  # fmt: skip

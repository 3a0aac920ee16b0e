"""Verbs of what waits for a person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any

from app.cli.call import Answer, Call
from app.cli.customers import pairs
from app.errors import EXIT_DONE, EXIT_WAITS, UsageError, UserError
from app.i18n import N_, in_a_row, tr
from app.queries import cases

if TYPE_CHECKING:
    from app.queries.cases import CaseRow
    from app.workplace import Workplace

_WHOLE = ("op", "paper", "used_car", "lines", "dates")
"""Kinds of cases that are decided as a whole, by the name of their kind."""


def conflicts_(call: Call) -> Answer:
    """list, show, resolve."""
    with closing(call.sign_in()) as workplace:
        workplace.require_customers()
        if call.arguments.what == "resolve":
            return _resolve(call, workplace)
        if call.arguments.what == "show":
            row = _find(workplace, call.arguments.id)
            values = shown(row) | {"groups": row.groups, "mine_by": row.mine_by, "theirs_by": row.theirs_by}
            return Answer(values, "\n".join([row.summary, *_told(row)]), EXIT_WAITS)
        with workplace.reading() as session:
            rows = cases.list_cases(session, workplace.identity.id)
        text = "\n".join(f"{row.id}  {row.summary}" for row in rows)
        code = EXIT_WAITS if rows else EXIT_DONE
        return Answer({"conflicts": [shown(row) for row in rows]}, text or tr("Nothing waits."), code)


def _told(row: CaseRow) -> Iterator[str]:
    """The sides of each group, a line each."""
    sides = {"base": tr("before"), "mine": tr("mine"), "theirs": tr("theirs")}
    for name, group in row.groups.items():
        for side, called in sides.items():
            values = in_a_row(str(value) for value in group[side].values() if value not in (None, ""))
            yield f"{name}  {called}: {values}"


def _find(workplace: Workplace, case_id: str) -> CaseRow:
    with workplace.reading() as session:
        row = cases.find_case(session, workplace.identity.id, case_id)
    if row is None:
        raise UserError("case_unknown", N_("There is no open case {id} here."), field="id", id=case_id)
    return row


def _resolve(call: Call, workplace: Workplace) -> Answer:
    asked = call.arguments
    row = _find(workplace, asked.id)
    groups = (row.kind,) if row.kind in _WHOLE else tuple(row.groups)
    choices: dict[str, str] = dict.fromkeys(groups, asked.take) if asked.take else {}
    choices |= pairs(asked.set)
    if not choices and row.kind == "vehicle":
        message = N_("Name another car: --set vehicle=VIN, or the waiting list: --set vehicle=wait.")
        raise UsageError("choice_missing", message, field="set")
    if not choices:
        raise UsageError("choice_missing", N_("Choose: --take mine, --take theirs, or --set group=…"))
    workplace.decide(case_id=row.id, choices=choices, mine=row.mine)
    with workplace.reading() as session:
        left = cases.count_open(session)
    values: dict[str, Any] = {"id": row.id, "resolved": True, "conflicts": left}
    return Answer(values, tr("Decided."), EXIT_WAITS if left else EXIT_DONE)


def shown(row: CaseRow) -> dict[str, Any]:
    """A case as scripts read it."""
    return {"id": row.id, "kind": row.kind, "contract": row.contract_no, "summary": row.summary}

"""Check-lists of the dealership's own, from a file: each from its day, and one that has begun stays as it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain import check_list, days
from app.domain.permissions import CHECK_LISTS
from app.errors import UserError
from app.i18n import N_
from app.ids import setting_id
from app.models.org import Setting
from app.queries import check_lists, energies
from app.services import tables
from app.services.tables import ImportReport

if TYPE_CHECKING:
    from app.services.unit_of_work import Transaction, UnitOfWork

_Lines = list[tuple[int, dict[str, str]]]


def import_lists(uow: UnitOfWork, file: Path, *, dry_run: bool = False) -> ImportReport:
    """Take lists in, a line of the file for each line of a list. A list with a line that cannot be is not taken at
    all: half a list would pass cars that nobody looked at."""
    uow.require(CHECK_LISTS)
    report = ImportReport()
    by_list: defaultdict[str, _Lines] = defaultdict(list)
    for line, row in tables.read(file, check_list.COLUMNS, check_list.NEEDED, report):
        by_list[row["list"]].append((line, row))
    with uow.begin(CHECK_LISTS, rehearsal=dry_run) as tx:
        known = check_lists.known(tx.session)
        codes = frozenset(energies.known(tx.session))
        for lines in by_list.values():
            try:
                made = _made(report, lines, codes)
                if made is not None:
                    _refuse_begun(tx, known, made)
            except UserError as error:
                report.refuse(lines[0][0], error)
                continue
            if made is not None:
                _say(tx, made)
                report.received += len(lines)
    return report


def _made(report: ImportReport, lines: _Lines, codes: frozenset[str]) -> dict[str, Any] | None:
    """A list as it is kept; none if a line of it was refused."""
    kept, refused = list[dict[str, str]](), False
    for number, row in lines:
        try:
            check_list.check_row(row, codes)
            kept.append(row)
        except UserError as error:
            report.refuse(number, error)
            refused = True
    return None if refused else check_list.from_rows(kept)


def _refuse_begun(
    tx: Transaction, known: Mapping[str, check_list.CheckList], made: Mapping[str, Any]
) -> None:
    today, before = tx.clock.today(), known.get(made["id"])
    begins = days.parse(made["valid_from"], field="valid_from")
    if before is not None and (
        before.is_shipped or before.valid_from <= today or check_lists.is_used(tx.session, before.id)
    ):
        message = N_(
            "The check-list {list} has begun and stays as it is. Give the new one a name of its own."
        )
        raise UserError("list_begun", message, field="list", list=made["id"])
    if begins < today:
        message = N_("Let the check-list {list} begin today or later.")
        raise UserError("list_past", message, field="valid_from", list=made["id"])


def _say(tx: Transaction, made: dict[str, Any]) -> None:
    check_list.check_kept(made)
    name = f"{check_list.SETTINGS}{made['id']}"
    row = tx.session.get(Setting, setting_id(name))
    if row is None:
        tx.add(Setting(id=setting_id(name), name=name, value=made))
    elif row.value != made:
        row.value = made

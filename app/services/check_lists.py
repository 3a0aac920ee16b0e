"""Check-lists of the dealership's own, from a file: each from its day, and one that has begun stays as it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.domain import check_list, days
from app.domain.permissions import CHECK_LISTS
from app.errors import UserError
from app.i18n import N_
from app.models.org import Setting
from app.queries import check_lists, energies
from app.services import tables
from app.services.tables import ImportReport

if TYPE_CHECKING:
    from app.services.unit_of_work import Transaction, UnitOfWork

_ROW = select(Setting).where(Setting.name == check_list.SETTING)
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
        known, own = check_lists.known(tx.session), check_lists.own(tx.session)
        codes = frozenset(energies.known(tx.session))
        for name, lines in by_list.items():
            try:
                made = _made(report, lines, codes)
                if made is not None:
                    _refuse_begun(known, made, tx.clock.today())
            except UserError as error:
                report.refuse(lines[0][0], error)
                continue
            if made is not None:
                own = [*(each for each in own if each["id"] != name), made]
                report.received += len(lines)
        _say(tx, own)
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


def _refuse_begun(known: Mapping[str, check_list.CheckList], made: Mapping[str, Any], today: date) -> None:
    begins, before = days.parse(made["valid_from"], field="valid_from"), known.get(made["id"])
    if before is not None and (before.is_shipped or before.valid_from < today):
        message = N_(
            "The check-list {list} has begun and stays as it is. Give the new one a name of its own."
        )
        raise UserError("list_begun", message, field="list", list=made["id"])
    if begins < today:
        message = N_("Let the check-list {list} begin today or later.")
        raise UserError("list_past", message, field="valid_from", list=made["id"])


def _say(tx: Transaction, lists: Iterable[Mapping[str, Any]]) -> None:
    value = sorted((dict(each) for each in lists), key=lambda each: (each["valid_from"], each["id"]))
    check_list.check_kept(value)
    row = tx.session.scalars(_ROW).first()
    if row is not None:
        row.value = value
    elif value:
        tx.add(Setting(name=check_list.SETTING, value=value))

"""The catalogue: models taken from a CSV file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.domain import money
from app.domain.permissions import CATALOGUE_IMPORT
from app.errors import UserError
from app.i18n import N_
from app.models.vehicle import Model

if TYPE_CHECKING:
    from app.services.unit_of_work import Transaction, UnitOfWork

ENERGIES = frozenset({"petrol", "diesel", "hev", "phev", "erev", "bev", "fcev"})
FIXED = ("code", "brand", "series", "trim", "model_year", "energy", "body", "seats", "range_km", "list_price")


@dataclass(frozen=True)
class LineReport:
    """What a line of a file met. Line 1 is the header."""

    line: int
    code: str
    message: str


@dataclass
class ImportReport:
    """How many rows landed, and why the others did not."""

    received: int = 0
    refused: list[LineReport] = field(default_factory=list)
    warnings: list[LineReport] = field(default_factory=list)

    def refuse(self, line: int, error: UserError) -> None:
        """Note a line that did not land."""
        self.refused.append(LineReport(line, error.code, error.message))


def read_csv(file: Path, required: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """Rows with their line numbers. UTF-8 with or without BOM, and GB18030, are recognised."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise UserError("file_not_found", N_("There is no file {file}."), file=str(file)) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = raw.decode("gb18030")
        except UnicodeDecodeError as error:
            message = N_("{file} is neither UTF-8 nor GB18030 text. Save it as CSV UTF-8 and try again.")
            raise UserError("file_encoding", message, file=file.name) from error
    reader = csv.DictReader(io.StringIO(text))
    names = [name.strip() for name in reader.fieldnames or ()]
    missing = [name for name in required if name not in names]
    if missing:
        message = N_("{file} lacks the column {column}. The first line must name the columns.")
        raise UserError("column_missing", message, file=file.name, column=missing[0])
    reader.fieldnames = names
    rows = []
    for row in reader:
        values = {k: (v or "").strip() for k, v in row.items() if k is not None and not isinstance(v, list)}
        if any(values.values()):
            rows.append((reader.line_num, values))
    return rows


def import_catalogue(uow: UnitOfWork, file: Path, *, dry_run: bool = False) -> ImportReport:
    """Add or update models by their code. Columns beyond the fixed ones become attributes."""
    rows = read_csv(file, ("code", "brand", "series", "trim", "energy", "list_price"))
    report = ImportReport()
    good = []
    for line, row in rows:
        try:
            good.append(_parsed(row))
            report.received += 1
        except UserError as error:
            report.refuse(line, error)
    if not dry_run and good:
        with uow.begin(CATALOGUE_IMPORT) as tx:
            for values in good:
                _save(tx, values)
    return report


def _parsed(row: dict[str, str]) -> dict[str, object]:
    if not row["code"]:
        raise UserError("code_missing", N_("A model needs a code."), field="code")
    if row["energy"] not in ENERGIES:
        message = N_("“{energy}” is not a kind of energy. Known are: {known}.")
        known = ", ".join(sorted(ENERGIES))
        raise UserError("energy_unknown", message, field="energy", energy=row["energy"], known=known)
    return {
        **{name: row[name] for name in ("code", "brand", "series", "trim", "energy")},
        "body": row.get("body") or None,
        **{name: _whole(row.get(name, ""), name) for name in ("model_year", "seats", "range_km")},
        "list_price": money.parse_amount(row["list_price"], field="list_price"),
        "attributes": {name: value for name, value in row.items() if name not in FIXED and value},
    }


def _whole(text: str, field_name: str) -> int | None:
    try:
        return int(float(text)) if text else None
    except ValueError as error:
        message = N_("“{given}” in the column {column} is not a number.")
        raise UserError("number_wrong", message, field=field_name, given=text, column=field_name) from error


def _save(tx: Transaction, values: dict[str, object]) -> None:
    model = tx.session.scalars(select(Model).where(Model.code == values["code"])).first()
    if model is None:
        tx.add(Model(**values, archived=False))
        return
    for name, value in values.items():
        if getattr(model, name) != value:
            setattr(model, name, value)

"""The catalogue: models taken from a file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.domain import money, pricing
from app.domain.catalogue import extras
from app.domain.permissions import CATALOGUE_IMPORT
from app.domain.words import ENERGIES
from app.errors import UserError
from app.i18n import N_
from app.models.vehicle import Model
from app.services import tables, unit_of_work
from app.services.tables import ImportReport

if TYPE_CHECKING:
    from app.services.unit_of_work import Transaction, UnitOfWork

_WHOLE = re.compile(r"\d{1,6}(\.0*)?", re.ASCII)
FIXED = ("code", "brand", "series", "trim", "model_year", "energy", "body", "seats", "range_km", "list_price")


def import_catalogue(uow: UnitOfWork, file: Path, *, dry_run: bool = False) -> ImportReport:
    """Add or update models by their code. Columns beyond the fixed ones become attributes."""
    uow.require(CATALOGUE_IMPORT)
    report = ImportReport()
    good: dict[str, dict[str, object]] = {}
    for line, row in tables.read(
        file, FIXED, ("code", "brand", "series", "trim", "energy", "list_price"), report
    ):
        try:
            values = _parsed(row)
            if row["code"] in good:
                message = N_("The file has the model “{model}” twice. Only the first one counts.")
                raise UserError("code_twice", message, field="code", model=row["code"])
            good[row["code"]] = values
            report.received += 1
        except UserError as error:
            report.refuse(line, error)
    if good:
        with uow.begin(CATALOGUE_IMPORT, rehearsal=dry_run) as tx:
            for values in good.values():
                _save(tx, values)
    return report


def _parsed(row: dict[str, str]) -> dict[str, object]:
    for name, sentence in (
        ("code", N_("A model needs a code.")), ("brand", N_("A model needs a brand.")),
        ("series", N_("A model needs a series.")),
    ):  # fmt: skip
        if not row[name]:
            raise UserError(f"{name}_missing", sentence, field=name)
    energy = row["energy"].lower()
    if energy not in ENERGIES:
        message = N_("“{energy}” is not a kind of energy. Known are: {known}.")
        known = ", ".join(sorted(ENERGIES))
        raise UserError("energy_unknown", message, field="energy", energy=row["energy"], known=known)
    price = money.parse_amount(row["list_price"], field="list_price")
    pricing.check_price(price, field="list_price")
    for column in ("colours", "colours_zh", "options", "options_zh"):
        extras(row.get(column, ""), field=column)
    values = {
        **{name: row[name] for name in ("code", "brand", "series", "trim")},
        "energy": energy,
        "body": row.get("body") or None,
        **{name: _whole(row.get(name, ""), name) for name in ("model_year", "seats", "range_km")},
        "list_price": price,
    }
    more = {name: value for name, value in row.items() if name not in FIXED and value}
    return {**unit_of_work.fitting(Model.__tablename__, values), "attributes": more}


def _whole(text: str, column: str) -> int | None:
    """A whole number that is none too large to be one of these columns."""
    if not text:
        return None
    if not _WHOLE.fullmatch(text):
        message = N_("“{given}” in the column {column} is not a number.")
        raise UserError("number_wrong", message, field=column, given=text, column=column)
    return int(text.partition(".")[0])


def _save(tx: Transaction, values: dict[str, object]) -> None:
    model = tx.session.scalars(select(Model).where(Model.code == values["code"])).first()
    if model is None:
        tx.add(Model(**values, archived=False))
        return
    for name, value in values.items():
        if getattr(model, name) != value:
            setattr(model, name, value)

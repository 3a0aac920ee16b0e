"""The catalogue: models taken from a file, and what they run on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.domain import energy, money, pricing
from app.domain.catalogue import check_options, extras
from app.domain.energy import Energy
from app.domain.permissions import CATALOGUE_IMPORT
from app.errors import UserError
from app.i18n import N_
from app.ids import energy_id
from app.models.vehicle import EnergyType, Model
from app.queries import energies
from app.services import tables, unit_of_work
from app.services.tables import ImportReport

if TYPE_CHECKING:
    from app.queries.energies import Energies
    from app.services.unit_of_work import Transaction, UnitOfWork

_WHOLE = re.compile(r"\d{1,6}(\.0*)?", re.ASCII)
FIXED = ("code", "brand", "series", "trim", "model_year", "energy", "body", "seats", "range_km", "list_price")
_NEEDED = ("code", "brand", "series", "trim", "energy", "list_price")


def import_catalogue(uow: UnitOfWork, file: Path, *, dry_run: bool = False) -> ImportReport:
    """Add or update models by their code, and the kinds of energy that they bring. All other columns are attributes."""
    uow.require(CATALOGUE_IMPORT)
    report = ImportReport()
    rows = tables.read(file, (*FIXED, *energy.COLUMNS), _NEEDED, report)
    report.unread = ()
    with uow.begin(CATALOGUE_IMPORT, rehearsal=dry_run) as tx:
        known, brought, codes = energies.known(tx.session), dict[str, Energy](), set[str]()
        for line, row in rows:
            try:
                kind = _energy(row, known, brought)
                values = _parsed(row, kind)
                if row["code"] in codes:
                    message = N_("The file has the model “{model}” twice. Only the first one counts.")
                    raise UserError("code_twice", message, field="code", model=row["code"])
            except UserError as error:
                report.refuse(line, error)
                continue
            codes.add(row["code"])
            report.received += 1
            if known.get(kind.code) != kind:
                known[kind.code] = brought[kind.code] = kind
                _describe(tx, kind)
            _save(tx, values)
    return report


def _energy(row: dict[str, str], known: Energies, brought: dict[str, Energy]) -> Energy:
    """What the car of a line runs on: as the line says, else as it is known."""
    said = energy.described(row)
    if said is None:
        return known.require(row["energy"].lower())
    if brought.get(said.code, said) != said:
        message = N_("An earlier line of the file says something else of the energy “{energy}”.")
        raise UserError("energy_twice", message, field="energy", energy=said.code)
    values = {"code": said.code, "name_en": said.names["en"], "name_zh": said.names["zh_CN"]}
    unit_of_work.fitting(EnergyType.__tablename__, dict(values))
    return said


def _describe(tx: Transaction, kind: Energy) -> None:
    values = {
        "name_en": kind.names["en"], "name_zh": kind.names["zh_CN"], "plugs_in": kind.plugs_in,
        "has_tank": kind.has_tank, "electric": kind.electric, "new_energy": kind.new_energy,
    }  # fmt: skip
    row = tx.session.get(EnergyType, energy_id(kind.code))
    if row is None:
        tx.add(EnergyType(id=energy_id(kind.code), code=kind.code, **values))
        return
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def _parsed(row: dict[str, str], kind: Energy) -> dict[str, object]:
    for name, sentence in (
        ("code", N_("A model needs a code.")), ("brand", N_("A model needs a brand.")),
        ("series", N_("A model needs a series.")),
    ):  # fmt: skip
        if not row[name]:
            raise UserError(f"{name}_missing", sentence, field=name)
    price = money.parse_amount(row["list_price"], field="list_price")
    pricing.check_price(price, field="list_price")
    for column in ("colours", "colours_zh"):
        extras(row.get(column, ""), field=column)
    check_options(row)
    values = {
        **{name: row[name] for name in ("code", "brand", "series", "trim")},
        "energy": kind.code,
        "body": row.get("body") or None,
        **{name: _whole(row.get(name, ""), name) for name in ("model_year", "seats", "range_km")},
        "list_price": price,
    }
    more = {name: value for name, value in row.items() if name not in (*FIXED, *energy.COLUMNS) and value}
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

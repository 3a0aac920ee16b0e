"""Deals taken from a file: each row becomes a quote with its contract draft."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.domain import days, money, options
from app.domain.permissions import CONTRACT_DRAFT
from app.errors import UserError
from app.i18n import N_
from app.models.deal import Deal
from app.services import contracts, tables
from app.services.tables import ImportReport

if TYPE_CHECKING:
    from app.services.unit_of_work import Transaction, UnitOfWork

COLUMNS = (
    "deal", "name", "phone", "id_number", "address", "vin", "model", "colour", "options", "price", "delivery_date",
    "delivery_place",
)  # fmt: skip


def import_deals(uow: UnitOfWork, file: Path, *, dry_run: bool = False) -> ImportReport:
    """Draft a contract for each row; a row that names a deal which is here already is refused."""
    uow.require(CONTRACT_DRAFT)
    report = ImportReport()
    for line, row in tables.read(file, COLUMNS, ("name", "price"), report):
        try:
            order = _order(row)
            with uow.begin(CONTRACT_DRAFT, rehearsal=dry_run) as tx:
                _refuse_known(tx, row.get("deal", ""))
                contracts.draw(tx, order)
            report.received += 1
        except UserError as error:
            report.refuse(line, error)
    return report


def parse_date(text: str, *, field: str = "delivery_date") -> date | None:
    """A date as it is typed, 2026-03-14; none for an empty text."""
    return days.parse(text, field=field) if text.strip() else None


def _order(row: dict[str, str]) -> contracts.Order:
    customer = {name: row[name] for name in ("name", "phone", "id_number", "address") if row.get(name)}
    return contracts.Order(
        customer=customer,
        price=money.parse_amount(row["price"], field="price"),
        vin=row.get("vin") or None,
        model=row.get("model") or None,
        colour=row.get("colour") or None,
        options=() if row.get("vin") else options.codes(row.get("options", "")),
        delivery_date=parse_date(row.get("delivery_date", "")),
        delivery_place=row.get("delivery_place") or None,
    )


def _refuse_known(tx: Transaction, number: str) -> None:
    if number and tx.session.scalars(select(Deal.id).where(Deal.no == number.strip().upper())).first():
        raise UserError("deal_known", N_("Deal {no} is here already."), field="deal", no=number)

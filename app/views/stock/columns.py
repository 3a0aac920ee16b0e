"""The columns of the stock list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from app.i18n import N_, tr
from app.presenters import labels, words
from app.presenters.pictures import of_model
from app.presenters.stock_list import VehicleRow
from app.views.widgets.delegates import Badge, Pictured, Plain
from app.views.widgets.row_table_model import Column

if TYPE_CHECKING:
    from app.clock import Clock
    from app.views.widgets.images import RowImages

Rows = Column[VehicleRow]


def columns(
    clock: Clock, is_ticked: Callable[[VehicleRow], bool], pictures: RowImages | None = None
) -> tuple[Rows, ...]:
    """What a salesperson or stock keeper looks for, left to right."""

    def age(row: VehicleRow) -> str:
        return age_words(row, clock.today())

    def lease(row: VehicleRow) -> str:
        return lease_words(row, clock.now())

    def model(row: VehicleRow) -> Pictured:
        if pictures is None or not row.model_code:
            return Pictured(row.model)
        picture = pictures.of(of_model(row.model_code, row.colour))
        return Pictured(row.model, picture, room=pictures.any)

    return (
        Column("tick", "", lambda row: tr("chosen") if is_ticked(row) else "", is_ticked, "tick", 36),
        Column("vin", N_("VIN"), lambda row: row.vin, look="vin", width=150, sortable=True),
        Column(
            "model", N_("Model"), lambda row: row.model, model, "pictured", 140, sortable=True, stretch=True
        ),
        Column("colour", N_("Colour"), lambda row: row.colour, _swatch, "swatch", 133),
        Column("location", N_("Place"), lambda row: row.place, width=122, sortable=True, spare=2),
        Column("status", N_("Status"), lambda row: _status(row).text, _status, "badge", 98, sortable=True),
        Column(
            "age",
            N_("Age"),
            age,
            lambda row: (row.age(clock.today()), age(row)),
            "age",
            128,
            sortable=True,
            falls=True,
        ),
        Column("certificate", N_("Certificate"), _certificate, width=100, spare=1),
        Column("lease", N_("Right to sell"), lease, lambda row: _lease(row, lease(row)), "badge", 130),
    )


def _swatch(row: VehicleRow) -> tuple[str, str]:
    return row.colour, row.colour


def _certificate(row: VehicleRow) -> str:
    return labels.certificate(row.certificate_state)


def age_words(row: VehicleRow, today: date) -> str:
    """`94 days`, or that it is on its way."""
    age = row.age(today)
    return tr("{n} d").format(n=age) if age is not None else labels.car("in_transit")[0]


_NOT_FOR_SALE = ("demonstrator", "transfer")


def lease_words(row: VehicleRow, now: datetime) -> str:
    """Who may confirm its sale, in words; this desk, until when: one taken after closing time lasts to the next
    day's end."""
    if row.status in _NOT_FOR_SALE:
        return tr("Not for sale")
    if not row.lease_terminal:
        return "—" if row.status in ("sold", "delivered") else tr("Centre")
    if row.lease_mine:
        if row.lease_until is None:
            return tr("Here · show") if row.lease_kind == "show" else tr("This terminal")
        return tr("Here to {when}").format(when=words.until(row.lease_until, now))
    return row.lease_terminal


def _status(row: VehicleRow) -> Badge:
    if row.ordered and row.status not in ("reserved", "sold", "delivered"):
        return Badge(labels.ordered(row.ordered_by, row.ordered_at), "warn")
    return Badge(*labels.car(row.status))


def _lease(row: VehicleRow, said: str) -> Badge | Plain:
    if row.status in _NOT_FOR_SALE or not row.lease_terminal:
        return Plain(said)
    return Badge(said, "ok" if row.lease_mine else "warn", "key-chain" if row.lease_mine else "store-outline")

"""What is judged of cars and their stays in stock."""

from __future__ import annotations

from app.domain import vin
from app.i18n import N_
from app.ids import vehicle_id
from app.services.judgement.hearing import Doubt, Hearing, Judged, checks


@checks("vehicle")
def _vehicle(hearing: Hearing, row: Judged) -> None:
    vin.check_vin(row.after["vin"])
    if row.before is None and row.id != vehicle_id(row.after["vin"]):
        raise Doubt("quarantined", "id", N_("A car's id does not belong to its VIN."))

"""What is judged of kinds of energy: each is described, under its code; a car runs on one that is known."""

from __future__ import annotations

from app.domain import energy
from app.i18n import N_
from app.ids import energy_id
from app.queries import energies
from app.services.judgement.hearing import Doubt, Hearing, Judged, checks


@checks("energy_type")
def _described(hearing: Hearing, row: Judged) -> None:
    code = row.after["code"]
    if energy.code_of(code) != code or row.id != energy_id(code):
        raise Doubt("quarantined", "id", N_("An energy's id does not belong to its code."))
    if not row.after["name_en"].strip() or not row.after["name_zh"].strip():
        raise Doubt("quarantined", "malformed", N_("An energy has a name in both languages."))


@checks("model")
@checks("trade_in")
def _runs_on(hearing: Hearing, row: Judged) -> None:
    if row.changed("energy") and row.after["energy"] not in energies.known(hearing.session):
        raise Doubt("parked", "energy_unknown", N_("Nobody has said yet what the energy of this car is."))

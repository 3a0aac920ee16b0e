"""What somebody entered and somebody else overwrote, in words of the showroom."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.i18n import N_, in_a_row, language, tr
from app.presenters.preferences import LANGUAGE_NAMES

if TYPE_CHECKING:
    from app.domain.energy import Energy

TABLES = {
    "customer": N_("Customer {name}"), "contract": N_("Contract {name}"), "deal": N_("Deal {name}"),
    "vehicle": N_("Car {name}"), "stock_stay": N_("Car {name}"), "model": N_("Model {name}"),
    "service_visit": N_("Visit of {name}"),
    "test_drive": N_("Test drive of {name}"), "energy_type": N_("Energy {name}"), "setting": N_("Check-list {name}"),
}  # fmt: skip
COLUMNS = {
    "name": N_("Name"), "phone": N_("Telephone"), "id_number": N_("Identity number"), "id_kind": N_("Kind of paper"),
    "address": N_("Address"), "kind": N_("Person or company"), "note": N_("Note"), "archived": N_("Put away"),
    "merged_into": N_("Kept file"),
    "birth_date": N_("Date of birth"), "location": N_("Place"), "list_price": N_("List price"),
    "arrived_on": N_("Arrived on"), "colour": N_("Colour"), "interior": N_("Interior"), "options": N_("Options"),
    "engine_no": N_("Engine number"), "certificate_no": N_("Certificate number"),
    "certificate_state": N_("Certificate"), "language": N_("Language"), "brand": N_("Brand"), "series": N_("Series"),
    "trim": N_("Trim"), "model_year": N_("Model year"), "energy": N_("Energy"), "seats": N_("Seats"),
    "range_km": N_("Range"), "attributes": N_("Specification"), "starts_at": N_("Begins"), "ends_at": N_("Ends"),
    "name_en": N_("English name"), "name_zh": N_("Chinese name"), "plugs_in": N_("Plugs in"),
    "has_tank": N_("Has a tank"), "electric": N_("Drives by electricity"), "new_energy": N_("New energy"),
    "value": N_("Lines"), "reasons": N_("What it comes for"), "wish": N_("What is asked for"),
}  # fmt: skip
_YES_NO = {True: N_("yes"), False: N_("no")}
_NAMES: Mapping[str, Mapping[Any, str]] = {
    "kind": {"person": N_("Person"), "company": N_("Company")},
    "language": LANGUAGE_NAMES,
    **dict.fromkeys(("archived", "plugs_in", "has_tank", "electric", "new_energy"), _YES_NO),
}


@dataclass(frozen=True)
class Overwritten:
    """A field that lost. `key` names it to the gateway; the values are as people read them."""

    key: tuple[str, str, str]
    subject: str
    field: str
    lost: str
    kept: str
    lost_by: str
    kept_by: str
    lost_at: datetime | None
    kept_at: datetime | None
    may_restore: bool = True


def subject(table: str, name: str) -> str:
    """`Customer Wang`."""
    return tr(TABLES.get(table, N_("Entry {name}"))).format(name=name).strip()


def field(column: str) -> str:
    """A column as people call it."""
    return tr(COLUMNS[column]) if column in COLUMNS else column


def value(column: str, held: Any, paint: Callable[[str], str], energies: Mapping[str, Energy]) -> str:
    """A value as people say it; `paint` from a colour's name to the one that the reader knows."""
    # Here: the chip says this module's words before any field is lost.
    from app.domain.identity import mask_id
    from app.domain.money import format_amount
    from app.domain.service_visit import REASONS
    from app.presenters import labels
    from app.presenters.deal_desk_words import ID_KINDS

    if held in (None, ""):
        return tr("empty")
    if column == "options":
        return in_a_row(json.loads(str(held))) or tr("none")
    if column == "reasons":
        return in_a_row(tr(REASONS[each]) for each in json.loads(str(held)) if each in REASONS)
    if column == "value":  # of a check-list
        parts = json.loads(str(held))["sections"]
        return in_a_row(line[language()] for part in parts for line in part["lines"])
    if column in ("colour", "interior"):
        return paint(str(held))
    if column == "energy":
        return energies[held].name
    if column == "certificate_state":
        return labels.certificate(str(held))
    if column == "list_price":
        return format_amount(held)
    if column == "id_number":
        return mask_id(str(held))
    names = ID_KINDS.get(held) if column == "id_kind" else _NAMES.get(column, {}).get(held)
    return tr(names) if names else str(held)

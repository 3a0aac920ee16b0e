"""What is signed when a car is handed over (交接单): plain data, its stored form and its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain import records
from app.domain.contract_document import Car, Seller
from app.domain.delivery import MOST_KEYS
from app.errors import UserError
from app.i18n import N_

MOST_KM = 2_000_000


@dataclass(frozen=True, slots=True)
class Readings:
    """What is read off the car and given with it."""

    handed_on: date
    km: int
    charge: int | None = None
    """Of the battery or the tank, in percent."""
    keys: int = 2
    place: str = ""


@dataclass(frozen=True, slots=True)
class HandoverSheet:
    """Who hands which car to whom, with what, and what is still to come."""

    contract_no: str
    contract_version: int
    seller: Seller
    buyer: str
    car: Car
    handed_on: date
    km: int
    charge: int | None = None
    keys: int = 2
    place: str = ""
    papers: tuple[str, ...] = ()
    """Keys of `check_list.paper_names`."""
    fitted: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    """What comes later, as it was told the customer."""
    language: str = "zh_CN"
    contract_check: str = ""
    """Of the signed contract: the code on the sheet is the contract's."""
    layout: int = 1
    """How it looks, as of a contract."""

    @property
    def no(self) -> str:
        """`MAIN01-26-00001-H`."""
        return f"{self.contract_no}-H"

    def to_dict(self) -> dict[str, Any]:
        """The form that is stored."""
        return records.to_dict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> HandoverSheet:
        """The sheet that `to_dict` wrote."""
        return records.from_dict(cls, data)


def digest(stored: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of a stored sheet."""
    text = json.dumps(stored, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def check_readings(read: Readings, today: date) -> None:
    """Refuse what no car shows, and a handover that is still to come."""
    if not 0 <= read.km <= MOST_KM:
        raise UserError("km_wrong", N_("Read the kilometres off the car."), field="km")
    if read.charge is not None and not 0 <= read.charge <= 100:
        message = N_("Charge or fuel is between 0 and 100 percent.")
        raise UserError("charge_wrong", message, field="charge")
    if not 1 <= read.keys <= MOST_KEYS:
        message = N_("Count the keys: between 1 and {most}.")
        raise UserError("keys_count", message, field="keys", most=MOST_KEYS)
    if read.handed_on > today:
        message = N_("A handover is noted when it happens, not before.")
        raise UserError("handover_future", message, field="handed_on")

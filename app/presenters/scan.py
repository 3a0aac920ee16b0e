"""What a scanned code is: a car, a contract, a receipt, or something for the page to make out."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain import vin as vins
from app.domain.numbering import NumberKind, parse_number
from app.errors import UserError


@dataclass(frozen=True)
class Scan:
    """A code and what it stands for: `vehicle`, `contract`, `deal`, `receipt`, or nothing known."""

    text: str
    kind: str = ""


def recognise(text: str) -> Scan:
    """Tell by its form what was scanned."""
    tidy = text.strip().upper()
    try:
        vins.check_vin(tidy)
        return Scan(vins.normalise_vin(tidy), "vehicle")
    except UserError:
        pass
    try:
        number = parse_number(tidy)
    except UserError:
        return Scan(text)
    kinds = {NumberKind.CONTRACT: "contract", NumberKind.DEAL: "deal", NumberKind.RECEIPT: "receipt"}
    return Scan(str(number), kinds[number.kind])

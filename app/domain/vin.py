"""The vehicle identification number, 车辆识别代号 (GB 16735, ISO 3779)."""

from __future__ import annotations

import re
import unicodedata

from app.errors import UserError
from app.i18n import N_

LENGTH = 17
_LETTERS = re.compile(r"[A-HJ-NPR-Z0-9]*")
_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "12345678123457923456789"), strict=True))
_VALUES |= {digit: int(digit) for digit in "0123456789"}
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_YEAR_LETTERS = "ABCDEFGHJKLMNPRSTVWXY123456789"  # 1980 to 2009, then again


def normalise_vin(text: str) -> str:
    """What was scanned or typed, as it is stored: upper case, no blanks or dashes, no full-width letters."""
    return re.sub(r"[\s\-*]", "", unicodedata.normalize("NFKC", text)).upper()


def check_vin(text: str, *, field: str = "vin") -> None:
    """Refuse what cannot be a VIN. A wrong check digit is no reason: see `check_digit_ok`."""
    vin = normalise_vin(text)
    if len(vin) != LENGTH:
        message = N_("A VIN has 17 characters; “{vin}” has {count}.")
        raise UserError("vin_length", message, field=field, vin=vin, count=len(vin))
    if not _LETTERS.fullmatch(vin):
        message = N_("A VIN has digits and letters, but never I, O or Q: “{vin}”.")
        raise UserError("vin_letters", message, field=field, vin=vin)


def check_digit_ok(vin: str) -> bool:
    """Whether the ninth character is the right check digit.

    It must be in China and North America. Many European makers do not use it, so it warns and never blocks.
    """
    if len(vin) != LENGTH or not _LETTERS.fullmatch(vin):
        return False
    rest = sum(_VALUES[char] * weight for char, weight in zip(vin, _WEIGHTS, strict=True)) % 11
    return vin[8] == ("X" if rest == 10 else str(rest))


def model_year(vin: str, *, newest: int) -> int | None:
    """The model year that the tenth character tells: of the years it may mean, the newest up to `newest`."""
    place = _YEAR_LETTERS.find(vin[9:10]) if len(vin) == LENGTH else -1
    if place < 0 or 1980 + place > newest:
        return None
    return newest - (newest - 1980 - place) % 30

"""The kinds of energy that are known here: those of the program, and those that a catalogue brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from app.domain import energy
from app.domain.energy import Energy

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_ROWS = text(
    "SELECT code, name_en, name_zh, plugs_in, has_tank, electric, new_energy FROM energy_type ORDER BY code"
)


class Energies(dict[str, Energy]):
    """By their codes. One that is missing is known by its code alone."""

    def __missing__(self, code: str) -> Energy:
        return energy.unknown(code)

    def require(self, code: str) -> Energy:
        """The energy of that code, refused if nobody described it."""
        if code not in self:
            raise energy.is_unknown(code, self)
        return self[code]


def known(session: Session) -> Energies:
    """All of them; what a catalogue says of one counts."""
    found = Energies(energy.shipped())
    for code, name_en, name_zh, *facts in session.execute(_ROWS):
        found[code] = Energy(code, {"en": name_en, "zh_CN": name_zh}, *map(bool, facts))
    return found

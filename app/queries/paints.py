"""What the paints and interiors of cars are called in the language in force, where a catalogue names them in both."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import text

from app.domain.catalogue import PAINTS, both_names
from app.i18n import language

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_PATHS = ", ".join(f"'$.{column}', '$.{column}_zh'" for column in PAINTS)
# One extraction reads a model's attributes once; most models have the same paints.
_NAMES = (
    f"SELECT DISTINCT json_extract(attributes, {_PATHS}) FROM model WHERE attributes IS NOT NULL ORDER BY 1"
)


def called(session: Session) -> Callable[[str], str]:
    """From a name in either language to the one that people read; one that no catalogue pairs stays as it is."""
    names: dict[str, str] = {}
    for found in session.scalars(text(_NAMES)):
        listed = json.loads(found)
        for own, chinese in zip(listed[::2], listed[1::2], strict=True):
            for first, second in both_names(own or "", chinese or ""):
                names |= {first: second} if language() == "zh_CN" else {second: first}
    return lambda name: names.get(name, name)

"""What the paints and interiors of cars are called in the language in force, where a catalogue names them in both."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import text

from app.domain.catalogue import PAINTS, both_names
from app.i18n import language

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_NAMES = " UNION ".join(
    f"SELECT json_extract(attributes, '$.{column}'), json_extract(attributes, '$.{column}_zh') FROM model "
    f"WHERE json_extract(attributes, '$.{column}_zh') IS NOT NULL"
    for column in PAINTS
)


def called(session: Session) -> Callable[[str], str]:
    """From a name in either language to the one that people read; one that no catalogue pairs stays as it is."""
    names: dict[str, str] = {}
    for own, chinese in session.execute(text(_NAMES)):
        for first, second in both_names(own or "", chinese):
            names |= {first: second} if language() == "zh_CN" else {second: first}
    return lambda name: names.get(name, name)

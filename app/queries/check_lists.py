"""The check-lists that are known here: those of the program, and those of the dealership."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import text

from app.domain import check_list
from app.domain.check_list import CheckList

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_VALUES = text("SELECT value FROM setting WHERE name LIKE :names ORDER BY name")
_USED = text("SELECT 1 FROM inspection WHERE check_list = :name LIMIT 1")


def known(session: Session) -> Mapping[str, CheckList]:
    """All of them by their ids, the oldest first."""
    return _read(tuple(session.scalars(_VALUES, {"names": f"{check_list.SETTINGS}%"})))


def is_used(session: Session, name: str) -> bool:
    """Whether a car was looked at by that list."""
    return session.scalar(_USED, {"name": name}) is not None


@lru_cache(maxsize=8)  # every gate asks
def _read(values: tuple[str, ...]) -> Mapping[str, CheckList]:
    return check_list.together(map(json.loads, values))

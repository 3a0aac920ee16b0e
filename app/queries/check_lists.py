"""The check-lists that are known here: those of the program, and those of the dealership."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from app.domain import check_list
from app.domain.check_list import CheckList

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_VALUE = text("SELECT value FROM setting WHERE name = :name")


def known(session: Session) -> Mapping[str, CheckList]:
    """All of them by their ids, the oldest first."""
    return _read(_value(session))


def own(session: Session) -> list[dict[str, Any]]:
    """Those of the dealership, as they are kept."""
    kept: list[dict[str, Any]] = json.loads(_value(session))
    return kept


def _value(session: Session) -> str:
    return str(session.scalar(_VALUE, {"name": check_list.SETTING}) or "[]")


@lru_cache(maxsize=8)  # every gate asks
def _read(value: str) -> Mapping[str, CheckList]:
    return check_list.together(json.loads(value))

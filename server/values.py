"""Whether a value that came in may stand in a column. A hostile or broken client can send anything."""

from __future__ import annotations

import json
import unicodedata
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, String
from sqlalchemy.types import TypeEngine

from app.clock import from_iso, iso
from app.domain import money
from app.i18n import N_
from app.models.base import Flag, IsoDate, IsoInstant, Json, Money, Nfc, Wire, canonical_json
from app.models.registry import table_of
from app.services.judgement import Doubt


def checked(table: str, values: dict[str, Wire]) -> dict[str, Wire]:
    """The values as they are to be stored; `Doubt` names the first column that cannot hold its value."""
    columns = _columns(table)
    return {name: _checked(columns[name], value) for name, value in values.items()}


@cache
def _columns(table: str) -> dict[str, Column[Any]]:
    return {column.name: column for column in table_of(table).columns}


def _checked(column: Column[Any], value: Wire) -> Wire:
    try:
        if value is None:
            if column.nullable:
                return None
        elif isinstance(value, int):
            if _is_number(column.type, value):
                return value
        elif (text := _text(column.type, value)) is not None:
            return text
    except (ValueError, TypeError, OverflowError, RecursionError):
        pass  # no date, no JSON: said below
    text = N_("{column} of {table} holds something that cannot stand there.")
    raise Doubt("quarantined", "malformed", text, column=column.name, table=column.table.name)


def _is_number(kind: TypeEngine[Any], value: int) -> bool:
    if isinstance(kind, Flag):
        return value in (0, 1)
    if isinstance(kind, Money):
        return abs(value) <= money.MOST
    if isinstance(kind, BigInteger):
        return -(1 << 63) <= value < 1 << 63
    return isinstance(kind, Integer) and -(1 << 31) <= value < 1 << 31


def _text(kind: TypeEngine[Any], value: str) -> str | None:
    """The text as it is stored; none when it does not fit."""
    if "\x00" in value:  # PostgreSQL cannot store it
        return None
    if isinstance(kind, IsoDate):
        return value if date.fromisoformat(value).isoformat() == value else None
    if isinstance(kind, IsoInstant):
        return value if iso(from_iso(value)) == value else None
    if isinstance(kind, Json):
        return value if canonical_json(json.loads(value)) == value else None
    if isinstance(kind, Nfc):
        return unicodedata.normalize("NFC", value)
    fits = isinstance(kind, String) and (kind.length is None or len(value) <= kind.length)
    return value if fits else None

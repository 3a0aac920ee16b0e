"""Frozen dataclasses to JSON-ready dictionaries and back, the same bytes each time."""

from __future__ import annotations

import types
import typing
import unicodedata
from collections.abc import Hashable, Mapping
from dataclasses import Field, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, cast

T = TypeVar("T")


def to_dict(record: Any) -> dict[str, Any]:
    """The fields that differ from their defaults; one without a default is always there."""
    known = fields_of(record)
    return {
        name: _plain(value)
        for name, field in known.items()
        if (value := getattr(record, name)) != field.default
    }


def fields_of(record: object) -> Mapping[str, Field[Any]]:
    """The fields of a record by their names; none of what is no record."""
    known: Mapping[str, Field[Any]] = getattr(record, "__dataclass_fields__", {})
    return known


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", str(value))
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return to_dict(value) if is_dataclass(value) else value


def from_dict(kind: type[T], data: Mapping[str, Any]) -> T:
    """The record that `to_dict` wrote. What a newer version added is ignored."""
    hints = _hints(cast(Hashable, kind))
    return kind(**{name: _built(hints[name], value) for name, value in data.items() if name in hints})


@cache
def _hints(kind: Hashable) -> dict[str, Any]:
    return typing.get_type_hints(cast(type, kind))


def _built(hint: Any, value: Any) -> Any:
    if isinstance(hint, types.UnionType):
        hint = next(option for option in hint.__args__ if option is not types.NoneType)
        return None if value is None else _built(hint, value)
    if typing.get_origin(hint) is tuple:
        return tuple(_built(hint.__args__[0], item) for item in value)
    if is_dataclass(hint):
        return from_dict(cast("type[Any]", hint), value)
    if isinstance(hint, type) and issubclass(hint, date):
        return date.fromisoformat(value)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint(value)
    return value

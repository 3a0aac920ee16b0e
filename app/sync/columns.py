"""Columns that this program knows and the server does not, or the other way round, after one of them was updated."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

from app.models.base import canonical_json
from app.models.registry import COLUMNS

KNOWN, WIDER = "columns", "wider"
_OWN = {table: list(names) for table, names in COLUMNS.items()}


def facts(told: dict[str, list[str]]) -> dict[str, Any]:
    """What to remember of a pull: with which columns it was kept, and which tables have more at the server.

    Rows of those have a hash that cannot be recomputed here.
    """
    wider = [] if told == _OWN else sorted(filter(lambda table: _has_more(told[table], table), told))
    return {KNOWN: _fingerprint(), WIDER: wider}


def _has_more(given: list[str], table: str) -> bool:
    return bool(set(given) - set(COLUMNS.get(table, given)))


def missing(kept: str | None) -> bool:
    """Whether the rows here were kept by a program with other columns: they are fetched again."""
    return kept is not None and kept != _fingerprint()


@cache
def _fingerprint() -> str:
    return hashlib.sha256(canonical_json(COLUMNS).encode()).hexdigest()[:16]

"""Fills an empty server with a made-up dealership."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.clock import Clock
    from server.db import Database


def fill(database: Database, clock: Clock, *, seed: int) -> dict[str, Any]:
    """Not written yet."""
    raise NotImplementedError

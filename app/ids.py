"""Identifiers: UUIDv7 as text, and a car's own id, made from its VIN."""

from __future__ import annotations

import uuid

from uuid_utils import compat

_VEHICLES = uuid.UUID("6f1c1a2e-7a51-5a0e-9d0b-5b8f2d1f7c11")


def new_id() -> str:
    """A new UUIDv7, time-ordered so that bulk loads stay fast."""
    return str(compat.uuid7())


def vehicle_id(vin: str) -> str:
    """UUIDv5 of the VIN: two terminals that take in one VIN offline mean one car."""
    return str(uuid.uuid5(_VEHICLES, vin))


def plain_code(given: str) -> str:
    """A one-time code as it is kept: people type it with dashes, spaces and small letters."""
    return "".join(letter for letter in given.upper() if letter.isalnum())

"""Identifiers: UUIDv7 as text; and those that are made from what they name, so that two who name it mean one."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from uuid_utils import compat

_VEHICLES = uuid.UUID("6f1c1a2e-7a51-5a0e-9d0b-5b8f2d1f7c11")
_ENERGIES = uuid.UUID("3b0f5f0e-6c1d-5b8e-9e7a-1d4c8a5f2e90")
_SETTINGS = uuid.UUID("9a4e7d02-51c3-5b6f-8d2e-7f10c4b93e68")
_WISHES = uuid.UUID("0d6f3b58-2c9e-5f0b-8a37-4e1d9c60b2a5")
_LAST_MS = (1 << 48) - 1  # of a UUIDv7's time


def new_id(after: str = "") -> str:
    """A new UUIDv7, time-ordered so that bulk loads stay fast; it sorts behind `after`, another one that was seen.

    Where the newest of several rows counts, what somebody adds comes after what they saw, whatever the clocks of
    other desks say.
    """
    made = compat.uuid7()
    if str(made) > after:
        return str(made)
    milliseconds = min(int(after[:8] + after[9:13], 16) + 1, _LAST_MS)
    return str(uuid.UUID(int=milliseconds << 80 | made.int & (1 << 80) - 1))


def made_at(row_id: str) -> datetime:
    """When a UUIDv7 was made, by the clock of whoever made it."""
    return datetime.fromtimestamp(int(row_id[:8] + row_id[9:13], 16) / 1000, UTC)


def vehicle_id(vin: str) -> str:
    """UUIDv5 of the VIN: two terminals that take in one VIN offline mean one car."""
    return str(uuid.uuid5(_VEHICLES, vin))


def energy_id(code: str) -> str:
    """UUIDv5 of the code: two terminals to which a catalogue brings one energy mean one."""
    return str(uuid.uuid5(_ENERGIES, code))


def setting_id(name: str) -> str:
    """UUIDv5 of the name, of settings that desks say: two that say one mean one."""
    return str(uuid.uuid5(_SETTINGS, name))


def wish_id(payment_id: str, kind: str, amount: int, time: int) -> str:
    """UUIDv5 of what shall go back, for the so-manieth time: whoever asks for it without having heard of the other
    asks for the same."""
    return str(uuid.uuid5(_WISHES, f"{payment_id}:{kind}:{amount}:{time}"))


def plain_code(given: str) -> str:
    """A one-time code as it is kept: people type it with dashes, spaces and small letters."""
    return "".join(letter for letter in given.upper() if letter.isalnum())

"""One source of randomness: while a run lasts, everything in the process that is random comes from its seed."""

from __future__ import annotations

import os
import random
import secrets
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from unittest.mock import patch

from uuid_utils import compat

from tests.simulation.times import VirtualClock, WorldTime

T = TypeVar("T")


class Chance:
    """Random bytes, choices and UUIDv7 ids. Seeded anew for each step, so that a step that is left out when a
    script is made shorter changes nothing for the others."""

    def __init__(self) -> None:
        self._random, self._count = random.Random(0), 0
        self.clock = VirtualClock(WorldTime())

    def seed(self, *what: object) -> None:
        """Begin anew from these words."""
        self._random.seed("/".join(map(str, what)))

    def bytes(self, count: int | None = None) -> bytes:
        """That many random bytes."""
        return self._random.randbytes(32 if count is None else count)

    def choice(self, among: Sequence[T]) -> T:
        """One of them."""
        return self._random.choice(among)

    def uuid7(self, *_: Any) -> uuid.UUID:
        """A UUIDv7 by the clock of whoever acts, rising within the run as the real ones do within a process."""
        self._count += 1
        ms = int(self.clock.now().timestamp() * 1000) & ((1 << 48) - 1)
        low = (self._random.getrandbits(30) << 32) | (self._count & 0xFFFFFFFF)
        return uuid.UUID(int=(ms << 80) | (7 << 76) | ((self._count >> 32 & 0xFFF) << 64) | (2 << 62) | low)

    @contextmanager
    def everywhere(self) -> Iterator[None]:
        """Let the whole process draw from here."""
        with (
            patch.object(os, "urandom", self.bytes),
            patch.object(secrets, "token_bytes", self.bytes),
            patch.object(secrets, "choice", self.choice),
            patch.object(secrets, "randbelow", lambda below: self._random.randrange(below)),
            patch.object(compat, "uuid7", self.uuid7),
        ):
            yield

"""Virtual time: one for the world, and a clock on each machine that may be set wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from app.clock import from_iso

START = datetime(2026, 11, 2, 0, 0, tzinfo=UTC)


def minutes_of(instant: str) -> float:
    """Where an instant lies in the run."""
    return (from_iso(instant) - START).total_seconds() / 60


class WorldTime:
    """How far the run has come. Only ever goes forward."""

    def __init__(self) -> None:
        self.minutes = 0.0

    @property
    def now(self) -> datetime:
        """The true instant."""
        return START + timedelta(minutes=self.minutes)


class VirtualClock:
    """A machine's clock: the world's time, and how wrong somebody set it."""

    def __init__(self, world: WorldTime) -> None:
        self._world, self.wrong_by, self._booted = world, timedelta(), -60.0

    def now(self) -> datetime:
        return self._world.now + self.wrong_by

    def today(self) -> date:
        return self.now().date()

    def monotonic(self) -> float:
        return (self._world.minutes - self._booted) * 60

    def boot(self) -> None:
        """The machine starts: the monotonic clock begins at zero."""
        self._booted = self._world.minutes

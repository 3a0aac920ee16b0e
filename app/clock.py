"""Time. The only module that asks the operating system what time it is."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What the program needs to know about time."""

    def now(self) -> datetime:
        """The instant, in UTC."""

    def today(self) -> date:
        """The business date at this place."""

    def monotonic(self) -> float:
        """Seconds that only ever go up, also when someone sets the clock."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return datetime.now().astimezone().date()

    def monotonic(self) -> float:
        return time.monotonic()


class FakeClock:
    """A clock that a test sets and moves."""

    def __init__(self, start: datetime | None = None) -> None:
        self._now = start or datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
        self._monotonic = 1000.0

    def now(self) -> datetime:
        return self._now

    def today(self) -> date:
        return self._now.date()

    def monotonic(self) -> float:
        return self._monotonic

    def advance(self, **delta: float) -> None:
        """Let time pass: `advance(minutes=5)`."""
        step = timedelta(**delta)
        self._now += step
        self._monotonic += step.total_seconds()

    def set(self, instant: datetime) -> None:
        """Set the wall clock, as a person or a dead battery does; the monotonic clock does not notice."""
        self._now = instant


def iso(instant: datetime) -> str:
    """ISO 8601 in UTC with microseconds: the one form instants have in files and on the wire."""
    return f"{instant.astimezone(UTC).isoformat(timespec='microseconds')[:-6]}Z"  # strftime takes longer


def from_iso(text: str) -> datetime:
    """The instant that `iso` wrote."""
    return datetime.fromisoformat(text)


def from_hlc(text: str | None) -> datetime | None:
    """The instant in a reading of the hybrid clock, as far as there is one."""
    milliseconds = (text or "").partition("-")[0]
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC) if milliseconds.isdigit() else None

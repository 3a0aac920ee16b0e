"""Limits on guessing: wrong codes, secrets and passwords are counted by where they come from.

Only failures count, so that a shop behind one address never meets a limit by working. The lock of an account
after ten wrong passwords is another thing: it is kept in the database (see `accounts`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import time
from typing import TYPE_CHECKING

from app.errors import UsageError, UserError
from app.i18n import N_

if TYPE_CHECKING:
    from limits import RateLimitItem
    from limits.strategies import MovingWindowRateLimiter

HOURS_OVER_MINUTES = 10  # as many in an hour as in so many minutes


class TooManyAttempts(UserError):
    """Somebody guesses; they have to wait."""

    def __init__(self, seconds: int) -> None:
        text = N_("Too many failed attempts. Try again in {seconds} seconds.")
        super().__init__("too_many_attempts", text, seconds=seconds)
        self.seconds = seconds


class Attempts:
    """Counts failed attempts in memory, or in Redis for several servers."""

    def __init__(self, redis_url: str, per_minute: int) -> None:
        self._url, self._per_minute = redis_url or "memory://", per_minute
        self._kept: MovingWindowRateLimiter | None = None

    @contextmanager
    def counted(self, what: str, address: str, caller: str = "") -> Iterator[None]:
        """Refuse when there were too many failures; count one when the block raises a `UserError`."""
        limits = [
            (item, (what, *who))
            for who in (("address", address), ("caller", caller))
            if who[1]
            for item in self._items()
        ]
        limiter = self._limiter()
        for item, who in limits:
            if not limiter.test(item, *who):
                raise TooManyAttempts(max(1, int(limiter.get_window_stats(item, *who).reset_time - time())))
        try:
            yield
        except UserError:
            for item, who in limits:
                limiter.hit(item, *who)
            raise

    def _items(self) -> list[RateLimitItem]:
        from limits import RateLimitItemPerHour, RateLimitItemPerMinute

        hourly = self._per_minute * HOURS_OVER_MINUTES
        return [RateLimitItemPerMinute(self._per_minute), RateLimitItemPerHour(hourly)]

    def _limiter(self) -> MovingWindowRateLimiter:
        if self._kept is None:
            from limits.errors import ConfigurationError
            from limits.storage import storage_from_string
            from limits.strategies import MovingWindowRateLimiter

            try:
                self._kept = MovingWindowRateLimiter(storage_from_string(self._url))
            except ConfigurationError as error:
                text = N_("Redis is configured, but its Python package is not installed: pip install redis.")
                raise UsageError("redis_missing", text) from error
        return self._kept

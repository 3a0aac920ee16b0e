"""When to sync: at once when work waits here or the server says so, else from time to time; patient after failures.

It decides and does nothing: whoever has threads asks `plan()` now and then, begins what it says, and reports how it
ended. There are three queues that fail by themselves. The *line* is the cycle as a whole: no answer, nothing moves.
The *push* alone may fail while pull goes on. The *long poll* may fail, then this terminal asks a little more often.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import ServerUnreachable

if TYPE_CHECKING:
    from app.clock import Clock

FIRST_S, LONGEST_S = 1.0, 300.0
TOLD_EVERY_S, ASKING_EVERY_S = (
    60.0,
    5.0,
)  # between cycles without a reason: while the long poll works, and without
LONGEST_ASKED_S = 3600.0  # of a Retry-After: a captive portal may say anything
IN_VAIN = 3  # so often may the long poll wake us for nothing before it is not believed for a while


@dataclass(frozen=True)
class Plan:
    """What to begin now."""

    cycle: bool = False
    push: bool = False
    """Whether the cycle is to push too."""
    wait: bool = False
    """Whether to begin a long poll."""


class Backoff:
    """Full jitter: after each failure in a row a random pause up to a limit that doubles."""

    def __init__(self, random: Callable[[], float]) -> None:
        self._random = random
        self.failures, self.not_before = 0, 0.0

    def failed(self, now: float, error: Exception | None = None) -> None:
        """One more failure; a pause that the server asked for is kept at least."""
        most = min(LONGEST_S, FIRST_S * 2 ** min(self.failures, 20))
        self.failures += 1
        asked = (error.retry_after or 0.0) if isinstance(error, ServerUnreachable) else 0.0
        asked = min(asked, LONGEST_ASKED_S)
        self.not_before = now + asked + self._random() * (FIRST_S if asked else most)

    def worked(self) -> None:
        """It is well again."""
        self.failures, self.not_before = 0, 0.0


class Errand:
    """When something that is in no hurry is done: after a cycle that worked, again when it gave way, patiently."""

    def __init__(self, clock: Clock, random: Callable[[], float]) -> None:
        self._clock, self._queue = clock, Backoff(random)
        self._wanted = self._running = False

    def want(self) -> None:
        """There may be something to do."""
        self._wanted = True

    def begin(self) -> bool:
        """Whether to begin now. What it says is taken as begun."""
        now = self._clock.monotonic() >= self._queue.not_before
        begins = self._wanted and not self._running and now
        if begins:
            self._wanted, self._running = False, True
        return begins

    def ended(self, *, gave_way: bool) -> None:
        """It worked, to its end or until somebody else wanted the line."""
        self._running, self._wanted = False, self._wanted or gave_way
        self._queue.worked()

    def failed(self, error: Exception) -> None:
        """It broke off."""
        self._running, self._wanted = False, True
        self._queue.failed(self._clock.monotonic(), error)


class Scheduler:
    """Decides for one terminal. `random` gives 0 to 1; `way_out` says by which address this computer reaches others."""

    def __init__(
        self, clock: Clock, random: Callable[[], float], way_out: Callable[[], object] = lambda: None
    ) -> None:
        self._clock, self._way_out = clock, way_out
        self._line, self._push, self._poll = Backoff(random), Backoff(random), Backoff(random)
        self._network = way_out()
        self._wanted, self._work, self._asked = True, False, False
        self._cycling = self._pushing = self._waiting = False
        self._woken, self._in_vain = False, 0
        self._last_end = float("-inf")

    @property
    def next_try_in(self) -> float:
        """Seconds until the next cycle, if nothing happens before."""
        now = self._clock.monotonic()
        times = [self._last_end + self._every()]
        if self._wanted:
            times.append(now)
        if self._work:
            times.append(self._push.not_before)
        return max(0.0, max(min(times), self._line.not_before) - now)

    @property
    def push_fails(self) -> bool:
        """Whether the server has taken nothing the last time, though it answers."""
        return self._push.failures > 0

    def plan(self) -> Plan:
        """What to begin now. What it says is taken as begun."""
        self._notice_network()
        now = self._clock.monotonic()
        cycle = not self._cycling and (self._asked or self.next_try_in <= 0)
        push = cycle and (self._asked or now >= self._push.not_before)
        if cycle:
            self._cycling, self._pushing, self._wanted, self._asked = True, push, False, False
        wait = self._may_wait(now)
        self._waiting = self._waiting or wait
        return Plan(cycle, push, wait)

    def work_waits(self, count: int) -> None:
        """So many ops wait to be pushed."""
        self._work = count > 0
        if not self._work:
            self._push.worked()

    def ask_now(self) -> None:
        """A person wants a cycle, whatever failed before."""
        self._asked = True

    def cycle_ended(self, *, pushed: int, pulled: int, push_error: Exception | None = None) -> None:
        """The cycle pulled. Its push may have failed; one that found nothing though work waits counts as such."""
        self._cycling = False
        self._last_end = self._clock.monotonic()
        self._line.worked()
        if push_error is not None or (self._pushing and self._work and not pushed):
            self._push.failed(self._last_end, push_error)
        elif self._pushing:
            self._work = False
            self._push.worked()
        self._in_vain = self._in_vain + 1 if self._woken and not pulled else 0
        self._woken = False
        if self._in_vain >= IN_VAIN:
            self._poll.failed(self._last_end)

    def cycle_failed(self, error: Exception) -> None:
        """No answer, or none that makes sense: nothing was pulled."""
        self._cycling, self._wanted, self._woken = False, True, False
        self._last_end = self._clock.monotonic()
        self._line.failed(self._last_end, error)

    def wait_ended(self, *, moved: bool) -> None:
        """The long poll was answered."""
        self._waiting = False
        if self._in_vain < IN_VAIN:
            self._poll.worked()
        if moved and not self._cycling:  # else the next poll will say whether that cycle has pulled it
            self._wanted = self._woken = True

    def wait_failed(self, error: Exception) -> None:
        """The long poll broke off."""
        self._waiting = False
        self._poll.failed(self._clock.monotonic(), error)

    def _may_wait(self, now: float) -> bool:
        """Only between cycles: a cycle moves the cursor that is waited with."""
        busy = self._cycling or self._waiting or self._wanted
        return not busy and not self._line.failures and now >= self._poll.not_before

    def _every(self) -> float:
        return ASKING_EVERY_S if self._poll.failures else TOLD_EVERY_S

    def _notice_network(self) -> None:
        """Another network, or one at last: what failed before says nothing about it."""
        now = self._way_out()
        if now != self._network:
            self._network, self._wanted = now, True
            for queue in (self._line, self._push, self._poll):
                queue.worked()

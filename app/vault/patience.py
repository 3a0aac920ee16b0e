"""Waiting after wrong passwords, and a time that never runs backwards. Pure: records and numbers in and out.

Waiting is measured by the monotonic clock alone, which runs from the start of the machine and which nobody
can set. After a restart it counts from zero, so at least that much time has really passed. Time while the
machine was off or asleep does not count: a lock may last longer, never shorter.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from app.clock import Clock, from_iso, iso
from app.errors import SignInFailed
from app.i18n import N_
from app.vault.keys import Keys, Tries

FREE_TRIES, MOST_TRIES, LOCK_SECONDS = 5, 10, 30 * 60.0


def wait_after(count: int) -> float:
    """Seconds to wait after that many wrong tries: none, then 2, 4, 8, 16, 32, then the lock."""
    if count >= MOST_TRIES:
        return LOCK_SECONDS
    return 0.0 if count < FREE_TRIES else 2.0 ** (count - FREE_TRIES + 1)


def elapsed(since: float, now: float) -> float:
    """Seconds that have passed at least between two readings of the monotonic clock."""
    return now - since if now >= since else now


def counted(tries: Tries, now: float) -> tuple[Tries, float]:
    """The record after one more try, and the seconds still to wait, during which none is evaluated."""
    waiting = tries.wait - elapsed(tries.at, now)
    if waiting > 0:
        # Noted anew, so that what has been waited is not lost when the machine starts again.
        return Tries(tries.count, waiting, now), waiting
    count = 1 if tries.count >= MOST_TRIES else tries.count + 1
    return Tries(count, wait_after(count), now), 0.0


def locked(clock: Clock, waiting: float) -> SignInFailed:
    """The refusal, with the moment at which one may try again."""
    return SignInFailed(
        "locked",
        N_("Too many wrong passwords. Try again after {until:%H:%M:%S}."),
        until=(clock.now() + timedelta(seconds=waiting)).astimezone(),
        seconds=waiting,
    )


def wrong(tries: Tries) -> SignInFailed:
    """The refusal of a wrong password, with how many tries there are until the lock."""
    left = MOST_TRIES - tries.count
    some = N_("The password is wrong. Tries left before a lock of {minutes} minutes: {left}.")
    none = N_("The password is wrong once more. No other is taken for {minutes} minutes.")
    minutes = round(LOCK_SECONDS / 60)
    return SignInFailed(
        "wrong_password", some if left else none, field="password", minutes=minutes, left=left
    )


def known_time(keys: Keys, clock: Clock) -> datetime:
    """The latest instant that can be vouched for; setting the clock back changes nothing."""
    return max(clock.now(), from_iso(keys.seen) + timedelta(seconds=elapsed(keys.seen_at, clock.monotonic())))


def at_moment(keys: Keys, clock: Clock) -> Keys:
    """The records with that instant noted."""
    return replace(keys, seen=iso(known_time(keys, clock)), seen_at=clock.monotonic())

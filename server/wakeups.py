"""Waking whoever waits for a scope to move, without a thread for each of them.

A commit in this process wakes its waiters at once. Commits of other processes are heard through PostgreSQL's
LISTEN/NOTIFY, or found by a look at the heads. One thread of the process does that for all waiters, and only while
there are any.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy import select

from server.messenger import messenger
from server.models import ScopeHead

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.db import Database

LOOK_SECONDS, LOOK_SECONDS_TOLD = 0.5, 5.0  # between looks at the heads: without a messenger, and with one
TROUBLE_SECONDS = 2.0  # before the next try when the database does not answer
Heads = dict[str, int]
_log = logging.getLogger("showroom.server")


class _Waiter:
    """One request that waits until a scope has passed where its terminal is."""

    def __init__(self, seqs: Heads) -> None:
        self._seqs, self._loop, self._woken = seqs, asyncio.get_running_loop(), asyncio.Event()

    def hear(self, heads: Heads) -> None:
        """From any thread: how far the scopes have come."""
        if any(heads.get(scope, 0) > seq for scope, seq in self._seqs.items()):
            with suppress(RuntimeError):  # its loop has ended, and with it the request
                self._loop.call_soon_threadsafe(self._woken.set)

    async def woken(self, seconds: float) -> None:
        """Until then, or as long as that."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds)


class WakeUps:
    """How far the scopes have come, as this process has heard, and who waits for them to move."""

    def __init__(self, database: Database) -> None:
        self._database, self._messenger = database, messenger(database)
        self._heads: Heads = {}
        self._meanwhile: Heads = {}  # noted since the last look began
        self._waiters: set[_Waiter] = set()
        self._lock = threading.Lock()
        self._watching = False

    def committed(self, heads: Mapping[str, int]) -> None:
        """Something was committed here: wake who waits for it, and tell the other processes."""
        self.note(heads)
        self._messenger.tell()

    def note(self, heads: Mapping[str, int]) -> None:
        """Somebody has seen how far the scopes have come; who was slower to say so takes nothing back."""
        with self._lock:
            self._meanwhile = _further(self._meanwhile, heads)
            self._tell(_further(self._heads, heads))

    def _tell(self, heads: Heads) -> None:
        self._heads = heads
        for waiter in self._waiters:
            waiter.hear(heads)

    async def wait(self, seqs: Heads, seconds: float) -> Heads:
        """The heads of these scopes, as soon as one of them is past its number, or after so many seconds."""
        waiter = _Waiter(seqs)
        with self._lock:
            self._waiters.add(waiter)
            waiter.hear(self._heads)
            if not self._watching:
                self._watching = True
                threading.Thread(target=self._watch, name="wake-ups", daemon=True).start()
        try:
            await waiter.woken(seconds)
        finally:
            with self._lock:
                self._waiters.discard(waiter)
        return {scope: self._heads.get(scope, 0) for scope in seqs}

    def _watch(self) -> None:
        """Look and listen until nobody waits any more."""
        while self._wanted():
            try:
                self._messenger.connect()  # before the look: what moves after it is told
                self._look_again()
                if not self._messenger.listen(LOOK_SECONDS_TOLD):
                    time.sleep(LOOK_SECONDS)
            except Exception as error:  # whatever it is: terminals still ask by themselves
                _log.warning("wake-ups: %s", type(error).__name__)
                self._messenger.hang_up()
                time.sleep(TROUBLE_SECONDS)

    def _wanted(self) -> bool:
        with self._lock:
            self._watching = bool(self._waiters)
            if not self._watching:
                self._messenger.hang_up()  # before the next thread may connect
            return self._watching

    def _look_again(self) -> None:
        """Believe the database, also when it was put back to an older day, but for what moved while it was read."""
        with self._lock:
            self._meanwhile = {}
        found = self._look()
        with self._lock:
            self._tell(_further(found, self._meanwhile))

    def _look(self) -> Heads:
        with self._database.reading() as session:
            return {head.scope: head.seq for head in session.scalars(select(ScopeHead))}


def _further(heads: Heads, others: Mapping[str, int]) -> Heads:
    """Of each scope the later head."""
    return {scope: max(heads.get(scope, 0), others.get(scope, 0)) for scope in heads.keys() | others.keys()}

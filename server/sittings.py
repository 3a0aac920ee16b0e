"""Pushes that arrive at one time are judged in one sitting: one transaction, published once, on disk once.

A commit costs as much for sixteen pushes as for one, and so do the heads of the scopes, which all pushes of a branch
queue for. Each push has a savepoint of its own. When anything else goes wrong, each is judged alone.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from anyio import CapacityLimiter

from app.errors import UserError
from app.services.unit_of_work import track
from server import feed, judging, leases, reactions, reading, second_look
from server.context import secret_of
from server.facts import Facts
from server.feed import Touched
from server.push import Push, Refused

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.clock import Clock
    from app.sync.protocol import SignedOp
    from server.db import Database
    from server.keys import Keys
    from server.models import TerminalSecret

PLACES = 4  # sittings at one time
MOST, MOST_OPS = 16, 48  # pushes and ops in a sitting: who waits for it waits for all of them
Answer = dict[str, Any]


@dataclass
class Asked:
    """A push as it came, and what became of it."""

    terminal_id: str
    ops: list[SignedOp]
    incarnation: str
    begins: int = 1
    answer: Answer = field(default_factory=dict)
    failed: Exception | None = None
    taken: bool = False
    done: threading.Event = field(default_factory=threading.Event)


class Sittings:
    """Whoever finds a place judges for those who wait; others come in meanwhile, and one of them is next."""

    def __init__(self, database: Database, keys: Keys, clock: Clock) -> None:
        self._database, self._keys, self._clock = database, keys, clock
        self._waiting: deque[Asked] = deque()
        self._lock = threading.Lock()
        # SQLite has one writer anyway. PostgreSQL works for one sitting while the other computes.
        self._places = threading.Semaphore(1 if database.engine.dialect.name == "sqlite" else PLACES)
        self.limiter = CapacityLimiter(MOST)

    def judge(self, asked: Asked) -> Answer:
        """The answer to a push, or what is wrong with it."""
        with self._lock:
            self._waiting.append(asked)
        with self._places:
            while group := self._next(asked):
                self._hold(group)
        asked.done.wait()
        if asked.failed is not None:
            raise asked.failed
        return asked.answer

    def _next(self, mine: Asked) -> list[Asked]:
        """The pushes that have waited longest; none once mine is in hand."""
        group: list[Asked] = []
        with self._lock:
            while not mine.taken and self._fits(group):
                asked = self._waiting.popleft()
                group.append(asked)
            for asked in group:
                asked.taken = True
        return group

    def _fits(self, group: list[Asked]) -> bool:
        if not group:
            return True
        if not self._waiting or len(group) == MOST:
            return False
        return sum(len(asked.ops) for asked in (*group, self._waiting[0])) <= MOST_OPS

    def _hold(self, group: list[Asked]) -> None:
        try:
            self._together(group)
        except Exception:  # whoever made it fail must not fail the others
            for asked in group:
                self._alone(asked)
        for asked in group:
            asked.done.set()

    def _alone(self, asked: Asked) -> None:
        try:
            self._database.retrying(lambda: self._together([asked]))
        except Exception as error:
            asked.failed = error

    def _together(self, group: list[Asked]) -> None:
        with self._database.writing() as session:
            sitting = _Sitting(session, self._keys, self._clock)
            sitting.take_all(group)
            sitting.end()


class _Sitting:
    """One transaction."""

    def __init__(self, session: Session, keys: Keys, clock: Clock) -> None:
        self._session, self._keys, self._clock = session, keys, clock
        self._facts, self._touched = Facts(session, keys), Touched()
        track(session)

    def take_all(self, group: list[Asked]) -> None:
        """Judge all. Terminals, then cars are locked at once and in one order: no two sittings wait for each other."""
        known = {asked.terminal_id: self._secret(asked) for asked in sorted(group, key=_terminal)}
        changes = [change for asked in group for op in asked.ops for change in reading.shown_changes(op)]
        cars = judging.cars_of(self._session, changes)
        leases.end_expired(self._session, self._clock.now(), cars)
        self._facts.locked |= cars
        reactions.gather(self._session, self._touched)  # whatever becomes of the pushes
        for asked in group:
            if (secret := known[asked.terminal_id]) is not None:
                self._take(asked, secret)

    def end(self) -> None:
        """Look again at what was set aside, and publish."""
        second_look.after_push(self._session, self._keys, self._clock, self._facts, self._touched)
        reactions.gather(self._session, self._touched)
        if self._touched.entries:
            feed.publish(self._session, self._touched)

    def _secret(self, asked: Asked) -> TerminalSecret | None:
        try:
            return secret_of(self._session, asked.terminal_id, lock=True)
        except UserError as error:
            asked.failed = error
            return None

    def _take(self, asked: Asked, secret: TerminalSecret) -> None:
        before = len(self._touched.entries)
        try:
            with self._session.begin_nested():
                push = Push(self._session, self._keys, self._clock, secret, self._facts, self._touched)
                outcomes, token = push.run(asked.ops, asked.incarnation, asked.begins)
        except Refused as refused:
            asked.failed = refused
            self._session.info.pop("changed", None)
            self._touched.forget(before)
            self._facts = Facts(self._session, self._keys)
            return
        asked.failed = None
        asked.answer = {
            "outcomes": [outcome.wire() for outcome in outcomes],
            "incarnation": token,
            "last_no": secret.last_no,
        }


def _terminal(asked: Asked) -> str:
    return asked.terminal_id

"""Pushes that arrive at one time are judged in one sitting: one transaction, published once, on disk once.

A commit costs as much for sixteen pushes as for one, and so do the heads of the scopes, which all pushes of a branch
queue for. A push that is refused is so before it has done anything. When anything else goes wrong, each is judged
alone.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from anyio import CapacityLimiter
from sqlalchemy import event

from app.errors import UserError
from app.services.unit_of_work import track
from server import feed, judging, leases, locks, reactions, second_look, standing
from server.context import admitted
from server.facts import Facts
from server.feed import Touched
from server.push import Push, Refused

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.clock import Clock
    from app.sync.protocol import SignedOp
    from server.db import Database
    from server.keys import Keys
    from server.standing import Standing

PLACES = 2  # sittings at one time: PostgreSQL works for one while the other computes
MOST, MOST_OPS = 16, 48  # pushes and ops in a sitting: who waits for it waits for all of them
Answer = dict[str, Any]


@dataclass
class Asked:
    """A push as it came, and what became of it."""

    terminal_id: str
    token_no: int
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
        # SQLite has one writer anyway.
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
        self._kept: list[object] = []  # a session forgets what nobody else holds, and would read it again
        event.listen(session, "loaded_as_persistent", lambda _, row: self._kept.append(row))
        track(session)

    def take_all(self, group: list[Asked]) -> None:
        """Judge all. Terminals, then cars, then deals are locked at once and in one order: no two sittings wait for
        each other."""
        known = standing.locked(self._session, [asked.terminal_id for asked in group])
        for terminal_id in (each.place.terminal_id for each in known.values() if not each.holds):
            self._facts.holds_nothing(terminal_id)
        changes = [change for asked in group for op in asked.ops for change in self._facts.shown(op)]
        cars = judging.cars_of(self._session, changes)
        leases.end_expired(self._session, self._clock.now(), cars)
        deals = locks.deals_of(changes)
        locks.lock_deals(self._session, deals)
        self._facts.locked |= cars | deals
        self._facts.followed |= {change["id"] for change in changes}
        for asked in group:
            self._take(asked, known.get(asked.terminal_id))
        standing.keep(self._session, known.values())

    def end(self) -> None:
        """Look again at what was set aside, and publish."""
        second_look.after_push(self._session, self._keys, self._clock, self._facts, self._touched)
        reactions.gather(self._session, self._touched)
        if self._touched.entries:
            feed.publish(self._session, self._touched)

    def _take(self, asked: Asked, terminal: Standing | None) -> None:
        try:
            terminal = admitted(terminal, asked.token_no)
        except UserError as unknown:
            asked.failed = unknown
            return
        push = Push(self._session, self._keys, self._clock, terminal, self._facts, self._touched)
        try:
            outcomes = push.run(asked.ops, asked.incarnation, asked.begins)
        except Refused as refused:
            asked.failed = refused
            return
        asked.failed = None
        asked.answer = {
            "outcomes": [outcome.wire() for outcome in outcomes],
            "incarnation": terminal.incarnation,
            "last_no": terminal.last_no,
        }

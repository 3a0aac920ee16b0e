"""Bugs of storage and of the terminal's sync."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

import sqlalchemy

from app import db
from app.sync import outbox
from app.sync.engine import Engine
from app.sync.outbox import Outbox
from app.sync.replica import Replica
from server import (
    administration,
)
from server.history import History
from tests.simulation import storage
from tests.simulation.planted.planting import bug, nothing, put


@bug
def cursor_before_rows(stack: ExitStack) -> None:
    """The cursor is stored before the rows that it covers."""

    def early(self: Replica, pulled: Any) -> Any:
        self.keep(cursor=pulled.cursor, epoch=pulled.epoch)
        return real(self, pulled)

    real = put(stack, Replica, "apply", early)


@bug
def replica_not_synced(stack: ExitStack) -> None:
    """`synchronous=NORMAL` on the terminal: a power cut takes acknowledged sales."""
    loose = tuple(pragma.replace("synchronous=FULL", "synchronous=NORMAL") for pragma in db._PRAGMAS)
    put(stack, db, "_PRAGMAS", loose)


@bug
def server_not_synced(stack: ExitStack) -> None:
    """`synchronous=NORMAL` on the server."""

    def loose(self: Any, statement: str, *given: Any) -> Any:
        return real(self, statement.replace("synchronous=FULL", "synchronous=NORMAL"), *given)

    real = put(stack, storage._PlainCursor, "execute", loose)


@bug
def pull_over_local_work(stack: ExitStack) -> None:
    """A pulled row replaces one that local work lies on."""
    real = Replica._rows

    def careless(self: Replica, pulled: Any, rows: Any, dirty: Any, changed: Any) -> Any:
        return real(self, pulled, rows, set(), changed)

    put(stack, Replica, "_rows", careless)


@bug
def bases_forgotten(stack: ExitStack) -> None:
    """No base is kept of a row that local work lies on."""
    put(stack, outbox, "_keep_bases", nothing)


@bug
def sent_before_answered(stack: ExitStack) -> None:
    """Ops count as sent as soon as they are on their way."""
    real = Engine._push

    def hasty(self: Engine, result: Any) -> None:
        waiting = self._replica.waiting()
        if waiting:
            numbers = [(op.head["no"],) for op in waiting]
            try:
                real(self, result)
            finally:
                self._replica.connection.executemany(
                    "UPDATE op SET state = 'done' WHERE no = ? AND state = 'waiting'", numbers
                )

    put(stack, Engine, "_push", hasty)


@bug
def token_not_kept(stack: ExitStack) -> None:
    """The incarnation token of an answer is not kept."""

    def forgetful(self: Replica, outcomes: Any, incarnation: str) -> None:
        real(self, outcomes, self.state("incarnation"))

    real = put(stack, Replica, "store_outcomes", forgetful)


@bug
def epoch_ignored(stack: ExitStack) -> None:
    """Nobody notices that the server was restored: what it has lost is not sent again."""
    put(stack, administration, "new_epoch", lambda: "0" * 16)
    put(stack, Replica, "_begin_anew", nothing)
    put(stack, Replica, "acknowledged_after", nothing)


@bug
def journal_thrown_away(stack: ExitStack) -> None:
    """What was sent is not kept for a server that has to be restored."""
    real = Replica._finish_ops

    def tidy(self: Replica, pulled: Any) -> Any:
        touched = real(self, pulled)
        self.connection.execute("DELETE FROM op WHERE state = 'done' AND no < (SELECT max(no) FROM op)")
        return touched

    put(stack, Replica, "_finish_ops", tidy)


@bug
def restore_unmarked(stack: ExitStack) -> None:
    """A restored terminal goes on with the numbers of its backup."""
    put(stack, Replica, "mark_restored", nothing)


@bug
def numbers_in_memory(stack: ExitStack) -> None:
    """Every other printed number is only remembered, not stored: after a crash it is given out again."""
    real = Outbox.next_numbers
    lent: dict[tuple[Any, str], bool] = {}

    def cheap(self: Outbox, session: Any, kinds: Sequence[str]) -> dict[str, str]:
        return {kind: one(self, session, kind) for kind in kinds}

    def one(self: Outbox, session: Any, kind: str) -> str:
        key = (session.get_bind(), kind)
        number = real(self, session, [kind])[kind]
        if lent.pop(key, False):
            number = real(self, session, [kind])[kind]
        elif int(number.rpartition("-")[2]) % 2:
            undo = "UPDATE number_series SET next_no = next_no - 1 WHERE kind = :kind"
            session.connection().execute(sqlalchemy.text(undo), {"kind": kind})
            lent[key] = True
        return number

    put(stack, Outbox, "next_numbers", cheap)


@bug
def clock_of_the_wall(stack: ExitStack) -> None:
    """The hybrid clock of an op goes by the wall clock alone, and decides whatever its author had seen."""
    real = History.__init__

    def blind(self: History, session: Any, touched: Any, change: Any, current: Any, **how: Any) -> None:
        seen = {**change, "base": 0} if change["table"] == "customer" else change
        real(self, session, touched, seen, current, **how)

    put(stack, History, "__init__", blind)
    put(
        stack,
        Outbox,
        "_next_hlc",
        lambda self, last, offset: (
            f"{int(self._clock.now().timestamp() * 1000):015d}-00000-{self._terminal.prefix}"
        ),
    )

"""Bugs that can be planted, by name: each takes away or breaks one thing that the program does right.

A simulator that has never caught anything proves nothing. Each of these must be caught within `SEEDS` seeds. They
live here and change the program only while a run with that bug lasts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import sqlalchemy

from app import db
from app.domain.merge import Merged
from app.gateways.papers import PapersOfTerminal
from app.models.base import Policy
from app.rounds import Round
from app.services import approving, judgement, leases, orders, payments
from app.services.judgement import approvals as approval_checks
from app.services.judgement import contracts as contract_checks
from app.services.judgement import hearing, money
from app.sync import outbox
from app.sync.engine import Engine
from app.sync.outbox import Outbox
from app.sync.replica import Replica
from server import (
    administration,
    cases,
    judging,
    pull,
    push,
    reactions,
    reading,
    signed_lines,
)
from server.apply import Applier, _Update
from server.history import History
from server.push import Push
from tests.simulation import storage

Bug = Callable[[ExitStack], None]
BUGS: dict[str, Bug] = {}


def bug(function: Bug) -> Bug:
    """Let this bug be planted by its name."""
    BUGS[function.__name__] = function
    return function


@contextmanager
def planted(name: str) -> Iterator[None]:
    """The program with a bug in it."""
    with ExitStack() as stack:
        BUGS[name](stack)
        yield


def _put(stack: ExitStack, where: object, name: str, what: Any) -> Any:
    """Put something in the place of a function or value; returns what was there."""
    real = getattr(where, name)
    stack.enter_context(patch.object(where, name, what))
    return real


def _nothing(*_: Any, **__: Any) -> None:
    return None


# ---------------------------------------------------------------- storage and the terminal's sync


@bug
def cursor_before_rows(stack: ExitStack) -> None:
    """The cursor is stored before the rows that it covers."""

    def early(self: Replica, pulled: Any) -> Any:
        self.keep(cursor=pulled.cursor, epoch=pulled.epoch)
        return real(self, pulled)

    real = _put(stack, Replica, "apply", early)


@bug
def replica_not_synced(stack: ExitStack) -> None:
    """`synchronous=NORMAL` on the terminal: a power cut takes acknowledged sales."""
    loose = tuple(pragma.replace("synchronous=FULL", "synchronous=NORMAL") for pragma in db._PRAGMAS)
    _put(stack, db, "_PRAGMAS", loose)


@bug
def server_not_synced(stack: ExitStack) -> None:
    """`synchronous=NORMAL` on the server."""

    def loose(self: Any, statement: str, *given: Any) -> Any:
        return real(self, statement.replace("synchronous=FULL", "synchronous=NORMAL"), *given)

    real = _put(stack, storage._PlainCursor, "execute", loose)


@bug
def pull_over_local_work(stack: ExitStack) -> None:
    """A pulled row replaces one that local work lies on."""
    real = Replica._rows

    def careless(self: Replica, pulled: Any, rows: Any, dirty: Any, changed: Any) -> Any:
        return real(self, pulled, rows, set(), changed)

    _put(stack, Replica, "_rows", careless)


@bug
def bases_forgotten(stack: ExitStack) -> None:
    """No base is kept of a row that local work lies on."""
    _put(stack, outbox, "_keep_bases", _nothing)


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

    _put(stack, Engine, "_push", hasty)


@bug
def token_not_kept(stack: ExitStack) -> None:
    """The incarnation token of an answer is not kept."""

    def forgetful(self: Replica, outcomes: Any, incarnation: str) -> None:
        real(self, outcomes, self.state("incarnation"))

    real = _put(stack, Replica, "store_outcomes", forgetful)


@bug
def epoch_ignored(stack: ExitStack) -> None:
    """Nobody notices that the server was restored: what it has lost is not sent again."""
    _put(stack, administration, "new_epoch", lambda: "0" * 16)
    _put(stack, Replica, "_begin_anew", _nothing)
    _put(stack, Replica, "acknowledged_after", _nothing)


@bug
def journal_thrown_away(stack: ExitStack) -> None:
    """What was sent is not kept for a server that has to be restored."""
    real = Replica._finish_ops

    def tidy(self: Replica, pulled: Any) -> Any:
        touched = real(self, pulled)
        self.connection.execute("DELETE FROM op WHERE state = 'done' AND no < (SELECT max(no) FROM op)")
        return touched

    _put(stack, Replica, "_finish_ops", tidy)


@bug
def restore_unmarked(stack: ExitStack) -> None:
    """A restored terminal goes on with the numbers of its backup."""
    _put(stack, Replica, "mark_restored", _nothing)


@bug
def numbers_in_memory(stack: ExitStack) -> None:
    """Every other printed number is only remembered, not stored: after a crash it is given out again."""
    real = Outbox.next_number
    lent: dict[tuple[Any, str], bool] = {}

    def cheap(self: Outbox, session: Any, kind: str) -> str:
        key = (session.get_bind(), kind)
        number = real(self, session, kind)
        if lent.pop(key, False):
            number = real(self, session, kind)
        elif int(number.rpartition("-")[2]) % 2:
            undo = "UPDATE number_series SET next_no = next_no - 1 WHERE kind = :kind"
            session.connection().execute(sqlalchemy.text(undo), {"kind": kind})
            lent[key] = True
        return number

    _put(stack, Outbox, "next_number", cheap)


@bug
def clock_of_the_wall(stack: ExitStack) -> None:
    """The hybrid clock of an op goes by the wall clock alone, and decides whatever its author had seen."""
    real = History.__init__

    def blind(self: History, session: Any, touched: Any, change: Any, current: Any, **how: Any) -> None:
        seen = {**change, "base": 0} if change["table"] == "customer" else change
        real(self, session, touched, seen, current, **how)

    _put(stack, History, "__init__", blind)
    _put(
        stack,
        Outbox,
        "_next_hlc",
        lambda self, last, offset: (
            f"{int(self._clock.now().timestamp() * 1000):015d}-00000-{self._terminal.prefix}"
        ),
    )


# ---------------------------------------------------------------- the server's push


@bug
def repeats_not_known(stack: ExitStack) -> None:
    """An op that comes again is taken again."""
    real = Push._stored

    def forgetful(self: Push, no: int, op: Any) -> Any:
        known, head = real(self, no, op), reading.head_of(op)
        signer = self._court.signer(op, head)
        again = self._alone(push.Brief(op, head, self._terminal.last_hlc, signer))
        return push.Outcome(no, again.status, again.detail, known.countersign)

    _put(stack, Push, "_stored", forgetful)


@bug
def outcome_apart(stack: ExitStack) -> None:
    """Outcomes are stored in a transaction of their own, after the effects."""
    real = Push._write

    def apart(self: Push, judged: Any) -> Any:
        judged = list(judged)
        reactions.gather(self._session, self._touched)
        self._session.connection().exec_driver_sql("COMMIT")
        self._session.connection().exec_driver_sql("BEGIN IMMEDIATE")
        return real(self, judged)

    _put(stack, Push, "_write", apart)


@bug
def copies_unnoticed(stack: ExitStack) -> None:
    """A copied folder pushes as if it were the first."""
    _put(stack, Push, "_require_same_folder", _nothing)

    def trusting(self: Push, no: int, op: Any) -> Any:
        log = self._session.get(push.OpLog, (self._place.terminal_id, no))
        return push.Outcome(**log.outcome)

    _put(stack, Push, "_stored", trusting)


@bug
def doubt_stops_the_queue(stack: ExitStack) -> None:
    """One op that does not fit holds up all that come after it."""
    real = Push._take

    def strict(self: Push, fresh: Any, begins: int) -> Any:
        outcomes = real(self, fresh, begins)
        if any(outcome.status in ("parked", "quarantined") for outcome in outcomes):
            raise RuntimeError("all or nothing")
        return outcomes

    _put(stack, Push, "_take", strict)


@bug
def doubts_dropped(stack: ExitStack) -> None:
    """What is set aside opens no case."""
    _put(stack, cases, "open_op_case", _nothing)


@bug
def clock_not_clamped(stack: ExitStack) -> None:
    """A time from the future is believed."""
    _put(stack, judging, "believed", lambda claimed, before, now: max(claimed, before))


@bug
def role_of_then(stack: ExitStack) -> None:
    """Only the roles of the sign-in count, not those of now."""
    real = hearing.judge_rights

    def lenient(action: Any, roles: Any, current: Any, name: str) -> Any:
        return real(action, roles, roles, name)

    _put(stack, judgement, "judge_rights", lenient)


@bug
def approval_unchecked(stack: ExitStack) -> None:
    """A price below the floor needs nobody's yes, on neither side."""
    _put(stack, approving, "settle_price", _nothing)
    _put(stack, approval_checks, "_discount", _nothing)


@bug
def ledger_unbalanced(stack: ExitStack) -> None:
    """A refund books a fen too much, and nobody adds it up."""
    real = payments.LedgerEntry

    def generous(**values: Any) -> Any:
        wrong = values["amount"] < 0 and not values["account"].startswith("cash:")
        return real(**{**values, "amount": values["amount"] - wrong})

    _put(stack, payments, "LedgerEntry", generous)
    stack.enter_context(patch.dict(hearing._CHECKS, {"ledger_entry": [], "payment": []}))


@bug
def refunds_not_counted(stack: ExitStack) -> None:
    """What was given back before is not taken off what can still be given back."""

    class Func:
        def sum(self, *_: Any) -> Any:
            return sqlalchemy.func.min(0)

    _put(stack, payments, "func", Func())
    _put(stack, money, "_refund", _nothing)


# ---------------------------------------------------------------- merging


@bug
def resolution_of_one_parent(stack: ExitStack) -> None:
    """A decision is taken even if the contract moved meanwhile."""
    real = Applier.apply

    def mine_alone(self: _Update, group: str) -> Merged:
        base = self.history.at_base(self.columns_of(group))
        return Merged({name: self.change["set"].get(name, was) for name, was in base.items()})

    def blind(self: Applier, changes: Any) -> Any:
        if not any(change["table"] == "sync_case" for change in changes):
            return real(self, changes)
        with patch.object(_Update, "together", mine_alone):
            return real(self, changes)

    _put(stack, Applier, "apply", blind)


@bug
def contracts_by_clock(stack: ExitStack) -> None:
    """Contracts are merged like notes: the later one wins, and nobody is asked."""
    real = Applier._decide

    def quick(self: Applier, update: Any, group: str, policy: Policy, new: Any) -> None:
        if policy is Policy.MERGE and update.together(group).conflicts:
            self._by_clock(update, new)
        else:
            real(self, update, group, policy, new)

    _put(stack, Applier, "_decide", quick)


@bug
def base_ignored(stack: ExitStack) -> None:
    """What came last is written, whatever it was written upon."""
    _put(stack, Applier, "_decide", lambda self, update, group, policy, new: update.accepted.update(new))


@bug
def losers_not_logged(stack: ExitStack) -> None:
    """A field that loses leaves no trace."""
    real = Applier._by_clock

    def silent(self: Applier, update: Any, new: Any) -> None:
        real(self, update, new)
        for name in ("lost", "replaced"):
            self._applied.detail.pop(name, None)

    _put(stack, Applier, "_by_clock", silent)


@bug
def conflicts_without_case(stack: ExitStack) -> None:
    """A conflict of a contract is not put to anybody."""
    _put(stack, cases, "open_contract_case", _nothing)


@bug
def signed_can_change(stack: ExitStack) -> None:
    """An edit that was made before the signature came lands on the signed contract."""
    _put(stack, contract_checks, "_unsigned", _nothing)


@bug
def lines_not_kept(stack: ExitStack) -> None:
    """What others did to lines before a signature came stays on the signed contract."""
    _put(stack, signed_lines, "keep", lambda *_: [])


# ---------------------------------------------------------------- cars


@bug
def leases_not_asked(stack: ExitStack) -> None:
    """The server gives a car away though another terminal holds it."""
    real = orders._whose
    _put(stack, orders, "_whose", lambda *asked: (None, real(*asked)[1]))


@bug
def lease_kept_when_returned(stack: ExitStack) -> None:
    """A terminal that gave a lease back goes on selling by it."""
    _put(stack, leases, "drop", _nothing)
    _put(stack, Round, "_keep_true_leases", _nothing)


@bug
def lease_without_end(stack: ExitStack) -> None:
    """A day lease holds for ever at its holder."""
    _put(stack, leases, "_holds", lambda lease, now, boot: True)
    _put(stack, Round, "_keep_true_leases", _nothing)


@bug
def lease_not_needed(stack: ExitStack) -> None:
    """Any terminal promises any car."""
    _put(stack, leases, "held", lambda *_: True)


@bug
def orders_not_settled(stack: ExitStack) -> None:
    """Orders for a car that is free wait for ever."""
    _put(stack, orders, "settle", _nothing)


@bug
def demotion_forgotten(stack: ExitStack) -> None:
    """A sale of a car that was lost is set aside like a forgery, instead of becoming an order."""
    _put(stack, orders, "_is_lost", lambda *_: False)


# ---------------------------------------------------------------- pull, scopes, papers


@bug
def every_scope(stack: ExitStack) -> None:
    """Terminals are given other branches' rows."""
    real = pull.page

    class Curious:
        def __init__(self, secret: Any, scopes: list[str]) -> None:
            self._secret, self.scopes = secret, scopes

        def __getattr__(self, name: str) -> Any:
            return getattr(self._secret, name)

    def generous(session: Any, secret: Any, *given: Any) -> Any:
        found = session.execute(sqlalchemy.text("SELECT scope FROM scope_head ORDER BY scope"))
        return real(session, Curious(secret, [scope for (scope,) in found]), *given)

    _put(stack, pull, "page", generous)


@bug
def reactions_not_published(stack: ExitStack) -> None:
    """What the server changes by itself gets no place in the feed."""

    def silent(session: Any, touched: Any) -> None:
        session.flush()
        session.info.pop("changed", None)

    for module in (reactions,):
        _put(stack, module, "gather", silent)


@bug
def hash_not_renewed(stack: ExitStack) -> None:
    """A changed row keeps the hash that it had."""
    from server import rows

    real = rows.update_rows

    def stale(session: Any, table: str, changed: Any) -> None:
        real(
            session,
            table,
            [{k: v for k, v in row.items() if k != "row_hash" or row.get("ver") == 1} for row in changed]
            if _same_keys(changed)
            else changed,
        )

    _put(stack, rows, "update_rows", stale)


def _same_keys(changed: Any) -> bool:
    return all("row_hash" in row and row["ver"] != 1 for row in changed)


@bug
def copies_called_originals(stack: ExitStack) -> None:
    """A second print is not called a copy."""
    from app.queries import desk

    _put(stack, desk, "times_printed", lambda *_: 0)


@bug
def printed_as_it_stands(stack: ExitStack) -> None:
    """What is printed is the contract of now, not what was signed."""
    from dataclasses import replace

    real = PapersOfTerminal.paper

    def of_now(self: Any, asked: Any, language: str) -> Any:
        paper = real(self, asked, language)
        return replace(paper, document=replace(paper.document, terms="as agreed"))

    _put(stack, PapersOfTerminal, "paper", of_now)

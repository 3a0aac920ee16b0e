"""Bugs of the server's push: who is believed, what is counted."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

import sqlalchemy

from app.services import approving, judgement, payments
from app.services.judgement import approvals as approval_checks
from app.services.judgement import hearing, money
from server import (
    cases,
    judging,
    push,
    reactions,
    reading,
)
from server.push import Push
from tests.simulation.planted.planting import bug, nothing, put


@bug
def repeats_not_known(stack: ExitStack) -> None:
    """An op that comes again is taken again."""
    real = Push._stored

    def forgetful(self: Push, no: int, op: Any) -> Any:
        known, head = real(self, no, op), reading.head_of(op)
        signer = self._court.signer(op, head)
        again = self._alone(push.Brief(op, head, self._terminal.last_hlc, signer))
        return push.Outcome(no, again.status, again.detail, known.countersign)

    put(stack, Push, "_stored", forgetful)


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

    put(stack, Push, "_write", apart)


@bug
def copies_unnoticed(stack: ExitStack) -> None:
    """A copied folder pushes as if it were the first."""
    put(stack, Push, "_require_same_folder", nothing)

    def trusting(self: Push, no: int, op: Any) -> Any:
        log = self._session.get(push.OpLog, (self._place.terminal_id, no))
        return push.Outcome(**log.outcome)

    put(stack, Push, "_stored", trusting)


@bug
def doubt_stops_the_queue(stack: ExitStack) -> None:
    """One op that does not fit holds up all that come after it."""
    real = Push._take

    def strict(self: Push, fresh: Any, begins: int) -> Any:
        outcomes = real(self, fresh, begins)
        if any(outcome.status in ("parked", "quarantined") for outcome in outcomes):
            raise RuntimeError("all or nothing")
        return outcomes

    put(stack, Push, "_take", strict)


@bug
def doubts_dropped(stack: ExitStack) -> None:
    """What is set aside opens no case."""
    put(stack, cases, "open_op_case", nothing)


@bug
def clock_not_clamped(stack: ExitStack) -> None:
    """A time from the future is believed."""
    put(stack, judging, "believed", lambda claimed, before, now: max(claimed, before))


@bug
def role_of_then(stack: ExitStack) -> None:
    """Only the roles of the sign-in count, not those of now."""
    real = hearing.judge_rights

    def lenient(action: Any, roles: Any, current: Any, name: str) -> Any:
        return real(action, roles, roles, name)

    put(stack, judgement, "judge_rights", lenient)


@bug
def approval_unchecked(stack: ExitStack) -> None:
    """A price below the floor needs nobody's yes, on neither side."""
    put(stack, approving, "settle_price", nothing)
    put(stack, approval_checks, "_may_give", lambda *_: True)


@bug
def ledger_unbalanced(stack: ExitStack) -> None:
    """A refund books a fen too much, and nobody adds it up."""
    real = payments.LedgerEntry

    def generous(**values: Any) -> Any:
        wrong = values["amount"] < 0 and not values["account"].startswith("cash:")
        return real(**{**values, "amount": values["amount"] - wrong})

    put(stack, payments, "LedgerEntry", generous)
    stack.enter_context(patch.dict(hearing._CHECKS, {"ledger_entry": [], "payment": []}))


@bug
def refunds_not_counted(stack: ExitStack) -> None:
    """What was given back before is not taken off what can still be given back."""

    class Func:
        def sum(self, *_: Any) -> Any:
            return sqlalchemy.func.min(0)

    put(stack, payments, "func", Func())
    put(stack, money, "_refund", nothing)

"""What must be true at the end of every run. Each check names the invariant that it belongs to."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any

from app.sync import audit, integrity
from server import overview

if TYPE_CHECKING:
    from tests.simulation.terminal import Terminal
    from tests.simulation.world import World

CONFIRMED = "state IN ('approved', 'signed', 'amended') AND provisional = 0 AND vehicle_id IS NOT NULL"
TWICE = f"SELECT vehicle_id, count(*) FROM contract WHERE {CONFIRMED} GROUP BY vehicle_id HAVING count(*) > 1"


class Evidence:
    """What the checks look at: the server's file, and the model."""

    def __init__(self, world: World) -> None:
        self.world, self.model = world, world.model
        self.path = world.central.folder / "server.db"
        self.terminals = [t for t in world.terminals if t.alive and not t.stuck]
        with world.central.server.database.reading() as session:
            self.digests = overview.digests(session)

    def ask(self, sql: str, *given: Any) -> list[tuple[Any, ...]]:
        """Rows of the server's database, past its own code."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as connection:
            return connection.execute(sql, given).fetchall()


Check = Callable[[Evidence], Iterator[str]]
CHECKS: list[Check] = []


def check(function: Check) -> Check:
    """One of the checks; what it yields is wrong."""
    CHECKS.append(function)
    return function


def problems(world: World) -> list[str]:
    """Everything that is not as it must be."""
    evidence = Evidence(world)
    found = list(world.model.wrong)
    for each in CHECKS:
        found += [f"{each.__name__}: {what}" for what in each(evidence)]
    return found


@check
def same_state(evidence: Evidence) -> Iterator[str]:
    """(1) Every terminal holds exactly what the server holds in its scopes."""
    for terminal in evidence.terminals:
        with terminal.as_("wang").reading() as session:
            held, wrong = integrity.digests(session), integrity.wrong_rows(session)
        expected = {scope: tables for scope, tables in evidence.digests.items() if scope in terminal.scopes}
        for scope in sorted(expected.keys() | held.keys()):
            here, there = held.get(scope, {}), expected.get(scope, {})
            for table in sorted(here.keys() | there.keys()):
                if here.get(table) != there.get(table):
                    yield f"terminal {terminal.index} {scope} {table}: {here.get(table)} is not {there.get(table)}"
        for row in wrong:
            yield f"terminal {terminal.index}: {row}"


@check
def nothing_missing(evidence: Evidence) -> Iterator[str]:
    """(2) What was acknowledged is on the server, once: its op, and what the op was about."""
    ops = {
        op_id: (no, status, held)
        for op_id, no, status, held in evidence.ask("SELECT op_id, no, status, held FROM op_log")
    }
    contracts = dict(evidence.ask("SELECT no, price FROM contract"))
    receipts = dict(evidence.ask("SELECT receipt_no, amount FROM payment"))
    cases = {op_id for (op_id,) in evidence.ask("SELECT op_id FROM sync_case WHERE kind = 'op'")}
    for deed in evidence.model.deeds.values():
        known = ops.get(deed.op_id)
        if known is None:
            if not deed.excused:
                yield f"op {deed.no} of {deed.terminal} ({deed.action}) never arrived"
            continue
        if known[1] in ("parked", "quarantined"):
            if deed.op_id not in cases:
                yield f"op {deed.no} of {deed.terminal} was set aside without a case"
            continue
        if (
            deed.contract
            and deed.action in ("deal.sell", "contract.draft")
            and deed.contract not in contracts
        ):
            yield f"contract {deed.contract} is not there"
        if deed.receipt and receipts.get(deed.receipt) != deed.amount:
            yield f"receipt {deed.receipt} is {receipts.get(deed.receipt)}, not {deed.amount}"


@check
def one_buyer(evidence: Evidence) -> Iterator[str]:
    """(3) At most one confirmed contract for a car, everywhere."""
    for car, count in evidence.ask(TWICE):
        yield f"{car} is confirmed {count} times on the server"


@check
def ledger(evidence: Evidence) -> Iterator[str]:
    """(4) Every ledger transaction sums to zero, and all receipts are exactly those that were given out."""
    for transaction, total in evidence.ask(
        "SELECT transaction_id, sum(amount) FROM ledger_entry GROUP BY transaction_id HAVING sum(amount) <> 0"
    ):
        yield f"transaction {transaction} sums to {total}"
    known = {deed.receipt for deed in evidence.model.deeds.values() if deed.receipt}
    for receipt, amount, cash in evidence.ask(
        "SELECT p.receipt_no, p.amount, (SELECT sum(amount) FROM ledger_entry e WHERE e.payment_id = p.id AND e.account LIKE 'cash:%') FROM payment p"
    ):
        if receipt not in known:
            yield f"receipt {receipt} was never given out"
        if cash != amount:
            yield f"receipt {receipt} says {amount}, the ledger {cash}"


@check
def chains(evidence: Evidence) -> Iterator[str]:
    """(5) The audit trail verifies at every terminal."""
    for terminal in evidence.terminals:
        workplace = terminal.as_("wang")
        with workplace.reading() as session:
            for problem in audit.verify(session, workplace.vault.identity())[1]:
                yield f"terminal {terminal.index}: {problem}"


@check
def numbers(evidence: Evidence) -> Iterator[str]:
    """(6) No number is on two papers."""
    for table, column in (("deal", "no"), ("contract", "no"), ("payment", "receipt_no")):
        seen = Counter(no for (no,) in evidence.ask(f"SELECT {column} FROM {table}"))
        yield from (f"{no} is there {count} times" for no, count in seen.items() if count > 1)


@check
def scopes(evidence: Evidence) -> Iterator[str]:
    """(8) No terminal holds a row that is not in its scopes."""
    for terminal in evidence.terminals:
        for scope, table in _held_scopes(terminal):
            if scope not in terminal.scopes:
                yield f"terminal {terminal.index} holds {table} of {scope}"


def _held_scopes(terminal: Terminal) -> Iterator[tuple[str, str]]:
    from app.models.registry import COLUMNS

    for table in COLUMNS:
        for (scope,) in terminal.look(f'SELECT DISTINCT scope FROM "{table}"'):
            yield scope, table

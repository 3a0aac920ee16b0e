"""What must be true at the end of every run. Each check names the invariant that it belongs to."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from app.domain import one_person as rules
from app.queries import customers
from app.sync import audit, integrity, protocol
from app.sync.transport import Credentials, Transport, page_of
from server import overview
from tests.simulation.model import Write
from tests.simulation.times import minutes_of

if TYPE_CHECKING:
    from tests.simulation.terminal import Terminal
    from tests.simulation.world import World

CONFIRMED_STATE = "state IN ('approved', 'signed', 'amended') AND provisional = 0"
CONFIRMED = f"{CONFIRMED_STATE} AND vehicle_id IS NOT NULL"
TWICE = f"SELECT vehicle_id, count(*) FROM contract WHERE {CONFIRMED} GROUP BY vehicle_id HAVING count(*) > 1"

CONVERTED = (
    "SELECT back.receipt_no, anew.receipt_no FROM payment back JOIN payment o ON o.id = back.refund_of "
    "JOIN payment anew ON anew.reference = o.receipt_no AND anew.kind = 'deposit' AND anew.amount = -back.amount "
    "WHERE back.kind = 'conversion' AND o.kind = 'prepayment'"
)  # a prepayment that became a deposit when the customer signed: one receipt takes it back, one gives it anew


class Op(NamedTuple):
    """What the server says of an op."""

    op_id: str
    terminal: str
    no: int
    status: str
    held: int
    at: str
    outcome: str

    @property
    def landed(self) -> bool:
        """Whether it had its effects."""
        return self.status not in ("parked", "quarantined")


class Evidence:
    """What the checks look at: the server's file, and the model."""

    def __init__(self, world: World, connection: sqlite3.Connection) -> None:
        self.world, self.model, self._connection = world, world.model, connection
        self.terminals = [t for t in world.terminals if not t.stuck]
        with world.central.server.database.reading() as session:
            self.digests = overview.digests(session)
        self.ops = {
            op.op_id: op
            for op in map(
                Op._make, self.ask("SELECT op_id, terminal_id, no, status, held, at, outcome FROM op_log")
            )
        }
        self.wrapped = "".join(
            body for (body,) in self.ask("SELECT body FROM op_log WHERE action = ?", protocol.WRAP)
        )
        self.cases = self.ask("SELECT kind, op_id, state, resolution, data FROM sync_case")

    def ask(self, sql: str, *given: Any) -> list[tuple[Any, ...]]:
        """Rows of the server's database, past its own code."""
        return self._connection.execute(sql, given).fetchall()


@contextmanager
def evidence_of(world: World) -> Iterator[Evidence]:
    """The end of a run, to be looked at."""
    for terminal in world.terminals:
        if terminal.stuck:
            world.model.excuse(terminal.index, terminal.stuck)
    path = world.central.folder / "server.db"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        yield Evidence(world, connection)


def tally(evidence: Evidence) -> None:
    """Count what became of ops and what waited for people, beside the faults that fired."""
    world = evidence.world
    for op in evidence.ops.values():
        world.fired[f"outcome.{op.status}"] += 1
    for kind, *_ in evidence.cases:
        world.fired[f"case.{kind}"] += 1
    world.fired["branch.another identity"] += sum(
        t.as_("wang").vault.identity().id != t.id for t in evidence.terminals
    )
    world.fired["branch.number with a suffix"] += sum(
        no.count("-") > 2 for (no,) in evidence.ask("SELECT no FROM contract")
    )


Check = Callable[[Evidence], Iterator[str]]
CHECKS: list[Check] = []


def check(function: Check) -> Check:
    """One of the checks; what it yields is wrong."""
    CHECKS.append(function)
    return function


def problems(evidence: Evidence) -> list[str]:
    """Everything that is not as it must be."""
    found = list(evidence.model.wrong)
    for each in CHECKS:
        try:
            found += [f"{each.__name__}: {what}" for what in each(evidence)]
        except Exception as error:  # a check that cannot even be made is a finding
            found.append(f"{each.__name__}: {type(error).__name__} {error}")
    return found


@check
def same_state(evidence: Evidence) -> Iterator[str]:
    """(1) Every terminal holds exactly what the server holds in its scopes."""
    for terminal in evidence.terminals:
        with terminal.as_("wang").reading() as session:
            held, wrong = integrity.looked_through(session)
        expected = {scope: tables for scope, tables in evidence.digests.items() if scope in terminal.scopes}
        for scope in sorted(expected.keys() | held.keys()):
            here, there = held.get(scope, {}), expected.get(scope, {})
            for table in sorted(here.keys() | there.keys()):
                if here.get(table) != there.get(table):
                    yield f"terminal {terminal.index} {scope} {table}: {here.get(table)} is not {there.get(table)}"
        for row in wrong:
            yield f"terminal {terminal.index}: {row}"


_ONLY_HERE = (  # what was said here and set aside lies on top until somebody decides
    "SELECT c.id, c.merged_into FROM customer c JOIN shadow s ON s.row_id = c.id AND s.table_name = 'customer'"
)


@check
def one_person(evidence: Evidence) -> Iterator[str]:
    """(1) Of several files of one person every list of the branch shows the same one, and each person once."""
    known = dict(evidence.ask("SELECT id, merged_into FROM customer"))
    for terminal in evidence.terminals:
        into = known | dict(terminal.look(_ONLY_HERE))
        files = [file for (file,) in terminal.look("SELECT id FROM customer")]
        with terminal.as_("wang").reading() as session:
            shown = sorted(row.id for row in customers.list_customers(session))
        expected = sorted({rules.kept(file, into.get) for file in files})
        if shown != expected:
            yield f"terminal {terminal.index} lists {shown}, not {expected}"


@check
def nothing_missing(evidence: Evidence) -> Iterator[str]:
    """(2) What was acknowledged is on the server, once: its op, and what the op was about."""
    contracts = {no for (no,) in evidence.ask("SELECT no FROM contract")}
    receipts = dict(evidence.ask("SELECT receipt_no, amount FROM payment"))
    cases = {op_id for kind, op_id, *_ in evidence.cases if kind == "op"}
    for deed in evidence.model.deeds.values():
        op, name = evidence.ops.get(deed.op_id), f"op {deed.no} of machine {deed.machine} ({deed.action})"
        if op is None:
            if not deed.excused and deed.op_id not in evidence.wrapped:
                yield f"{name} never arrived"
        elif not op.landed:
            if deed.op_id not in cases:
                yield f"{name} was set aside without a case"
        else:
            if deed.contract and deed.contract not in contracts:
                yield f"contract {deed.contract} is not there"
            if deed.receipt and receipts.get(deed.receipt) != deed.amount:
                yield f"receipt {deed.receipt} is {receipts.get(deed.receipt)}, not {deed.amount}"


@check
def one_outcome(evidence: Evidence) -> Iterator[str]:
    """(2) A terminal's ops are on the server without a gap."""
    for terminal, count, last, first in evidence.ask(
        "SELECT o.terminal_id, count(*), max(o.no), coalesce(s.first_no, 1) FROM op_log o "
        "LEFT JOIN terminal_secret s ON s.terminal_id = o.terminal_id GROUP BY o.terminal_id"
    ):
        if count != last - first + 1:
            yield f"{terminal} has {count} outcomes, the last of number {last}"


@check
def one_buyer(evidence: Evidence) -> Iterator[str]:
    """(3) At most one confirmed contract for a car, everywhere."""
    for car, count in evidence.ask(TWICE):
        yield f"{car} is confirmed {count} times on the server"
    for terminal in evidence.terminals:
        if terminal.look("SELECT 1 FROM op WHERE state IN ('parked', 'quarantined')"):
            continue  # what was set aside is still shown where it was done
        for car, count in terminal.look(TWICE):
            yield f"{car} is confirmed {count} times at terminal {terminal.index}"


@check
def promised_cars(evidence: Evidence) -> Iterator[str]:
    """(3) Whoever was told that the car is theirs still has a certain contract, or one that people cancelled."""
    certain = {
        no
        for (no,) in evidence.ask(f"SELECT no FROM contract WHERE state = 'cancelled' OR ({CONFIRMED_STATE})")
    }
    landed = [
        (deed, op)
        for deed in evidence.model.deeds.values()
        if (op := evidence.ops.get(deed.op_id)) and op.landed
    ]
    # The server forgot the lease, or had to wait for the sale until the lease was over; also of an amendment's car.
    lapsed = {
        deed.contract
        for deed, op in landed
        if deed.unfenced or deed.at <= deed.fenced_until < minutes_of(op.at)
    }
    for deed, _ in landed:
        kept = deed.contract in certain or deed.contract in lapsed
        if deed.sure and deed.confirmed and not (deed.excused or kept):
            yield f"{deed.contract} was confirmed at machine {deed.machine}, and is not any more"


@check
def ledger(evidence: Evidence) -> Iterator[str]:
    """(4) Every ledger transaction sums to zero, and all receipts are exactly those that were given out."""
    for transaction, total in evidence.ask(
        "SELECT transaction_id, sum(amount) FROM ledger_entry GROUP BY transaction_id HAVING sum(amount) <> 0"
    ):
        yield f"transaction {transaction} sums to {total}"
    known = {deed.receipt for deed in evidence.model.deeds.values() if deed.receipt}
    for back, anew in evidence.ask(CONVERTED):
        known |= {back, anew}
    for receipt, amount, cash in evidence.ask(
        "SELECT p.receipt_no, p.amount, (SELECT sum(amount) FROM ledger_entry e WHERE e.payment_id = p.id AND e.account LIKE 'cash:%') FROM payment p"
    ):
        if receipt not in known and receipt.rpartition("-")[0] not in known:
            yield f"receipt {receipt} was never given out"
        if cash != amount:
            yield f"receipt {receipt} says {amount}, the ledger {cash}"

    for receipt, left in evidence.ask(
        "SELECT p.receipt_no, p.amount + sum(r.amount) FROM payment p JOIN payment r ON r.refund_of = p.id GROUP BY p.id HAVING p.amount + sum(r.amount) < 0"
    ):
        yield f"of receipt {receipt} {-left} too much went back"


@check
def chains(evidence: Evidence) -> Iterator[str]:
    """(5) The audit trail verifies at every terminal."""
    for terminal in evidence.terminals:
        if terminal.restored or any(
            each.id == terminal.id and each is not terminal for each in evidence.world.terminals
        ):
            continue  # its journal and the server's differ, and everybody knows it
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
def gaps(evidence: Evidence) -> Iterator[str]:
    """(6) A terminal's own numbers follow each other."""
    for terminal in evidence.world.terminals:
        if terminal.restored:
            continue  # a new series was begun
        given: dict[str, set[int]] = {}
        for (payload,) in terminal.look("SELECT payload FROM op"):
            for change in json.loads(payload).get("changes", ()):
                row = change.get("set", {})
                no = row.get("receipt_no") or (row.get("no") if change.get("base", 0) is None else None)
                if no:
                    series = f"{change['table']} {no.rpartition('-')[0]}"
                    given.setdefault(series, set()).add(int(no.rpartition("-")[2]))
        for series, found in given.items():
            if found != set(range(1, max(found) + 1)):
                yield f"machine {terminal.index}, {series}: {sorted(found)}"


@check
def nothing_overwritten(evidence: Evidence) -> Iterator[str]:
    """(F15) A value that somebody wrote stands, or was replaced by someone who had seen it, or a trace of it remains."""
    landed = [
        d
        for d in evidence.model.deeds.values()
        if d.writes and d.op_id in evidence.ops and evidence.ops[d.op_id].landed
    ]
    seen = {(w.table, w.row, w.field, w.was) for deed in landed for w in deed.writes}
    # A further edit of the same machine moves its own side of a case.
    latest = {(d.machine, w.table, w.row, w.field): d.no for d in landed for w in d.writes}
    logged = "".join(op.outcome for op in evidence.ops.values())
    asked = "".join(str(data) for kind, *_, data in evidence.cases if kind != "fields")
    for deed in landed:
        for write in deed.writes:
            field = (write.table, write.row, write.field)
            replaced = (*field, write.new) in seen
            moved = evidence.ops[deed.op_id].status == "conflict" and latest[deed.machine, *field] > deed.no
            trace = asked if write.table == "contract" else logged  # contracts are decided by people
            if not (replaced or moved or write.new in trace or write.new == (now := _now(evidence, write))):
                yield f"{write} of machine {deed.machine} is gone without a trace; there is {now}"


def _now(evidence: Evidence, write: Write) -> str | None:
    """What stands where somebody wrote something."""
    key = "no" if write.table == "contract" else "id"
    found = evidence.ask(f"SELECT {write.field} FROM {write.table} WHERE {key} = ?", write.row)
    return str(found[0][0]) if found else None


@check
def seen_before(evidence: Evidence) -> Iterator[str]:
    """(F6) Nobody loses to a value that they had seen and replaced, whatever their clock said."""
    for deed in evidence.model.deeds.values():
        op = evidence.ops.get(deed.op_id)
        detail = json.loads(op.outcome)["detail"] if op else {}
        for lost in detail.get("lost", ()):
            for write in deed.writes:
                if write.new == lost["lost"] and write.was == lost["kept"]:
                    yield f"{write} lost to what it replaced"


@check
def future(evidence: Evidence) -> Iterator[str]:
    """(F6) No time from ahead of the server's is kept to decide by."""
    limit = evidence.world.central.clock.now().timestamp() * 1000 + 61_000
    for (hlc,) in evidence.ask("SELECT max(hlc) FROM change_log"):
        if hlc and int(hlc[:15]) > limit:
            yield f"{hlc} is in the future"


@check
def authority(evidence: Evidence) -> Iterator[str]:
    """(9) Nothing that somebody did without their role has an effect, unless a manager accepted it."""
    accepted = {
        op_id
        for kind, op_id, state, resolution, _ in evidence.cases
        if kind == "op" and state == "resolved" and "accept" in (resolution or "")
    }
    for deed in evidence.model.deeds.values():
        op = evidence.ops.get(deed.op_id)
        if op is None or not op.landed or deed.op_id in accepted:
            continue
        if not evidence.model.has_role(deed.user, deed.branch, minutes_of(op.at)):
            yield f"{deed.action} by {deed.user}, who had lost the role, has landed"


@check
def discounts(evidence: Evidence) -> Iterator[str]:
    """(9) No price below what its seller may give without a manager's yes."""
    for no, by_manager, price, listed in evidence.ask(
        "SELECT c.no, EXISTS (SELECT 1 FROM signature s JOIN user u ON u.id = s.user_id WHERE s.contract_id = c.id "
        "AND u.name = 'sun'), c.price, c.list_price FROM contract c "
        "WHERE c.state IN ('approved', 'signed', 'amended') AND NOT EXISTS (SELECT 1 FROM approval a WHERE "
        "a.contract_id = c.id AND a.price <= c.price AND a.approver_id <> c.seller_id)"
    ):
        if price * 100 < listed * (92 if by_manager else 97):
            yield f"{no} went for {price} of {listed}, and nobody allowed it"


# Leases of a day that is over end at whatever request comes next.
_WRITTEN = "SELECT scope, seq, ord FROM change_log WHERE table_name <> 'lease' ORDER BY scope, seq, ord"


@check
def replay(evidence: Evidence) -> Iterator[str]:
    """(7) Everything sent again changes nothing and gets the answers that were given."""
    world = evidence.world
    who = Counter(terminal.as_("wang").vault.identity().id for terminal in evidence.terminals)
    # A copy that has nothing to send is noticed by nobody, and cannot send what its original sent.
    alone = [t for t in evidence.terminals if who[t.as_("wang").vault.identity().id] == 1]
    if not alone:
        return
    terminal = alone[world.script.seed % len(alone)]
    written = evidence.ask(_WRITTEN)
    begins = terminal.look("SELECT coalesce(max(value), 1) FROM state WHERE name = 'first_no'")[0][0]
    rows = terminal.look(
        "SELECT header, payload, salt, hash, signature, ticket FROM op WHERE no >= ? AND state <> 'wrapped' ORDER BY no",
        int(begins),
    )
    ops = [protocol.SignedOp(*row) for row in rows]
    workplace = terminal.as_("wang")
    known = {op.no: op.status for op in evidence.ops.values() if op.terminal == workplace.identity.id}
    transport = Transport(workplace.vault.identity().server_url)
    transport.token = transport.client_token(Credentials.of(workplace.vault))["access_token"]
    incarnation = json.loads(terminal.look("SELECT value FROM state WHERE name = 'incarnation'")[0][0])
    for start in range(0, len(ops), protocol.PUSH_OPS):
        answer = transport.push(page_of(ops[start : start + protocol.PUSH_OPS], incarnation))
        for outcome in answer["outcomes"]:
            if outcome["status"] != known[outcome["no"]]:
                yield f"op {outcome['no']} was {known[outcome['no']]}, and is {outcome['status']} when it is sent again"
    if written != evidence.ask(_WRITTEN):
        yield "ops that were sent again changed something"


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

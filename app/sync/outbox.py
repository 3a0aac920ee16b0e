"""The terminal's recorder: writes the op, its place in the outbox and the chain, and the base rows, all in the
transaction of the business change."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.dialects import sqlite

from app.clock import iso
from app.domain import numbering
from app.errors import UserError
from app.i18n import N_
from app.ids import new_id
from app.models.base import canonical_json, inline
from app.models.local import Op, OpRow, Shadow, State
from app.models.registry import plain
from app.sync import protocol
from app.sync.replica import OLDER, RESTORED, TERMINAL

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select, Table, TextClause
    from sqlalchemy.orm import Session

    from app.clock import Clock
    from app.domain.permissions import Action
    from app.services.unit_of_work import Actor, RowChange

# Statements made once: a sale waits for all of them, and making one costs as much as running it.
_FACTS = select(State.name, State.value).where(
    State.name.in_(inline("chain", "clock_offset_ms", "epoch", "first_no", RESTORED, TERMINAL))
)
_LAST = select(Op.no, Op.hash, Op.header).where(Op.no >= bindparam("begun")).order_by(Op.no.desc()).limit(1)
_ADD_OP, _ADD_ROW = insert(cast("Table", Op.__table__)), insert(cast("Table", OpRow.__table__))
_ADD_SHADOW = sqlite.insert(cast("Table", Shadow.__table__)).on_conflict_do_nothing()


@cache
def _next_numbers(count: int) -> TextClause:
    rows = ", ".join(f"(:kind_{n}, :year, 2)" for n in range(count))
    return text(
        f"INSERT INTO number_series (kind, year, next_no) VALUES {rows} "
        "ON CONFLICT (kind, year) DO UPDATE SET next_no = next_no + 1 RETURNING kind, next_no - 1"
    )


@dataclass(frozen=True)
class TerminalIdentity:
    """Who this terminal is, as the server enrolled it."""

    id: str
    name: str
    prefix: str
    branch_id: str
    branch_code: str
    scopes: frozenset[str]


@dataclass(frozen=True)
class Signer:
    """Signs ops for the user who is signed in: their ticket, and their session key as a function."""

    ticket: str
    sign: Callable[[bytes], str]


class Outbox:
    """Records ops on a terminal. Implements the unit of work's `Recorder`."""

    def __init__(
        self, terminal: TerminalIdentity, signer: Signer, clock: Clock, seal: Callable[[bytes], str]
    ) -> None:
        self._terminal, self._signer, self._clock, self._seal = terminal, signer, clock, seal
        self.written: list[dict[str, Any]] = []  # the ops of the last transaction, as they are stored
        self._facts: dict[str, Any] = {}

    @property
    def terminal_id(self) -> str:
        """This terminal."""
        return self._terminal.id

    def holds(self, scope: str) -> bool:
        """Whether rows of this scope are kept on this terminal."""
        return scope in self._terminal.scopes

    def gave_out(self, number: str) -> bool:
        """Whether a printed number is from this terminal's own series."""
        return numbering.belongs_to(number, self._terminal.prefix, numbering.NumberKind.RECEIPT)

    def next_numbers(self, session: Session, kinds: Sequence[str]) -> dict[str, str]:
        """Take the next numbers of this terminal's own series."""
        year, prefix = self._clock.today().year, self._terminal.prefix
        named = {f"kind_{n}": kind for n, kind in enumerate(kinds)}
        taken = session.connection().execute(_next_numbers(len(kinds)), {"year": year, **named})
        return {
            kind: numbering.format_number(numbering.NumberKind(kind), prefix, year, no) for kind, no in taken
        }

    def open(self, session: Session) -> None:
        """Refuse to write in the name of a terminal that this folder is not, or not any more."""
        self.written = []  # what was written before may have been rolled back
        self._facts = {fact.name: fact.value for fact in session.connection().execute(_FACTS)}
        _refuse_after_restore(self._facts, self._terminal.id)

    def record(self, session: Session, action: Action, actor: Actor, changes: list[RowChange]) -> None:
        """Append the op to the outbox and keep the base of every row it lies on."""
        connection, facts = session.connection(), self._facts
        last = connection.execute(_LAST, {"begun": facts.get("first_no", 1)}).first()
        no, prev = (last.no + 1, last.hash) if last else facts.get("chain", (1, ""))
        wire, now = [self._wire(change) for change in changes], self._clock.now()
        payload = protocol.json_text({"changes": wire})
        salt = secrets.token_hex(16)
        op_id = new_id()
        header = protocol.make_header(
            {
                "no": no,
                "op_id": op_id,
                "terminal": self._terminal.id,
                "action": action.name,
                "at": iso(now),
                "schema": protocol.SCHEMA,
                "epoch": facts.get("epoch") or "",
                "user": actor.user_id,
                "hlc": self._next_hlc(last.header if last else None, facts.get("clock_offset_ms") or 0),
                "prev": prev,
                "payload_hash": protocol.payload_hash(salt, payload),
            }
        )
        digest = protocol.header_hash(header)
        _keep_bases(connection, no, [change for change in changes if self.holds(change.scope)])
        op = {
            "no": no, "op_id": op_id, "action": action.name, "at": now, "user_id": actor.user_id,
            "header": header, "payload": payload, "salt": salt, "hash": digest,
            "signature": self._signer.sign(digest.encode()), "ticket": self._signer.ticket,
            "summary": summary_of(wire),
        }  # fmt: skip
        connection.execute(_ADD_OP, {**op, "state": "waiting"})
        self.written.append({**op, "at": iso(now), "summary": canonical_json(op["summary"])})

    def _next_hlc(self, last_header: str | None, offset_ms: int) -> str:
        previous = json.loads(last_header)["hlc"] if last_header else None
        physical = int(self._clock.now().timestamp() * 1000) + offset_ms
        return protocol.hlc(physical, previous, self._terminal.prefix)

    def _wire(self, change: RowChange) -> dict[str, Any]:
        content = {
            "table": change.table,
            "id": change.id,
            "scope": change.scope,
            "base": change.base,
            "set": change.set,
            "was": change.was,
        }
        if self.holds(change.scope):
            return content
        return {"table": change.table, "sealed": self._seal(canonical_json(content).encode())}


def _keep_bases(connection: Connection, no: int, changes: list[RowChange]) -> None:
    """Note which rows the op lies on. One that no earlier op lies on is still as the server gave it."""
    rows = [{"table_name": change.table, "row_id": change.id} for change in changes]
    bases = [
        None if change.base is None else {**_stored(connection, change), **change.was} for change in changes
    ]
    if rows:
        connection.execute(
            _ADD_SHADOW, [{**row, "base": base} for row, base in zip(rows, bases, strict=True)]
        )
        connection.execute(_ADD_ROW, [{**row, "no": no} for row in rows])


def _refuse_after_restore(facts: dict[str, Any], terminal_id: str) -> None:
    """A restored replica may not know the last numbers it gave out: none is given until the server has been asked."""
    if facts.get(TERMINAL, terminal_id) != terminal_id:
        message = N_("This folder has become another terminal meanwhile. Close the window and sign in again.")
        raise UserError("identity_changed", message)
    if RESTORED not in facts:
        return
    if facts[RESTORED] == OLDER:
        message = N_(
            "The backup is older than what was sent, so this folder needs a new identity. Sync once: it gets one, "
            "and nothing is lost."
        )
    else:
        message = N_(
            "This terminal was restored from a backup. Sync once before you go on: no number may be given twice."
        )
    raise UserError("restored", message)


def _stored(connection: Connection, change: RowChange) -> dict[str, Any]:
    return dict(connection.execute(_select_row(change.table), {"row": change.id}).one()._mapping)


@cache
def _select_row(table: str) -> Select[Any]:
    stored = plain(table)
    return select(stored).where(stored.c.id == bindparam("row"))


def summary_of(changes: list[dict[str, Any]]) -> dict[str, Any]:
    """What the sync panel shows of an op: the printed numbers and the amount in it. Sealed changes say nothing."""
    shown: dict[str, Any] = {}
    for change in changes:
        values = change.get("set", {})
        for column in ("no", "receipt_no", "buyer_name", "name", "vin"):
            if values.get(column) and column not in shown:
                shown[column] = values[column]
        if change["table"] == "payment":
            shown["amount"] = values.get("amount")
    shown["rows"] = len(changes)
    return shown

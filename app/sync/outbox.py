"""The terminal's recorder: writes the op, its place in the outbox and the chain, and the base rows, all in the
transaction of the business change."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, text

from app.domain import numbering
from app.errors import UserError
from app.i18n import N_
from app.ids import new_id
from app.models.base import canonical_json
from app.models.local import NumberSeries, Op, OpRow, Shadow, State
from app.models.registry import COLUMNS
from app.sync import protocol
from app.sync.replica import OLDER, RESTORED

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.clock import Clock
    from app.domain.permissions import Action
    from app.services.unit_of_work import Actor, RowChange


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
        self,
        terminal: TerminalIdentity,
        signer: Signer,
        clock: Clock,
        seal: Callable[[bytes], str],
        offset_ms: int = 0,
    ) -> None:
        self._terminal, self._signer, self._clock, self._seal = terminal, signer, clock, seal
        self._offset_ms = offset_ms

    def holds(self, scope: str) -> bool:
        """Whether rows of this scope are kept on this terminal."""
        return scope in self._terminal.scopes

    def gave_out(self, number: str) -> bool:
        """Whether a printed number is from this terminal's own series."""
        return numbering.belongs_to(number, self._terminal.prefix)

    def next_number(self, session: Session, kind: str) -> str:
        """Take the next number of this terminal's own series."""
        year = self._clock.today().year
        series = session.get(NumberSeries, (kind, year))
        if series is None:
            series = NumberSeries(kind=kind, year=year, next_no=1)
            session.add(series)
        number = numbering.format_number(
            numbering.NumberKind(kind), self._terminal.prefix, year, series.next_no
        )
        series.next_no += 1
        return number

    def record(self, session: Session, action: Action, actor: Actor, changes: list[RowChange]) -> None:
        """Append the op to the outbox and keep the base of every row it lies on."""
        _refuse_after_restore(session)
        last = session.execute(select(Op.no, Op.hash, Op.header).order_by(Op.no.desc()).limit(1)).first()
        anchor = session.get(State, "chain")
        no, prev = (last.no + 1, last.hash) if last else (anchor.value if anchor else (1, ""))
        payload = canonical_json({"changes": [self._wire(change) for change in changes]})
        salt = secrets.token_hex(16)
        op_id = new_id()
        header = protocol.make_header(
            {
                "no": no,
                "op_id": op_id,
                "terminal": self._terminal.id,
                "action": action.name,
                "schema": protocol.SCHEMA,
                "user": actor.user_id,
                "hlc": self._next_hlc(last.header if last else None),
                "prev": prev,
                "payload_hash": protocol.payload_hash(salt, payload),
            }
        )
        digest = protocol.header_hash(header)
        self._keep_bases(session, no, [change for change in changes if self.holds(change.scope)])
        session.execute(
            insert(Op).values(
                no=no,
                op_id=op_id,
                action=action.name,
                at=self._clock.now(),
                user_id=actor.user_id,
                header=header,
                payload=payload,
                salt=salt,
                hash=digest,
                signature=self._signer.sign(digest.encode()),
                ticket=self._signer.ticket,
                summary=_summary(changes),
                state="waiting",
            )
        )

    def _next_hlc(self, last_header: str | None) -> str:
        previous = json.loads(last_header)["hlc"] if last_header else None
        physical = int(self._clock.now().timestamp() * 1000) + self._offset_ms
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

    def _keep_bases(self, session: Session, no: int, changes: list[RowChange]) -> None:
        shadows = []
        for change in changes:
            if session.get(Shadow, (change.table, change.id)) is None:
                base = (
                    None
                    if change.base is None
                    else {**read_row(session, change.table, change.id), **change.was}
                )
                shadows.append({"table_name": change.table, "row_id": change.id, "base": base})
        if shadows:
            session.execute(insert(Shadow), shadows)
        if changes:
            session.execute(
                insert(OpRow),
                [{"table_name": change.table, "row_id": change.id, "no": no} for change in changes],
            )


def _refuse_after_restore(session: Session) -> None:
    """A restored replica may not know the last numbers it gave out: none is given until the server has been asked."""
    restored = session.get(State, RESTORED)
    if restored is None:
        return
    if restored.value == OLDER:
        message = N_(
            "The backup is older than what was sent. Everything sent is on the server: enrol this computer in a "
            "new folder and go on there."
        )
    else:
        message = N_(
            "This terminal was restored from a backup. Sync once before you go on: no number may be given twice."
        )
    raise UserError("restored", message)


def read_row(session: Session, table: str, row_id: str) -> dict[str, Any]:
    """A row as it is stored."""
    columns = COLUMNS[table]
    names = ", ".join(f'"{column}"' for column in columns)
    row = session.execute(text(f'SELECT {names} FROM "{table}" WHERE id = :id'), {"id": row_id}).one()
    return dict(zip(columns, row, strict=True))


def _summary(changes: list[RowChange]) -> dict[str, Any]:
    """What the sync panel shows of an op: the printed numbers and the amount in it."""
    shown: dict[str, Any] = {}
    for change in changes:
        for column in ("no", "receipt_no", "buyer_name", "name", "vin"):
            if change.set.get(column) and column not in shown:
                shown[column] = change.set[column]
        if change.table == "payment":
            shown["amount"] = change.set.get("amount")
    shown["rows"] = len(changes)
    return shown

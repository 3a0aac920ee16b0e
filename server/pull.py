"""Pull: what changed in a terminal's scopes since its cursor, as one or more pages of a round."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, cast

import msgspec
from sqlalchemy import Table, bindparam, select

from app.clock import iso
from app.models.registry import COLUMNS, SYNCED
from app.sync import protocol
from server import rows
from server.models import ChangeLog, ScopeHead, ServerState

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TABLES = [model.__tablename__ for model in SYNCED]
Logged = tuple[str, str]
_TABLES = msgspec.Raw(msgspec.json.encode({name: COLUMNS[name] for name in TABLES}))
_TABLES_NAME = hashlib.sha256(_TABLES).hexdigest()[:16]
_EVERY = (1 << 63) - 1
# Statements made once: a round of one row waits for all of them, and making one costs as much as running it.
_STATE, _HEAD, _CHANGE = (cast("Table", model.__table__).c for model in (ServerState, ScopeHead, ChangeLog))
_EPOCH = select(_STATE.value).where(_STATE.name == "epoch")
_HEADS = select(_HEAD.scope, _HEAD.seq, _HEAD.floor, _HEAD.total, _HEAD.hi, _HEAD.lo).where(
    _HEAD.scope.in_(bindparam("scopes", expanding=True))
)
_LOG = (
    select(_CHANGE.seq, _CHANGE.table_name, _CHANGE.row_id)
    .where(
        _CHANGE.scope == bindparam("scope"),
        _CHANGE.seq > bindparam("after"),
        _CHANGE.seq <= bindparam("head"),
    )
    .order_by(_CHANGE.seq, _CHANGE.ord)
    .limit(bindparam("most"))
)


class Reader(Protocol):
    """A terminal as it is served: its scopes, and the last op that is here of it."""

    @property
    def scopes(self) -> Any:
        """The names of the scopes that it holds."""

    @property
    def last_no(self) -> int:
        """The number of that op."""


@dataclass(frozen=True)
class Page:
    """A page as it is sent, and how many rows it has."""

    data: bytes
    rows: int


@dataclass
class Cursor:
    """How far a terminal is: the server's epoch, and a sequence number for each scope.

    `floors`: below which of each scope something was forgotten when the terminal began at the beginning.
    """

    epoch: str
    seqs: dict[str, int]
    floors: dict[str, int] = field(default_factory=dict)

    def token(self) -> str:
        """The opaque text that terminals keep."""
        return base64.urlsafe_b64encode(json.dumps([self.epoch, self.seqs, self.floors]).encode()).decode()

    def is_behind(self, floors: dict[str, int]) -> bool:
        """Whether it has missed something that is not in the log any more."""
        return any(
            0 < self.seqs.get(scope, 0) < floor and self.floors.get(scope, 0) < floor
            for scope, floor in floors.items()
        )

    @classmethod
    def parse(cls, token: str | None, epoch: str) -> Cursor:
        """The cursor of a token, or of several with commas between, as streams of scopes bring them.

        From the start without one, or when the server's history began anew.
        """
        seqs: dict[str, int] = {}
        floors: dict[str, int] = {}
        try:
            for part in token.split(",") if token else ():
                known, told, *kept = json.loads(base64.urlsafe_b64decode(part))
                if known != epoch:
                    return cls(epoch, {})
                seqs |= {str(scope): _seq(seq) for scope, seq in told.items()}
                floors |= {str(scope): _seq(seq) for each in kept for scope, seq in each.items()}
        except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
            return cls(epoch, {})
        return cls(epoch, seqs, floors)


def _seq(said: Any) -> int:
    """A place in a scope, as a database can hold it."""
    seq = int(said)
    if not 0 <= seq <= _EVERY:
        raise ValueError(seq)
    return seq


def epoch(session: Session) -> str:
    """The server's epoch: it changes when the server was restored from a backup."""
    return str(session.connection().execute(_EPOCH).scalar_one())


def heads_of(session: Session, scopes: list[str]) -> dict[str, int]:
    """How far those of the scopes have come that anything was ever written in."""
    return {head.scope: head.seq for head in _heads(session, scopes)}


def _heads(session: Session, scopes: list[str]) -> Sequence[Any]:
    return session.connection().execute(_HEADS, {"scopes": scopes}).all()


def page(
    session: Session,
    reader: Reader,
    token: str | None,
    now: datetime,
    limit: int = protocol.PAGE_ROWS,
    *,
    told: str | None = None,
) -> Page:
    """The next page: whole commits only, at most about `limit` rows. One snapshot throughout.

    `told`: the name of the columns that the terminal was told before; packing and reading them takes longer than a row.
    """
    cursor = Cursor.parse(token, epoch(session))
    found = _heads(session, reader.scopes)
    floors = {head.scope: head.floor for head in found if head.floor}
    anew = cursor.is_behind(floors)
    if anew:
        cursor = Cursor(cursor.epoch, {})
    if not cursor.seqs:
        cursor.floors = floors
    out: list[list[Any]] = []
    more = False
    for head in sorted(found, key=lambda head: str(head.scope)):
        after = cursor.seqs.get(head.scope, 0)
        if len(out) >= limit or after == head.seq:
            more = more or after < head.seq
            continue
        until, logged = _logged(session, head.scope, after, head.seq, limit - len(out))
        out += _changes(session, head.scope, logged, reader.scopes)
        cursor.seqs[head.scope] = until
        more = more or until < head.seq
    header: dict[str, Any] = {
        "protocol": protocol.PROTOCOL,
        "epoch": cursor.epoch,
        "cursor": cursor.token(),
        "more": more,
        "last_no": reader.last_no,
        "scopes": reader.scopes,
        "server_time": iso(now),
        "tables_name": _TABLES_NAME,
    }
    if told != _TABLES_NAME:
        header["tables"] = _TABLES
    if anew:
        header["anew"] = True
    if not more:
        header["check"] = {h.scope: [h.total, protocol.digest_text(h.hi, h.lo)] for h in found}
    return Page(protocol.write_page(header, out), len(out))


def _logged(session: Session, scope: str, after: int, head: int, limit: int) -> tuple[int, set[Logged]]:
    """Where a page that begins after `after` ends, since a commit is never split, and what was logged up to there."""
    asked = {"scope": scope, "after": after, "head": head}
    found = session.connection().execute(_LOG, {**asked, "most": limit + 1}).all()
    until = head
    if len(found) > limit:
        until = found[limit - 1].seq  # the commit in which the limit is reached, to its end
        found = session.connection().execute(_LOG, {**asked, "head": until, "most": _EVERY}).all()
    return until, {(entry.table_name, entry.row_id) for entry in found}


def _changes(session: Session, scope: str, logged: set[Logged], held: list[str]) -> list[list[Any]]:
    """The present state of what was logged: `[table, "put", values…]` or `[table, "leave", id]`."""
    ids: dict[str, list[str]] = {}
    for table, row_id in logged:
        ids.setdefault(table, []).append(row_id)
    out: list[list[Any]] = []
    for table in filter(ids.__contains__, TABLES):
        wanted = sorted(ids[table])
        found = {row["id"]: row for row in rows.fetch(session, table, wanted)}
        for row_id in wanted:
            row = found.get(row_id)
            if row is None or row["scope"] not in held:
                out.append([table, "leave", row_id])
            elif row["scope"] == scope:  # else it is put by the other scope that this terminal holds
                out.append([table, "put", *row.values()])
    return out

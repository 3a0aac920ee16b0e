"""Pull: what changed in a terminal's scopes since its cursor, as one or more pages of a round."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.models.registry import COLUMNS, SYNCED
from app.sync import protocol
from server import rows
from server.models import ChangeLog, ScopeHead, ServerState, TerminalSecret

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TABLES = [model.__tablename__ for model in SYNCED]


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
                seqs |= {str(scope): int(seq) for scope, seq in told.items()}
                floors |= {str(scope): int(seq) for each in kept for scope, seq in each.items()}
        except (ValueError, TypeError, AttributeError):
            return cls(epoch, {})
        return cls(epoch, seqs, floors)


def epoch(session: Session) -> str:
    """The server's epoch: it changes when the server was restored from a backup."""
    return str(session.get_one(ServerState, "epoch").value)


def heads_of(session: Session, scopes: list[str]) -> dict[str, int]:
    """How far those of the scopes have come that anything was ever written in."""
    found = session.scalars(select(ScopeHead).where(ScopeHead.scope.in_(scopes)))
    return {head.scope: head.seq for head in found}


def page(
    session: Session, secret: TerminalSecret, token: str | None, limit: int = protocol.PAGE_ROWS
) -> Page:
    """The next page: whole commits only, at most about `limit` rows. One snapshot throughout."""
    cursor = Cursor.parse(token, epoch(session))
    found = session.scalars(select(ScopeHead).where(ScopeHead.scope.in_(secret.scopes))).all()
    heads = {head.scope: head.seq for head in found}
    floors = {head.scope: head.floor for head in found if head.floor}
    anew = cursor.is_behind(floors)
    if anew:
        cursor = Cursor(cursor.epoch, {})
    if not cursor.seqs:
        cursor.floors = floors
    out: list[list[Any]] = []
    more = False
    for scope in sorted(heads):
        if len(out) >= limit:
            more = more or cursor.seqs.get(scope, 0) < heads[scope]
            continue
        until = _whole_commits(session, scope, cursor.seqs.get(scope, 0), heads[scope], limit - len(out))
        out += _changes(session, scope, cursor.seqs.get(scope, 0), until, secret.scopes)
        cursor.seqs[scope] = until
        more = more or until < heads[scope]
    header: dict[str, Any] = {
        "protocol": protocol.PROTOCOL,
        "epoch": cursor.epoch,
        "cursor": cursor.token(),
        "more": more,
        "last_no": secret.last_no,
        "tables": {name: COLUMNS[name] for name in TABLES},
    }
    if anew:
        header["anew"] = True
    if not more:
        header["check"] = {h.scope: [h.total, protocol.digest_text(h.hi, h.lo)] for h in found}
    return Page(protocol.write_page(header, out), len(out))


def _whole_commits(session: Session, scope: str, after: int, head: int, limit: int) -> int:
    """The sequence number at which a page that begins after `after` ends: a commit is never split."""
    counts = session.execute(
        select(ChangeLog.seq, func.count())
        .where(ChangeLog.scope == scope, ChangeLog.seq > after, ChangeLog.seq <= head)
        .group_by(ChangeLog.seq)
        .order_by(ChangeLog.seq)
        .limit(limit)
    ).all()
    total, until = 0, head
    for seq, count in counts:
        total += count
        if total >= limit:
            return int(seq)
    return until if len(counts) < limit else int(counts[-1][0])


def _changes(session: Session, scope: str, after: int, until: int, held: list[str]) -> list[list[Any]]:
    """The present state of what was logged: `[table, "put", values…]` or `[table, "leave", id]`."""
    logged = session.execute(
        select(ChangeLog.table_name, ChangeLog.row_id)
        .where(ChangeLog.scope == scope, ChangeLog.seq > after, ChangeLog.seq <= until)
        .distinct()
    )
    ids: dict[str, list[str]] = {}
    for table, row_id in logged:
        ids.setdefault(table, []).append(row_id)
    out: list[list[Any]] = []
    for table in TABLES:
        wanted = sorted(ids.get(table, ()))
        found = {row["id"]: row for row in rows.fetch(session, table, wanted)}
        for row_id in wanted:
            row = found.get(row_id)
            if row is None or row["scope"] not in held:
                out.append([table, "leave", row_id])
            elif row["scope"] == scope:  # else it is put by the other scope that this terminal holds
                out.append([table, "put", *row.values()])
    return out

"""The terminals whose pushes are judged together: locked, each with its place in its own sequence of ops."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, exists, select, update

from app.models.org import Terminal
from server.facts import Place
from server.models import OpLog, TerminalSecret

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

BEFORE_ALL = "0" * 15 + "-00000-x"
_SECRET, _TERMINAL, _LOG = (model.__table__ for model in (TerminalSecret, Terminal, OpLog))
_WANTED = _SECRET.c.terminal_id.in_(bindparam("terminals", expanding=True))
_LOCK = select(_SECRET.c.terminal_id).where(_WANTED).order_by(_SECRET.c.terminal_id).with_for_update()
_HELD = _LOG.alias("held")
_HOLDS = exists().where(_HELD.c.terminal_id == _SECRET.c.terminal_id, _HELD.c.held.is_(True))
_READ = (
    select(
        _SECRET,
        _TERMINAL.c.branch_id,
        _TERMINAL.c.prefix,
        _TERMINAL.c.revoked,
        _LOG.c.hlc,
        _HOLDS.label("holds"),
    )
    .join(_TERMINAL, _TERMINAL.c.id == _SECRET.c.terminal_id)
    .outerjoin(_LOG, and_(_LOG.c.terminal_id == _SECRET.c.terminal_id, _LOG.c.no == _SECRET.c.last_no))
    .where(_WANTED)
)
_KEPT = ("last_no", "last_hash", "first_no", "incarnation", "previous_incarnation", "last_contact")
_KEEP = (
    update(TerminalSecret)
    .where(_SECRET.c.terminal_id == bindparam("terminal"))
    .values({name: bindparam(name) for name in _KEPT})
)


@dataclass
class Standing:
    """A terminal, and how far its ops have come."""

    place: Place
    revoked: bool
    token_no: int
    last_no: int
    last_hash: str
    last_hlc: str  # when its last op was done, as far as it is believed
    first_no: int
    incarnation: str
    previous_incarnation: str
    last_contact: datetime | None
    holds: bool  # whether any of its ops is set aside


def locked(session: Session, terminal_ids: Iterable[str]) -> dict[str, Standing]:
    """Those that are known here; nobody else takes their ops until the transaction ends."""
    asked, connection = {"terminals": sorted(set(terminal_ids))}, session.connection()
    connection.execute(_LOCK, asked)
    # Read after the lock was given: what was read before could be of before another server's push.
    return {
        row.terminal_id: Standing(
            Place(row.terminal_id, row.branch_id, row.prefix, frozenset(row.scopes)), row.revoked, row.token_no,
            row.last_no, row.last_hash, row.hlc or BEFORE_ALL, row.first_no, row.incarnation, row.previous_incarnation,
            row.last_contact, row.holds,
        )
        for row in connection.execute(_READ, asked)
    }  # fmt: skip


def keep(session: Session, standings: Iterable[Standing]) -> None:
    """Store how far they have come."""
    values = [
        {"terminal": each.place.terminal_id, **{name: getattr(each, name) for name in _KEPT}}
        for each in standings
    ]
    if values:
        session.connection().execute(_KEEP, values)

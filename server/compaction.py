"""Making the change log shorter: of each row the latest entry stays, and what left stays long enough to be heard of.

Safe beside pulls, which read log and rows in one snapshot. Nothing goes that an active terminal has not passed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, exists, func, or_, select, update

from app.models.org import Terminal
from app.models.registry import plain
from server.models import ChangeLog, CompactionMark, ScopeHead, TerminalSecret
from server.pull import TABLES, Cursor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.clock import Clock
    from server.db import Database

KEPT_WHOLE = timedelta(
    days=30
)  # how long every change is kept: merges and list prices look back that far at most
KEPT_LEFT = timedelta(days=180)  # how long it is kept that a row left
AWAY = timedelta(days=180)  # a terminal that was not heard of for longer gets everything anew
NOTE_EVERY = timedelta(hours=6)

_NOTE = (
    update(TerminalSecret.__table__)  # type: ignore[arg-type]
    .where(TerminalSecret.__table__.c.terminal_id == bindparam("of"))
    .values({name: bindparam(name) for name in ("passed", "passed_at", "last_contact")})
)


@dataclass
class Report:
    """What was dropped, and who holds the rest back."""

    superseded: int = 0
    left: int = 0
    entries: int = 0
    held_back_by: list[str] = field(default_factory=list)

    def shown(self) -> dict[str, Any]:
        """As it is printed."""
        return asdict(self)


def is_due(passed_at: datetime | None, clock: Clock) -> bool:
    """Whether a terminal's progress was last noted so long ago that it is noted again."""
    return passed_at is None or passed_at <= clock.now() - NOTE_EVERY


def note_passed(database: Database, clock: Clock, terminal_id: str, cursor: Cursor) -> None:
    """Remember how far a terminal is, a few times a day."""
    now = clock.now()
    noted = {"passed": cursor.seqs, "passed_at": now, "last_contact": now}
    with database.writing() as session:
        session.connection().execute(_NOTE, {"of": terminal_id, **noted})


def run(database: Database, clock: Clock) -> Report:
    """Drop what nobody needs; one transaction for each scope. Run it once a day."""
    report = Report()
    with database.writing() as session:
        now = clock.now()
        for head in session.scalars(select(ScopeHead)):
            session.merge(CompactionMark(scope=head.scope, day=now.date(), seq=head.seq))
        session.execute(delete(CompactionMark).where(CompactionMark.day < (now - 2 * KEPT_LEFT).date()))
    with database.reading() as session:
        scopes = session.scalars(select(ScopeHead.scope).order_by(ScopeHead.scope)).all()
        report.held_back_by = sorted(holding_back(session, now))
    for scope in scopes:
        with database.writing() as session:
            report.superseded += _drop_superseded(session, scope, now)
            report.left += _drop_left(session, scope, now)
    with database.reading() as session:
        report.entries = session.scalar(select(func.count()).select_from(ChangeLog)) or 0
    return report


def holding_back(session: Session, now: datetime) -> set[str]:
    """The active terminals that are more than a month behind the heads: by prefix, for people."""
    old = {mark.scope: mark.seq for mark in session.scalars(_marks(now - KEPT_WHOLE))}
    return {
        terminal.prefix
        for terminal, secret in _active(session, now)
        if any((secret.passed or {}).get(scope, 0) < old.get(scope, 0) for scope in secret.scopes)
    }


def _active(session: Session, now: datetime) -> list[tuple[Terminal, TerminalSecret]]:
    found = session.execute(
        select(Terminal, TerminalSecret)
        .join(TerminalSecret, TerminalSecret.terminal_id == Terminal.id)
        .where(Terminal.revoked.is_(False), TerminalSecret.last_contact > now - AWAY)
    )
    return [(terminal, secret) for terminal, secret in found]


def _marks(before: datetime, scope: str | None = None) -> Any:
    """For each scope its head on the last day up to an instant."""
    last = select(CompactionMark.scope, func.max(CompactionMark.day).label("day")).where(
        CompactionMark.day <= before.date()
    )
    if scope is not None:
        last = last.where(CompactionMark.scope == scope)
    newest = last.group_by(CompactionMark.scope).subquery()
    same = and_(CompactionMark.scope == newest.c.scope, CompactionMark.day == newest.c.day)
    return select(CompactionMark).join(newest, same)


def _horizon(session: Session, scope: str, now: datetime, kept: timedelta) -> int:
    """Up to which commit of a scope nothing is needed any more: old enough, and passed by all."""
    mark = session.scalars(_marks(now - kept, scope)).first()
    passed = [(s.passed or {}).get(scope, 0) for _, s in _active(session, now) if scope in s.scopes]
    return int(min([mark.seq if mark is not None else 0, *passed]))


def _drop_superseded(session: Session, scope: str, now: datetime) -> int:
    later = ChangeLog.__table__.alias("later")
    superseded = exists().where(
        later.c.scope == ChangeLog.scope, later.c.table_name == ChangeLog.table_name,
        later.c.row_id == ChangeLog.row_id,
        or_(later.c.seq > ChangeLog.seq, and_(later.c.seq == ChangeLog.seq, later.c.ord > ChangeLog.ord)),
    )  # fmt: skip
    until = _horizon(session, scope, now, KEPT_WHOLE)
    return _deleted(session, ChangeLog.scope == scope, ChangeLog.seq <= until, superseded)


def _drop_left(session: Session, scope: str, now: datetime) -> int:
    """Forget of rows that they left. Whoever has not heard of it gets everything anew: below `floor`."""
    until = _horizon(session, scope, now, KEPT_LEFT)
    if until == 0:
        return 0
    dropped = 0
    for name in TABLES:
        rows = plain(name)
        here = exists().where(rows.c.id == ChangeLog.row_id, rows.c.scope == scope)
        dropped += _deleted(
            session, ChangeLog.scope == scope, ChangeLog.seq <= until, ChangeLog.table_name == name, ~here
        )
    if dropped:
        session.execute(update(ScopeHead).where(ScopeHead.scope == scope).values(floor=until))
    return dropped


def _deleted(session: Session, *conditions: Any) -> int:
    statement = delete(ChangeLog).where(*conditions).execution_options(synchronize_session=False)
    return int(session.execute(statement).rowcount)  # type: ignore[attr-defined]

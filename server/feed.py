"""The change feed: gives rows their version and hash, and each commit its place in every scope it touches.

Also the server's own recorder, so that the same services write here as on a terminal.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import insert, text

from app.domain import numbering
from app.models.registry import COLUMNS
from server import rows
from server.models import ChangeLog, ServerState

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.clock import Clock
    from app.domain.permissions import Action
    from app.services.unit_of_work import Actor, RowChange


@dataclass(frozen=True)
class Origin:
    """Who changed something, and when by the hybrid clock. No terminal: the server itself."""

    terminal_id: str | None = None
    user_id: str | None = None
    hlc: str | None = None


@dataclass
class Touched:
    """Rows that a transaction changed, in order, with the columns and the origin of each change."""

    entries: list[tuple[str, str, frozenset[str], Origin]] = field(default_factory=list)

    def add(self, table: str, row_id: str, columns: frozenset[str], origin: Origin) -> None:
        """Note a change."""
        self.entries.append((table, row_id, columns, origin))


def publish(session: Session, touched: Touched) -> dict[str, int]:
    """Give every touched row its new version and hash, and log the commit in each scope. Call it last.

    Returns the new head of each scope. The head rows are locked here, in sorted order, and stay locked until
    the commit: that makes the order of sequence numbers the order of commits.
    """
    session.flush()
    bumps: dict[tuple[str, str], int] = defaultdict(int)
    for table, row_id, _, _ in touched.entries:
        bumps[table, row_id] += 1
    scopes: dict[tuple[str, str], tuple[str, int]] = {}
    for table in {table for table, _ in bumps}:
        scopes.update(_bump(session, table, {row_id: n for (t, row_id), n in bumps.items() if t == table}))
    heads = {scope: _advance(session, scope) for scope in sorted({scope for scope, _ in scopes.values()})}
    _log(session, touched, scopes, heads)
    return heads


def _bump(session: Session, table: str, counts: dict[str, int]) -> dict[tuple[str, str], tuple[str, int]]:
    """New versions and hashes for a table's rows; returns scope and the version before, by table and id."""
    found: dict[tuple[str, str], tuple[str, int]] = {}
    for row in rows.fetch(session, table, sorted(counts)):
        before = row["ver"]
        row["ver"] = before + counts[row["id"]]
        rows.update_row(session, table, row["id"], {"ver": row["ver"], "row_hash": rows.hashed(table, row)})
        found[table, row["id"]] = row["scope"], before
    return found


def _advance(session: Session, scope: str) -> int:
    return int(
        session.execute(
            text(
                "INSERT INTO scope_head (scope, seq) VALUES (:scope, 1) "
                "ON CONFLICT (scope) DO UPDATE SET seq = scope_head.seq + 1 RETURNING seq"
            ),
            {"scope": scope},
        ).scalar_one()
    )


def _log(
    session: Session, touched: Touched, scopes: dict[tuple[str, str], tuple[str, int]], heads: dict[str, int]
) -> None:
    versions = {key: before for key, (_, before) in scopes.items()}
    entries = []
    for number, (table, row_id, columns, origin) in enumerate(touched.entries):
        if (table, row_id) not in scopes:
            continue
        scope = scopes[table, row_id][0]
        versions[table, row_id] += 1
        entries.append(
            {
                "scope": scope,
                "seq": heads[scope],
                "ord": number,
                "table_name": table,
                "row_id": row_id,
                "ver": versions[table, row_id],
                "columns": sorted(columns),
                "terminal_id": origin.terminal_id,
                "user_id": origin.user_id,
                "hlc": origin.hlc,
            }
        )
    if entries:
        session.execute(insert(ChangeLog), entries)


class FeedRecorder:
    """The unit of work's recorder on the server."""

    def __init__(self, clock: Clock, prefix: str = "HQ00") -> None:
        self._clock, self._prefix = clock, prefix

    def holds(self, scope: str) -> bool:
        """The server holds every scope."""
        return True

    def next_number(self, session: Session, kind: str) -> str:
        """The next number of the server's own series."""
        name = f"series:{self._prefix}:{kind}"
        state = session.get(ServerState, name) or ServerState(name=name, value=1)
        number = numbering.format_number(
            numbering.NumberKind(kind), self._prefix, self._clock.today().year, state.value
        )
        state.value += 1
        session.add(state)
        return number

    def record(self, session: Session, action: Action, actor: Actor, changes: list[RowChange]) -> None:
        """Publish the changes as a commit of the feed."""
        touched = Touched()
        for change in changes:
            touched.add(change.table, change.id, frozenset(change.set), Origin(None, actor.user_id))
        publish(session, touched)


def seal_history(session: Session) -> None:
    """Give rows that were loaded in bulk their versions, hashes and log entries."""
    touched = Touched()
    for table in COLUMNS:
        for (row_id,) in session.execute(text(f'SELECT id FROM "{table}" WHERE ver = 0')):
            touched.add(table, row_id, frozenset(), Origin())
    publish(session, touched)

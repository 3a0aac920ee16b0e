"""The change feed: gives rows their version and hash, and each commit its place in every scope it touches.

Also the server's own recorder, so that the same services write here as on a terminal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import text

from app.domain import numbering
from app.sync import protocol
from server import rows
from server.db import HEADS
from server.models import ServerState

if TYPE_CHECKING:
    from sqlalchemy import TextClause
    from sqlalchemy.orm import Session

    from app.clock import Clock
    from app.domain.permissions import Action
    from app.models.base import Wire
    from app.services.unit_of_work import Actor, RowChange

Key = tuple[str, str]


class Stamp(msgspec.Struct, frozen=True):
    """A row's scope, its version and hash before this commit, and those that it has now."""

    scope: str
    old_ver: int
    old_hash: int
    ver: int
    row_hash: int


@dataclass(frozen=True)
class Origin:
    """Who changed something, and when by the hybrid clock. No terminal: the server itself."""

    terminal_id: str | None = None
    user_id: str | None = None
    hlc: str | None = None


class Touch(msgspec.Struct, frozen=True):
    """One change of one row: which columns, and what stood in them before."""

    table: str
    row_id: str
    columns: frozenset[str]
    origin: Origin = Origin()
    old: Mapping[str, Wire] = msgspec.field(default_factory=dict)
    stamp: Stamp | None = None  # of a row that was written with its new version and hash at once


@dataclass
class Touched:
    """Rows that a transaction changed, in order."""

    entries: list[Touch] = field(default_factory=list)
    _by_row: dict[tuple[str, str], list[Touch]] = field(default_factory=lambda: defaultdict(list))

    def note(self, *touches: Touch) -> None:
        """Note changes."""
        for touch in touches:
            self.entries.append(touch)
            self._by_row[touch.table, touch.row_id].append(touch)

    def add(self, change: RowChange, origin: Origin) -> None:
        """Note a change made through the ORM."""
        self.note(Touch(change.table, change.id, frozenset(change.set), origin, change.was))

    def forget(self, count: int) -> None:
        """Only the first so many stay: what came after them was taken back."""
        while len(self.entries) > count:
            gone = self.entries.pop()
            self._by_row[gone.table, gone.row_id].pop()

    def of(self, table: str, row_id: str) -> list[Touch]:
        """What this transaction did to a row so far."""
        return self._by_row.get((table, row_id), [])

    def version_before(self, table: str, row: Mapping[str, Any]) -> int:
        """The version that a row had before this transaction wrote it."""
        stamps = (touch.stamp for touch in self.of(table, str(row["id"])))
        first = next(filter(None, stamps), None)
        return int(row["ver"]) if first is None else first.old_ver

    def by_table(self) -> dict[str, dict[str, list[Touch]]]:
        """What it did to every row, by table and id."""
        found: dict[str, dict[str, list[Touch]]] = defaultdict(dict)
        for (table, row_id), touches in self._by_row.items():
            if touches:
                found[table][row_id] = touches
        return found


def publish(session: Session, touched: Touched) -> dict[str, int]:
    """Give every touched row its new version and hash, and log the commit in each scope. Call it last.

    Returns the new head of each scope. The head rows are locked here, in sorted order, and stay locked until
    the commit: that makes the order of sequence numbers the order of commits.
    """
    session.flush()
    stamps: dict[Key, Stamp] = {}
    for table, touches in touched.by_table().items():
        stamps |= _stamp(session, table, touches)
    changed = {stamp.scope for stamp in stamps.values()} | {s for t in touched.entries if (s := _left(t))}
    sums = _sums(touched, stamps)
    heads = _advance(session, {scope: sums[scope] for scope in sorted(changed)})
    _log(session, touched, stamps, heads)
    session.info[HEADS] = heads
    return heads


def _stamp(session: Session, table: str, touches: dict[str, list[Touch]]) -> dict[Key, Stamp]:
    """Versions and hashes of a table's rows; one that was written once, and with them, is not read again."""
    first = {row_id: next(filter(None, (t.stamp for t in each)), None) for row_id, each in touches.items()}
    found = {(table, i): new for i, new in first.items() if new is not None and len(touches[i]) == 1}
    bumped: list[rows.Row] = []
    for row in rows.fetch(session, table, sorted(i for i in touches if (table, i) not in found)):
        known = first[row["id"]]
        old_ver, old_hash = (known.old_ver, known.old_hash) if known else (row["ver"], row["row_hash"])
        row["ver"] = old_ver + len(touches[row["id"]])
        row["row_hash"] = rows.hashed(table, row)
        found[table, row["id"]] = Stamp(row["scope"], old_ver, old_hash, row["ver"], row["row_hash"])
        bumped.append({name: row[name] for name in ("id", "ver", "row_hash")})
    rows.update_rows(session, table, bumped)
    return found


def next_version(table: str, row: rows.Row) -> Stamp:
    """Give a row that is about to be written its next version and hash, so that nobody reads it again for that."""
    old_ver, old_hash = row["ver"], row["row_hash"]
    row["ver"] = old_ver + 1
    row["row_hash"] = rows.hashed(table, row)
    return Stamp(row["scope"], old_ver, old_hash, row["ver"], row["row_hash"])


def _sums(touched: Touched, stamps: dict[Key, Stamp]) -> dict[str, list[int]]:
    """How the count and the sums of the hashes of each scope change."""
    came_from: dict[Key, str] = {}
    for touch in touched.entries:
        if (scope := _left(touch)) is not None:
            came_from.setdefault((touch.table, touch.row_id), scope)
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for key, stamp in stamps.items():
        if stamp.old_ver:
            _add(sums[came_from.get(key, stamp.scope)], -1, stamp.old_hash)
        _add(sums[stamp.scope], 1, stamp.row_hash)
    return sums


def _add(sums: list[int], sign: int, row_hash: int) -> None:
    hi, lo = protocol.halves(row_hash)
    sums[0], sums[1], sums[2] = sums[0] + sign, sums[1] + sign * hi, sums[2] + sign * lo


def _left(touch: Touch) -> str | None:
    """The scope that a row went out of: there it is logged too, and pulled as `leave`."""
    scope = touch.old.get("scope")
    return scope if isinstance(scope, str) else None


def _advance(session: Session, sums: dict[str, list[int]]) -> dict[str, int]:
    """Lock the heads of scopes, in their order, and move them on, with the sums that terminals compare each round."""
    values = {
        f"v{n}": value for n, value in enumerate(v for scope, three in sums.items() for v in (scope, *three))
    }
    return {row.scope: row.seq for row in session.connection().execute(_advancing(len(sums)), values)}


@cache
def _advancing(scopes: int) -> TextClause:
    rows = ", ".join(f"(:v{4 * n}, 1, :v{4 * n + 1}, :v{4 * n + 2}, :v{4 * n + 3})" for n in range(scopes))
    return text(
        f"INSERT INTO scope_head (scope, seq, total, hi, lo) VALUES {rows} "
        "ON CONFLICT (scope) DO UPDATE SET seq = scope_head.seq + 1, total = scope_head.total + excluded.total, "
        "hi = scope_head.hi + excluded.hi, lo = scope_head.lo + excluded.lo RETURNING scope, seq"
    )


def _log(session: Session, touched: Touched, stamps: dict[Key, Stamp], heads: dict[str, int]) -> None:
    versions = {key: stamp.old_ver for key, stamp in stamps.items()}
    entries: list[rows.Row] = []
    for number, touch in enumerate(touched.entries):
        key = touch.table, touch.row_id
        if key not in stamps:
            continue
        versions[key] += 1
        for scope in filter(None, {stamps[key].scope, _left(touch)}):
            entries.append(_entry(touch, scope, heads[scope], number, versions[key]))
    rows.add(session.connection(), "change_log", entries)


def _entry(touch: Touch, scope: str, seq: int, number: int, version: int) -> rows.Row:
    return {
        "scope": scope,
        "seq": seq,
        "ord": number,
        "table_name": touch.table,
        "row_id": touch.row_id,
        "ver": version,
        "columns": _listed(touch.columns),
        "old": protocol.json_text(dict(touch.old)) if touch.old else "{}",
        "terminal_id": touch.origin.terminal_id,
        "user_id": touch.origin.user_id,
        "hlc": touch.origin.hlc,
    }


@lru_cache(maxsize=1000)
def _listed(columns: frozenset[str]) -> str:
    """Columns as the log keeps them: ops of one kind write the same ones."""
    return protocol.json_text(sorted(columns))


class FeedRecorder:
    """The unit of work's recorder on the server."""

    def __init__(self, clock: Clock, prefix: str = "HQ00") -> None:
        self._clock, self._prefix = clock, prefix

    @property
    def terminal_id(self) -> str:
        """The server is none."""
        return ""

    def holds(self, scope: str) -> bool:
        """The server holds every scope."""
        return True

    def gave_out(self, number: str) -> bool:
        """The server is never far from itself: it knows every receipt."""
        return True

    def next_numbers(self, session: Session, kinds: Sequence[str]) -> dict[str, str]:
        """The next numbers of the server's own series."""
        return {kind: self._next_number(session, kind) for kind in kinds}

    def _next_number(self, session: Session, kind: str) -> str:
        name = f"series:{self._prefix}:{kind}"
        state = session.get(ServerState, name, with_for_update=True) or ServerState(name=name, value=1)
        number = numbering.format_number(
            numbering.NumberKind(kind), self._prefix, self._clock.today().year, state.value
        )
        state.value += 1
        session.add(state)
        return number

    def open(self, session: Session) -> None:
        """The server can always write."""

    def record(self, session: Session, action: Action, actor: Actor, changes: list[RowChange]) -> None:
        """Publish the changes as a commit of the feed."""
        touched = Touched()
        now = protocol.hlc(int(self._clock.now().timestamp() * 1000), None, self._prefix)
        for change in changes:
            touched.add(change, Origin(None, actor.user_id, now))
        publish(session, touched)

"""Applying pulled pages to the replica: raw bulk statements, rows and cursor in one transaction.

Local work lies on top of what the server gave. A row that waiting ops touch keeps its base in `shadow`; when
the base changes or an op is judged, the row is made anew: base, then the ops that are still open, in order.
"""

from __future__ import annotations

import enum
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.changes import Changes
from app.clock import Clock, iso
from app.models.base import canonical_json
from app.models.registry import COLUMNS
from app.sync import columns, journal, protocol, rebirth
from app.sync.scopes import HELD, let_go

Key = tuple[str, str]
TERMINAL = "terminal"
AT_ONCE = 5000  # rows in one transaction
_GAP_SECONDS = 0.02  # between the pages of a long round: whoever waits to write looks again every few of them
RESTORED, OLDER = "restored", "older"
OPEN = "state IN ('waiting', 'parked', 'quarantined') OR (state = 'sent' AND no > ?)"


@dataclass
class Round:
    """The pages of one pull round, to be applied together."""

    cursor: str | None = None
    epoch: str = ""
    last_no: int = 0
    whole: bool = False  # from the server's beginning, not from where this terminal was
    rows: list[list[Any]] = field(default_factory=list)
    columns: dict[str, list[str]] = field(default_factory=dict)
    check: dict[str, list[Any]] = field(default_factory=dict)  # count and digest of each scope at its head
    ends: list[tuple[int, str]] = field(default_factory=list)  # of each page: rows so far, and its cursor

    def add(self, header: dict[str, Any], rows: list[list[Any]]) -> bool:
        """Add a page; whether more follow. `last_no` is that of the first page: what it covers is certain."""
        if self.cursor is None:
            self.last_no = int(header["last_no"])
        self.cursor, self.epoch, self.columns = header["cursor"], header["epoch"], header["tables"]
        self.whole = self.whole or bool(
            header.get("anew")
        )  # away too long: the server has forgotten what left
        self.rows += rows
        self.ends.append((len(self.rows), header["cursor"]))
        self.check = header.get("check", {})
        return bool(header["more"])

    def with_rows(self, rows: list[list[Any]]) -> Round:
        """The same round with other rows: some that have to be fetched again."""
        return replace(self, rows=rows, whole=False, ends=[])

    def early_pages(self) -> list[tuple[list[list[Any]], str]]:
        """All pages but the last, if the round is too long for one transaction that nobody has to wait for."""
        if self.whole or len(self.rows) <= AT_ONCE:
            return []
        starts = [0, *(end for end, _ in self.ends)]
        return [(self.rows[start:end], at) for start, (end, at) in zip(starts, self.ends[:-1], strict=False)]

    def last_rows(self) -> list[list[Any]]:
        """What is left for the transaction that ends the round, once the early pages are in."""
        return self.rows[self.ends[-2][0] :]


class Durable(enum.Enum):
    """When a commit survives a power cut: at once, or with the next one that does.

    Later is enough for what the server has: a power cut takes rows and cursor back together, and both are pulled
    again. Waiting for the disk would take most of the time of a small round.
    """

    NOW = "now"
    LATER = "later"


class Replica:
    """The replica as the sync engine sees it: a DB-API connection to the encrypted file."""

    def __init__(self, connection: Any) -> None:
        self._db = connection
        connection.execute("PRAGMA foreign_keys=OFF")  # parents may come after children within a round

    @property
    def connection(self) -> Any:
        """The connection itself, for bulk reads."""
        return self._db

    def state(self, name: str) -> Any:
        """A small fact kept in `state`."""
        row = self._db.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else None

    def keep(self, **facts: Any) -> None:
        """Keep small facts, durably."""
        with self.transaction():
            self._keep(facts)

    def waiting(self, limit: int = protocol.PUSH_OPS) -> list[protocol.SignedOp]:
        """The oldest ops that the server has not judged."""
        found = self._db.execute(
            "SELECT header, payload, salt, hash, signature, ticket FROM op WHERE state = 'waiting' ORDER BY no LIMIT ?",
            (limit,),
        )
        return [protocol.SignedOp(*row) for row in found]

    def acknowledged_after(self, last_no: int) -> protocol.Acknowledged | None:
        """The last op that the server has judged, if it is beyond what the server says that it has."""
        found = self._db.execute(
            "SELECT header, hash, outcome FROM op WHERE no > ? AND state IN ('sent', 'done', 'parked') "
            "ORDER BY no DESC LIMIT 1",
            (last_no,),
        ).fetchone()
        if found is None:
            return None
        outcome = json.loads(found[2])
        return protocol.Acknowledged(found[0], found[1], outcome["status"], outcome["countersign"])

    def store_outcomes(self, outcomes: Iterable[dict[str, Any]], incarnation: str) -> None:
        """Keep what became of pushed ops, and the token for the next push."""
        with self.transaction():
            self._db.executemany(
                "UPDATE op SET state = ?, outcome = ? WHERE no = ?",
                [
                    (_state_of(outcome["status"]), protocol.json_text(outcome), outcome["no"])
                    for outcome in outcomes
                ],
            )
            self._keep({"incarnation": incarnation})

    def holds_other_than(self, scopes: list[str]) -> bool:
        """Whether the server gives this terminal other scopes than before."""
        return self.state(HELD) not in (None, sorted(scopes))

    def let_go(self, scopes: list[str]) -> None:
        """Forget what is not in these scopes."""
        with self.transaction():
            let_go(self._db, sorted(scopes))

    def cursor(self) -> str | None:
        """How far the replica is; from the beginning, if this program has columns that the one before had not."""
        kept: str | None = self.state("cursor")
        return None if columns.missing(self.state(columns.KNOWN)) else kept

    def journal_begins(self) -> int:
        """The first op that could be sent again."""
        return journal.first_no(self._db, journal.identity_begins(self._db))

    def end_cycle(self, now: datetime, server_time: datetime) -> None:
        """Note the contact by both clocks, and forget what has been in the journal long enough."""
        with self.transaction(Durable.LATER):
            self._keep({"last_contact": iso(now), "server_time": iso(server_time)})
            journal.prune(self._db, iso(now - journal.KEPT))

    def apply(self, pulled: Round) -> Changes:
        """Apply a round: rows, ops that are over, and the cursor, all or nothing.

        A long round goes in page by page, whole commits with their cursor, so that nobody who sells meanwhile
        waits for it. All its pages are here already, and ops are over only with the last: nothing vanishes between.
        """
        changed: dict[str, set[str]] = {}
        # A file that begins has no cursor that could stand between two pages: everything goes in together.
        early = pulled.early_pages() if self.state("epoch") == pulled.epoch else []
        for rows, cursor in early:
            with self.transaction(Durable.LATER):
                dirty = set(self._db.execute("SELECT table_name, row_id FROM shadow"))
                for key in sorted(self._rows(pulled, rows, dirty, changed)):
                    self._rebuild(key, 0)
                self._keep({"cursor": cursor})
            time.sleep(_GAP_SECONDS)
        with self.transaction(Durable.LATER):
            epoch = self.state("epoch")  # within: another program may have pulled since
            anew = epoch is not None and (pulled.whole or epoch != pulled.epoch)
            if anew:
                self._begin_anew(pulled)
            dirty = set(self._db.execute("SELECT table_name, row_id FROM shadow"))
            rows = pulled.last_rows() if early else pulled.rows
            touched = self._rows(pulled, rows, dirty, changed) | (dirty if anew else set())
            touched |= self._finish_ops(pulled)
            for key in sorted(touched):
                self._rebuild(key, pulled.last_no)
                changed.setdefault(key[0], set()).add(key[1])
            self._keep({"cursor": pulled.cursor, "epoch": pulled.epoch, **columns.facts(pulled.columns)})
            self._trust_after_restore(pulled.last_no)
        return Changes({table: frozenset(ids) for table, ids in changed.items()})

    def _begin_anew(self, pulled: Round) -> None:
        """The server tells its whole story again: rows that are not in it go, ops that it has lost wait once more."""
        self._db.execute(
            "CREATE TEMP TABLE told (table_name TEXT, row_id TEXT, PRIMARY KEY (table_name, row_id))"
        )
        told = ((row[0], row[2]) for row in pulled.rows if row[1] == "put")
        self._db.executemany("INSERT OR IGNORE INTO told VALUES (?, ?)", told)
        self._send_again(pulled.last_no)
        here = "SELECT row_id FROM told WHERE table_name = ?1 UNION ALL SELECT row_id FROM shadow WHERE table_name = ?1"
        for table in COLUMNS:
            self._db.execute(f'DELETE FROM "{table}" WHERE id NOT IN ({here})', (table,))
        self._db.execute(
            "UPDATE shadow SET base = NULL WHERE (table_name, row_id) NOT IN (SELECT * FROM told)"
        )
        self._db.execute("DROP TABLE told")

    def is_other_than(self, terminal_id: str) -> bool:
        """Whether the file was written under another identity than the folder has."""
        return self.state(TERMINAL) not in (None, terminal_id)

    def begin_as(self, new: rebirth.Identity, incarnation: str, clock: Clock, *, asked_now: bool) -> None:
        """Go on under another identity; all rows are fetched again. `asked_now`: no number can be given twice."""
        with self.transaction():
            rebirth.begin(self._db, new, clock)
            facts = {TERMINAL: new.terminal, journal.FIRST_NO: new.first_no, "chain": [new.first_no, ""]}
            self._keep({**facts, "incarnation": incarnation, "token": "", "cursor": None})
            if asked_now:
                self._db.execute("DELETE FROM state WHERE name = ?", (RESTORED,))

    def _send_again(self, last_no: int) -> None:
        """Ops that the server has lost, or never had, wait once more."""
        lost = "no > ? AND state NOT IN ('waiting', 'wrapped')"
        known = max(last_no, journal.identity_begins(self._db) - 1)
        for no, payload in self._db.execute(f"SELECT no, payload FROM op WHERE {lost}", (known,)).fetchall():
            keys = [(c["table"], c["id"]) for c in protocol.changes_in(payload) if "id" in c]
            rows = [(*key, no) for key in keys]
            self._db.executemany(
                "INSERT OR IGNORE INTO op_row (table_name, row_id, no) VALUES (?, ?, ?)", rows
            )
            self._db.executemany("INSERT OR IGNORE INTO shadow (table_name, row_id) VALUES (?, ?)", keys)
        self._db.execute(f"UPDATE op SET state = 'waiting', outcome = NULL WHERE {lost}", (known,))

    def lay_local_work(self, last_no: int) -> None:
        """Every row was just written as the server gives it: lay on them what is still open here."""
        with self.transaction():
            self._send_again(last_no)
            dirty = set(self._db.execute("SELECT table_name, row_id FROM shadow"))
            for key in dirty:
                self._new_base(key, self._stored(key))
            resolved = "SELECT op_id FROM sync_case WHERE state = 'resolved' AND op_id IS NOT NULL"
            decided = [op_id for (op_id,) in self._db.execute(resolved)]
            for key in sorted(dirty | self._finish(last_no, decided)):
                self._rebuild(key, last_no)
            self._trust_after_restore(last_no)

    def _stored(self, key: Key) -> dict[str, Any] | None:
        columns = COLUMNS[key[0]]
        names = ", ".join(f'"{column}"' for column in columns)
        row = self._db.execute(f'SELECT {names} FROM "{key[0]}" WHERE id = ?', (key[1],)).fetchone()
        return dict(zip(columns, row, strict=True)) if row else None

    def mark_restored(self) -> None:
        """The file came from a backup: nothing numbered is issued until the server has been asked."""
        self.keep(**{RESTORED: True})

    def _trust_after_restore(self, last_no: int) -> None:
        """A backup that holds every op the server has judged may go on; an older one would number them anew."""
        (own,) = self._db.execute("SELECT coalesce(max(no), 0) FROM op").fetchone()
        if self.state(RESTORED) in (None, OLDER):
            return
        if last_no > own:
            self._keep({RESTORED: OLDER})
            return
        # Numbers may have been printed that nobody sent before the file was lost: a new series begins, with a gap of
        # a thousand at least; also for what the backup had not numbered yet.
        begun = (
            "INSERT OR IGNORE INTO number_series (kind, year, next_no) "
            "VALUES (?, CAST(strftime('%Y', 'now', ?) AS INTEGER), 1)"
        )
        kinds, zones = ("contract", "deal", "receipt"), ("+0 days", "localtime")
        self._db.executemany(begun, [(kind, zone) for kind in kinds for zone in zones])
        self._db.execute("UPDATE number_series SET next_no = ((next_no + 1999) / 1000) * 1000 + 1")
        self._db.execute("DELETE FROM state WHERE name = ?", (RESTORED,))

    def _rows(
        self, pulled: Round, rows: list[list[Any]], dirty: set[Key], changed: dict[str, set[str]]
    ) -> set[Key]:
        """Write clean rows in bulk; for dirty ones only the base. Returns the dirty keys."""
        puts: dict[str, list[list[Any]]] = {}
        touched: set[Key] = set()
        for table, kind, *values in rows:
            if table not in COLUMNS:
                continue  # a table of a newer version
            key = (table, values[0])
            if key in dirty:
                self._new_base(key, self._named(pulled, table, values) if kind == "put" else None)
                touched.add(key)
            elif kind == "put":
                puts.setdefault(table, []).append(self._ordered(pulled, table, values))
            else:
                self._db.execute(f'DELETE FROM "{table}" WHERE id = ?', (values[0],))
            changed.setdefault(table, set()).add(values[0])
        for table in COLUMNS:
            if table in puts:
                self._db.executemany(upsert_sql(table), puts[table])
        return touched

    def _named(self, pulled: Round, table: str, values: list[Any]) -> dict[str, Any]:
        return dict(zip(COLUMNS[table], self._ordered(pulled, table, values), strict=True))

    def _ordered(self, pulled: Round, table: str, values: list[Any]) -> list[Any]:
        """The values in this version's order of columns."""
        given = pulled.columns[table]
        if tuple(given) == COLUMNS[table]:
            return values
        named = dict(zip(given, values, strict=True))
        return [named.get(column) for column in COLUMNS[table]]

    def _new_base(self, key: Key, base: dict[str, Any] | None) -> None:
        text = canonical_json(base) if base is not None else None
        self._db.execute("UPDATE shadow SET base = ? WHERE table_name = ? AND row_id = ?", (text, *key))

    def _finish_ops(self, pulled: Round) -> set[Key]:
        """Ops whose effects are in this round are over; so are set-aside ones whose case was decided.

        One that still waits is sent again whatever was decided: its reply was lost, and later ops follow it.
        """
        decided = [
            row["op_id"]
            for row in (
                self._named(pulled, t, v) for t, kind, *v in pulled.rows if t == "sync_case" and kind == "put"
            )
            if row["op_id"] and row["state"] == "resolved"
        ]
        return self._finish(pulled.last_no, decided)

    def _finish(self, last_no: int, decided: list[str]) -> set[Key]:
        """Ops up to a number, and set-aside ones that were decided, are over; which rows they touched."""
        over = [
            no for (no,) in self._db.execute("SELECT no FROM op WHERE state = 'sent' AND no <= ?", (last_no,))
        ]
        for op_id in decided:
            over += [
                no
                for (no,) in self._db.execute(
                    "SELECT no FROM op WHERE op_id = ? AND state IN ('parked', 'quarantined')", (op_id,)
                )
            ]
        touched: set[Key] = set()
        for no in over:
            touched |= set(self._db.execute("SELECT table_name, row_id FROM op_row WHERE no = ?", (no,)))
            self._db.execute("UPDATE op SET state = 'done' WHERE no = ?", (no,))
        return touched

    def _rebuild(self, key: Key, last_no: int) -> None:
        """A row from its base and the ops that still lie on it."""
        table, row_id = key
        found = self._db.execute(
            "SELECT base FROM shadow WHERE table_name = ? AND row_id = ?", key
        ).fetchone()
        if found is None:
            return
        ops = self._db.execute(
            f"SELECT payload FROM op WHERE no IN (SELECT no FROM op_row WHERE table_name = ? AND row_id = ?) "
            f"AND ({OPEN}) ORDER BY no",
            (*key, last_no),
        ).fetchall()
        row = json.loads(found[0]) if found[0] else None
        for (payload,) in ops:
            row = _overlaid(row, key, protocol.changes_in(payload))
        if row is None:
            self._db.execute(f'DELETE FROM "{table}" WHERE id = ?', (row_id,))
        else:
            self._db.execute(upsert_sql(table), [row.get(column) for column in COLUMNS[table]])
        if not ops:
            self._db.execute("DELETE FROM shadow WHERE table_name = ? AND row_id = ?", key)
            self._db.execute("DELETE FROM op_row WHERE table_name = ? AND row_id = ?", key)

    def _keep(self, facts: dict[str, Any]) -> None:
        self._db.executemany(
            "INSERT INTO state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [(name, canonical_json(value)) for name, value in facts.items()],
        )

    def transaction(self, durable: Durable = Durable.NOW) -> _Transaction:
        """Everything in the block, or nothing of it."""
        return _Transaction(self._db, durable)


class _Transaction:
    """`BEGIN IMMEDIATE` … `COMMIT`, or nothing of it."""

    def __init__(self, connection: Any, durable: Durable) -> None:
        self._db, self._durable = connection, durable

    def __enter__(self) -> None:
        if self._durable is Durable.LATER:
            self._db.execute("PRAGMA synchronous=NORMAL")
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except BaseException:
            self._end()  # whoever writes next on this connection relies on it
            raise

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            if kind is None:
                self._db.execute("COMMIT")
        finally:
            if self._db.in_transaction:  # a full disk has ended it already, and is what is to be told
                self._db.execute("ROLLBACK")
            self._end()

    def _end(self) -> None:
        if self._durable is Durable.LATER:
            self._db.execute("PRAGMA synchronous=FULL")


def upsert_sql(table: str) -> str:
    """Insert, or replace all columns of the row with that id."""
    columns = COLUMNS[table]
    names = ", ".join(f'"{c}"' for c in columns)
    sets = ", ".join(f'"{c}" = excluded."{c}"' for c in columns[1:])
    marks = ", ".join("?" * len(columns))
    return f'INSERT INTO "{table}" ({names}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {sets}'


def _overlaid(row: dict[str, Any] | None, key: Key, changes: list[dict[str, Any]]) -> dict[str, Any] | None:
    for change in changes:
        if (change.get("table"), change.get("id")) != key:
            continue
        if row is None:
            if change["base"] is not None:
                continue  # it changed a row that the server took away
            row = {"id": key[1], "scope": change["scope"], "ver": 0, "row_hash": 0}
        row = {**row, **change["set"]}
    return row


def _state_of(status: str) -> str:
    return status if status in ("parked", "quarantined") else "sent"

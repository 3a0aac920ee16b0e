"""Applying an op's rows by the policy that each model declares for its column groups.

Base version first: a group that nobody else changed since the op's base is simply written. Only then does the
clock decide (last writer wins), a person (contracts), or the state table (guarded columns).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.i18n import N_
from app.models.base import Policy
from app.models.registry import BY_TABLE, COLUMNS, SYNCED
from app.services.judgement import Doubt, Judged
from server import rows
from server.feed import Origin
from server.models import ChangeLog

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.base import Sync

_ORDER = {model.__tablename__: n for n, model in enumerate(SYNCED)}
Touch = tuple[str, str, frozenset[str], Origin]


@dataclass
class Conflict:
    """A group of a contract that two people changed: base, what is here (first), what came (second)."""

    table: str
    row: dict[str, Any]
    groups: dict[str, dict[str, dict[str, Any]]]
    first: Origin


@dataclass
class Applied:
    """What applying an op did."""

    status: str = "applied"
    detail: dict[str, Any] = field(default_factory=dict)
    rows: list[Judged] = field(default_factory=list)
    touched: list[Touch] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    resolves: str | None = None  # the case that the op meant to resolve


class Applier:
    """Applies the changes of one op."""

    def __init__(self, session: Session, origin: Origin) -> None:
        self._session, self._origin = session, origin
        self._applied = Applied()

    def apply(self, changes: list[dict[str, Any]]) -> Applied:
        """Write the changes, parents first."""
        for change in sorted(changes, key=lambda change: _ORDER[change["table"]]):
            current = rows.find(self._session, change["table"], change["id"])
            if change["base"] is None:
                self._insert(change, current)
            elif current is None:
                raise Doubt("parked", "missing", N_("A row that it changes is not here."))
            else:
                self._update(change, current)
        return self._applied

    def _insert(self, change: dict[str, Any], current: dict[str, Any] | None) -> None:
        table = change["table"]
        if current is not None:
            if table != "vehicle":  # a car's id is its VIN's; anything else has an id of its own
                raise Doubt("quarantined", "id_taken", N_("A new row has an id that is already there."))
            self._applied.status = "merged"
            return
        row = {**dict.fromkeys(COLUMNS[table]), **change["set"]}
        row |= {"id": change["id"], "scope": change["scope"], "ver": 0, "row_hash": 0}
        rows.insert_row(self._session, table, row)
        self._applied.rows.append(Judged(table, change["id"], None, row))
        self._applied.touched.append((table, change["id"], frozenset(change["set"]), self._origin))

    def _update(self, change: dict[str, Any], current: dict[str, Any]) -> None:
        table = change["table"]
        sync = BY_TABLE[table].__sync__
        if current["scope"] != change["scope"]:
            raise Doubt("parked", "moved", N_("The row was moved to another branch."))
        if table == "sync_case" and self._applied.conflicts:
            self._applied.resolves = change["id"]  # the contract moved meanwhile: the case stays open
            return
        foreign = self._changed_by_others(change, current)
        accepted: dict[str, Any] = {}
        conflicts: dict[str, dict[str, dict[str, Any]]] = {}
        for name, policy, columns in _by_group(sync, change["set"]):
            new = {c: change["set"][c] for c in columns}
            if policy is Policy.APPEND:
                raise Doubt(
                    "quarantined", "append_only", N_("Rows of {table} are never changed."), table=table
                )
            if policy is Policy.DERIVED:
                continue
            touched_elsewhere = bool(foreign & set(_columns_of(sync, name, columns)))
            differs = any(current[c] != value for c, value in new.items())
            if not touched_elsewhere or not differs:
                accepted |= new
            elif policy is Policy.MERGE:
                conflicts[name] = _triple(sync, name, change, current, columns)
            elif policy is Policy.GUARDED:
                raise Doubt("parked", "state_moved", N_("Somebody else changed its state first."))
            elif self._later(change, columns):
                accepted |= new
                self._applied.status = "merged"
            else:
                self._lose(table, change, columns, current)
        if conflicts:
            self._conflict(change, current, conflicts, accepted)
        self._write(change, current, sync, accepted)

    def _write(
        self, change: dict[str, Any], current: dict[str, Any], sync: Sync, accepted: dict[str, Any]
    ) -> None:
        derived = [c for c in change["set"] if sync.group_of(c)[1] is Policy.DERIVED]
        if accepted or derived:
            for column in derived:
                accepted[column] = current[column] + 1
            rows.update_row(self._session, change["table"], change["id"], accepted)
            self._applied.rows.append(Judged(change["table"], change["id"], current, {**current, **accepted}))
            self._applied.touched.append((change["table"], change["id"], frozenset(accepted), self._origin))

    def _conflict(
        self,
        change: dict[str, Any],
        current: dict[str, Any],
        groups: dict[str, Any],
        accepted: dict[str, Any],
    ) -> None:
        self._applied.status = "conflict"
        self._applied.detail["groups"] = sorted(groups)
        first = self._last_change(change, {c for g in groups.values() for c in g["first"]})
        self._applied.conflicts.append(Conflict(change["table"], current, groups, first))
        accepted.pop("state", None)  # nothing is signed or approved while a person has to decide

    def _lose(self, table: str, change: dict[str, Any], columns: list[str], current: dict[str, Any]) -> None:
        self._applied.status = "lost_fields"
        lost = self._applied.detail.setdefault("lost", [])
        lost += [
            {"table": table, "id": change["id"], "column": c, "mine": change["set"][c], "kept": current[c]}
            for c in columns
        ]

    def _changed_by_others(self, change: dict[str, Any], current: dict[str, Any]) -> set[str]:
        """Columns that somebody else changed since the op's base. Without a usable base, by content."""
        if change["base"] > current["ver"]:
            return {c for c, was in change["was"].items() if current[c] != was}
        log = self._session.execute(
            select(ChangeLog.columns, ChangeLog.terminal_id).where(
                ChangeLog.row_id == change["id"],
                ChangeLog.table_name == change["table"],
                ChangeLog.ver > change["base"],
            )
        )
        return {c for columns, terminal in log if terminal != self._origin.terminal_id for c in columns}

    def _last_change(self, change: dict[str, Any], columns: set[str]) -> Origin:
        log = self._session.scalars(
            select(ChangeLog)
            .where(ChangeLog.row_id == change["id"], ChangeLog.table_name == change["table"])
            .order_by(ChangeLog.ver.desc())
        )
        for entry in log:
            if columns & set(entry.columns) and entry.terminal_id != self._origin.terminal_id:
                return Origin(entry.terminal_id, entry.user_id, entry.hlc)
        return Origin()

    def _later(self, change: dict[str, Any], columns: list[str]) -> bool:
        """Whether this op's clock is after that of the last change of these columns."""
        last = self._last_change(change, set(columns))
        return (self._origin.hlc or "") > (last.hlc or "")


def _by_group(sync: Sync, values: dict[str, Any]) -> list[tuple[str, Policy, list[str]]]:
    groups: dict[str, tuple[Policy, list[str]]] = {}
    for column in values:
        name, policy = sync.group_of(column)
        groups.setdefault(name, (policy, []))[1].append(column)
    return [(name, policy, columns) for name, (policy, columns) in groups.items()]


def _columns_of(sync: Sync, group: str, columns: list[str]) -> tuple[str, ...]:
    return sync.groups[group][1] if group in sync.groups else tuple(columns)


def _triple(
    sync: Sync, group: str, change: dict[str, Any], current: dict[str, Any], columns: list[str]
) -> dict[str, dict[str, Any]]:
    names = _columns_of(sync, group, columns)
    base = {c: change["was"].get(c, current[c]) for c in names}
    return {
        "base": base,
        "first": {c: current[c] for c in names},
        "second": {c: change["set"].get(c, base[c]) for c in names},
    }

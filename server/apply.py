"""Applying an op's rows by the policy that each model declares for its column groups.

Base version first: a group that nobody else changed since the op's base is simply written. Only then does the
clock decide (last writer wins), a person (contracts, by the rule of `domain.merge`), or the state table (guarded
columns).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.domain import merge
from app.i18n import N_
from app.models.base import Policy
from app.models.deal import SyncCase
from app.models.registry import BY_TABLE, COLUMNS, SYNCED, defaults
from app.services.judgement import Doubt, Judged, Seen
from server import rows, second_decisions
from server.feed import Origin, Stamp, Touch, Touched, next_version
from server.history import History
from server.second_decisions import Decided, Triple

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.base import Sync

_DESCRIBED = frozenset({"energy_type", "setting"})
_ORDER = {model.__tablename__: n for n, model in enumerate(SYNCED)}
_ADD_UP = frozenset({"price", "vehicle"})
"""Groups of a contract of which the price, the discount and the list price are."""


@dataclass
class Conflict:
    """Groups of a contract that two people changed: base, what is here (first), what came (second).

    `signed`: what came was signed on paper, so it stands, and what was here is a proposal to amend it.
    """

    table: str
    row: dict[str, Any]
    groups: dict[str, Triple]
    first: Origin
    signed: bool = False


@dataclass
class Applied:
    """What applying an op did."""

    status: str = "applied"
    detail: dict[str, Any] = field(default_factory=dict)
    rows: list[Judged] = field(default_factory=list)
    touched: list[Touch] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    resolves: str | None = None  # the case that the op meant to resolve
    saw: int | None = None  # that case's version, as whoever decided had it


@dataclass
class _Update:
    """One changed row while it is being decided."""

    change: dict[str, Any]
    current: dict[str, Any]
    sync: Sync
    history: History
    foreign: set[str]
    accepted: dict[str, Any] = field(default_factory=dict)
    conflicts: dict[str, Triple] = field(default_factory=dict)

    @property
    def name(self) -> tuple[str, str]:
        """Table and id of the row."""
        return self.change["table"], self.change["id"]

    def columns_of(self, group: str) -> tuple[str, ...]:
        """All columns of a group."""
        return self.sync.groups[group][1] if group in self.sync.groups else (group,)

    def contested(self, group: str, new: dict[str, Any]) -> bool:
        """Whether somebody else changed the group to something else."""
        elsewhere = bool(self.foreign & set(self.columns_of(group)))
        return elsewhere and any(self.current[c] != value for c, value in new.items())

    def together(self, group: str) -> merge.Merged:
        """What is here (theirs, it was first) and what came (mine) make of the group."""
        names = self.columns_of(group)
        base = self.history.at_base(names)
        return merge.merge(
            {group: names}, base=base, mine={**base, **self.change["set"]}, theirs=self.current
        )

    def triple(self, group: str) -> Triple:
        """The group as both began with it, as it is here, and as it came."""
        names = self.columns_of(group)
        base = self.history.at_base(names)
        second = {c: self.change["set"].get(c, base[c]) for c in names}
        return {"base": base, "first": {c: self.current[c] for c in names}, "second": second}


class Applier:
    """Applies the changes of one op. `touched` is what the transaction did before it."""

    def __init__(
        self, session: Session, origin: Origin, touched: Touched, forgiven: str | None = None,
        *, by_content: bool = False,
    ) -> None:  # fmt: skip
        self._session, self._origin, self._touched, self._forgiven = session, origin, touched, forgiven
        self._by_content = by_content
        self._applied = Applied()
        self._moved: dict[str, str] = {}  # cars' stays that somebody else had moved before: where to
        self._said: dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any], History | None]] = {}

    def apply(self, changes: list[dict[str, Any]]) -> Applied:
        """Write the changes, parents first."""
        ordered = sorted(changes, key=lambda change: _ORDER[change["table"]])
        self._decided = second_decisions.decided_before(self._session, changes)
        for (table, is_new), some in groupby(
            ordered, key=lambda change: (change["table"], change["base"] is None)
        ):
            if is_new:
                self._insert(table, list(some))
                continue
            for change in some:
                current = rows.find(self._session, table, change["id"], lock=True)
                if current is None:
                    raise Doubt("parked", "missing", N_("A row that it changes is not here."))
                self._update(change, current)
        if self._decided is not None:
            self._ask_again(self._decided, changes)
        return self._applied

    def _ask_again(self, decided: Decided, changes: list[dict[str, Any]]) -> None:
        """Open what somebody had decided otherwise, and what stands is what they decided."""
        change = next(change for change in changes if change["id"] == decided.case["id"])
        history = History(
            self._session, self._touched, change, decided.case,
            author=self._origin.terminal_id, by_content=self._by_content,
        )  # fmt: skip
        first = history.last({"state"}, but=self._origin.terminal_id)
        for table, row, groups in decided.differences(self._session, changes):
            self._applied.status = "conflict"
            self._applied.detail["groups"] = sorted({*self._applied.detail.get("groups", ()), *groups})
            self._applied.conflicts.append(Conflict(table, row, groups, first))

    def as_seen(self, table: str, row_id: str) -> Seen | None:
        """A row as the op's author saw it with what the op says of it, if it says anything."""
        if (table, row_id) not in self._said:
            return None
        change, row, history = self._said[table, row_id]
        if history is None:
            return Seen({**row, **change["said"]})
        known = {**history.at_base(COLUMNS[table]), **change["said"]}
        return Seen(known, frozenset(history.foreign()), is_certain=history.is_certain)

    def _insert(self, table: str, changes: list[dict[str, Any]]) -> None:
        """New rows of a table, in one statement; where one may be there already, each by itself."""
        if table in rows.MAY_BE_THERE and len(changes) > 1:
            for change in changes:
                self._insert(table, [change])
            return
        if table == "stock_movement":
            changes = [change for change in changes if not self._is_told(change["set"])]
        new = [self._new(change) for change in changes]
        if not rows.insert_rows(self._session, table, [row for row, _ in new]):
            if table not in rows.MAY_BE_THERE:
                raise Doubt("quarantined", "id_taken", N_("A new row has an id that is already there."))
            self._first_counts(changes[0])
            return
        for change, (row, stamp) in zip(changes, new, strict=True):
            self._applied.rows.append(Judged(table, change["id"], None, row))
            columns = frozenset(change["set"])
            self._applied.touched.append(Touch(table, change["id"], columns, self._origin, stamp=stamp))

    def _first_counts(self, change: dict[str, Any]) -> None:
        """A row that is there already stays; of what two describe by its name, the second is told what differs."""
        if self._applied.status != "lost_fields":
            self._applied.status = "merged"
        current = rows.find(self._session, change["table"], change["id"])
        if current is None or change["table"] not in _DESCRIBED:
            return
        differs = {c: said for c, said in change["set"].items() if current[c] != said}
        if not differs:
            return
        since = {**change, "base": 0, "was": {}}
        history = History(self._session, self._touched, since, current, author=None, by_content=False)
        name = {"table": change["table"], "id": change["id"], "by": vars(history.last(differs, but=None))}
        self._applied.status = "lost_fields"
        self._applied.detail.setdefault("lost", []).extend(
            {**name, "column": c, "lost": said, "kept": current[c]} for c, said in differs.items()
        )

    def _new(self, change: dict[str, Any]) -> tuple[dict[str, Any], Stamp]:
        table = change["table"]
        row = {**_blank(table), **change["set"]}
        row |= {"id": change["id"], "scope": change["scope"], "ver": 0, "row_hash": 0}
        self._said[table, change["id"]] = change, row, None
        return row, next_version(table, row)

    def _is_told(self, movement: dict[str, Any]) -> bool:
        """Whether somebody else had moved the car just so; if it is to move all the same, then from where it is."""
        stands = self._moved.get(movement.get("stay_id", ""))
        if stands is not None:
            movement["from_status"] = stands
        return stands is not None and stands == movement.get("to_status")

    def _update(self, change: dict[str, Any], current: dict[str, Any]) -> None:
        if current["scope"] != change["scope"]:
            raise Doubt("parked", "moved", N_("The row was moved to another branch."))
        if change["table"] == "sync_case" and (self._applied.conflicts or self._decided):
            # The contract moved meanwhile: the case stays open.
            self._applied.resolves, self._applied.saw = change["id"], change["base"]
            return
        if change["table"] == "stock_stay" and change["was"].get("status") not in (None, current["status"]):
            self._moved[change["id"]] = current["status"]
        history = History(
            self._session, self._touched, change, current,
            author=self._origin.terminal_id, by_content=self._by_content,
        )  # fmt: skip
        self._said[change["table"], change["id"]] = change, current, history
        foreign = history.foreign()
        update = _Update(change, current, BY_TABLE[change["table"]].__sync__, history, foreign)
        for group, policy, new in _by_group(update.sync, change["set"]):
            self._decide(update, group, policy, new)
        self._decide_together(update)
        signed = self._keep_what_was_signed(update)
        if update.conflicts:
            self._open(update, signed)
        self._write(update)

    def _decide(self, update: _Update, group: str, policy: Policy, new: dict[str, Any]) -> None:
        """Take a group's new values, leave them, or leave the choice to a person."""
        if policy is Policy.DERIVED:
            return
        if policy is Policy.APPEND:
            text = N_("Rows of {table} are never changed.")
            raise Doubt("quarantined", "append_only", text, table=update.change["table"])
        if policy is Policy.MERGE and self._decided and self._decided.holds(*update.name, group):
            return  # see `_ask_again`
        if policy is Policy.MERGE:
            merged = update.together(group)
            update.conflicts |= {name: update.triple(name) for name in merged.conflicts}
            update.accepted |= {column: merged.values[column] for column in new if column in merged.values}
        elif not update.contested(group, new):
            update.accepted |= new
        elif policy is Policy.GUARDED:
            # The state table decides about the rest; but two moves of one thing are for a person.
            if update.foreign & set(new) and self._forgiven != "state_moved":
                raise Doubt("parked", "state_moved", N_("Somebody else changed its state first."))
            update.accepted |= new
        elif policy is Policy.LATEST:
            if self._is_later(update.history.last(new, but=self._origin.terminal_id)):
                update.accepted |= new
        else:
            self._by_clock(update, new)

    def _decide_together(self, update: _Update) -> None:
        """A price is counted from a car's list price: where one of the two waits for a person and the rest does not
        add up without it, so does the other."""
        if update.change["table"] != "contract":
            return
        before = {g for g in _ADD_UP if self._decided and self._decided.holds(*update.name, g)}
        after = {**update.current, **update.accepted}
        adds_up = after["discount"] == after["list_price"] - after["price"]
        if adds_up or not (before or update.conflicts.keys() & _ADD_UP):
            return
        for group in _ADD_UP - before:
            update.accepted = {c: v for c, v in update.accepted.items() if c not in update.columns_of(group)}
            triple = update.triple(group)
            if triple["first"] != triple["second"]:
                update.conflicts[group] = triple

    def _is_later(self, last: Origin) -> bool:
        return (self._origin.hlc or "") > (last.hlc or "")

    def _by_clock(self, update: _Update, new: dict[str, Any]) -> None:
        """The later one wins; what loses is kept in the outcome, so that someone can bring it back."""
        last = update.history.last(new, but=self._origin.terminal_id)
        wins = self._is_later(last)
        lost, kept = (update.current, new) if wins else (new, update.current)
        if wins:
            update.accepted |= new
        if self._applied.status != "lost_fields":
            self._applied.status = "merged" if wins else "lost_fields"
        name = {"table": update.change["table"], "id": update.change["id"], "by": vars(last)}
        self._applied.detail.setdefault("replaced" if wins else "lost", []).extend(
            {**name, "column": c, "lost": lost[c], "kept": kept[c]} for c in new
        )

    def _keep_what_was_signed(self, update: _Update) -> bool:
        """A signature beats edits that were never signed: the contract is again what the paper says."""
        if update.change["table"] != "contract" or update.change["set"].get("state") != "signed":
            return False
        contested = {
            update.sync.group_of(column)[0]
            for column in update.foreign
            if update.sync.group_of(column)[1] is Policy.MERGE
        }
        entered = self._entered_in_a_case(update.change["id"])
        for group in sorted(contested | set(update.conflicts)):
            triple = update.triple(group)
            mine = {c: v for c, v in entered.get(group, {}).items() if c not in update.change["set"]}
            triple["second"] = {**triple["second"], **mine}
            if triple["first"] != triple["second"]:
                update.conflicts[group] = triple
                update.accepted |= triple["second"]
        return bool(update.conflicts)

    def _entered_in_a_case(self, contract_id: str) -> dict[str, dict[str, Any]]:
        """By group, what this terminal had entered and was put to a person: the row never held it, its paper does."""
        cases = select(SyncCase.data).where(SyncCase.contract_id == contract_id, SyncCase.kind == "contract")
        found: dict[str, dict[str, Any]] = {}
        for data in self._session.scalars(cases.order_by(SyncCase.opened_at, SyncCase.id)):
            if data["second"]["terminal_id"] == self._origin.terminal_id:
                found |= {name: group["second"] for name, group in data["groups"].items()}
        return found

    def _open(self, update: _Update, signed: bool) -> None:
        self._applied.status = "conflict"
        self._applied.detail["groups"] = sorted({*self._applied.detail.get("groups", ()), *update.conflicts})
        columns = {c for triple in update.conflicts.values() for c in triple["first"]}
        first = update.history.last(columns, but=self._origin.terminal_id)
        table = update.change["table"]
        self._applied.conflicts.append(Conflict(table, update.current, update.conflicts, first, signed))
        if not signed:  # nothing is approved while a person has to decide
            update.accepted = {
                c: v for c, v in update.accepted.items() if update.sync.group_of(c)[0] != "state"
            }

    def _write(self, update: _Update) -> None:
        derived = [c for c in update.change["set"] if update.sync.group_of(c)[1] is Policy.DERIVED]
        if not update.accepted and not derived:
            return
        update.accepted |= {column: update.current[column] + 1 for column in derived}
        row, touch = written(
            self._session, update.change["table"], update.current, update.accepted, self._origin
        )
        self._applied.rows.append(row)
        self._applied.touched.append(touch)


def written(
    session: Session, table: str, current: rows.Row, values: dict[str, Any], origin: Origin
) -> tuple[Judged, Touch]:
    """Give columns of a row new values; what became of it, and what the feed has to say of that."""
    after = {**current, **values}
    stamp = next_version(table, after)
    rows.update_row(session, table, current["id"], {**values, "ver": stamp.ver, "row_hash": stamp.row_hash})
    old = {column: current[column] for column in values}
    touch = Touch(table, current["id"], frozenset(values), origin, old, stamp)
    return Judged(table, current["id"], current, after), touch


@cache
def _blank(table: str) -> dict[str, Any]:
    return {**dict.fromkeys(COLUMNS[table]), **defaults(table)}


def _by_group(sync: Sync, values: dict[str, Any]) -> list[tuple[str, Policy, dict[str, Any]]]:
    groups: dict[str, tuple[Policy, dict[str, Any]]] = {}
    for column, value in values.items():
        name, policy = sync.group_of(column)
        groups.setdefault(name, (policy, {}))[1][column] = value
    return [(name, policy, new) for name, (policy, new) in groups.items()]

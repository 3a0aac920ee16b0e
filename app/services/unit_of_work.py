"""The one door for writes, on both sides.

A unit of work opens a write transaction, checks that the actor may do the action, lets a service change
objects, and at the end hands the list of changed rows to a *recorder* in the same transaction: on a terminal
the outbox, on the server the feed. Services do not know which.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from sqlalchemy import BigInteger, Integer, bindparam, event, func, inspect, orm, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import get_history, set_committed_value
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.changes import Changes
from app.domain import money, permissions
from app.domain.permissions import Action, Role
from app.errors import UserError
from app.i18n import N_, in_a_row
from app.ids import new_id
from app.models.base import Json, Money, Scope, Shared
from app.models.registry import BY_TABLE, SYNCED, plain, table_of, to_wire
from app.models.sessions import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection, Insert, Select, Update
    from sqlalchemy.types import TypeEngine

    from app.clock import Clock
    from app.models.base import Wire

M = TypeVar("M", bound=Shared)
_BROKEN = re.compile("[\x00\ud800-\udfff]")
MOST_CHARACTERS = 10_000  # of a text without a limit of its own
_ORDER = {model.__tablename__: n for n, model in enumerate(SYNCED)}
_HEAD = ("id", "scope", "ver", "row_hash")


@dataclass(frozen=True)
class Actor:
    """Who acts, where: a user with roles at a branch."""

    user_id: str
    name: str
    roles: frozenset[Role]
    branch_id: str


@dataclass(frozen=True)
class RowChange:
    """One row's part in an op. `was` holds the old values of the columns in `set`; none of it for a new row."""

    table: str
    id: str
    scope: str
    base: int | None  # the row's version before; none: the row is new
    set: dict[str, Wire]
    was: dict[str, Wire] = field(default_factory=dict)


class Recorder(Protocol):
    """Where the rows of an action go, inside its transaction."""

    @property
    def terminal_id(self) -> str:
        """The terminal that this is; empty at the server."""

    def open(self, session: orm.Session) -> None:
        """Refuse a transaction that could not be recorded, before anything is written."""

    def record(self, session: orm.Session, action: Action, actor: Actor, changes: list[RowChange]) -> None:
        """Write them down."""

    def next_numbers(self, session: orm.Session, kinds: Sequence[str]) -> dict[str, str]:
        """The next printed number of each kind, from this place's own series."""

    def gave_out(self, number: str) -> bool:
        """Whether a printed number is from this place's own series."""

    def holds(self, scope: str) -> bool:
        """Whether rows of this scope are kept here; others are sealed to the server and not kept."""


class Transaction:
    """What a service works with: find, add, number. Everything is committed together or not at all."""

    def __init__(self, session: orm.Session, recorder: Recorder, actor: Actor, clock: Clock) -> None:
        self.session, self.actor, self.clock = session, actor, clock
        self._recorder = recorder
        self._elsewhere: list[RowChange] = []
        self._apart: dict[str, Action] = {}
        self._numbers: dict[str, str] = {}  # taken, and not given out yet
        self._kept: list[object] = []  # a session forgets what nobody else holds, and would read it again
        session.info["kept"] = self._kept
        track(session)

    @property
    def terminal_id(self) -> str:
        """The terminal that this happens at; empty at the server."""
        return self._recorder.terminal_id

    def get(self, model: type[M], row_id: str | None) -> M:
        """The row with that id; a `UserError` when there is none."""
        found = self.session.get(model, row_id) if row_id else None
        if found is None:
            raise UserError(
                "not_found", N_("There is no {what} with the id {id}."), what=model.__tablename__, id=row_id
            )
        return found

    def add(self, row: M) -> M:
        """Add a new row: gives it an id and its scope."""
        vars(row).update(id=row.id or new_id(), scope=row.scope or self._scope_of(row), ver=0, row_hash=0)
        self._kept.append(row)
        if self._recorder.holds(row.scope):
            self.session.add(row)
        else:
            content = fitting(row.__tablename__, _content(row))
            self._elsewhere.append(RowChange(row.__tablename__, row.id, row.scope, None, content))
        return row

    def _scope_of(self, row: Shared) -> str:
        kind = type(row).__sync__.scope
        return kind.of(None if kind is Scope.ORG else getattr(row, "branch_id", self.actor.branch_id))

    def add_last(self, row: M, *among: ColumnElement[bool]) -> M:
        """Add a row of which the newest counts, so that it comes after all that is here."""
        known = self.session.scalar(select(func.max(type(row).id)).where(*among))
        row.id = new_id(after=known or "")
        return self.add(row)

    def add_apart(self, action: Action, row: M) -> M:
        """Add a row that is an action of its own, recorded first: whatever becomes of the other one, it stands."""
        added = self.add(row)
        self._apart[added.id] = action
        return added

    def actions(self, action: Action) -> list[tuple[Action, list[RowChange]]]:
        """What is recorded: the rows that stand apart, then those of the action itself."""
        if self._numbers:
            raise AssertionError(f"taken and not given out: {sorted(self._numbers)}")
        changes = self.changed()
        apart = [(self._apart[change.id], [change]) for change in changes if change.id in self._apart]
        return [*apart, (action, [change for change in changes if change.id not in self._apart])]

    def next_number(self, kind: str) -> str:
        """The next printed number: `deal`, `contract`, `quote` or `receipt`."""
        if kind not in self._numbers:
            self.take_numbers(kind)
        return self._numbers.pop(kind)

    def take_numbers(self, *kinds: str) -> None:
        """Take a number of each kind at once for `next_number` to give out: all of them will be."""
        self._numbers.update(self._recorder.next_numbers(self.session, kinds))

    def gave_out(self, number: str) -> bool:
        """Whether a printed number is from this place's own series."""
        return self._recorder.gave_out(number)

    def changed(self) -> list[RowChange]:
        """All rows changed so far, parents before children."""
        self.session.flush()
        return sorted(
            [*self.session.info.pop("changed", {}).values(), *self._elsewhere],
            key=lambda change: _ORDER[change.table],
        )


class UnitOfWork:
    """Makes transactions: who acts, with which session factory, into which recorder."""

    def __init__(
        self,
        session: Callable[[], orm.Session],
        recorder: Recorder,
        actor: Actor,
        clock: Clock,
        published: Callable[[Changes], None] = lambda changes: None,
    ) -> None:
        self.actor, self.clock = actor, clock
        self._session, self._recorder, self._published = session, recorder, published

    def require(self, action: Action) -> None:
        """Refuse an action that the actor's roles do not allow."""
        if not action.allowed_for(self.actor.roles):
            raise permissions.refusal(action.roles)

    @contextmanager
    def begin(self, action: Action, *, rehearsal: bool = False) -> Iterator[Transaction]:
        """A write transaction for one action: committed at the end of the block, rolled back on any error.

        A rehearsal is judged like the real thing, and rolled back too.
        """
        self.require(action)
        with self._session() as session, session.begin() as running:
            _defer_references(session)
            self._recorder.open(session)
            transaction = Transaction(session, self._recorder, self.actor, self.clock)
            yield transaction
            done = transaction.actions(action)
            for each, changes in done:
                self._record(session, each, changes)
            if rehearsal:
                running.rollback()
                return
        self._published(summary([change for _, changes in done for change in changes]))

    def _record(self, session: orm.Session, action: Action, changes: list[RowChange]) -> None:
        for change in changes:
            if not action.may_write(change.table, frozenset(change.set)):
                raise AssertionError(f"{action.name} writes {change.table}: {sorted(change.set)}")
        if changes:
            self._recorder.record(session, action, self.actor, changes)


def _defer_references(session: orm.Session) -> None:
    """Let rows be written in any order within the action; references are checked at the commit. On SQLite, see
    `_put_off`."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")


def summary(changes: list[RowChange]) -> Changes:
    """Which rows changed, for the screens."""
    tables: dict[str, set[str]] = {}
    for change in changes:
        tables.setdefault(change.table, set()).add(change.id)
    return Changes({name: frozenset(ids) for name, ids in tables.items()})


def track(session: orm.Session) -> None:
    """Collect the row changes of each flush."""
    session.info["tracked"] = True


def _keep(session: orm.Session, row: object) -> None:
    if (kept := session.info.get("kept")) is not None:
        kept.append(row)


def _collect(session: Session, *_: object) -> None:
    """Write the rows of a flush, and note what of them changed: old values are gone once it is over."""
    if "tracked" not in session.info:
        return
    changed = _changes(session)
    new: dict[str, list[Shared]] = {}
    for row in session.new:
        if isinstance(row, Shared):
            new.setdefault(row.__tablename__, []).append(row)
    for table in sorted(new, key=_ORDER.__getitem__):
        rows = new[table]
        added = [RowChange(table, row.id, row.scope, None, fitting(table, _content(row))) for row in rows]
        changed.update({(table, change.id): change for change in added})
        _write(session, rows, added)
    for row in session.dirty:
        if isinstance(row, Shared) and (change := _difference(row)):
            fitting(change.table, change.set)
            key = change.table, change.id
            changed[key] = _joined(changed[key], change) if key in changed else change
            _rewrite(session, row, change)


event.listen(Session, "loaded_as_persistent", _keep)
event.listen(Session, "before_flush", _collect)


def is_new(session: orm.Session, model: type[Shared], row_id: str) -> bool:
    """Whether the row was written by this very action."""
    change = _changes(session).get((model.__tablename__, row_id))
    return change is not None and change.base is None


def new_rows(session: orm.Session, model: type[M]) -> list[M]:
    """The rows that this very action wrote, the oldest first: they need not be read back."""
    session.flush()
    ids = [change.id for change in _changes(session).values() if change.table == model.__tablename__]
    return [session.get_one(model, row_id) for row_id in sorted(ids) if is_new(session, model, row_id)]


def _changes(session: orm.Session) -> dict[tuple[str, str], RowChange]:
    changes: dict[tuple[str, str], RowChange] = session.info.setdefault("changed", {})
    return changes


@cache
def _insert(table: str) -> Insert:
    return plain(table).insert()


@cache
def _those(table: str) -> Select[Any]:
    stored = plain(table)
    return select(stored.c.id).where(stored.c.id.in_(bindparam("rows", expanding=True)))


@cache
def _update(table: str) -> Update:
    stored = plain(table)
    return stored.update().where(stored.c.id == bindparam("row"))


def _write(session: Session, rows: list[Shared], added: list[RowChange]) -> None:
    """Write new rows of a table as they go over the wire. The ORM's own way takes three times as long, and writes
    children before their parents, for whom SQLite then reads whole tables."""
    values = [
        {**{name: getattr(row, name) for name in _HEAD}, **change.set}
        for row, change in zip(rows, added, strict=True)
    ]
    connection, table = session.connection(), added[0].table
    try:
        connection.execute(_insert(table), values)
    except IntegrityError as error:
        _put_off(connection, error)
        there = set(connection.scalars(_those(table), {"rows": [each["id"] for each in values]}))
        connection.execute(_insert(table), [each for each in values if each["id"] not in there])
    session.written(rows)


def _rewrite(session: Session, row: Shared, change: RowChange) -> None:
    connection, values = session.connection(), {"row": change.id, **change.set}
    try:
        connection.execute(_update(change.table), values)
    except IntegrityError as error:
        _put_off(connection, error)
        connection.execute(_update(change.table), values)
    session.written([row])


def _put_off(connection: Connection, error: IntegrityError) -> None:
    """A row whose parent this action has not written yet: references are checked at the commit from here on.

    Not from the beginning, since SQLite forgets all statements that it has made ready when it is told so."""
    if str(error.orig) != "FOREIGN KEY constraint failed":
        raise error
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")


def fitting(table: str, values: dict[str, Wire]) -> dict[str, Wire]:
    """The values, if they fit: what the server would refuse later is refused here, at the desk."""
    limits = _limits(table)
    for name, value in values.items():
        fit = limits[name]
        if fit.words is not None and value not in fit.words:
            raise _no_word(name, value, fit.words)
        if isinstance(value, int):
            if not -fit.number <= value <= fit.number:
                message = N_("{given} is too large a number.")
                raise UserError("number_too_large", message, field=name, given=value)
        elif isinstance(value, str) and fit.characters is not None:
            _check_text(name, value, fit.characters)
    return values


class _Limits(NamedTuple):
    """What fits into a column."""

    words: Collection[Wire] | None  # all that it may say, if those are few
    number: int
    characters: int | None  # none: our own JSON, as long as it is


@cache
def _limits(table: str) -> dict[str, _Limits]:
    words = BY_TABLE[table].__sync__.words
    return {
        column.name: _Limits(words.get(column.name), _most(column.type), _longest(column.type))
        for column in table_of(table).columns
    }


def _most(kind: TypeEngine[Any]) -> int:
    bits = 31 if isinstance(kind, Integer) and not isinstance(kind, BigInteger) else 63
    return money.MOST if isinstance(kind, Money) else (1 << bits) - 1


def _longest(kind: TypeEngine[Any]) -> int | None:
    return None if isinstance(kind, Json) else getattr(kind, "length", None) or MOST_CHARACTERS


def _check_text(name: str, value: str, most: int) -> None:
    if len(value) > most:
        message = N_("This text is too long: it has {count} characters, and {most} fit.")
        raise UserError("too_long", message, field=name, count=len(value), most=most)
    if _BROKEN.search(value):
        raise UserError("text_broken", N_("This text holds characters that are none."), field=name)


def _no_word(name: str, value: Wire, known: Collection[Wire]) -> UserError:
    choice = in_a_row(sorted(str(word) for word in known if word))
    message = N_("“{given}” is none of these: {known}. Choose one of them.")
    return UserError("word_unknown", message, field=name, given=value or "", known=choice)


def _content(row: Shared) -> dict[str, Wire]:
    """All content columns of a new row, defaults filled in, in stored form."""
    held, usual = vars(row), _usual(row.__tablename__)
    for name, value in usual.items():
        if held.get(name) is None and (value is not None or name not in held):
            set_committed_value(row, name, value)
    return to_wire(row.__tablename__, {name: held[name] for name in usual})


@cache
def _usual(table: str) -> dict[str, object]:
    """What a new row holds in each content column if nobody said anything."""
    content = [column for column in table_of(table).columns if column.name not in _HEAD]
    return {
        column.name: column.default.arg if isinstance(column.default, ScalarElementColumnDefault) else None
        for column in content
    }


def _difference(row: Shared) -> RowChange | None:
    """The changed columns of a row with their old values; none when nothing really differs."""
    now: dict[str, object] = {}
    before: dict[str, object] = {}
    for name in inspect(row).committed_state:
        history = get_history(row, name)
        if history.added and (not history.deleted or history.added[0] != history.deleted[0]):
            now[name] = history.added[0]
            before[name] = history.deleted[0] if history.deleted else None
    if not now:
        return None
    table = row.__tablename__
    return RowChange(table, row.id, row.scope, row.ver, to_wire(table, now), to_wire(table, before))


def _joined(first: RowChange, second: RowChange) -> RowChange:
    """Two flushes of one row in one action are one change, from the oldest value to the newest."""
    was = {} if first.base is None else {**second.was, **first.was}
    return RowChange(first.table, first.id, first.scope, first.base, {**first.set, **second.set}, was)

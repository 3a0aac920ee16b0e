"""An op while it is judged: what is known of it, the doubts it may raise, and the checks of each table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import bindparam, select

from app.domain import states
from app.domain.permissions import Action, Role
from app.errors import AppError, UserError
from app.i18n import N_
from app.models.base import Scope
from app.models.org import UserRole
from app.models.registry import BY_TABLE, COLUMNS, table_of

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

Row = dict[str, Any]
_AUTHOR = ("user_id", "seller_id")
_OURS = frozenset({"id", "scope", "ver", "row_hash"})
_FIXED = frozenset({*_AUTHOR, "branch_id", "no", "deal_id", "contract_id"})


class Doubt(AppError):
    """An op that is not applied as it is: `quarantined` when someone may have tampered or lacked the right,
    `parked` when it does not fit what is there."""

    def __init__(self, status: str, code: str, text: str, **values: object) -> None:
        super().__init__(code)
        self.status, self.code, self.text, self.values = status, code, text, values


@dataclass(frozen=True)
class Judged:
    """A row before and after the op; no before: the op added it."""

    table: str
    id: str
    before: Row | None
    after: Row

    def changed(self, *columns: str) -> bool:
        """Whether the op gave one of these columns another value, or any value to a new row."""
        return self.before is None or any(self.before[column] != self.after[column] for column in columns)


@dataclass(frozen=True)
class Seen:
    """A row as the author of an op saw it, with what the op says of it, whatever has become of it here."""

    row: Row
    elsewhere: frozenset[str] = frozenset()  # what others changed since
    is_certain: bool = True  # false: what the author saw is from before the server was restored


@dataclass(frozen=True)
class Line:
    """A line of a contract as somebody had it on the screen, with the used car that pays it."""

    row: Row
    car: Row | None = None


@dataclass
class Hearing:
    """All that is known of an op while it is judged."""

    session: Session
    action: Action
    user_id: str
    roles: frozenset[Role]
    branch_id: str
    terminal_id: str
    prefix: str
    now: datetime
    rows: list[Judged] = field(default_factory=list)
    consent_holds: Callable[[Row, Row], bool] = lambda said, row: False  # signed by the approver it names
    saw_list_price: Callable[[Row], bool] = lambda contract: False  # whether its author can have
    as_seen: Callable[[str, str], Seen | None] = lambda table, row_id: None  # a row by table and id
    lines_seen: Callable[[str], dict[str, tuple[Line | None, ...]] | None] = lambda contract_id: None
    """Each line of a contract that the op changes, as its author had it: all that it can have been; none for one that
    was not there. None if that is not known."""
    formerly: Callable[[str, str, str], list[Any]] = lambda table, row_id, column: []
    """What stood in a column of a row at some time since its author signed in at the server, and stands no more."""
    may_confirm: bool = True  # false when the sign-in had expired
    signed_in_at: datetime | None = None  # when its author's terminal heard from the server for certain
    done_at: datetime | None = None  # when its author did it, as far as that is believed
    demoted: bool = False  # its car was lost, and the order made provisional, after its money was taken
    contested: frozenset[str] = frozenset()  # contracts that somebody else changed, too
    resolves: str | None = None  # the case that it meant to resolve, had nothing moved meanwhile
    forgiven: str | None = None  # the code of a doubt that a manager has decided to pass over

    @property
    def done_on(self) -> date:
        """The day on which it was done; its author's own day may have begun or ended some hours apart."""
        return (self.done_at or self.now).date()

    def of(self, table: str) -> list[Judged]:
        """The op's rows of one table."""
        return [row for row in self.rows if row.table == table]

    def new(self, table: str, row_id: str | None) -> Row | None:
        """A row that the op itself adds. Nothing that is stored can name it yet."""
        return next((row.after for row in self.of(table) if row.id == row_id and row.before is None), None)

    def stay_of(self, vehicle_id: str | None) -> Row | None:
        """The present stay in stock of a car, if the op moves it: there is only one that is active."""
        stays = (row.after for row in self.of("stock_stay") if row.after["active"])
        return next((stay for stay in stays if stay["vehicle_id"] == vehicle_id), None)

    def is_manager(self, user_id: str) -> bool:
        """Whether somebody is a manager of this branch now."""
        found = select(UserRole.id).where(
            UserRole.user_id == user_id, UserRole.branch_id == self.branch_id,
            UserRole.role == Role.MANAGER, UserRole.active.is_(True),
        )  # fmt: skip
        return self.session.scalars(found.limit(1)).first() is not None


NEVER_FORGIVEN = frozenset(
    {
        "contract_signed",
        "trade_in_state",
        "not_handed_in",
        "loan_open",
        "loan_released",
        "shift_totals",
        "refund_above_paid",
    }
)
"""Doubts that no manager passes over: what the customer signed changes only by what the customer signs, a used car
stands on a contract with the value that it has and is paid for once it is ours, a deal asks one lender at a time
and has its money once, a closing seals what its receipts come to, and no more goes back than came in."""
Check = Callable[[Hearing, Judged], None]
_CHECKS: dict[str, list[Check]] = defaultdict(list)


def checks(table: str) -> Callable[[Check], Check]:
    """Register a check for the rows of a table."""

    def register(check: Check) -> Check:
        _CHECKS[table].append(check)
        return check

    return register


def judge_rights(
    action: Action | None, roles: frozenset[Role], current: frozenset[Role], name: str
) -> Action:
    """The action, if both the ticket's roles and those of now allow it."""
    if action is None:
        raise Doubt(
            "quarantined", "action_unknown", N_("This program does not know the action {name}."), name=name
        )
    if not action.allowed_for(roles):
        raise Doubt("quarantined", "not_allowed", N_("The role at sign-in does not allow {name}."), name=name)
    if not action.allowed_for(current):
        raise Doubt(
            "quarantined", "no_longer_allowed", N_("The role was taken away before this arrived."), name=name
        )
    return action


def judge_change(
    action: Action, table: str, columns: frozenset[str], scope: str, scopes: frozenset[str]
) -> None:
    """Whether the action may write these columns, in a scope of this terminal."""
    known = BY_TABLE.get(table)
    if known is None or not columns <= _all_columns(table):
        raise Doubt("parked", "schema", N_("This server does not know all columns of {table}."), table=table)
    if not action.may_write(table, columns) or columns & _OURS:
        raise Doubt(
            "quarantined", "columns", N_("{action} may not write {table}."), action=action.name, table=table
        )
    if scope not in scopes or Scope.kind_of(scope) is not known.__sync__.scope:
        raise Doubt("quarantined", "scope", N_("This terminal may not write there."))


def judge(hearing: Hearing) -> None:
    """Judge the rows of an applied op; raises `Doubt`."""
    for row in hearing.rows:
        _states(row)
        _words(row)
        _belongs(hearing, row)
        for check in _CHECKS[row.table]:
            try:
                check(hearing, row)
            except UserError as error:
                if error.code != hearing.forgiven:
                    raise Doubt("quarantined", error.code, error.text, **error.values) from error
            except Doubt as doubt:
                if doubt.code != hearing.forgiven or doubt.code in NEVER_FORGIVEN:
                    raise


def _belongs(hearing: Hearing, row: Judged) -> None:
    """A row names the person who signed, its branch's scope, and other rows of that branch; and never changes that."""
    scope = BY_TABLE[row.table].__sync__.scope
    if row.before is None:
        for column in _AUTHOR:
            if row.after.get(column, hearing.user_id) == hearing.user_id:
                continue
            raise Doubt("quarantined", "author", N_("A row names another person than the one who signed."))
        branch_id = row.after.get("branch_id", hearing.branch_id)
        if scope is not Scope.ORG and row.after["scope"] != scope.of(branch_id):
            raise Doubt("quarantined", "scope", N_("This terminal may not write there."))
    elif scope is not Scope.ORG and any(row.changed(column) for column in _FIXED & set(row.after)):
        raise Doubt("quarantined", "fixed", N_("What a row belongs to is never changed."))
    if scope is Scope.BRANCH:
        _refer(hearing, row)


def _refer(hearing: Hearing, row: Judged) -> None:
    """What a branch's row names is the branch's own, or everyone's."""
    for column, table in _references(row.table).items():
        named = row.after[column]
        if named is None or not row.changed(column):
            continue
        here = next((each.after for each in hearing.of(table) if each.id == named), None)
        scope = here["scope"] if here else _stored(hearing.session, table, named)
        if scope not in (None, row.after["scope"]):  # one that is not there at all is for the database to say
            raise Doubt("quarantined", "scope", N_("A row names something of another branch."))


def _stored(session: Session, table: str, row_id: str) -> str | None:
    return cast("str | None", session.connection().scalar(_scope_of(table), {"named": row_id}))


@cache
def _scope_of(table: str) -> Select[tuple[str]]:
    found = table_of(table)
    return select(found.c.scope).where(found.c.id == bindparam("named"))


@cache
def _all_columns(table: str) -> frozenset[str]:
    return frozenset(COLUMNS[table])


@cache
def _references(table: str) -> dict[str, str]:
    """Columns that name a row of a branch, and its table."""
    keys = BY_TABLE[table].__table__.foreign_keys
    named = {key.parent.name: key.column.table.name for key in keys}
    return {column: to for column, to in named.items() if BY_TABLE[to].__sync__.scope is Scope.BRANCH}


def _words(row: Judged) -> None:
    for column, known in BY_TABLE[row.table].__sync__.words.items():
        if row.after[column] not in known:
            text = N_("{column} of {table} holds something that cannot stand there.")
            raise Doubt("quarantined", "malformed", text, column=column, table=row.table)


def _states(row: Judged) -> None:
    for column, table in BY_TABLE[row.table].__sync__.states.items():
        kind = type(next(iter(table)))
        if table is states.CONTRACT and row.before is not None and row.before["provisional"]:
            table = states.PROVISIONAL_CONTRACT
        try:
            new = kind(row.after[column])
            old = kind(row.before[column]) if row.before else new
        except ValueError as error:
            raise Doubt("quarantined", "state_unknown", N_("There is no such state.")) from error
        if old != new and not states.may_move(table, old, new):
            raise Doubt(
                "parked", "illegal_transition", N_("It is {old} and cannot become {new}."), old=old, new=new
            )

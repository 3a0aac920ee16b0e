"""What every synced table has, and how a model class declares its scope and sync policy.

A value in the database is the same text or integer that goes over the wire and into digests: dates and
instants are ISO text, flags 0 or 1, JSON canonical text, money integer minor units. SQLite and PostgreSQL
therefore hold the same bytes, and bulk loading needs no conversion.
"""

from __future__ import annotations

import enum
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
    inspect,
    literal_column,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.sql import operators

from app import clock

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Dialect

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Moves = Mapping[Any, frozenset[Any]]
"""A state table of `domain`: from each state, the states that may follow."""
Wire = str | int | None
"""A value as it is stored, sent and hashed."""


class IsoDate(TypeDecorator[date]):
    """A business date, stored as YYYY-MM-DD."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect | None) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect | None) -> date | None:
        return None if value is None else date.fromisoformat(value)


class IsoInstant(TypeDecorator[datetime]):
    """An instant, stored as ISO 8601 in UTC with microseconds."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect | None) -> str | None:
        return None if value is None else clock.iso(value)

    def process_result_value(self, value: str | None, dialect: Dialect | None) -> datetime | None:
        return None if value is None else clock.from_iso(value)


class Flag(TypeDecorator[bool]):
    """Yes or no, stored as 1 or 0 on every database."""

    impl = Integer
    cache_ok = True

    class comparator_factory(TypeDecorator.Comparator[bool]):  # noqa: N801 - SQLAlchemy's name for it
        """`column.is_(True)` compares, as PostgreSQL knows no `IS 1`, with a number that stands in the statement: one
        that is bound makes SQLite plan it anew at each call, in case an index for some rows only will do."""

        def operate(self, op: Any, *other: Any, **kwargs: Any) -> Any:
            if op is operators.is_ and isinstance(other[0], bool):
                return super().operate(operators.eq, text(str(int(other[0]))), **kwargs)
            return super().operate(op, *other, **kwargs)

    def process_bind_param(self, value: bool | None, dialect: Dialect | None) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect | None) -> bool | None:
        return None if value is None else bool(value)


def inline(*words: str) -> list[ColumnElement[str]]:
    """Words of ours as they stand in a statement, for `in_`. Bound ones would be put in at each call, and SQLite would
    plan the statement anew, in case an index for some rows only will do."""
    return [literal_column(f"'{word}'") for word in words]


class Json(TypeDecorator[Any]):
    """Anything JSON can say, stored as canonical text: sorted keys, no spaces, no escapes."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect | None) -> str | None:
        return None if value is None else canonical_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect | None) -> Any:
        return None if value is None else json.loads(value)


class JsonText(Json):
    """The same, left as text until somebody asks what it says: long, and compared more often than read."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect | None) -> str | None:
        return value

    def process_result_value(self, value: str | None, dialect: Dialect | None) -> str | None:
        return value


class Nfc(TypeDecorator[str]):
    """Text in Unicode normal form C, so that one name has one spelling."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect | None) -> str | None:
        return None if value is None else unicodedata.normalize("NFC", value)


class Money(TypeDecorator[int]):
    """An amount in integer minor units; the currency is the branch's."""

    impl = BigInteger
    cache_ok = True


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical_json(value: Any) -> str:
    """The one text for a JSON value."""
    return _CANONICAL.encode(value)


def ref(target: str) -> ForeignKey:
    """A reference to another table. A unit of work may defer its check to the commit; the server's push does not,
    so that one bad op fails alone."""
    return ForeignKey(target, deferrable=True)


def where_set(column: str) -> Index:
    """An index on a column that few rows have: the others cost it nothing when they are written."""
    some = text(f"{column} IS NOT NULL")
    return Index(None, column, sqlite_where=some, postgresql_where=some)


class Scope(enum.Enum):
    """Who gets a row: everyone, the branch's terminals, or its back office."""

    ORG = "org"
    BRANCH = "branch"
    FINANCE = "finance"

    def of(self, branch_id: str | None) -> str:
        """The scope's name on a row, on the wire and in digests."""
        if self is Scope.ORG:
            return "org"
        if not branch_id:
            raise ValueError(f"a row of scope {self.value} needs a branch")
        return f"branch:{branch_id}" + (":finance" if self is Scope.FINANCE else "")

    @classmethod
    def kind_of(cls, name: str) -> Scope:
        """Of which kind a scope of that name is."""
        if name == "org":
            return cls.ORG
        return cls.FINANCE if name.endswith(":finance") else cls.BRANCH


class Policy(enum.Enum):
    """What happens when two people changed one group of columns of one row."""

    LWW = "lww"  # the later one wins, the loser goes to the conflict log
    LATEST = "latest"  # the later one wins, and nobody has to hear of it
    MERGE = "merge"  # a person decides
    APPEND = "append"  # rows are only ever added
    GUARDED = "guarded"  # the state table decides: an illegal move parks the op
    DERIVED = "derived"  # kept by the unit of work and the server, never a conflict


@dataclass(frozen=True)
class Sync:
    """A model's declaration: scope, policy per column group, and the aggregate a row belongs to."""

    scope: Scope
    groups: Mapping[str, tuple[Policy, tuple[str, ...]]] = field(default_factory=dict)
    default: Policy = Policy.LWW
    parent: str | None = None  # the column that names the aggregate's root
    root: str | None = None  # the root's table
    states: Mapping[str, Moves] = field(default_factory=dict)  # column -> its table of moves
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)  # column -> all that it may say

    @cached_property
    def by_column(self) -> dict[str, tuple[str, Policy]]:
        """Column to its group's name and policy; columns not named are a group of their own."""
        return {c: (name, policy) for name, (policy, columns) in self.groups.items() for c in columns}

    def group_of(self, column: str) -> tuple[str, Policy]:
        """The group and policy of a column."""
        return self.by_column.get(column, (column, self.default))


class Shared(DeclarativeBase):
    """Tables that the server and the terminals both have."""

    metadata = MetaData(naming_convention=NAMING)
    __sync__: ClassVar[Sync]

    def __init__(self, **values: Any) -> None:
        """A new row. SQLAlchemy's own way notes the history of each value, which a new row has not."""
        known = inspect(type(self)).column_attrs
        if unknown := [name for name in values if name not in known]:
            raise TypeError(f"{type(self).__name__} has no {', '.join(unknown)}")
        vars(self).update(values)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, sort_order=-4)
    scope: Mapped[str] = mapped_column(String(60), sort_order=-3)
    ver: Mapped[int] = mapped_column(BigInteger, default=0, sort_order=-2)
    row_hash: Mapped[int] = mapped_column(BigInteger, default=0, sort_order=-1)


class Local(DeclarativeBase):
    """Tables that only a terminal has."""

    metadata = MetaData(naming_convention=NAMING)

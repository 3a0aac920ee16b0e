"""Sessions that read a row by its id through a statement that is made once, and take what was written past the ORM.

SQLAlchemy's own `get` makes the statement anew at each call, and looks over it to find what it compiled before: that
takes longer than the row.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, inspect, orm, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm.attributes import instance_state

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Select


class Session(orm.Session):
    """As SQLAlchemy's own; a plain `get` is faster."""

    def get(self, entity: Any, ident: Any, **how: Any) -> Any:
        """The row of that id, or none."""
        query = None if how or not isinstance(ident, str) else _by_id(entity)
        if query is None:
            return super().get(entity, ident, **how)
        known = self.identity_map.get((entity, (ident,), None))
        if known is None:
            return self.scalars(query, {"ident": ident}).one_or_none()
        return super().get(entity, ident) if instance_state(known).expired else known

    def get_one(self, entity: Any, ident: Any, **how: Any) -> Any:
        """The row of that id; it is known to be there."""
        found = self.get(entity, ident, **how)
        if found is None:
            raise NoResultFound("No row was found when one was required")
        return found

    def written(self, rows: Iterable[Any]) -> None:
        """The rows stand in the database as they are here, new or changed: there is nothing left to flush of them."""
        self._register_persistent({instance_state(row) for row in rows})


@cache
def _by_id(entity: Any) -> Select[Any] | None:
    """A statement for a row of that class, if one column is its key."""
    key = inspect(entity).primary_key
    return select(entity).where(key[0] == bindparam("ident")) if len(key) == 1 else None

"""What happened to a row since the version that an op was written on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from server.feed import Origin, Touch, Touched
from server.models import ChangeLog

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

_LOG = ChangeLog.__table__.c
_SINCE = (
    select(ChangeLog.__table__)
    .where(
        _LOG.row_id == bindparam("row"),
        _LOG.table_name == bindparam("table"),
        _LOG.ver > bindparam("base"),
    )
    .order_by(_LOG.ver)
)


class History:
    """The changes of one row after a base version, this transaction's own included.

    `author` is the terminal that changed it: what it did itself, it knew. `by_content`: the version is from before
    this server was restored and says nothing here; what the author saw is compared with what stands there.
    """

    def __init__(
        self, session: Session, touched: Touched, change: Mapping[str, Any], current: Mapping[str, Any],
        *, author: str | None, by_content: bool,
    ):  # fmt: skip
        self._change, self._current, self._author = change, current, author
        before, base = touched.version_before(change["table"], current), change["base"]
        self._by_content = by_content or base > before
        nothing_since = base == before and not by_content  # as with most changes
        self._since = [] if nothing_since else _logged(session, change, 0 if self._by_content else base)
        self._since += touched.of(change["table"], change["id"])

    @property
    def is_certain(self) -> bool:
        """Whether the log says what the author saw; else the version is from before this server was restored."""
        return not self._by_content

    def foreign(self) -> set[str]:
        """Columns that others changed since the base: by the log, or because they hold something else now."""
        differs = {c for c, was in self._change["was"].items() if self._current.get(c) != was}
        return differs | {c for touch in self._by_others() for c in touch.columns}

    def _by_others(self) -> list[Touch]:
        if self._by_content:
            return []  # the log says nothing of that version
        return [touch for touch in self._since if touch.origin.terminal_id != self._author]

    def at_base(self, columns: Iterable[str]) -> dict[str, Any]:
        """The values of some columns as the op's author saw them."""
        return {column: self._value_at_base(column) for column in columns}

    def _value_at_base(self, column: str) -> Any:
        if column in self._change["was"]:
            return self._change["was"][column]
        for touch in self._after_its_own(column):
            if column in touch.old:
                return touch.old[column]
        return self._current[column]

    def _after_its_own(self, column: str) -> list[Touch]:
        """What others did to a column since its author wrote it last, or else since the base: the same from two sides
        is written twice, and the second had not heard of the first."""
        later: list[Touch] = []
        for touch in [] if self._by_content else self._since:
            if touch.origin.terminal_id != self._author:
                later.append(touch)
            elif column in touch.columns:
                later.clear()
        return later

    def last(self, columns: Iterable[str], *, but: str | None) -> Origin:
        """Who changed one of the columns last, other than one terminal."""
        wanted = set(columns)
        for touch in reversed(self._since):
            if wanted & touch.columns and touch.origin.terminal_id != but:
                return touch.origin
        return Origin()


def _logged(session: Session, change: Mapping[str, Any], base: int) -> list[Touch]:
    asked = {"row": change["id"], "table": change["table"], "base": base}
    return [_touch(entry) for entry in session.connection().execute(_SINCE, asked)]


def _touch(entry: Any) -> Touch:
    origin = Origin(entry.terminal_id, entry.user_id, entry.hlc)
    return Touch(entry.table_name, entry.row_id, frozenset(entry.columns), origin, entry.old)

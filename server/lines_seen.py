"""The lines of a contract as the author of an op had them on the screen, whatever others did to them since.

A terminal takes whole commits. So by the version of the contract that an op was made on, its author has seen all that
was committed up to that version, and nothing from the next one on that somebody else made. What a terminal did itself,
it knew.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import bindparam, or_, select

from app.models.registry import plain
from server.models import ChangeLog

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Table
    from sqlalchemy.orm import Session

    from app.services.judgement import Row
    from server.feed import Touched

_LINES = select(plain("contract_line")).where(plain("contract_line").c.contract_id == bindparam("contract"))
_LOG = cast("Table", ChangeLog.__table__).c
_DONE = (
    select(_LOG.seq, _LOG.row_id, _LOG.ver, _LOG.columns, _LOG.old, _LOG.terminal_id)
    .where(
        or_(
            (_LOG.table_name == "contract") & (_LOG.row_id == bindparam("contract")),
            (_LOG.table_name == "contract_line") & _LOG.row_id.in_(bindparam("lines", expanding=True)),
        )
    )
    .order_by(_LOG.seq, _LOG.ord)
)
_NOW = 1 << 62  # after all that is committed


@dataclass(frozen=True)
class _Done:
    """What happened to a row in a commit. `mine`: the author's own terminal did it."""

    seq: int
    ver: int
    mine: bool
    columns: frozenset[str]
    old: Mapping[str, Any]

    @property
    def made_it(self) -> bool:
        """Whether the row was new: whose line it is never changes later."""
        return "contract_id" in self.columns


def lines_seen(
    session: Session, touched: Touched, change: Mapping[str, Any], author: str
) -> dict[str, tuple[Row | None, ...]] | None:
    """By id, each line as its author had it; none for one that was not there. Where it is not certain whether somebody
    else's change had come, all that it can have been. None at all if the log does not reach back far enough."""
    contract_id, base = change["id"], change["base"]
    rows = [dict(row) for row in session.connection().execute(_LINES, {"contract": contract_id}).mappings()]
    done = _done(session, touched, contract_id, [row["id"] for row in rows], author)
    upto = next((each.seq for each in done[contract_id] if each.ver == base), None if base else 0)
    if upto is None:
        return None
    others = (each.seq for each in done[contract_id] if each.seq > upto and not each.mine)
    hidden = next(others, _NOW + 1)
    return {row["id"]: _states(row, [d for d in done[row["id"]] if d.seq > upto], hidden) for row in rows}


def _done(
    session: Session, touched: Touched, contract_id: str, lines: list[str], author: str
) -> dict[str, list[_Done]]:
    """What the log and this transaction know of the contract and its lines, in order."""
    found: dict[str, list[_Done]] = defaultdict(list)
    for seq, row_id, ver, columns, old, by in session.connection().execute(
        _DONE, {"contract": contract_id, "lines": lines}
    ):
        found[row_id].append(_Done(seq, ver, by == author, frozenset(columns), old))
    for table, ids in (("contract", [contract_id]), ("contract_line", lines)):
        for row_id in ids:
            found[row_id] += [
                _Done(_NOW, -1, touch.origin.terminal_id == author, touch.columns, touch.old)
                for touch in touched.of(table, row_id)
            ]
    return found


def _states(row: Row, done: list[_Done], hidden: int) -> tuple[Row | None, ...]:
    """`hidden`: from which commit on the author has seen nothing that others did."""
    unseen = [each for each in done if not each.mine]
    doubtful = sum(each.seq < hidden for each in unseen)
    return tuple(_without(row, done, unseen[n:]) for n in range(doubtful + 1))


def _without(row: Row, done: list[_Done], unseen: Iterable[_Done]) -> Row | None:
    """A line without what others did of late; what came back to its author is as the author left it."""
    state, gone = dict(row), list(map(id, unseen))
    settled: set[str] = set()
    for each in reversed(done):
        if id(each) not in gone:
            settled |= each.columns
            continue
        if each.made_it:
            return None
        state |= {column: each.old[column] for column in each.columns - settled if column in each.old}
    return state

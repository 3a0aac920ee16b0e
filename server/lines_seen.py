"""The lines of a contract, and its used cars, as the author of an op had them on the screen, whatever others did since.

A terminal takes whole commits. So by the version of the contract that an op was made on, its author has seen all that
was committed up to that version, and nothing from the next one on that somebody else made. What a terminal did itself,
it knew.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain, product
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import bindparam, select

from app.models.registry import plain
from app.services.judgement import Line
from server.models import ChangeLog

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Select, Table
    from sqlalchemy.orm import Session

    from app.services.judgement import Row
    from server.feed import Touched

_L, _T = plain("contract_line"), plain("trade_in")
_LINES = select(_L).where(_L.c.contract_id == bindparam("contract")).order_by(_L.c.id)
_CARS = select(_T).where(_T.c.id.in_(bindparam("cars", expanding=True)))
_LOG = cast("Table", ChangeLog.__table__).c
_DONE = (
    select(_LOG.seq, _LOG.table_name, _LOG.row_id, _LOG.ver, _LOG.columns, _LOG.old, _LOG.terminal_id)
    .where(
        _LOG.row_id.in_(bindparam("rows", expanding=True)),
        _LOG.table_name.in_(("contract", "contract_line", "trade_in")),
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
        """Whether the row was new: whose it is never changes later."""
        return "branch_id" in self.columns


def lines_seen(
    session: Session, touched: Touched, change: Mapping[str, Any], author: str
) -> dict[str, tuple[Line | None, ...]] | None:
    """By id, each line as its author had it; none for one that was not there. Where it is not certain whether somebody
    else's change had come, all that it can have been. None at all if the log does not reach back far enough."""
    contract_id, base = change["id"], change["base"]
    rows = _read(session, _LINES, {"contract": contract_id})
    cars = _cars(session, rows)
    named = {"contract": [contract_id], "contract_line": [row["id"] for row in rows], "trade_in": [*cars]}
    done = _done(session, touched, named, author)
    of_contract = done["contract", contract_id]
    upto = next((each.seq for each in of_contract if each.ver == base), None if base else 0)
    if upto is None:
        return None
    hidden = next((each.seq for each in of_contract if each.seq > upto and not each.mine), _NOW + 1)

    def states(table: str, row: Row) -> tuple[Row | None, ...]:
        return _states(row, [each for each in done[table, row["id"]] if each.seq > upto], hidden)

    seen: dict[str, tuple[Line | None, ...]] = {}
    for row in rows:
        of_car = states("trade_in", cars[row["trade_in_id"]]) if row["trade_in_id"] else (None,)
        of_line = states("contract_line", row)
        seen[row["id"]] = tuple(Line(line, car) if line else None for line, car in product(of_line, of_car))
    return seen


def _read(session: Session, query: Select[Any], values: dict[str, Any]) -> list[Row]:
    return [dict(row) for row in session.connection().execute(query, values).mappings()]


def _cars(session: Session, rows: list[Row]) -> dict[str, Row]:
    """The used cars that pay a contract, by id."""
    ids = [row["trade_in_id"] for row in rows if row["trade_in_id"]]
    return {car["id"]: car for car in (_read(session, _CARS, {"cars": ids}) if ids else ())}


def _done(
    session: Session, touched: Touched, named: Mapping[str, list[str]], author: str
) -> dict[tuple[str, str], list[_Done]]:
    """What the log and this transaction know of these rows, in order, by table and id: ids are a maker's own choice,
    and a row of another table may have the same."""
    found: dict[tuple[str, str], list[_Done]] = defaultdict(list)
    ids = [*chain(*named.values())]
    for seq, table, row_id, ver, columns, old, by in session.connection().execute(_DONE, {"rows": ids}):
        found[table, row_id].append(_Done(seq, ver, by == author, frozenset(columns), old))
    for table, row_id in ((table, row_id) for table, some in named.items() for row_id in some):
        found[table, row_id] += [
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

"""Days on papers that are not the days on which the papers were made: a computer's clock that is wrong, or somebody who
writes a receipt into a month that is closed.

Nothing is set aside for it: a desk whose battery is dead sells all the same. A manager hears of it, in one case for
each person and terminal.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.ids import new_id
from app.models.deal import Contract, SyncCase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy.orm import Session

    from app.services.judgement import Judged, Seen
    from server.facts import Place
    from server.feed import Origin

KIND = "dates"
A_DAY = timedelta(days=1)
"""A business day begins and ends up to fourteen hours from that of UTC."""
MOST_SHOWN = 20


def tell(
    session: Session, place: Place, rows: Sequence[Judged], origin: Origin, *, made: datetime, now: datetime
) -> None:
    """Tell of the papers in an op that bear another day than that on which they were `made`."""
    found = [
        {"no": no, "said": said.isoformat(), "done": made.date().isoformat()}
        for no, said in _dated(session, rows)
        if abs(said - made.date()) > A_DAY
    ]
    if found:
        author = {"terminal_id": origin.terminal_id, "user_id": origin.user_id}
        _open(session, place, author, found, len(found), now)


def tell_again(
    session: Session, place: Place, rows: Sequence[Judged], as_seen: Callable[[str, str], Seen | None], now: datetime
) -> None:  # fmt: skip
    """Whoever looked at a case had not seen what came into it since: that waits in a new one."""
    for row in rows:
        if row.table != "sync_case" or row.after["kind"] != KIND or not row.changed("state"):
            continue
        seen = as_seen(row.table, row.id)
        data = json.loads(row.after["data"])
        before = json.loads(seen.row["data"]) if seen is not None else data
        if (more := data["count"] - before["count"]) > 0:
            author = {name: data[name] for name in ("terminal_id", "user_id")}
            _open(session, place, author, data["papers"][len(before["papers"]) :], more, now)


def _dated(session: Session, rows: Sequence[Judged]) -> Iterator[tuple[str, date]]:
    """The papers that the rows are, by number and day."""
    for row in rows:
        after = row.after
        if row.table == "payment" and row.before is None:
            yield after["receipt_no"], date.fromisoformat(after["paid_on"])
        elif row.table == "contract" and row.before is None:
            yield after["no"], date.fromisoformat(after["drawn_on"])
        elif row.table == "signature" and row.before is None:
            contract = session.get_one(Contract, after["contract_id"])
            yield contract.no, date.fromisoformat(after["at"][:10])


def _open(
    session: Session, place: Place, author: dict[str, Any], found: list[dict[str, Any]], count: int, now: datetime
) -> None:  # fmt: skip
    """A new case, or more papers in the one that is open."""
    waiting = select(SyncCase).where(
        SyncCase.branch_id == place.branch_id, SyncCase.kind == KIND, SyncCase.state == "open"
    )
    case = next((each for each in session.scalars(waiting) if author.items() <= each.data.items()), None)
    if case is None:
        case = SyncCase(
            id=new_id(), scope=place.scope, ver=0, row_hash=0, branch_id=place.branch_id, kind=KIND, state="open",
            round=1, opened_at=now, data={**author, "papers": [], "count": 0},
        )  # fmt: skip
        session.add(case)
    papers = [*case.data["papers"], *found]
    case.data = {**author, "papers": papers[:MOST_SHOWN], "count": case.data["count"] + count}
    session.flush()

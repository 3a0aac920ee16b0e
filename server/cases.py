"""Opening the cases that wait for a person."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from sqlalchemy import select

from app.ids import new_id
from app.models.deal import SyncCase
from app.services.judgement import Doubt
from app.sync import protocol
from server import reading, rows

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.sync.protocol import SignedOp
    from server.apply import Conflict
    from server.facts import Place
    from server.feed import Origin
    from server.reading import Head

SHOWN = {
    "contract": ("no", "buyer_name", "price", "delivery_date", "delivery_place"), "deal": ("no",),
    "payment": ("receipt_no", "amount"), "customer": ("name",), "vehicle": ("vin",), "print_log": ("subject",),
}  # fmt: skip
"""What people are shown of an op that was set aside, table by table; a name that two have is the first's."""
MOST_LINES = 20


def open_contract_case(
    session: Session, conflict: Conflict, second: Origin, now: datetime, resolves: str | None = None,
    saw: int | None = None,
) -> None:  # fmt: skip
    """A contract that two people changed: a new case, or one more round of the one that is open.

    `resolves` is the case that the op meant to resolve: the contract moved meanwhile, so it stays open. What its other
    side has entered since the version that the decision `saw` is not put aside by it: that decision has a case of its
    own.
    """
    contract_id = conflict.row["id"] if conflict.table == "contract" else conflict.row["contract_id"]
    groups = conflict.groups
    if conflict.table != "contract":
        groups = {f"{name}:{conflict.row['id']}": group for name, group in groups.items()}
    case = session.get(SyncCase, resolves) if resolves else None
    if case is not None and case.kind != "contract":  # a lost car: that one stays open beside this
        case = None
    if case is not None and saw is not None and saw < case.ver and _moved_on(case, groups, second):
        case = None
    case = case or _open_case(session, contract_id, conflict, second)
    sides = {"first": vars(conflict.first), "second": vars(second), "signed": conflict.signed}
    if case is None:
        case = SyncCase(
            id=new_id(),
            scope=conflict.row["scope"],
            ver=0,
            row_hash=0,
            branch_id=conflict.row["branch_id"],
            kind="contract",
            state="open",
            contract_id=contract_id,
            round=1,
            opened_at=now,
            data={"groups": groups, **sides},
        )
        session.add(case)
        return
    known, earlier = case.data["groups"], case.data.get("earlier", [])
    kept = dict(known)
    if case.state == "resolved":
        # What two decisions agree on is not asked again, but what it was about stays.
        kept, earlier = {}, [*earlier, known]
    for name, group in groups.items():
        # A further edit of the same terminal moves its own side; the base stays what both began with.
        base = known[name]["base"] if name in known else group["base"]
        kept[name] = {"base": base, "first": group["first"], "second": group["second"]}
    case.data = {"groups": kept, **({"earlier": earlier} if earlier else {}), **sides}
    case.round += 1
    if case.state == "resolved":  # it had been decided, and here is a second decision
        case.state, case.resolution, case.resolved_by, case.resolved_at = "open", None, None, None


def open_lines_case(
    session: Session, contract: dict[str, Any], left: list[dict[str, Any]], now: datetime
) -> None:
    """A signed contract that lacks lines of its own paper: nobody wrote them here, so a person sees to it."""
    session.add(
        SyncCase(
            id=new_id(), scope=contract["scope"], ver=0, row_hash=0, branch_id=contract["branch_id"], kind="lines",
            state="open", contract_id=contract["id"], round=1, opened_at=now, data={"shown": {"lines": left}},
        )
    )  # fmt: skip
    session.flush()


def _open_case(session: Session, contract_id: str, conflict: Conflict, second: Origin) -> SyncCase | None:
    found = session.scalars(
        select(SyncCase).where(
            SyncCase.contract_id == contract_id, SyncCase.kind == "contract", SyncCase.state == "open"
        )
    )
    ours = (case for case in found if case.data["second"]["terminal_id"] == second.terminal_id)
    return next((case for case in ours if not conflict.signed or _is_of(case, conflict.first)), None)


def _moved_on(case: SyncCase, groups: dict[str, Any], second: Origin) -> bool:
    """Whether somebody else's side of an open case says otherwise than these groups do."""
    if case.state != "open" or case.data["second"]["terminal_id"] == second.terminal_id:
        return False
    known = case.data["groups"]
    return any(name in known and known[name]["second"] != group["second"] for name, group in groups.items())


def _is_of(case: SyncCase, first: Origin) -> bool:
    """Whether it is about what this person did there: what was not signed is a proposal of its author's."""
    names = ("terminal_id", "user_id")
    return all(case.data["first"][name] == getattr(first, name) for name in names)


def open_op_case(
    session: Session, place: Place, op: SignedOp, head: Head, reason: dict[str, Any], now: datetime
) -> None:
    """An op that was set aside. It keeps showing its money and its car until a manager decides."""
    changes = reading.shown_changes(op)
    inner = reading.wrapped(op) if head.action == protocol.WRAP else None
    with suppress(Doubt):  # who wrote it may not decide about it, whoever hands it in
        head = replace(reading.head_of(inner), op_id=head.op_id, no=head.no) if inner else head
    values = [change["set"] for change in changes]
    session.add(
        SyncCase(
            id=new_id(),
            scope=place.scope,
            ver=0,
            row_hash=0,
            kind="op",
            state="open",
            branch_id=place.branch_id,
            op_id=head.op_id,
            round=1,
            opened_at=now,
            contract_id=next((c["id"] for c in changes if c["table"] == "contract"), None),
            vehicle_id=next((row["vehicle_id"] for row in values if _is_id(row.get("vehicle_id"))), None),
            data={
                "reason": reason,
                "shown": {**_shown(changes), **_lines(session, changes)},
                "no": head.no,
                "action": head.action,
                "terminal_id": place.terminal_id,
                "user_id": head.user,
                "hlc": head.hlc,
            },
        )
    )
    session.flush()


def log_lost_fields(
    session: Session, place: Place, detail: dict[str, Any], origin: Origin, now: datetime
) -> None:
    """Fields that lost against a later edit: nobody has to decide, but everyone can see them and bring them back."""
    author = vars(origin)
    lost = [{**each, "lost_by": author, "kept_by": each["by"]} for each in detail.get("lost", ())]
    lost += [{**each, "lost_by": each["by"], "kept_by": author} for each in detail.get("replaced", ())]
    if not lost:
        return
    session.add(
        SyncCase(
            id=new_id(), scope=place.scope, ver=0, row_hash=0, branch_id=place.branch_id, kind="fields",
            state="resolved", round=1, opened_at=now, resolved_at=now, resolution={"decision": "later_wins"},
            data={"fields": [{name: value for name, value in each.items() if name != "by"} for each in lost]},
        )
    )  # fmt: skip


def _shown(changes: list[dict[str, Any]]) -> dict[str, Any]:
    """The numbers, names and amounts by which people know an op."""
    shown: dict[str, Any] = {}
    for table, columns in SHOWN.items():
        said = [change["set"] for change in changes if change["table"] == table]
        known = {c: row[c] for row in said for c in columns if isinstance(row.get(c), str | int)}
        shown = known | shown
    return shown


def _lines(session: Session, changes: list[dict[str, Any]]) -> dict[str, Any]:
    """The lines that an op puts on contracts, changes or takes off, in words: one that is taken off is not named in
    it."""
    lines = []
    for change in [change for change in changes if change["table"] == "contract_line"][:MOST_LINES]:
        line = {**(rows.find(session, "contract_line", change["id"]) or {}), **change["set"]}
        lines.append(
            {c: line[c] for c in ("label", "amount", "removed") if isinstance(line.get(c), str | int)}
        )
    return {"lines": lines} if lines else {}


def _is_id(value: object) -> bool:
    return isinstance(value, str) and len(value) == 36

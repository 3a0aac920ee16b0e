"""Ops that were set aside, looked at again: when what they lacked has come, or when a manager has decided."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import bindparam, delete, select

from app.i18n import N_
from app.models.audit import AuditEntry
from app.models.deal import SyncCase
from app.models.org import User
from app.services import orders
from app.services.judgement import Doubt
from app.services.unit_of_work import Actor
from app.sync.protocol import SignedOp
from server import reactions, reading, reversing
from server.facts import Facts, Place
from server.feed import Touched
from server.judging import Court, Leniency, attempt, cars_of
from server.models import OpLog, OpWait, TerminalSecret

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlalchemy.orm import Session

    from app.clock import Clock
    from server.keys import Keys

RETRIED = frozenset({"missing", "does_not_fit", "waits_for", "shift_totals", "not_handed_in"})
"""Reasons that can pass by themselves. Everything else waits for a person."""
JUDGED_AGAIN = frozenset({"accept", "correct", "retry", "reverse"})
"""Decisions after which an op may count. After any other it never does."""
_IDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_WAIT = cast("Table", OpWait.__table__)
_BEGIN = _WAIT.insert()
_FREED = select(_WAIT.c.terminal_id, _WAIT.c.no).where(_WAIT.c.row_id.in_(bindparam("rows", expanding=True)))
_END = delete(_WAIT).where(_WAIT.c.terminal_id == bindparam("terminal"), _WAIT.c.no == bindparam("number"))
_HELD = (
    select(OpLog)
    .where(OpLog.op_id == bindparam("op"), OpLog.held.is_(True))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_AT_ONCE = 500  # ids in a statement


def after_push(session: Session, keys: Keys, clock: Clock, facts: Facts, touched: Touched) -> None:
    """Carry out the decisions that this push brought, then try again what its rows may have set free."""
    reactions.gather(session, touched)
    look = _SecondLook(session, keys, clock, facts, touched)
    look.decide({entry.row_id for entry in touched.entries if entry.table == "sync_case"})
    seen = 0
    while seen < len(touched.entries):
        fresh, seen = touched.entries[seen:], len(touched.entries)
        changed = {entry.row_id for entry in fresh if entry.table not in ("sync_case", "audit_entry")}
        look.retry(changed | look.fuller)


def await_rows(session: Session, terminal_id: str, no: int, payload: str) -> None:
    """Note which rows a parked op names."""
    named = [
        {"row_id": row_id, "terminal_id": terminal_id, "no": no}
        for row_id in sorted(set(_IDS.findall(payload)))
    ]
    if named:
        session.connection().execute(_BEGIN, named)


def _waiting_for(session: Session, row_ids: list[str]) -> set[tuple[str, int]]:
    found: set[tuple[str, int]] = set()
    for start in range(0, len(row_ids), _AT_ONCE):
        some = session.connection().execute(_FREED, {"rows": row_ids[start : start + _AT_ONCE]})
        found |= {(row.terminal_id, row.no) for row in some}
    return found


class _SecondLook:
    def __init__(self, session: Session, keys: Keys, clock: Clock, facts: Facts, touched: Touched) -> None:
        self._session, self._keys, self._clock = session, keys, clock
        self._facts, self._touched = facts, touched
        self.fuller: set[str] = set()  # shifts that have got a receipt, which their closing may have lacked

    def retry(self, changed: set[str]) -> None:
        """Judge again the parked ops that name one of these rows."""
        keys = sorted(_waiting_for(self._session, sorted(changed)))
        # Locked: another sitting may be looking at the same ones, and what counts counts once.
        waiting = [self._session.get_one(OpLog, key, with_for_update=True) for key in keys]
        for log in sorted(waiting, key=lambda log: (log.at, log.no)):
            if log.held and log.outcome["detail"].get("code") in RETRIED:
                self._judge(log, None, {"decision": "retried"})

    def decide(self, case_ids: set[str]) -> None:
        """Accept or discard the ops whose cases were resolved."""
        if not case_ids:
            return
        cases = self._session.scalars(
            select(SyncCase).where(
                SyncCase.id.in_(case_ids), SyncCase.kind == "op", SyncCase.state == "resolved"
            )
        ).all()
        for case in cases:
            log = self._session.scalars(_HELD, {"op": case.op_id}).first()
            if log is None:
                continue
            resolution: dict[str, Any] = case.resolution or {}
            if resolution.get("decision") not in JUDGED_AGAIN:
                self._freed(log)
            elif not self._judge(log, self._lent(log, case, resolution), resolution):
                case.state, case.resolved_by, case.resolved_at = "open", None, None
            elif resolution["decision"] == "reverse":
                self._reverse(log, case)

    def _lent(self, log: OpLog, case: SyncCase, resolution: dict[str, Any]) -> Leniency | None:
        """What a manager's decision lends to the op; a mere retry lends nothing."""
        if resolution["decision"] == "retry":
            return None
        roles = self._facts.roles(case.resolved_by or "", case.branch_id)
        values = resolution.get("values") if resolution["decision"] == "correct" else None
        return Leniency(log.outcome["detail"]["code"], roles, values if isinstance(values, dict) else {})

    def _reverse(self, log: OpLog, case: SyncCase) -> None:
        user = self._session.get_one(User, case.resolved_by)
        by = Actor(user.id, user.name, self._facts.roles(user.id, case.branch_id), case.branch_id)
        changes = reading.shown_changes(SignedOp(**log.body))
        given = (case.resolution or {}).get("reason")
        reason = given if isinstance(given, str) and given.strip() else N_("Reversed by a manager")
        reversing.reverse(self._session, self._clock, changes, by, reason)
        for car in sorted(cars_of(self._session, changes)):
            orders.settle(self._session, car, self._clock.now())
        reactions.gather(self._session, self._touched)

    def _judge(self, log: OpLog, leniency: Leniency | None, resolution: dict[str, Any]) -> bool:
        place = Place.of(self._session, self._session.get_one(TerminalSecret, log.terminal_id))
        op = SignedOp(**log.body)
        court = Court(self._session, self._keys, self._clock, place, self._facts, self._touched)
        try:
            with attempt(self._session, self._touched):
                head = reading.head_of(op)
                applied = court.judge(op, head, court.signer(op, head), log.hlc, leniency)
        except Doubt as doubt:
            self._explain(log, doubt)
            return False
        self._landed(log, applied.status, applied.detail, resolution)
        return True

    def _explain(self, log: OpLog, doubt: Doubt) -> None:
        """Why it still does not go: the case says the reason of now."""
        case = self._case(log)
        reason = {
            "code": doubt.code,
            "text": doubt.text,
            "values": {k: str(v) for k, v in doubt.values.items()},
        }
        if case is not None and case.data["reason"].get("code") != doubt.code:
            case.data = {**case.data, "reason": {**reason, "status": doubt.status}}
            log.outcome = {**log.outcome, "detail": reason}
            reactions.gather(self._session, self._touched)

    def _landed(self, log: OpLog, status: str, detail: dict[str, Any], resolution: dict[str, Any]) -> None:
        """A further outcome takes the place of the first, with a new counter-signature."""
        countersign = self._keys.countersign(log.hash, status)
        log.outcome = {"no": log.no, "status": status, "detail": detail, "countersign": countersign}
        log.status = status
        entry = self._session.get_one(AuditEntry, log.op_id)
        entry.outcome, entry.server_signature = status, countersign
        case = self._case(log)
        if case is not None and case.state == "open":
            case.state, case.resolution, case.resolved_at = "resolved", resolution, self._clock.now()
        changes = reading.shown_changes(SignedOp(**log.body))
        self.fuller |= {change["set"].get("shift_id") for change in changes} - {None}
        self._freed(log)

    def _freed(self, log: OpLog) -> None:
        log.held = False
        self._session.connection().execute(_END, {"terminal": log.terminal_id, "number": log.no})
        self._facts.free(log.terminal_id, log.no)
        reactions.gather(self._session, self._touched)

    def _case(self, log: OpLog) -> SyncCase | None:
        return self._session.scalars(select(SyncCase).where(SyncCase.op_id == log.op_id)).first()

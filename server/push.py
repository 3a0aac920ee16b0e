"""A push: ops in their order, each judged by itself, each outcome kept in the transaction that applied it.

An op is applied, merged, put to a person, parked or quarantined; whatever becomes of it, the next op goes on.
An op sent again is answered with what was stored.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import bindparam, insert, select

from app.i18n import N_
from app.ids import new_id
from app.models.registry import plain
from app.services.judgement import Doubt
from app.sync.protocol import SignedOp
from server import cases, judging, reactions, reading
from server.facts import Facts, Place
from server.feed import Touch, Touched, first_version
from server.judging import Court
from server.models import OpLog, TerminalSecret
from server.reading import Head, Unreadable

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlalchemy.orm import Session

    from app.clock import Clock
    from server.keys import Keys


_BEFORE_ALL = "0" * 15 + "-00000-x"

_ADD_LOG = insert(cast("Table", OpLog.__table__))  # past the ORM, which would look each row over


_LAST_HLC = select(OpLog.hlc).where(
    OpLog.terminal_id == bindparam("terminal"), OpLog.no == bindparam("no")
)  # without the op itself, which may be large


class Refused(Exception):
    """The whole push is refused: its numbers or its history do not continue what is here."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code)
        self.code, self.text = code, text


@dataclass(frozen=True)
class Outcome:
    """What became of an op."""

    no: int
    status: str  # applied, merged, lost_fields, conflict, parked, quarantined
    detail: dict[str, Any]
    countersign: str

    def wire(self) -> dict[str, Any]:
        """As it is answered and stored."""
        return {"no": self.no, "status": self.status, "detail": self.detail, "countersign": self.countersign}


class Push:
    """One push of one terminal, inside a sitting's write transaction."""

    def __init__(
        self,
        session: Session,
        keys: Keys,
        clock: Clock,
        secret: TerminalSecret,
        facts: Facts,
        touched: Touched,
    ) -> None:
        self._session, self._keys, self._clock, self._secret = session, keys, clock, secret
        self._last_no, self._last_hash = secret.last_no, secret.last_hash
        last = {"terminal": secret.terminal_id, "no": secret.last_no}
        self._last_hlc: str = session.scalar(_LAST_HLC, last) or _BEFORE_ALL
        self._place, self._facts, self._touched = Place.of(session, secret), facts, touched
        self._court = Court(session, keys, clock, self._place, self._facts, self._touched)
        self._known: set[str] = set()  # ids of ops that are here already
        self._handed_in: set[str | None] = set()  # ids of ops within this push's wrappers
        self._logs: list[dict[str, Any]] = []
        self._entries: list[dict[str, Any]] = []
        self._heard: list[Touch] = []  # of the audit entries

    def run(self, ops: list[SignedOp], incarnation: str, begins: int = 1) -> tuple[list[Outcome], str]:
        """Outcomes in the order of the ops, and the incarnation token for the next push.

        `begins` is the first op that the terminal still has. Only after this server was restored from a backup
        that is older than the terminal's journal may numbers be left out before it.
        """
        numbered = [(_number(op), op) for op in ops]
        done = self._last_no
        outcomes = [self._stored(no, op) for no, op in numbered if no <= done]
        fresh = [(no, op) for no, op in numbered if no > done]
        knows_last = any(no == done for no, _ in numbered)
        self._require_same_folder(incarnation, knows_last=knows_last, fresh=bool(fresh))
        if fresh and not self._secret.incarnation and fresh[0][0] == begins > self._last_no + 1:
            self._leave_gap(*fresh[0])
        if fresh:
            outcomes += self._take_all(fresh)
        self._secret.last_contact = self._clock.now()
        reactions.gather(self._session, self._touched)
        return outcomes, self._secret.incarnation

    def _take_all(self, fresh: list[tuple[int, SignedOp]]) -> list[Outcome]:
        self._known = self._known_ids([op for _, op in fresh])
        outcomes = []
        for no, op in fresh:
            if no != self._last_no + 1:
                raise Refused("gap", N_("An op is missing before this one."))
            outcomes.append(self._take(no, op))
        self._session.execute(_ADD_LOG, self._logs)
        self._session.execute(plain("audit_entry").insert(), self._entries)
        self._touched.note(*self._heard)
        self._secret.last_no, self._secret.last_hash = self._last_no, self._last_hash
        self._secret.previous_incarnation = self._secret.incarnation
        self._secret.incarnation = secrets.token_hex(16)
        return outcomes

    def _leave_gap(self, no: int, op: SignedOp) -> None:
        """What came before is nowhere any more. The chain goes on at what is left of it."""
        with suppress(Doubt):
            self._last_no, self._last_hash, self._secret.first_no = no - 1, reading.head_of(op).prev, no

    def _known_ids(self, ops: list[SignedOp]) -> set[str]:
        ids = [op_id for op in ops if (op_id := reading.op_id_of(op))]
        return set(self._session.scalars(select(OpLog.op_id).where(OpLog.op_id.in_(ids))))

    def _require_same_folder(self, incarnation: str, *, knows_last: bool, fresh: bool) -> None:
        """The folder that pushed last goes on; a copy of an older one must not.

        Who lost our last reply has the token before, but can show the last op that is here. After a restore
        of this server no token is known, and the chain alone says whether the ops follow.
        """
        if incarnation == self._secret.incarnation or not self._secret.incarnation:
            return
        if incarnation == self._secret.previous_incarnation and (knows_last or not fresh):
            return
        raise Refused("forked", N_("This folder is an older copy of a terminal that went on elsewhere."))

    def _stored(self, no: int, op: SignedOp) -> Outcome:
        log = self._session.get(OpLog, (self._secret.terminal_id, no))
        if log is None or log.hash != reading.identity_of(op):
            raise Refused("forked", N_("This folder is an older copy of a terminal that went on elsewhere."))
        return Outcome(**log.outcome)

    def _take(self, no: int, op: SignedOp) -> Outcome:
        reactions.gather(self._session, self._touched)  # a doubt takes back only what came after
        head: Head | None = None
        aggregates = judging.aggregates_of(self._session, reading.shown_changes(op))
        try:
            head = self._new_head(op)
            self._last_hlc = judging.believed(head.hlc, self._last_hlc, self._clock.now())
            applied = self._court.judge(op, head, hlc=self._last_hlc, prev=self._last_hash)
            status, detail = applied.status, applied.detail
        except Doubt as doubt:
            self._session.info.pop("changed", None)
            head = _stand_in(no, head, self._place.terminal_id)
            status, detail = doubt.status, described(doubt)
            reason = {**detail, "status": status}
            place = self._place_of_case(op, doubt)
            cases.open_op_case(self._session, place, op, head, reason, self._clock.now())
            self._facts.hold(self._place.terminal_id, no, aggregates)
        outcome = Outcome(no, status, detail, self._keys.countersign(reading.identity_of(op), status))
        self._remember(op, head, outcome, aggregates)
        return outcome

    def _place_of_case(self, op: SignedOp, doubt: Doubt) -> Place:
        """Where people decide: at the terminal's branch, or at the one that it was taken from."""
        if doubt.code != judging.MOVED:
            return self._place
        return self._place.at(self._facts.ticket(op.ticket, self._place.terminal_id).branch_id)

    def _new_head(self, op: SignedOp) -> Head:
        head = reading.head_of(op)
        if head.op_id in self._known:
            raise Doubt("quarantined", "op_repeated", N_("The op was sent before under another number."))
        within = reading.wrapped_id(op, head)
        if within in self._handed_in:
            raise Doubt("quarantined", "op_repeated", N_("The op was sent before under another number."))
        self._known.add(head.op_id)
        self._handed_in |= {within} - {None}
        return head

    def _remember(self, op: SignedOp, head: Head, outcome: Outcome, aggregates: frozenset[str]) -> None:
        """The outcome to be stored, the audit entry, and this terminal's place in its chain."""
        identity, place = reading.identity_of(op), self._place
        same = {"terminal_id": place.terminal_id, "no": outcome.no, "action": head.action, "hash": identity}
        self._logs.append(
            {
                **same,
                "op_id": head.op_id,
                "wraps": reading.wrapped_id(op, head),
                "body": vars(op),
                "status": outcome.status,
                "outcome": outcome.wire(),
                "aggregates": sorted(aggregates),
                "held": outcome.status in ("parked", "quarantined"),
                "hlc": self._last_hlc,
                "at": self._clock.now(),
            }
        )
        entry = {
            **same,
            "id": head.op_id,
            "scope": place.scope,
            "ver": 0,
            "row_hash": 0,
            "branch_id": place.branch_id,
            "header": _printable(op.header),
            "signature": _printable(op.signature)[:200],
            "signer": head.user,
            "outcome": outcome.status,
            "server_signature": outcome.countersign,
        }
        born = first_version("audit_entry", entry)
        self._entries.append(entry)
        self._heard.append(Touch("audit_entry", head.op_id, frozenset(), born=born))
        self._last_no, self._last_hash = outcome.no, identity


def described(doubt: Doubt) -> dict[str, Any]:
    """A doubt as it is stored and answered."""
    plain = {name: value if isinstance(value, int) else str(value) for name, value in doubt.values.items()}
    return {"code": doubt.code, "text": doubt.text, "values": plain}


def _number(op: SignedOp) -> int:
    try:
        return reading.number_of(op)
    except Unreadable as error:
        raise Refused("unreadable", N_("An op has no number that can be read.")) from error


def _stand_in(no: int, head: Head | None, terminal_id: str) -> Head:
    """For an op whose header says nothing that can be used, or the id of another op."""
    return head or Head(no, new_id(), terminal_id, "unknown", 0, "", _BEFORE_ALL, "", "")


def _printable(text: str) -> str:
    return text.replace("\x00", "\ufffd")

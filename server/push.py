"""A push: ops in their order, each judged by itself, each outcome kept in the transaction that applied it.

An op is applied, merged, put to a person, parked or quarantined; whatever becomes of it, the next op goes on.
An op sent again is answered with what was stored.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from app import crypto
from app.clock import iso
from app.i18n import N_
from app.ids import new_id
from app.services.judgement import Doubt
from app.sync import protocol
from app.sync.protocol import SignedOp
from server import cases, judging, reactions, reading, rows, second_look, tickets
from server.facts import Facts, Place
from server.feed import Touch, Touched, next_version
from server.judging import Court
from server.models import OpLog
from server.reading import Head, Unreadable
from server.standing import BEFORE_ALL, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

    from app.clock import Clock
    from server.keys import Keys


TOGETHER = 100  # ops that are judged in one savepoint; as many are judged again if one of them is doubtful
_KNOWN = select(OpLog.__table__.c.op_id).where(OpLog.__table__.c.op_id.in_(bindparam("ids", expanding=True)))


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


@dataclass
class Brief:
    """An op that was read: what its header says, under which sign-in it was signed; or why it is not believed."""

    op: SignedOp
    head: Head
    identity: str  # by what it is known again
    hlc: str  # when it was done, as far as its terminal can be believed
    signer: tickets.Known | Doubt


@dataclass(frozen=True)
class Judged:
    """An op and what became of it."""

    brief: Brief
    status: str
    detail: dict[str, Any]
    aggregates: frozenset[str]


class Push:
    """One push of one terminal, inside a sitting's write transaction: its ops are read, judged, written down."""

    def __init__(
        self,
        session: Session,
        keys: Keys,
        clock: Clock,
        terminal: Standing,
        facts: Facts,
        touched: Touched,
    ) -> None:
        self._session, self._keys, self._clock, self._terminal = session, keys, clock, terminal
        self._place, self._facts, self._touched = terminal.place, facts, touched
        self._court = Court(session, keys, clock, self._place, self._facts, self._touched)
        self._known: set[str] = set()  # ids of ops that are here already
        self._handed_in: set[str | None] = set()  # ids of ops within this push's wrappers

    def run(self, ops: list[SignedOp], incarnation: str, begins: int = 1) -> list[Outcome]:
        """Outcomes in the order of the ops; or `Refused`, before anything was done.

        `begins` is the first op that the terminal still has. Only after this server was restored from a backup
        that is older than the terminal's journal may numbers be left out before it.
        """
        numbered = [(_number(op), op) for op in ops]
        done = self._terminal.last_no
        outcomes = [self._stored(no, op) for no, op in numbered if no <= done]
        fresh = [(no, op) for no, op in numbered if no > done]
        knows_last = any(no == done for no, _ in numbered)
        self._require_same_folder(incarnation, knows_last=knows_last, fresh=bool(fresh))
        if fresh:
            outcomes += self._take(fresh, begins)
        self._terminal.last_contact = self._clock.now()
        return outcomes

    def _take(self, fresh: list[tuple[int, SignedOp]], begins: int) -> list[Outcome]:
        after_gap = not self._terminal.incarnation and fresh[0][0] == begins > self._terminal.last_no + 1
        first = begins if after_gap else self._terminal.last_no + 1
        if [no for no, _ in fresh] != list(range(first, first + len(fresh))):
            raise Refused("gap", N_("An op is missing before this one."))
        if after_gap:
            self._leave_gap(*fresh[0])
        briefs = self._read([op for _, op in fresh])
        outcomes = self._write(self._judge(briefs))
        self._terminal.previous_incarnation = self._terminal.incarnation
        self._terminal.incarnation = secrets.token_hex(16)
        return outcomes

    def _leave_gap(self, no: int, op: SignedOp) -> None:
        """What came before is nowhere any more. The chain goes on at what is left of it."""
        with suppress(Doubt):
            self._terminal.last_hash = reading.head_of(op).prev
            self._terminal.last_no, self._terminal.first_no = no - 1, no

    def _require_same_folder(self, incarnation: str, *, knows_last: bool, fresh: bool) -> None:
        """The folder that pushed last goes on; a copy of an older one must not.

        Who lost our last replies has an older token, but can show the last op that is here, which a copy that
        was left behind has not. After a restore of this server no token is known, and the chain alone says
        whether the ops follow.
        """
        if incarnation == self._terminal.incarnation or not self._terminal.incarnation or knows_last:
            return
        if incarnation == self._terminal.previous_incarnation and not fresh:
            return
        raise Refused("forked", N_("This folder is an older copy of a terminal that went on elsewhere."))

    def _stored(self, no: int, op: SignedOp) -> Outcome:
        log = self._session.get(OpLog, (self._place.terminal_id, no))
        if log is None or log.hash != reading.identity_of(op):
            raise Refused("forked", N_("This folder is an older copy of a terminal that went on elsewhere."))
        return Outcome(**log.outcome)

    # ---- read

    def _read(self, ops: list[SignedOp]) -> list[Brief]:
        """Every op by itself and in the chain, before a row is looked at."""
        heads = [_head(op) for op in ops]
        ids = [head.op_id for head in heads if isinstance(head, Head)]
        self._known = set(self._session.connection().scalars(_KNOWN, {"ids": ids}))
        briefs = list(map(self._brief, ops, heads))
        claimed = [brief for brief in briefs if not isinstance(brief.signer, Doubt)]
        for brief, signed in zip(claimed, crypto.abreast(_is_signed, claimed), strict=True):
            if not signed:
                brief.signer = judging.unsigned()
        return briefs

    def _brief(self, op: SignedOp, read: Head | Doubt) -> Brief:
        terminal, head = self._terminal, None
        try:
            head = self._new(op, read)
            terminal.last_hlc = judging.believed(head.hlc, terminal.last_hlc, self._clock.now())
            signer: tickets.Known | Doubt = self._court.claimed(op, head, prev=terminal.last_hash)
        except Doubt as doubt:
            signer = doubt
        terminal.last_no, terminal.last_hash = terminal.last_no + 1, reading.identity_of(op)
        head = head or _stand_in(terminal.last_no, self._place.terminal_id)
        return Brief(op, head, terminal.last_hash, terminal.last_hlc, signer)

    def _new(self, op: SignedOp, head: Head | Doubt) -> Head:
        if isinstance(head, Doubt):
            raise head
        if head.op_id in self._known:
            raise Doubt("quarantined", "op_repeated", N_("The op was sent before under another number."))
        within = reading.wrapped_id(op, head)
        if within in self._handed_in:
            raise Doubt("quarantined", "op_repeated", N_("The op was sent before under another number."))
        self._known.add(head.op_id)
        self._handed_in |= {within} - {None}
        return head

    # ---- judge

    def _judge(self, briefs: list[Brief]) -> Iterator[Judged]:
        """Many ops together as long as all goes well: one savepoint, and one statement for all new rows of a table.

        As soon as there is a doubt about one, all is taken back, and each is judged by itself.
        """
        for start in range(0, len(briefs), TOGETHER):
            some = briefs[start : start + TOGETHER]
            yield from (len(some) > 1 and self._all_applied(some)) or map(self._alone, some)

    def _all_applied(self, briefs: list[Brief]) -> list[Judged] | None:
        if any(isinstance(brief.signer, Doubt) for brief in briefs):
            return None
        attempt = judging.attempt(self._session, self._touched)
        with suppress(Doubt, rows.Taken), attempt, rows.together(self._session):
            return [self._judged(brief) for brief in briefs]
        return None

    def _alone(self, brief: Brief) -> Judged:
        try:
            with judging.attempt(self._session, self._touched):
                return self._judged(brief)
        except Doubt as doubt:
            return self._set_aside(brief, doubt)

    def _judged(self, brief: Brief) -> Judged:
        if isinstance(brief.signer, Doubt):
            raise brief.signer
        aggregates = judging.aggregates_of(self._session, self._facts.shown(brief.op))
        applied = self._court.judge(brief.op, brief.head, brief.signer, brief.hlc)
        return Judged(brief, applied.status, applied.detail, aggregates)

    def _set_aside(self, brief: Brief, doubt: Doubt) -> Judged:
        aggregates = judging.aggregates_of(self._session, self._facts.shown(brief.op))
        detail, place = described(doubt), self._place_of_case(brief.op, doubt)
        reason = {**detail, "status": doubt.status}
        cases.open_op_case(self._session, place, brief.op, brief.head, reason, self._clock.now())
        self._facts.hold(self._place.terminal_id, brief.head.no, aggregates)
        if doubt.status == "parked":
            second_look.await_rows(self._session, self._place.terminal_id, brief.head.no, brief.op.payload)
        return Judged(brief, doubt.status, detail, aggregates)

    def _place_of_case(self, op: SignedOp, doubt: Doubt) -> Place:
        """Where people decide: at the terminal's branch, or at the one that it was taken from."""
        if doubt.code != judging.MOVED:
            return self._place
        return self._place.at(self._facts.ticket(op.ticket, self._place.terminal_id).branch_id)

    # ---- write

    def _write(self, judged: Iterable[Judged]) -> list[Outcome]:
        """Outcomes and audit entries of all, in a statement each."""
        done, at = list(judged), iso(self._clock.now())
        outcomes = crypto.abreast(self._outcome, done)
        logs, entries, touches = [], [], []
        for each, outcome in zip(done, outcomes, strict=True):
            logs.append(self._log(each, outcome, at))
            entries.append(self._entry(each, outcome))
            stamp = next_version("audit_entry", entries[-1])
            touches.append(Touch("audit_entry", each.brief.head.op_id, frozenset(), stamp=stamp))
        connection = self._session.connection()
        rows.add(connection, "op_log", logs)
        rows.add(connection, "audit_entry", entries)
        reactions.gather(self._session, self._touched)
        self._touched.note(*touches)
        return outcomes

    def _outcome(self, judged: Judged) -> Outcome:
        countersign = self._keys.countersign(judged.brief.identity, judged.status)
        return Outcome(judged.brief.head.no, judged.status, judged.detail, countersign)

    def _log(self, judged: Judged, outcome: Outcome, at: str) -> dict[str, Any]:
        brief = judged.brief
        return {
            "terminal_id": self._place.terminal_id,
            "no": outcome.no,
            "op_id": brief.head.op_id,
            "wraps": reading.wrapped_id(brief.op, brief.head),
            "hash": brief.identity,
            "action": brief.head.action,
            "body": protocol.json_text(vars(brief.op)),
            "status": outcome.status,
            "outcome": protocol.json_text(outcome.wire()),
            "aggregates": protocol.json_text(sorted(judged.aggregates)),
            "held": int(outcome.status in ("parked", "quarantined")),
            "hlc": brief.hlc,
            "at": at,
        }

    def _entry(self, judged: Judged, outcome: Outcome) -> dict[str, Any]:
        brief = judged.brief
        return {
            "id": brief.head.op_id,
            "scope": self._place.scope,
            "ver": 0,
            "row_hash": 0,
            "branch_id": self._place.branch_id,
            "terminal_id": self._place.terminal_id,
            "no": outcome.no,
            "action": brief.head.action,
            "header": _printable(brief.op.header),
            "hash": brief.identity,
            "signature": _printable(brief.op.signature)[:200],
            "signer": brief.head.user,
            "outcome": outcome.status,
            "server_signature": outcome.countersign,
        }


def _is_signed(brief: Brief) -> bool:
    """Whether by the person whose sign-in it names."""
    return not isinstance(brief.signer, Doubt) and judging.is_signed(brief.op, brief.signer)


def described(doubt: Doubt) -> dict[str, Any]:
    """A doubt as it is stored and answered."""
    plain = {name: value if isinstance(value, int) else str(value) for name, value in doubt.values.items()}
    return {"code": doubt.code, "text": doubt.text, "values": plain}


def _head(op: SignedOp) -> Head | Doubt:
    try:
        return reading.head_of(op)
    except Doubt as doubt:
        return doubt


def _number(op: SignedOp) -> int:
    try:
        return reading.number_of(op)
    except Unreadable as error:
        raise Refused("unreadable", N_("An op has no number that can be read.")) from error


def _stand_in(no: int, terminal_id: str) -> Head:
    """For an op whose header says nothing that can be used, or the id of another op."""
    return Head(no, new_id(), terminal_id, "unknown", 0, "", BEFORE_ALL, "", "")


def _printable(text: str) -> str:
    return text.replace("\x00", "\ufffd")

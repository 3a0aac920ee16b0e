"""Judging and applying pushed ops: one transaction for the push, a savepoint for each op.

An op is applied, merged, put to a person, parked or quarantined; whatever becomes of it is stored in the same
transaction, and the next op goes on. An op sent again is answered with what was stored.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select
from sqlalchemy.exc import DataError, IntegrityError

from app import crypto
from app.domain.permissions import ACTIONS
from app.i18n import N_
from app.models.audit import AuditEntry
from app.models.base import canonical_json
from app.models.org import Branch, Terminal
from app.services import judgement, orders
from app.services.judgement import Doubt, Hearing
from app.services.unit_of_work import track
from app.sync import protocol
from app.sync.protocol import SignedOp
from server import cases, feed, reactions, tickets
from server.apply import Applied, Applier
from server.feed import Origin, Touched
from server.models import OpLog, TerminalSecret

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.clock import Clock
    from server.keys import Keys

CLOCK_SLACK = timedelta(seconds=60)


class Refused(Exception):
    """The whole push is refused: its numbers or its history do not continue what is here."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code)
        self.code, self.text = code, text


@dataclass(frozen=True)
class Outcome:
    """What became of an op."""

    no: int
    status: str  # applied, merged, lost_fields, conflict, parked, quarantined, duplicate
    detail: dict[str, Any]
    countersign: str

    def wire(self) -> dict[str, Any]:
        """As it is answered and stored."""
        return {"no": self.no, "status": self.status, "detail": self.detail, "countersign": self.countersign}


class Push:
    """One push of one terminal, inside one write transaction."""

    def __init__(self, session: Session, keys: Keys, clock: Clock, secret: TerminalSecret) -> None:
        self._session, self._keys, self._clock, self._secret = session, keys, clock, secret
        self._terminal = session.get_one(Terminal, secret.terminal_id)
        self._branch = session.get_one(Branch, self._terminal.branch_id)
        self._touched = Touched()
        track(session)

    def run(self, ops: list[SignedOp], incarnation: str) -> tuple[list[Outcome], str]:
        """Outcomes in the order of the ops, and the incarnation token for the next push."""
        known = [op for op in ops if op.head["no"] <= self._secret.last_no]
        fresh = ops[len(known) :]
        outcomes = [self._stored(op) for op in known]
        if incarnation != self._secret.incarnation and (
            fresh or incarnation != self._secret.previous_incarnation
        ):
            raise Refused("forked", N_("This folder is an older copy of a terminal that went on elsewhere."))
        for op in fresh:
            outcomes.append(self._take(op))
        if fresh:
            self._secret.previous_incarnation = self._secret.incarnation
            self._secret.incarnation = secrets.token_hex(16)
        self._secret.last_contact = self._clock.now()
        if self._touched.entries:
            feed.publish(self._session, self._touched)
        return outcomes, self._secret.incarnation

    def _stored(self, op: SignedOp) -> Outcome:
        log = self._session.get(OpLog, (self._secret.terminal_id, op.head["no"]))
        if log is None or log.hash != op.hash:
            raise Refused("forked", N_("This folder is an older copy of a terminal that went on elsewhere."))
        return Outcome(**log.outcome)

    def _take(self, op: SignedOp) -> Outcome:
        head = op.head
        if head["no"] != self._secret.last_no + 1:
            raise Refused("gap", N_("An op is missing before this one."))
        aggregates = [f"{c.get('table')}:{c.get('id', '')}" for c in op.changes]
        try:
            status, detail = self._judged(op, head, aggregates)
        except Doubt as doubt:
            self._session.info.pop("changed", None)
            status, detail = (
                doubt.status,
                {"code": doubt.code, "text": doubt.text, "values": _plain(doubt.values)},
            )
            cases.open_op_case(
                self._session, self._terminal, op, head, {**detail, "status": status}, self._clock.now()
            )
        outcome = Outcome(head["no"], status, detail, self._keys.countersign(op.hash, status))
        self._remember(op, head, outcome, aggregates)
        return outcome

    def _judged(
        self, op: SignedOp, head: dict[str, Any], aggregates: list[str]
    ) -> tuple[str, dict[str, Any]]:
        """Apply and judge inside a savepoint; nothing of a doubtful op remains."""
        session = self._session
        self._blocked(aggregates)
        ticket = self._verified(op, head)
        try:
            with session.begin_nested():
                applied = self._applied(op, head, ticket)
                session.flush()
        except (IntegrityError, DataError) as error:
            reason = type(error.orig).__name__
            raise Doubt(
                "parked", "does_not_fit", N_("It does not fit what is already there."), reason=reason
            ) from error
        finally:
            session.expire_all()
        for table, row_id, columns, origin in applied.touched:
            self._touched.add(table, row_id, columns, origin)
        reactions.react(session, applied.rows, ticket.user_id, self._clock.now())
        return applied.status, applied.detail

    def _applied(self, op: SignedOp, head: dict[str, Any], ticket: tickets.Known) -> Applied:
        session = self._session
        changes = self._unsealed(op.changes)
        roles = tickets.current_roles(session, ticket.user_id, self._terminal.branch_id)
        action = judgement.judge_rights(ACTIONS.get(head["action"]), ticket.roles, roles, head["action"])
        scopes = frozenset([*self._secret.scopes, f"branch:{self._terminal.branch_id}:finance"])
        for change in changes:
            judgement.judge_change(action, change["table"], frozenset(change["set"]), change["scope"], scopes)
        demoted = orders.demote_lost_sale(session, changes, self._secret.terminal_id, self._clock.now())
        origin = Origin(self._secret.terminal_id, ticket.user_id, self._clamped(head["hlc"]))
        applied = Applier(session, origin).apply(changes)
        if demoted:
            applied.status, applied.detail = "conflict", {**applied.detail, "code": "car_lost"}
        hearing = Hearing(
            session, action, ticket.user_id, ticket.roles & roles, self._terminal.branch_id,
            self._secret.terminal_id, self._terminal.prefix, applied.rows, self._approval_holds,
        )  # fmt: skip
        judgement.judge(hearing)
        for conflict in applied.conflicts:
            cases.open_contract_case(session, conflict, origin, self._clock.now(), applied.resolves)
        return applied

    def _blocked(self, aggregates: list[str]) -> None:
        held = self._session.scalars(
            select(OpLog).where(OpLog.terminal_id == self._secret.terminal_id, OpLog.held.is_(True))
        )
        for log in held:
            if set(log.aggregates) & set(aggregates):
                raise Doubt(
                    "parked", "waits_for", N_("It waits for number {no}, which was set aside."), no=log.no
                )

    def _verified(self, op: SignedOp, head: dict[str, Any]) -> tickets.Known:
        if head["terminal"] != self._secret.terminal_id or protocol.header_hash(op.header) != op.hash:
            raise Doubt("quarantined", "forged", N_("The op was changed after it was written."))
        if protocol.payload_hash(op.salt, op.payload) != head["payload_hash"]:
            raise Doubt("quarantined", "forged", N_("The op was changed after it was written."))
        if head["prev"] != self._secret.last_hash:
            raise Doubt("quarantined", "chain", N_("The op does not follow the one before it."))
        ticket = tickets.read(self._session, self._keys, op.ticket, self._secret.terminal_id)
        if ticket.user_id != head["user"] or not crypto.verify(
            ticket.key, op.hash.encode(), _bytes(op.signature)
        ):
            raise Doubt("quarantined", "signature", N_("The op is not signed by the person it names."))
        physical = datetime.fromtimestamp(int(head["hlc"][:15]) / 1000, tz=self._clock.now().tzinfo)
        if min(physical, self._clock.now()) > ticket.expires_at:
            raise Doubt("quarantined", "ticket_expired", N_("It was done after the sign-in had expired."))
        return ticket

    def _approval_holds(self, row: dict[str, Any]) -> bool:
        """Whether an approval is signed by the manager that it names."""
        try:
            ticket = tickets.read(self._session, self._keys, row["ticket"] or "", self._secret.terminal_id)
        except Doubt:
            return False
        said = canonical_json({k: row[k] for k in ("contract_id", "kind", "price", "approver_id")})
        return ticket.user_id == row["approver_id"] and crypto.verify(
            ticket.key, said.encode(), _bytes(row["signature"] or "")
        )

    def _clamped(self, reading: str) -> str:
        """A reading from too far ahead counts as now: a laptop a year ahead must not win every later edit."""
        now_ms = int((self._clock.now() + CLOCK_SLACK).timestamp() * 1000)
        return reading if int(reading[:15]) <= now_ms else f"{now_ms:015d}{reading[15:]}"

    def _unsealed(self, changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [self._keys.open(change["sealed"]) if "sealed" in change else change for change in changes]

    def _remember(self, op: SignedOp, head: dict[str, Any], outcome: Outcome, aggregates: list[str]) -> None:
        """The stored outcome, the audit entry, and this terminal's place."""
        self._session.execute(
            insert(OpLog).values(
                terminal_id=self._secret.terminal_id, no=head["no"], op_id=head["op_id"], hash=op.hash,
                action=head["action"], body=vars(op), status=outcome.status, outcome=outcome.wire(),
                aggregates=aggregates, held=outcome.status in ("parked", "quarantined"), at=self._clock.now(),
            )
        )  # fmt: skip
        self._session.add(
            AuditEntry(
                id=head["op_id"], scope=f"branch:{self._terminal.branch_id}", ver=0, row_hash=0,
                branch_id=self._terminal.branch_id, terminal_id=self._secret.terminal_id, no=head["no"],
                action=head["action"], header=op.header, hash=op.hash, signature=op.signature,
                signer=head["user"], outcome=outcome.status, server_signature=outcome.countersign,
            )
        )  # fmt: skip
        self._secret.last_no, self._secret.last_hash = head["no"], op.hash
        self._session.flush()
        reactions.gather(self._session, self._touched)


def _bytes(text: str) -> bytes:
    try:
        return crypto.unb64(text)
    except ValueError:
        return b""


def _plain(values: dict[str, object]) -> dict[str, Any]:
    return {name: value if isinstance(value, int) else str(value) for name, value in values.items()}

"""Judging one op: who signed it, what it may do, what its rows do here. For new ops and for second looks."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm.util import identity_key

from app.domain.permissions import ACTIONS, CONTRACT_ALLOCATE
from app.i18n import N_
from app.models.base import canonical_json
from app.models.deal import Contract
from app.models.registry import BY_TABLE
from app.models.vehicle import StockStay
from app.services import judgement, orders
from app.services.judgement import Doubt, Hearing, Judged, Line, Seen
from app.sync import protocol
from app.sync.protocol import SignedOp
from server import (
    cases,
    dates,
    formerly,
    lines_seen,
    list_prices,
    locks,
    reactions,
    reading,
    renumbering,
    rows,
    signatures,
    signed_lines,
    tickets,
    values,
    wrapping,
)
from server.apply import Applied, Applier
from server.facts import Facts, Place
from server.feed import Origin, Touched
from server.observing import log_failure
from server.reading import Head

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sqlalchemy.orm import Session

    from app.clock import Clock
    from app.domain.permissions import Role
    from server.keys import Keys

CLOCK_SLACK = timedelta(seconds=60)
MOVED = "terminal_moved"
CORRECTABLE = frozenset(
    {"price", "delivery_date", "delivery_place", "name", "phone", "buyer_name", "buyer_phone"}
)
"""What a manager may put right in somebody else's op. Money that was taken is reversed, never corrected."""
_CARS = {
    model.__tablename__: select(table.c.vehicle_id).where(table.c.id.in_(bindparam("ids", expanding=True)))
    for model, table in ((model, model.__table__) for model in (Contract, StockStay))
}
_OURS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
SERVER_ONLY = frozenset({"lease", "seed", "administer"})
"""Actions that no terminal sends: their rows are written here."""


@dataclass(frozen=True)
class Leniency:
    """A manager's yes to an op that was set aside: their roles count, and the doubt is not raised again."""

    code: str
    roles: frozenset[Role]
    values: dict[str, Any] = field(default_factory=dict)  # table to column to what the manager put right


@dataclass
class Court:
    """Judges the ops of one terminal, inside one write transaction."""

    session: Session
    keys: Keys
    clock: Clock
    place: Place
    facts: Facts
    touched: Touched
    copied: bool = False  # what it judges comes from a copy of a folder, whose numbers may be given out twice

    def signer(self, op: SignedOp, head: Head) -> tickets.Known:
        """Under which sign-in it was signed, as it is: nobody has changed it since."""
        ticket = self.claimed(op, head)
        if not is_signed(op, ticket):
            raise unsigned()
        return ticket

    def claimed(self, op: SignedOp, head: Head, *, prev: str | None = None) -> tickets.Known:
        """The sign-in that it names, of an op that is whole; its signature is still to be verified.

        `prev` is the hash it must follow, none when its place in the chain was looked at before.
        """
        reading.require_untouched(op, head, self.place.terminal_id)
        if prev is not None and head.prev != prev:
            raise Doubt("quarantined", "chain", N_("The op does not follow the one before it."))
        ticket = self.facts.ticket(op.ticket, self.place.terminal_id)
        if ticket.user_id != head.user:
            raise unsigned()
        return ticket

    def judge(
        self, op: SignedOp, head: Head, ticket: tickets.Known, hlc: str, leniency: Leniency | None = None
    ) -> Applied:
        """Apply an op if nothing speaks against it. Call it in an `attempt`: nothing of a doubtful one remains.

        `ticket` is its `signer`'s; `hlc` is when it was done, as `believed`.
        """
        if ticket.branch_id != self.place.branch_id:
            return self._moved(op, head, ticket, hlc, leniency)
        if head.action == protocol.WRAP:
            return self._wrapped(op, head, leniency)
        changes = self._changes(op)
        for change in changes:  # paper says this, whatever is corrected, renumbered or demoted below
            change["said"] = dict(change["set"])
        if leniency is not None:
            _correct(changes, leniency.values)
        self._require_free(head.no, changes)
        origin = Origin(self.place.terminal_id, ticket.user_id, hlc)
        applied = self._applied(head, origin, ticket, changes, leniency)
        reactions.react(self.session, applied.rows, self.clock.now(), ticket.user_id, self.place.terminal_id)
        self.touched.note(*applied.touched)
        self.facts.note(applied.touched)
        reactions.gather(self.session, self.touched)
        return applied

    def _changes(self, op: SignedOp) -> list[dict[str, Any]]:
        """What an op changes, for this judgement alone: it puts right and notes down what it likes."""
        plain = self.facts.plain(op)
        if plain is None:
            return reading.opened_changes(op, self.keys)
        return [{**change, "set": {**change["set"]}, "was": {**change["was"]}} for change in plain]

    def _moved(
        self, op: SignedOp, head: Head, ticket: tickets.Known, hlc: str, leniency: Leniency | None
    ) -> Applied:
        """The terminal belongs to another branch now: a manager of the old one decides whether this still counts."""
        if leniency is None or leniency.code != MOVED:
            text = N_("The terminal was given to another branch before this arrived.")
            raise Doubt("quarantined", MOVED, text)
        return replace(self, place=self.place.at(ticket.branch_id)).judge(op, head, ticket, hlc, leniency)

    def _wrapped(self, op: SignedOp, head: Head, leniency: Leniency | None) -> Applied:
        """The op within, as its own terminal's; nothing happens when the other copy had sent it already."""
        self._require_free(head.no, self.facts.shown(op))
        found = wrapping.opened(self.session, self.place, op, head)
        if found.known:
            return Applied(detail={"known": True})
        inner = replace(self, place=found.place, copied=True)
        hlc = believed(found.head.hlc, found.before, self.clock.now())
        return inner.judge(found.op, found.head, inner.signer(found.op, found.head), hlc, leniency)

    def _applied(
        self,
        head: Head,
        origin: Origin,
        ticket: tickets.Known,
        changes: list[dict[str, Any]],
        leniency: Leniency | None,
    ) -> Applied:
        session, place, now, done = self.session, self.place, self.clock.now(), done_at(origin)
        current = self.facts.roles(ticket.user_id, place.branch_id)
        lent = leniency.roles if leniency else frozenset()
        known = None if head.action in SERVER_ONLY else ACTIONS.get(head.action)
        action = judgement.judge_rights(known, ticket.roles | lent, current | lent, head.action)
        self._judge_changes(action, changes)
        locks.lock_cars(session, cars_of(session, changes, self.facts.followed) - self.facts.locked)
        locks.lock_deals(session, locks.deals_of(changes) - self.facts.locked)
        demoted = orders.demote_lost_sale(session, changes, place.terminal_id, now)
        if demoted and action is CONTRACT_ALLOCATE:  # the contract, signed without a car, goes on waiting
            raise Doubt("parked", "car_lost", N_("The car went to another customer. Choose another car."))
        renumbered = renumbering.settle(session, changes) if self.copied else []
        forgiven = leniency.code if leniency else None
        older = head.epoch != "" and head.epoch != self.facts.epoch
        applier = Applier(session, origin, self.touched, forgiven, by_content=older)
        applied = applier.apply(changes)
        _require_settled(applied)
        _forget_written(session, applied.rows)
        if demoted:
            applied.status, applied.detail = "conflict", {**applied.detail, "code": "car_lost"}
        hearing = Hearing(
            session, action, ticket.user_id, (ticket.roles & current) | lent, place.branch_id,
            place.terminal_id, place.prefix, now, applied.rows, self._consent_holds,
            lambda contract: list_prices.was_seen(session, contract, ticket.issued_at, done),
            as_seen=lambda table, row_id: self._seen(applier, table, row_id),
            lines_seen=cache(lambda contract_id: self._lines_seen(changes, contract_id)),
            formerly=lambda table, row_id, column: formerly.values(
                session, table, row_id, column,
                since=formerly.setting_seen_since(done) if table == "setting"
                else formerly.seen_since(ticket.issued_at, done),
            ),
            may_confirm=_in_time(done, now, ticket), signed_in_at=ticket.issued_at,
            done_at=done, demoted=demoted,
            contested=frozenset(conflict.row["id"] for conflict in applied.conflicts),
            resolves=applied.resolves, forgiven=forgiven,
        )  # fmt: skip
        judgement.judge(hearing)
        _forget_written(session, signed_lines.keep(hearing, applied, origin, self.touched))
        for conflict in applied.conflicts:
            cases.open_contract_case(session, conflict, origin, now, applied.resolves, applied.saw)
        cases.log_lost_fields(session, place, applied.detail, origin, now)
        made = max(done, ticket.issued_at)  # nobody did anything under a sign-in before they had it
        dates.tell(session, place, applied.rows, origin, made=made, now=now)
        dates.tell_again(session, place, applied.rows, hearing.as_seen, now)
        if renumbered:
            renumbering.ask_for_paper(session, place, changes, renumbered, now)
        return applied

    def _seen(self, applier: Applier, table: str, row_id: str) -> Seen | None:
        seen = applier.as_seen(table, row_id)  # two copies of a folder did not see what the other did
        return replace(seen, is_certain=False) if seen and self.copied else seen

    def _lines_seen(
        self, changes: list[dict[str, Any]], contract_id: str
    ) -> dict[str, tuple[Line | None, ...]] | None:
        change = next((c for c in changes if (c["table"], c["id"]) == ("contract", contract_id)), None)
        if change is None or change["base"] is None or self.copied:
            return None
        return lines_seen.lines_seen(self.session, self.touched, change, self.place.terminal_id)

    def _judge_changes(self, action: Any, changes: list[dict[str, Any]]) -> None:
        if len({(change["table"], change["id"]) for change in changes}) < len(changes):
            raise reading.malformed()  # two changes of one row in one action are one change
        scopes = self.place.scopes | {self.place.scope + ":finance"}  # costs are sealed, or a back office's
        for change in changes:
            judgement.judge_change(action, change["table"], frozenset(change["set"]), change["scope"], scopes)
            change["set"] = values.checked(change["table"], change["set"])
            change["was"] = {c: was for c, was in change["was"].items() if c in change["set"]}

    def _require_free(self, no: int, changes: list[dict[str, Any]]) -> None:
        held = self.facts.held(self.place.terminal_id)
        aggregates = aggregates_of(self.session, changes) | _paid_for(changes) if held else frozenset()
        for held_no, theirs in held:
            if held_no < no and aggregates & theirs:
                text = N_("It waits for number {no}, which was set aside.")
                raise Doubt("parked", "waits_for", text, no=held_no)

    def _consent_holds(self, said: dict[str, Any], row: dict[str, Any]) -> bool:
        """Whether what was said is signed by the approver that it names; `row` has ticket and signature."""
        try:
            ticket = self.facts.ticket(row["ticket"] or "", self.place.terminal_id)
        except Doubt:
            return False
        words, signature = canonical_json(said).encode(), reading.unb64(row["signature"] or "")
        return ticket.user_id == said["approver_id"] and signatures.verify(ticket.key, words, signature)


def _in_time(done: datetime, now: datetime, ticket: tickets.Known) -> bool:
    """Whether the sign-in still held: with an expired one everything goes on but confirming a sale."""
    return min(done, now) <= ticket.expires_at


def is_signed(op: SignedOp, ticket: tickets.Known) -> bool:
    """Whether an op is signed with the key that its sign-in vouches for."""
    return signatures.verify(ticket.key, op.hash.encode(), reading.unb64(op.signature))


def unsigned() -> Doubt:
    """Somebody else signed it, or nobody."""
    return Doubt("quarantined", "signature", N_("The op is not signed by the person it names."))


@contextmanager
def attempt(session: Session, touched: Touched) -> Iterator[None]:
    """All of what is judged in the block, or nothing of it; what the session read meanwhile is then forgotten, too.

    What the database does not take is a doubt like any other. So is what makes this program fail: one op must not
    hold up all that come after it.
    """
    reactions.gather(session, touched)
    before = len(touched.entries)
    try:
        with session.begin_nested():
            yield
    except BaseException as error:
        session.expire_all()
        session.info.pop("changed", None)
        touched.forget(before)
        if isinstance(error, (IntegrityError, DataError)):
            reason = type(error.orig).__name__
            text = N_("It does not fit what is already there.")
            raise Doubt("parked", "does_not_fit", text, reason=reason) from error
        if isinstance(error, _OURS):
            text = N_("The server failed over it. The incident {incident} is in its log.")
            raise Doubt("parked", "not_judged", text, incident=log_failure(error)) from error
        raise


def _require_settled(applied: Applied) -> None:
    """No car moves for a contract that two people changed, until a person has decided; a signature on paper has."""
    still = any(not conflict.signed for conflict in applied.conflicts)
    if still and any(row.table == "stock_stay" for row in applied.rows):
        text = N_("Another terminal changed this contract first. Look at it again.")
        raise Doubt("parked", "contract_moved", text)


def _forget_written(session: Session, written: Sequence[Judged]) -> None:
    """What was written past the session is read again when it is asked for."""
    for row in written:
        if row.before is not None:
            known = session.identity_map.get(identity_key(BY_TABLE[row.table], row.id))
            if known is not None:
                session.expire(known)


def believed(claimed: str, before: str, now: datetime) -> str:
    """When an op was done, of what its terminal claims: not long after now, and never before the op before it.

    A laptop a year ahead must not win every later edit, and one that was set back must not revive a sign-in
    that had expired.
    """
    latest = _ms(now + CLOCK_SLACK)
    clamped = claimed if _physical_ms(claimed) <= latest else f"{latest:015d}{claimed[15:]}"
    return max(clamped, before)


def done_at(origin: Origin) -> datetime:
    """The instant that a reading of the hybrid clock names."""
    return datetime.fromtimestamp(_physical_ms(origin.hlc or "0") / 1000, UTC)


def _physical_ms(hlc: str) -> int:
    return int(hlc[:15])


def _ms(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)


def _correct(changes: list[dict[str, Any]], values: dict[str, Any]) -> None:
    """Put in what a manager corrected, where the op said something else; the discount goes with the price."""
    for change in changes:
        right = values.get(change["table"])
        if isinstance(right, dict):
            change["set"] |= {c: v for c, v in right.items() if c in change["set"] and c in CORRECTABLE}
            price, listed = change["set"].get("price"), change["set"].get("list_price")
            if "price" in right and isinstance(price, int) and isinstance(listed, int):
                change["set"]["discount"] = listed - price


def aggregates_of(session: Session, changes: list[dict[str, Any]]) -> frozenset[str]:
    """What an op touches, as later ops would name it: its rows, and the roots that they belong to."""
    found = set()
    for change in changes:
        table, row_id = change["table"], change["id"]
        found.add(f"{table}:{row_id}")
        sync = BY_TABLE[table].__sync__ if table in BY_TABLE else None
        if sync is None or not sync.parent or not sync.root:
            continue
        parent = change["set"].get(sync.parent)
        if parent is None and (stored := rows.find(session, table, row_id)):
            parent = stored[sync.parent]
        found.add(f"{sync.root}:{parent}")
    return frozenset(found)


def _paid_for(changes: list[dict[str, Any]]) -> frozenset[str]:
    """The used cars that an op pays money for. It relies on them and does not touch them."""
    about = (change["set"].get("about_id") for change in changes if change["table"] == "payment")
    return frozenset(f"trade_in:{used}" for used in about if used)


def cars_of(session: Session, changes: list[dict[str, Any]], but: Collection[str] = frozenset()) -> set[str]:
    """The cars that changes are about: those they name, and those that the changed rows name, `but` for some rows."""
    cars = {value for change in changes if isinstance(value := change["set"].get("vehicle_id"), str)}
    for table, statement in _CARS.items():
        ids = [
            c["id"] for c in changes if c["table"] == table and c["base"] is not None and c["id"] not in but
        ]
        if ids:
            cars |= set(session.connection().scalars(statement, {"ids": ids}))
    return cars - {None}

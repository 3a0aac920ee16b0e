"""One sync cycle: push what waits, then pull what changed. Pull never waits for push."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from app.changes import Changes
from app.clock import from_iso
from app.errors import AppError, ServerUnreachable
from app.i18n import N_
from app.sync import protocol
from app.sync.repair import Repair
from app.sync.replica import Replica, Round
from app.sync.scopes import HELD
from app.sync.transport import Credentials, Greeting, Transport, page_of

if TYPE_CHECKING:
    from app.clock import Clock

PAGE_ROWS = 1000  # of a pull: with a long round, each page is a transaction that others wait for
FAR_BEHIND = 50_000
LEASED_AT_ONCE = 500  # cars in one request
GREETED_SECONDS = 300.0  # for so long a hello need not be repeated, unless ops wait
JITTER_MS = 100  # of an offset between two clocks: a change that small is the network's


class FarBehind(Exception):
    """So much has changed that beginning anew is the shorter way."""


class _News(Exception):
    """The server says something else than at the last hello."""


@dataclass
class Result:
    """What a cycle moved."""

    pushed: int = 0
    pulled: int = 0
    parked: int = 0
    changes: Changes = field(default_factory=Changes)
    place: dict[str, Any] = field(default_factory=dict)  # the scopes and the branch that the server gives us
    push_error: AppError | None = None
    """Why the push failed, though the pull went well."""
    went_back: bool = False  # the server was restored from a backup

    def and_(self, more: Result) -> Result:
        """This and what came after it."""
        return Result(
            self.pushed + more.pushed, self.pulled + more.pulled, self.parked + more.parked,
            self.changes.and_(more.changes), more.place or self.place, more.push_error,
            self.went_back or more.went_back,
        )  # fmt: skip


class Engine:
    """Syncs one replica with one server."""

    def __init__(
        self, replica: Replica, transport: Transport, credentials: Credentials, clock: Clock,
        told_time: Callable[[datetime], None] = lambda instant: None, *, patient: bool = True,
    ) -> None:  # fmt: skip
        """`patient`: pull however much it is; else `FarBehind` when streams would be faster."""
        self._replica, self._transport, self._credentials, self._clock = (
            replica,
            transport,
            credentials,
            clock,
        )
        self._told_time, self._patient = told_time, patient
        self._unasked = False  # in a round without a hello

    def cycle(self, *, anew: bool = False) -> Result:
        """Push, then pull, whatever became of the push; a failed push is raised after the pull.

        `anew` fetches everything again, so that whatever is wrong here is put right. So does a server that was
        restored from a backup; what it has lost is sent once more.
        """
        result = self.round(anew=anew)
        if result.push_error is not None:
            raise result.push_error
        return result

    def round(self, *, anew: bool = False, push: bool = True) -> Result:
        """The same, with or without the push; why a push failed is in the result."""
        self._transport.token = ""  # the one in the file counts: another program may have fetched a newer
        known = self._transport.greeting
        quiet = not anew and not (push and self._replica.waiting(1))
        if known is not None and quiet and self._clock.monotonic() < known.until:
            self._unasked = True
            with suppress(_News):
                return self._round(known.said, anew=False, push=False)
            self._unasked = False
        return self._round(self._greet(), anew=anew, push=push)

    def _round(self, hello: dict[str, Any], *, anew: bool, push: bool) -> Result:
        result = Result(place={name: hello[name] for name in ("scopes", "branch")})
        epoch = self._replica.state("epoch")
        if push:
            self._try_push(result)
        moved = self._replica.holds_other_than(hello["scopes"])
        if moved:
            self._replica.let_go(hello["scopes"])
        self._pull(result, anew=anew or moved)
        if self._replica.state(HELD) != sorted(hello["scopes"]):
            self._replica.keep(**{HELD: sorted(hello["scopes"])})
        if epoch not in (None, self._replica.state("epoch")):
            result.went_back = True
            self._try_push(result)
            self._pull(result)
        now = self._clock.now()
        offset = timedelta(milliseconds=self._replica.state("clock_offset_ms") or 0)
        self._replica.end_cycle(now, now + offset)
        return result

    def _try_push(self, result: Result) -> None:
        result.push_error = None
        try:
            self._push(result)
        except AppError as error:
            result.push_error = error

    def _greet(self) -> dict[str, Any]:
        """Hear the server's time, by which leases and the hybrid clock go, and which scopes are ours.

        Nothing is pushed before that: a server that was restored would take the ops for a copy's.
        """
        self._transport.greeting = None
        cursor = self._replica.state("cursor")
        hello: dict[str, Any] = self._called(lambda: self._transport.hello(cursor))
        self._note_time(hello["server_time"])
        proof = self._replica.acknowledged_after(int(hello["last_no"]))
        if proof is not None and hello["epoch"] == self._replica.state("epoch"):
            self._called(lambda: self._transport.went_back(proof))  # it was restored without being told
        else:
            self._transport.greeting = Greeting(hello, self._clock.monotonic() + GREETED_SECONDS)
        return hello

    def _require_no_news(self, header: dict[str, Any]) -> None:
        """A pull says again what a hello says; if that is something else, it is settled with a hello."""
        known = self._transport.greeting
        if known is None or not self._unasked:
            return
        same = (header.get("epoch"), header.get("scopes")) == (known.said["epoch"], known.said["scopes"])
        if not same or self._replica.acknowledged_after(int(header["last_no"])) is not None:
            raise _News
        self._note_time(header["server_time"])

    def lease(self, want: list[str], release: list[str], *, kind: str = "day") -> dict[str, Any]:
        """Lease cars and give them back; what was `granted` and `refused`. Many go in several requests."""
        granted: list[dict[str, Any]] = []
        refused: list[dict[str, Any]] = []
        for wanted, given in _errands(want, release):
            answer = self._called(lambda w=wanted, g=given: self._transport.leases(w, g, kind))  # type: ignore[misc]
            self._note_time(answer["server_time"])
            granted, refused = granted + answer["granted"], refused + answer["refused"]
        return {"granted": granted, "refused": refused}

    def _push(self, result: Result) -> None:
        while ops := _batch(self._replica.waiting()):
            page = page_of(ops, str(self._replica.state("incarnation")), self._replica.journal_begins())
            answer = self._called(lambda page=page: self._transport.push(page))  # type: ignore[misc]
            outcomes = answer["outcomes"]
            if [outcome["no"] for outcome in outcomes] != [op.head["no"] for op in ops]:
                raise _broken()  # else it would be sent for ever
            self._replica.store_outcomes(outcomes, answer["incarnation"])
            result.pushed += len(outcomes)
            result.parked += sum(o["status"] in ("parked", "quarantined") for o in outcomes)

    def _pull(self, result: Result, *, anew: bool = False) -> None:
        cursor = None if anew else self._replica.cursor()
        far = cursor is not None and not self._patient
        pulled, more = Round(whole=cursor is None), True
        while more:
            if far and len(pulled.rows) > FAR_BEHIND:
                raise FarBehind
            data = self._called(lambda: self._transport.pull(pulled.cursor or cursor, PAGE_ROWS))
            try:
                header, rows = self._transport.read(data)
                self._require_no_news(header)
                more = pulled.add(header, rows)
            except (protocol.PageError, KeyError, ValueError) as error:
                raise _broken() from error
        result.pulled += len(pulled.rows)
        result.changes = result.changes.and_(self._replica.apply(pulled)).and_(self._verify(pulled))

    def _verify(self, pulled: Round) -> Changes:
        """Compare with the server what is here now; once a day, when nothing else is to do, every row's content."""
        repair = Repair(self._replica, pulled, self._ask, self._clock.now())
        try:
            changes = repair.after_round()
            if not pulled.rows and repair.deep_is_due():
                changes = changes.and_(repair.deep())
        except (protocol.PageError, KeyError, ValueError) as error:
            raise _broken() from error
        return changes

    def _ask(self, scope: str, what: dict[str, Any]) -> bytes:
        answer: bytes = self._called(lambda: self._transport.verify(scope, what))
        return answer

    def _called(self, call: Callable[[], Any]) -> Any:
        """A call with a valid access token; a new one is fetched when the old is over."""
        self._transport.token = self._transport.token or str(self._replica.state("token") or "")
        return self._transport.called(call, self._credentials, lambda token: self._replica.keep(token=token))

    def _note_time(self, server_time: str) -> None:
        """How far this clock is from the server's, for the hybrid clock; a large skew is shown to people."""
        instant = from_iso(server_time)
        offset_ms = int((instant - self._clock.now()).total_seconds() * 1000)
        if abs(offset_ms - int(self._replica.state("clock_offset_ms") or 0)) > JITTER_MS:
            self._replica.keep(clock_offset_ms=offset_ms)
        self._told_time(instant)


def _broken() -> ServerUnreachable:
    message = N_("An answer of the server did not arrive whole. It is fetched again next time.")
    return ServerUnreachable("page_broken", message)


def _errands(want: list[str], release: list[str]) -> list[tuple[list[str], list[str]]]:
    """What is asked for in each request: everything in one, if it fits; else what is given back first."""
    if len(want) + len(release) <= LEASED_AT_ONCE:
        return [(want, release)]
    cut = range(0, max(len(want), len(release)), LEASED_AT_ONCE)
    parts: list[tuple[list[str], list[str]]] = [([], release[at : at + LEASED_AT_ONCE]) for at in cut]
    parts += [(want[at : at + LEASED_AT_ONCE], []) for at in cut]
    return [part for part in parts if any(part)]


def _batch(ops: list[protocol.SignedOp]) -> list[protocol.SignedOp]:
    """As many as fit into one push."""
    size = 0
    taken: list[protocol.SignedOp] = []
    for op in ops:
        size += len(op.header) + len(op.payload) + len(op.ticket) + 400
        if taken and size > protocol.PUSH_BYTES:
            break
        taken.append(op)
    return taken

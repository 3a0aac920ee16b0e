"""Am I safe, what waits, what needs me: the chip in the top bar and the sync page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from app.changes import Changes
from app.clock import Clock
from app.errors import ServerUnreachable
from app.i18n import N_, plural, tr
from app.presenters import words
from app.presenters.base import Presenter, Run

SYNC_EVERY_S, LONGEST_PAUSE_S = 5.0, 60.0


@dataclass(frozen=True)
class WaitingItem:
    """One business action that has not gone up yet, in a salesperson's words."""

    no: int
    kind: str
    """`contract`, `quote`, `customer`, `payment`, `test_drive`, `stock`, or anything else."""
    title: str
    detail: str
    amount: int | None
    at: datetime
    state: str = "waiting"
    """`waiting`, `sending`, `parked` (needs someone) or `refused`."""


@dataclass(frozen=True)
class LeaseItem:
    """A car that this terminal may sell without asking."""

    vin: str
    model: str
    until: datetime | None
    """None: until it is returned (show lease)."""
    buyer: str = ""
    """Who signed for it, if anyone did."""


@dataclass(frozen=True)
class CaseItem:
    """Something that waits for a person's decision."""

    id: str
    kind: str
    """`contract`, `vehicle`, `customer`, or anything else."""
    title: str
    detail: str
    can_merge: bool = True


@dataclass(frozen=True)
class SyncStatus:
    """Everything there is to know about the state of unsent work."""

    online: bool = False
    waiting: int = 0
    sending: tuple[int, int] | None = None
    """(done, of how many) while a cycle pushes."""
    risk: str = ""
    """A sentence when work is at risk: authorisation runs out, disk full, 24 hours without contact."""
    last_contact: datetime | None = None
    next_try_at: datetime | None = None
    clock_skew: float | None = None
    signing_until: datetime | None = None
    disk_ok: bool = True
    repaired: int = 0
    """Rows that were not what the centre had given, and were fetched again; the last at `repaired_at`."""
    repaired_at: datetime | None = None
    outbox: tuple[WaitingItem, ...] = ()
    leases: tuple[LeaseItem, ...] = ()
    cases: tuple[CaseItem, ...] = ()


class SyncGateway(Protocol):
    """What the sync screens need."""

    def status(self) -> SyncStatus:
        """Read it all; a few milliseconds."""

    def retry(self) -> None:
        """Run one cycle now; raises ServerUnreachable."""

    def export_unsent(self, path: str) -> int:
        """Write the unsent ops, still sealed, to a file; returns how many."""


@dataclass(frozen=True)
class SyncState:
    """What the chip and the page show."""

    status: SyncStatus
    loaded: bool = False
    retrying: bool = False


# kind, words for one and many
_PROBLEMS = (N_("{n} needs you"), N_("{n} need you"))
_OFFLINE = (N_("Offline · {n} waiting"), N_("Offline · {n} waiting"))


class SyncPresenter(Presenter[SyncState]):
    """One for the whole window: the chip and the page look at the same state."""

    def __init__(self, run: Run, run_io: Run, gateway: SyncGateway, clock: Clock) -> None:
        super().__init__(run, SyncState(SyncStatus()))
        self._gateway, self._run_io, self.clock = gateway, run_io, clock
        self._chip: Callable[[SyncState], None] | None = None
        self._next_try, self._pause = 0.0, SYNC_EVERY_S

    def attach_chip(self, show: Callable[[SyncState], None] | None) -> None:
        """The chip is a second view: it is always in sight, the page is not."""
        self._chip = show
        if show is not None:
            show(self.state)

    def _set(self, **changes: Any) -> None:
        super()._set(**changes)
        if self._chip is not None:
            self._chip(self.state)

    def load(self) -> None:
        """Read the status again."""
        self._ask(self._gateway.status, lambda status: self._set(status=status, loaded=True), topic="status")

    def on_changes(self, changes: Changes) -> None:
        """Something was written or synced: what waits has changed."""
        self.load()
        if not changes.touches("lease"):
            self._next_try = 0.0

    def keep_up(self) -> None:
        """Called every few seconds: sync when it is time, without a word when the network is away."""
        now = self.clock.monotonic()
        if self.state.retrying or now < self._next_try:
            self.load()
            return
        self._set(retrying=True)
        self._run_io(self._gateway.retry, lambda _: self._kept_up(None), self._kept_up)

    def _kept_up(self, error: Exception | None) -> None:
        self._set(retrying=False)
        # Ever longer between tries while nobody answers, so that a laptop at a show does not waste its battery.
        self._pause = SYNC_EVERY_S if error is None else min(self._pause * 2, LONGEST_PAUSE_S)
        self._next_try = self.clock.monotonic() + self._pause
        if error is not None and not isinstance(error, ServerUnreachable):
            self._fail(error)
        self.load()

    def hurry(self) -> None:
        """Somebody asked for the newest: sync now, without a word when the network is away."""
        self._next_try = 0.0
        self.keep_up()

    def retry(self) -> None:
        """Sync now."""
        if self.state.retrying:
            return
        self._set(retrying=True)
        self._run_io(self._gateway.retry, lambda _: self._retried(None), self._retried)

    def _retried(self, error: Exception | None) -> None:
        self._set(retrying=False)
        if error is not None:
            self._fail(error)
        self.load()

    def export(self, path: str) -> None:
        """Copy the unsent work to a stick; it stays here too."""
        self._ask(lambda: self._gateway.export_unsent(path), lambda _: None, topic="export")

    def chip(self) -> tuple[str, str]:
        """Which of the five states holds, highest first, and its words."""
        status = self.state.status
        if status.risk:
            return "risk", status.risk
        if status.cases:
            return "needs_you", plural(len(status.cases), *_PROBLEMS)
        if not status.online:
            return "offline", plural(status.waiting, *_OFFLINE) if status.waiting else tr("Offline")
        if status.sending or status.waiting:
            done, of = status.sending or (0, status.waiting)
            return "syncing", tr("Syncing {done} / {of}").format(done=done, of=of)
        contact = status.last_contact
        return "synced", tr("Synced · {time}").format(time=words.hour(contact) if contact else "—")

    def headline(self) -> tuple[str, str, str]:
        """Icon kind, title and sentence for the top of the page."""
        kind, _ = self.chip()
        title, sentence = _HEADLINES[kind if self.state.status.online or kind == "risk" else "offline"]
        return kind, tr(title), tr(sentence)


_HEADLINES = {
    "risk": (N_("Act before you sign more"), N_("Everything entered so far is saved on this terminal")),
    "needs_you": (N_("Online, and something needs you"), N_("All other work goes up as usual")),
    "offline": (
        N_("Offline. You can keep selling"),
        N_("All work is on this terminal and goes up when the network is back"),
    ),
    "syncing": (N_("Online. Sending your work"), N_("You can go on working")),
    "synced": (N_("Everything is safe at the centre"), N_("Nothing waits on this terminal")),
}

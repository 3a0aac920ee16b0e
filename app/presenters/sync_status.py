"""Am I safe, what waits, what needs me: the chip in the top bar and the sync page. Keeps the terminal in step, too."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from app.changes import Changes
from app.clock import Clock
from app.errors import ServerUnreachable
from app.i18n import N_, plural, tr
from app.presenters import words
from app.presenters.base import Presenter, Run
from app.presenters.overwritten import Overwritten

if TYPE_CHECKING:
    from app.presenters.demo import Demo
    from app.sync.scheduler import Scheduler


@dataclass(frozen=True)
class WaitingItem:
    """One business action that has not gone up yet, in a salesperson's words."""

    no: int
    kind: str
    """`contract`, `quote`, `customer`, `payment`, `test_drive`, `service`, `stock`, or anything else."""
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
    """`contract`, `vehicle`, `op`, `paper`, or anything else."""
    title: str
    detail: str


@dataclass(frozen=True)
class SyncStatus:
    """Everything there is to know about the state of unsent work."""

    online: bool = False
    waiting: int = 0
    sending: tuple[int, int] | None = None
    """(done, of how many) while a cycle pushes."""
    risk: str = ""
    """A sentence when work is at risk: authorisation runs out, disk full, 24 hours without contact."""
    trouble: str = ""
    """Why work does not go up although the centre answers, in a sentence."""
    last_contact: datetime | None = None
    next_try_at: datetime | None = None
    clock_skew: float | None = None
    signing_until: datetime | None = None
    disk_ok: bool = True
    fetching_anew: str = ""
    """Why everything is fetched again with the next contact: `update` (a newer program), `begin`, or not at all."""
    repaired: int = 0
    """Rows that were not what the centre had given, and were fetched again; the last at `repaired_at`."""
    repaired_at: datetime | None = None
    outbox: tuple[WaitingItem, ...] = ()
    leases: tuple[LeaseItem, ...] = ()
    cases: tuple[CaseItem, ...] = ()
    overwritten: tuple[Overwritten, ...] = ()


@dataclass(frozen=True)
class Cycled:
    """How a cycle went that fetched what there was."""

    pushed: int = 0
    pulled: int = 0
    push_error: Exception | None = None
    ended: bool = False
    """The centre has taken the person's password or a right away: their sign-in is over."""


class SyncGateway(Protocol):
    """What the sync screens need."""

    def status(self) -> SyncStatus:
        """Read it all; a few milliseconds."""

    def cycle(self, *, push: bool) -> Cycled:
        """Run one cycle, with or without sending; raises ServerUnreachable when nothing came."""

    def wait_for_news(self) -> bool:
        """Up to half a minute: whether there is something to fetch."""

    def restore(self, lost: Overwritten) -> None:
        """Write a value again that somebody overwrote."""

    def export_unsent(self, path: str) -> int:
        """Write the unsent ops, still sealed, to a file; returns how many."""


@dataclass(frozen=True)
class SyncState:
    """What the chip and the page show."""

    status: SyncStatus
    loaded: bool = False
    retrying: bool = False
    failed: bool = False
    """People were told that a round failed, and none has worked since."""
    files: int = 0
    """Pictures and papers that still go up, behind the work."""


# kind, words for one and many
_PROBLEMS = (N_("{n} needs you"), N_("{n} need you"))
_OFFLINE = (N_("Offline · {n} waiting"), N_("Offline · {n} waiting"))
_STUCK = (N_("{n} does not go up"), N_("{n} do not go up"))


def scheduler_for(clock: Clock, demo: Demo | None = None) -> Scheduler:
    """By the networks of this computer; in the demo by that which can be pulled out, too: plugged in again at whichever
    desk, no other one waits out the pause that its failures had earned."""
    from app.sync.network import way_out  # here: sign-in does without them
    from app.sync.scheduler import Scheduler

    def plugged() -> object:
        return way_out(), demo is None or demo.online

    return Scheduler(clock, random.SystemRandom().random, plugged)


class SyncPresenter(Presenter[SyncState]):
    """One for the whole window: the chip and the page look at the same state."""

    def __init__(
        self,
        runs: tuple[Run, Run, Run],
        gateway: SyncGateway,
        clock: Clock,
        scheduler: Scheduler | None = None,
    ) -> None:
        """`runs`: for the database, for the network, and for what waits half a minute for an answer."""
        run, self._run_io, self._run_aside = runs
        super().__init__(run, SyncState(SyncStatus()))
        self._gateway, self.clock = gateway, clock
        self._scheduler = scheduler or scheduler_for(clock)
        self._chip: Callable[[SyncState], None] | None = None
        self._keeps_up = self._asked = False
        self._then: Callable[[], object] = lambda: None
        self._sign_in_over: Callable[[], object] = lambda: None

    def follow(self, then: Callable[[], object]) -> None:
        """Have this called after each cycle that worked."""
        self._then = then

    def when_over(self, then: Callable[[], object]) -> None:
        """Have this called when the centre has ended the sign-in of whoever is here."""
        self._sign_in_over = then

    def note_files(self, count: int) -> None:
        """So many pictures and papers still go up."""
        if count != self.state.files:
            self._set(files=count)

    def attach_chip(self, show: Callable[[SyncState], None] | None) -> None:
        """The chip is a second view: it is always in sight, the page is not. Without one there is no desk."""
        self._chip = show
        if show is None:
            self._keeps_up = False
        else:
            show(self.state)

    def _set(self, **changes: Any) -> None:
        super()._set(**changes)
        if self._chip is not None:
            self._chip(self.state)

    def load(self) -> None:
        """Read the status again, and begin what it gives reason for."""
        self._ask(self._gateway.status, self._loaded, topic="status")

    def _loaded(self, status: SyncStatus) -> None:
        self._scheduler.work_waits(status.waiting)
        if self._keeps_up:
            self._begin()
        next_try = self.clock.now() + timedelta(seconds=self._scheduler.next_try_in)
        self._set(status=replace(status, next_try_at=next_try), loaded=True)

    def on_changes(self, changes: Changes) -> None:
        """Something was written or synced: what waits has changed."""
        self.load()

    def keep_up(self) -> None:
        """Called every few seconds: sync when it is time, without a word when the network is away."""
        self._keeps_up = True
        self.load()

    def hurry(self) -> None:
        """Somebody asked for the newest: sync now, without a word when the network is away."""
        self._scheduler.ask_now()
        self.keep_up()

    def retry(self) -> None:
        """Sync now, whatever failed before."""
        if self.state.retrying:
            return
        self._asked = True
        self._scheduler.ask_now()
        self._begin()

    def _begin(self) -> None:
        """Begin what the scheduler says."""
        plan = self._scheduler.plan()
        if plan.wait:
            self._run_aside(self._gateway.wait_for_news, self._heard, self._heard_nothing)
        if plan.cycle:
            self._set(retrying=True)
            self._run_io(lambda: self._gateway.cycle(push=plan.push), self._cycled, self._cycle_failed)

    def _cycled(self, cycled: Cycled) -> None:
        self._scheduler.cycle_ended(pushed=cycled.pushed, pulled=cycled.pulled, push_error=cycled.push_error)
        self._ended(cycled.push_error)
        if self._keeps_up:
            self._then()
        if cycled.ended:
            self._sign_in_over()

    def _cycle_failed(self, error: Exception) -> None:
        self._scheduler.cycle_failed(error)
        self._ended(error)

    def _ended(self, error: Exception | None) -> None:
        """Who asked is told why; else only what no patience mends is worth a word."""
        asked, self._asked = self._asked, False
        told = error is not None and (asked or not isinstance(error, ServerUnreachable))
        self._set(retrying=False, failed=told or (error is not None and self.state.failed))
        if error is not None and told:
            self._fail(error)
        self.load()

    def _heard(self, moved: bool) -> None:
        self._scheduler.wait_ended(moved=moved)
        if self._keeps_up:
            self._begin()

    def _heard_nothing(self, error: Exception) -> None:
        self._scheduler.wait_failed(error)

    def restore(self, lost: Overwritten) -> None:
        """Bring a value back; the list follows by the change that this writes."""
        self._ask(lambda: self._gateway.restore(lost), lambda _: self.load(), topic="restore")

    def export(self, path: str) -> None:
        """Copy the unsent work to a stick; it stays here too."""
        self._ask(lambda: self._gateway.export_unsent(path), lambda _: None, topic="export")

    def chip(self) -> tuple[str, str]:
        """Which of the six states holds, highest first, and its words."""
        status = self.state.status
        if status.risk:
            return "risk", status.risk
        if status.cases:
            return "needs_you", plural(len(status.cases), *_PROBLEMS)
        if not status.online:
            return "offline", plural(status.waiting, *_OFFLINE) if status.waiting else tr("Offline")
        if status.trouble and status.waiting:
            return "stuck", plural(status.waiting, *_STUCK)
        if status.sending or status.waiting:
            done, of = status.sending or (0, status.waiting)
            return "syncing", tr("Syncing {done} / {of}").format(done=done, of=of)
        contact = status.last_contact
        return "synced", tr("Synced · {time}").format(time=words.hour(contact) if contact else "—")

    def headline(self) -> tuple[str, str, str]:
        """Icon kind, title and sentence for the top of the page."""
        kind, _ = self.chip()
        status = self.state.status
        title, sentence = _HEADLINES[kind if status.online or kind == "risk" else "offline"]
        if kind == "synced" and self.state.files:
            return kind, tr("Everything entered is safe at the centre"), plural(self.state.files, *_FILES)
        return kind, tr(title), status.trouble if kind == "stuck" else tr(sentence)


_FILES = (
    N_("{n} picture or paper still goes up; leave this computer on until then"),
    N_("{n} pictures and papers still go up; leave this computer on until then"),
)

_HEADLINES = {
    "risk": (N_("Act before you sign more"), N_("Everything entered so far is saved on this terminal")),
    "needs_you": (N_("Online, and something needs you"), N_("All other work goes up as usual")),
    "offline": (
        N_("Offline. You can keep selling"),
        N_("All work is on this terminal and goes up when the network is back"),
    ),
    "stuck": (N_("Online, but your work does not go up"), ""),
    "syncing": (N_("Online. Sending your work"), N_("You can go on working")),
    "synced": (N_("Everything is safe at the centre"), N_("Nothing waits on this terminal")),
}

"""`sync --watch`: stay, and keep this terminal in step."""

from __future__ import annotations

import random
import signal
import sys
import threading
from contextlib import contextmanager, suppress
from queue import Empty, Queue
from typing import TYPE_CHECKING

from app import holding
from app.errors import AppError, ServerUnreachable, SignInFailed
from app.filing import Filing
from app.i18n import N_, tr
from app.sync.blobs import Moved
from app.sync.network import way_out
from app.sync.scheduler import Errand, Scheduler

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.sync.engine import Result
    from app.workplace import Workplace

LOOK_SECONDS = 0.5  # between looks for work that other programs left in this folder


class Watch:
    """Cycles run in the caller's thread; the long poll waits in one of its own."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._scheduler = Scheduler(workplace.clock, random.SystemRandom().random, way_out)
        self._heard: Queue[bool | AppError] = Queue()
        self._errand = Errand(workplace.clock, random.SystemRandom().random)
        self._moved: Queue[Moved | AppError] = Queue()
        self._stopped = threading.Event()
        self.pushed, self.pulled, self.files = 0, 0, Moved()

    def run(self) -> None:
        """Until somebody interrupts; a network that is away is no reason to stop."""
        try:
            with _interrupts(self._stopped.set):
                self._stay()
        finally:
            self._stopped.set()
            holding.give_all_back(self._workplace)

    def _stay(self) -> None:
        while not self._stopped.is_set():
            self._scheduler.work_waits(self._workplace.status()["waiting"])
            plan = self._scheduler.plan()
            if plan.wait:
                threading.Thread(target=self._listen, name="long poll", daemon=True).start()
            if plan.cycle:
                self._cycle(push=plan.push)
            else:
                self._take_news()
            self._move_files()

    def _cycle(self, *, push: bool) -> None:
        try:
            result = self._workplace.sync_round(push=push)
        except ServerUnreachable as error:
            self._scheduler.cycle_failed(error)
            _say(error.message)
            return
        self._scheduler.cycle_ended(pushed=result.pushed, pulled=result.pulled, push_error=result.push_error)
        self._errand.want()
        self.pushed, self.pulled = self.pushed + result.pushed, self.pulled + result.pulled
        holding.keep_up(self._workplace)
        _tell(result)
        if not self._workplace.may_go_on:
            message = N_(
                "Your password or your rights were changed at the centre. Sign in again: showroom login"
            )
            raise SignInFailed("sign_in_over", message)

    def _listen(self) -> None:
        try:
            self._heard.put(self._workplace.wait_for_news())
        except AppError as error:
            self._heard.put(error)

    def _move_files(self) -> None:
        """Pictures and papers go in a thread of their own, behind everything else."""
        with suppress(Empty):
            moved = self._moved.get_nowait()
            if isinstance(moved, Moved):
                self._errand.ended(gave_way=moved.gave_way)
                self.files = self.files.and_(moved)
            else:
                self._errand.failed(moved)
        if self._errand.begin():
            threading.Thread(target=self._transfer, name="files", daemon=True).start()

    def _transfer(self) -> None:
        try:
            self._moved.put(Filing(self._workplace).transfer(self._stopped.is_set))
        except AppError as error:
            self._moved.put(error)

    def _take_news(self) -> None:
        try:
            news = self._heard.get(timeout=LOOK_SECONDS)
        except Empty:
            return
        if isinstance(news, bool):
            self._scheduler.wait_ended(moved=news)
        else:
            self._scheduler.wait_failed(news)


@contextmanager
def _interrupts(stop: Callable[[], None]) -> Iterator[None]:
    """Ctrl+C asks to stop; a second one is Python's own again.

    As an exception it may hit a finalizer, whose exceptions Python swallows: then nobody would ever stop.
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before is signal.SIG_IGN:
        yield
        return

    def asked(*_: object) -> None:
        stop()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, asked)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _tell(result: Result) -> None:
    """One line for a cycle that moved something, one for a push that failed."""
    if result.pushed or result.pulled:
        moved = {"pushed": result.pushed, "pulled": result.pulled}
        _say(tr("Sent {pushed}, fetched {pulled}.").format(**moved))
    if result.push_error is not None:
        _say(getattr(result.push_error, "message", str(result.push_error)))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)

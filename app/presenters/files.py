"""Pictures and papers on their way: what still has to go up, how far it is, and what did not go. Behind all ops."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from app.changes import Changes
from app.clock import Clock
from app.errors import ServerUnreachable
from app.presenters.base import Presenter, Run

if TYPE_CHECKING:
    from app.sync.scheduler import Errand

TABLES = ("attachment", "model_picture", "content")
"""`content` is no table: a content came or went."""


@dataclass(frozen=True)
class WaitingFile:
    """A file that lies here and not at the centre."""

    name: str
    about: str
    """A contract's number, or a model."""
    size: int
    trouble: str = ""
    """Why it did not go up the last time, in a sentence."""


@dataclass(frozen=True)
class Moving:
    """How far it is: bytes, and what moves just now."""

    name: str
    sending: bool
    done: int
    of: int


@dataclass(frozen=True)
class Ran:
    """How a run ended that reached the centre."""

    gave_way: bool = False
    troubles: tuple[str, ...] = ()
    """What else did not go, such as a picture that could not be kept, each in a sentence."""


class FilesGateway(Protocol):
    """What is needed to move files."""

    def waiting(self) -> tuple[WaitingFile, ...]:
        """What has to go up, the oldest first."""

    def move(self, over: Callable[[], bool]) -> Ran:
        """Send and fetch until all is done, somebody enters something, or it is over; raises ServerUnreachable."""

    def moving(self) -> Moving | None:
        """How far the run is, from any thread; none: nothing moves."""


@dataclass(frozen=True)
class FilesState:
    """What the sync page shows of files."""

    waiting: tuple[WaitingFile, ...] = ()
    moving: Moving | None = None
    troubles: tuple[str, ...] = ()


def _errand(clock: Clock) -> Errand:
    from app.sync.scheduler import Errand  # here: sign-in does without it

    return Errand(clock, random.SystemRandom().random)


class FilesPresenter(Presenter[FilesState]):
    """One for the whole window. Moves files after each cycle that worked, until the desk closes."""

    def __init__(
        self, run: Run, run_aside: Run, gateway: FilesGateway, clock: Clock,
        told: Callable[[int], object] = lambda _: None,
    ) -> None:  # fmt: skip
        """`told` hears how many files wait."""
        super().__init__(run, FilesState())
        self._run_aside, self._gateway, self._told = run_aside, gateway, told
        self._errand = _errand(clock)
        self._over = False
        self._runs = False

    def load(self) -> None:
        """Read what waits."""
        self._ask(self._gateway.waiting, self._loaded, topic="waiting")

    def _loaded(self, waiting: tuple[WaitingFile, ...]) -> None:
        self._set(waiting=waiting)
        self._told(len(waiting))

    def on_changes(self, changes: Changes) -> None:
        """A file was added, or went up."""
        if changes.touches(*TABLES):
            self.load()

    def want(self) -> None:
        """The centre answers: there may be something to do."""
        self._errand.want()
        self.keep_up()

    def keep_up(self) -> None:
        """Called every few seconds: begin when it is time, tell how far it is."""
        self._over = False
        if self._errand.begin():
            self._runs = True
            self._run_aside(lambda: self._gateway.move(lambda: self._over), self._ended, self._failed)
        moving = self._gateway.moving() if self._runs else None
        if moving != self.state.moving:
            self._set(moving=moving)

    def stop(self) -> None:
        """The desk closes: what is under way ends with its chunk, and goes on there another time."""
        self._over = True

    def _ended(self, ran: Ran) -> None:
        self._runs = False
        self._errand.ended(gave_way=ran.gave_way)
        self._set(moving=None, troubles=ran.troubles)
        self.load()

    def _failed(self, error: Exception) -> None:
        """Without a network it is tried again in silence, as all else is."""
        self._runs = False
        self._errand.failed(error)
        self._set(moving=None)
        if not isinstance(error, ServerUnreachable):
            self._set(troubles=(getattr(error, "message", str(error)),))
        self.load()

"""What the bell tells whoever asked a manager: the answers to their contracts that they have not seen yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from app.changes import Changes
from app.i18n import tr
from app.presenters.base import Run


@dataclass(frozen=True, slots=True)
class Notice:
    """A manager's answer to one's own contract."""

    key: str
    no: str
    buyer: str
    by: str
    yes: bool
    why: str = ""

    @property
    def words(self) -> str:
        """`Wang Yating approved HZ02-26-01190`."""
        said = tr("{who} approved {no}") if self.yes else tr("{who} sent {no} back")
        return said.format(who=self.by, no=self.no)

    @property
    def detail(self) -> str:
        """Whose contract it is, and why."""
        return " · ".join(filter(None, (self.buyer, self.why)))


Say = Callable[[Notice], object]


class NoticesGateway(Protocol):
    """What the bell needs."""

    def unseen(self) -> tuple[Notice, ...]:
        """Answers that this person has not seen on this terminal, the newest first."""

    def see(self, keys: tuple[str, ...]) -> None:
        """They have seen these."""


class NoticesPresenter:
    """Tells how many there are, and of each that comes while somebody works here."""

    def __init__(self, run: Run, gateway: NoticesGateway) -> None:
        self._run, self._gateway = run, gateway
        self._known: frozenset[str] | None = None
        """Keys that were told; None before the first reading, of which the bell's figure is enough."""
        self.notices: tuple[Notice, ...] = ()
        self._count: Callable[[int], object] = lambda count: None
        self._say: Say = lambda notice: None

    def follow(self, count: Callable[[int], object], say: Say) -> None:
        """Tell the figure, now and whenever it changes; say what comes meanwhile."""
        self._count, self._say = count, say
        self._read()

    def let_go(self) -> None:
        """Whoever was told is about to be torn down."""
        self._count = lambda count: None
        self._say = lambda notice: None

    def on_changes(self, changes: Changes) -> None:
        """Something was written or synced."""
        if changes.touches("approval", "contract"):
            self._read()

    def see(self) -> tuple[Notice, ...]:
        """All of them, which count as seen from now on."""
        shown, self.notices = self.notices, ()
        self._count(0)
        keys = tuple(notice.key for notice in shown)
        if keys:
            self._run(lambda: self._gateway.see(keys), lambda _: self._read(), lambda _: None)
        return shown

    def _read(self) -> None:
        # What cannot be read stands at the contract itself, and is said there.
        self._run(self._gateway.unseen, self._tell, lambda _: None)

    def _tell(self, found: tuple[Notice, ...]) -> None:
        new = [notice for notice in found if self._known is not None and notice.key not in self._known]
        self._known = (self._known or frozenset()) | {notice.key for notice in found}
        self.notices = found
        self._count(len(found))
        if new:
            self._say(new[0])

"""What the bell tells: whoever asked a manager, the answers to their contracts; a manager, what waits for their yes. Of
either what they have not seen yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from app.changes import Changes
from app.i18n import N_, tr
from app.presenters.base import Run

TOLD_IN = ("approval", "contract", "reversal", "payment", "trade_in")
"""The tables in which it is asked and answered."""
_ASKS = {
    "contract": N_("{who} asks you about contract {no}"), "refund": N_("{who} asks you to refund {no}"),
    "void": N_("{who} asks you to void {no}"), "twofold": N_("{who} asks you to give {no} back twofold"),
    "trade_in": N_("{who} asks you about the value of {no}"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Notice:
    """A manager's answer to one's own contract; or what somebody asks a manager, then `asked` is its kind."""

    key: str
    no: str
    buyer: str
    by: str
    yes: bool
    why: str = ""
    asked: str = ""
    """`contract`, `refund`, `void`, `twofold` or `trade_in`; empty: an answer."""
    deal_no: str = ""

    @property
    def words(self) -> str:
        """`Wang Yating approved HZ02-26-01190`."""
        if self.asked:
            return tr(_ASKS[self.asked]).format(who=self.by, no=self.no)
        said = tr("{who} approved {no}") if self.yes else tr("{who} sent {no} back")
        return said.format(who=self.by, no=self.no)

    @property
    def detail(self) -> str:
        """Whose contract it is, and why."""
        return " · ".join(filter(None, (self.buyer, self.why)))

    @property
    def place(self) -> tuple[str, object]:
        """The screen that it leads to, and what to show there."""
        if self.asked == "trade_in":
            return "trade_in", {"deal": self.deal_no}
        return ("approvals", None) if self.asked else ("contracts", self.no)


Say = Callable[[Notice], object]


class NoticesGateway(Protocol):
    """What the bell needs."""

    def unseen(self) -> tuple[Notice, ...]:
        """What this person has not seen on this terminal: answers, the newest first, then what they are asked."""

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
        if changes.touches(*TOLD_IN):
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

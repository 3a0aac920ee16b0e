"""What waits for a manager: contracts that were submitted, money that shall go back. Yes, or no with a reason; and
what was answered, by whom and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from app.changes import Changes
from app.i18n import N_
from app.presenters.base import Run
from app.presenters.paged import Listing, PagedPresenter

KINDS = {
    "contract": N_("Contract"), "refund": N_("Refund"), "void": N_("Void"), "twofold": N_("Twofold"),
    "discount": N_("Price"), "kept": N_("Deposit kept"), "trade_in": N_("Trade-in"),
}  # fmt: skip
ASKED_IN = ("contract", "reversal", "payment", "approval", "trade_in")
"""The tables in which it is asked and answered."""


@dataclass(frozen=True)
class Figure:
    """A figure by which a manager decides, and what to make of it."""

    value: str
    note: str
    tone: str = ""


@dataclass(frozen=True)
class Request:
    """One thing that was asked. `kind`: contract, refund, void or twofold, of answers also discount, kept and trade_in;
    `own`: asked by whoever looks; `answered`: somebody has said yes or no."""

    key: str
    kind: str
    no: str
    """The contract's number, or the receipt's."""
    who: str
    about: str
    amount: int
    asked_by: str
    facts: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    own: bool = False
    turn: bool = True
    """Whether the one who looks is asked now, not somebody of another link."""
    returns: bool = False
    """Whether some other link asks them, or asked: they may send it back."""
    answered: bool = False
    title: str = ""
    """What is asked, with its amount: `Discount ¥15,000.00`."""
    asked_at: datetime | None = None
    figures: tuple[Figure, ...] = field(default=(), repr=False)
    """Of a contract: the discount, the price after it, and what was given off that model of late."""


class ApprovalsGateway(Protocol):
    """What the page needs, and the contract list to submit one."""

    def waiting(self) -> tuple[Request, ...]:
        """All that waits, contracts first."""

    def answered(self) -> tuple[Request, ...]:
        """What managers said last, the newest first."""

    def answer(self, request: Request, *, yes: bool, note: str) -> None:
        """A manager's answer."""

    def submit(self, no: str, *, take_back: bool) -> None:
        """Ask for a yes to a contract, or take that back."""


@dataclass(frozen=True)
class ApprovalsState:
    """What the page shows."""

    listing: Listing = field(default_factory=Listing)
    view: str = "waiting"
    """Or `answered`."""
    loading: bool = True
    failed: bool = False
    chosen: Request | None = None
    busy: bool = False
    done: str = ""
    """What just succeeded: `approved`, `returned`; announced once."""

    @property
    def may_approve(self) -> bool:
        """Nobody says yes to themselves."""
        return self._is_open and self.chosen is not None and self.chosen.turn

    @property
    def _is_open(self) -> bool:
        chosen = self.chosen
        return chosen is not None and not chosen.own and not chosen.answered and not self.busy

    @property
    def may_decline(self) -> bool:
        """What one asked of the money oneself may be taken back; a contract, at the list of contracts."""
        chosen = self.chosen
        mine = chosen is not None and chosen.own and chosen.turn and chosen.kind != "contract"
        back = mine and not self.busy
        returns = self._is_open and self.chosen is not None and self.chosen.returns
        return back or returns or self.may_approve


class ApprovalsPresenter(PagedPresenter[ApprovalsState]):
    """Shows what waits and carries answers."""

    def __init__(self, run: Run, gateway: ApprovalsGateway) -> None:
        super().__init__(run, ApprovalsState())
        self._gateway = gateway

    def load(self) -> None:
        """Read what waits; the first stands open."""
        read = self._gateway.answered if self.state.view == "answered" else self._gateway.waiting
        self._ask(read, self._listed, topic="waiting", on_error=self._unreadable)

    def show(self, view: str) -> None:
        """What waits, or what was answered."""
        self._set(view=view, listing=Listing(), loading=True, chosen=None)
        self.load()

    def _listed(self, found: tuple[Request, ...]) -> None:
        before = self.state.chosen.key if self.state.chosen else ""
        chosen = next((each for each in found if each.key == before), found[0] if found else None)
        self._set(listing=Listing(len(found), found), loading=False, failed=False, chosen=chosen)

    def _unreadable(self, error: Exception) -> None:
        self._set(loading=False, failed=True)

    def on_changes(self, changes: Changes) -> None:
        """Something was written or synced."""
        if changes.touches(*ASKED_IN):
            self.load()

    def fetch(self, offset: int, limit: int) -> None:
        """All rows are here already."""

    def choose(self, request: Request | None) -> None:
        """Show one at the side."""
        if request is not self.state.chosen:
            self._set(chosen=request)

    def answer(self, *, yes: bool, note: str) -> None:
        """Yes or no to what is open."""
        request = self.state.chosen
        may = self.state.may_approve if yes else self.state.may_decline
        if request is not None and may:
            self._set(busy=True)
            self._do(
                lambda: self._gateway.answer(request, yes=yes, note=note), "approved" if yes else "returned"
            )

    def submit(
        self, no: str, *, take_back: bool, done: Callable[[], object], failed: Callable[[Exception], object]
    ) -> None:
        """Ask for a yes to a contract, or take that back, for whoever stands at its list."""
        self._run(lambda: self._gateway.submit(no, take_back=take_back), lambda _: done(), failed)

    def _do(self, op: Callable[[], None], done: str) -> None:
        self._run(op, lambda _: self._finished(done), self._stopped)

    def _finished(self, done: str) -> None:
        self._set(busy=False, chosen=None, done=done)
        self._set(done="")
        self.load()

    def _stopped(self, error: Exception) -> None:
        self._set(busy=False)
        self._fail(error)

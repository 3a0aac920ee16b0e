"""Money at the desk: receipts, what a deal owes, taking it, giving it back, and a manager's yes or no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from app.changes import Changes
from app.domain import reversal
from app.domain.permissions import REFUND, Role
from app.domain.reversal import Original
from app.presenters.base import Run
from app.presenters.paged import FilteredPresenter, Listing
from app.presenters.sent import Sent
from app.presenters.session import Session

VIEWS = ("all", "taken", "back", "waiting")


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt as the list shows it. Amounts in minor units; what went back is negative."""

    no: str
    at: datetime
    kind: str
    amount: int
    method: str
    deal_no: str
    customer: str
    car: str
    left: int = 0
    reference: str = ""
    reason: str = ""
    contract_no: str = ""
    cashier: str = ""
    """Who took it in, or gave it."""
    approver: str = ""
    """The manager who approved that it goes back, where one did."""
    against: str = ""
    continues: str = ""
    """The 订金 receipt whose place a 定金 takes without any money."""
    taken_by: tuple[str, ...] = ()
    """Who took it in, by id; of a 定金 that was 订金 before, that one's cashier too."""
    wish_id: str = ""
    wish_kind: str = ""
    wish_state: str = ""
    wish_by: str = ""
    """Who asked for it, by id."""
    wish_name: str = ""
    wish_amount: int = 0
    wish_reason: str = ""


@dataclass(frozen=True)
class Standing:
    """What a deal owes, and what its money is."""

    deal_no: str
    words: str
    """Whose deal, and which car."""
    payable: int = 0
    paid: int = 0
    deposit: int = 0
    """定金 that stands."""
    prepayment: int = 0
    """订金 that stands."""
    certain: bool = False
    """Whether money put down now would be 定金."""
    alone: int = 0
    """What is still refunded without a second person."""
    fate: str = ""
    """What was decided of the 定金 when the contract was cancelled, if anything was."""
    signed: bool = False
    """Whether the customer has signed for a certain car, even if that contract was cancelled since."""
    cancelled: bool = False
    fate_by: str = ""
    """Which manager approved that it is kept."""

    @property
    def takes(self) -> bool:
        """Whether money comes in for it: for a cancelled deal only what a used car left to be paid."""
        return not self.cancelled or self.balance > 0

    @property
    def balance(self) -> int:
        """What is still to be paid."""
        return self.payable - self.paid


@dataclass(frozen=True)
class Part:
    """Some of what a customer pays, by one method."""

    amount: int
    method: str
    reference: str = ""


@dataclass(frozen=True)
class Back:
    """What shall go back."""

    receipt_no: str
    kind: str
    amount: int
    reason: str
    reference: str = ""


@dataclass(frozen=True)
class Wanted:
    """Which receipts."""

    text: str = ""
    view: str = "all"


class MoneyGateway(Protocol):
    """What the page needs of the terminal."""

    def count(self, wanted: Wanted) -> int: ...
    def page(self, wanted: Wanted, offset: int, limit: int) -> tuple[Receipt, ...]: ...
    def find(self, no: str) -> Receipt | None: ...
    def standing(self, deal_no: str) -> Standing: ...
    def deals(self, text: str) -> tuple[tuple[str, str], ...]: ...
    def approvers(self) -> tuple[tuple[str, str], ...]: ...
    def take(self, deal_no: str, parts: tuple[Part, ...], *, put_down: bool) -> tuple[str, ...]: ...
    def give_back(self, back: Back, approver: tuple[str, str] | None) -> str: ...
    def ask(self, back: Back) -> tuple[str, ...]: ...
    def decide(self, wish_id: str, *, approved: bool, note: str) -> tuple[str, ...]: ...
    def carry_out(self, wish_id: str, kind: str) -> str: ...
    def print(self, no: str) -> Sent: ...


@dataclass(frozen=True)
class MoneyState:
    """What the page shows."""

    wanted: Wanted = field(default_factory=Wanted)
    listing: Listing = field(default_factory=Listing)
    loading: bool = True
    failed: bool = False
    chosen: Receipt | None = None
    standing: Standing | None = None
    """Of the chosen receipt's deal, or of the deal that money is taken for."""
    form: str = ""
    """`take`, `back`, `decline`; empty: the receipt."""
    deals: tuple[tuple[str, str], ...] = ()
    approvers: tuple[tuple[str, str], ...] = ()
    busy: bool = False
    me: str = ""
    """Who gives money back, by id."""
    done: str = ""
    """What just succeeded: `taken`, `back`, `asked`, `approved`, `declined`, `printed`; announced once."""
    told: str = ""
    """Its numbers."""

    @property
    def lone(self) -> tuple[int, str]:
        """Up to how much of the chosen receipt goes back without a second person, and what is said of more."""
        row, standing = self.chosen, self.standing
        if row is None or standing is None:
            return 0, reversal.ABOVE
        taken = Original(row.kind, row.amount, row.left, taken_by=frozenset(row.taken_by))
        return reversal.lone_limit(taken, standing.fate or None, maker=self.me, alone=standing.alone)


class MoneyPresenter(FilteredPresenter[MoneyState]):
    """Finds receipts, and carries out what was asked."""

    def __init__(self, run: Run, gateway: MoneyGateway, session: Session) -> None:
        super().__init__(run, MoneyState(), gateway)
        self._gateway, self._session = gateway, session

    # ------------------------------------------------------------ reading

    def load(self) -> None:
        """Read the list, and who may approve here."""
        self._list()
        self._ask(self._gateway.approvers, lambda found: self._set(approvers=found), topic="approvers")

    def on_changes(self, changes: Changes) -> None:
        """Something was written or synced."""
        if changes.touches("payment", "reversal", "contract"):
            self.load()
            if self.state.chosen is not None and not self.state.form:
                self.open(self.state.chosen.no)

    def open(self, no: str) -> None:
        """Show a receipt by its number."""
        self._ask(lambda: self._gateway.find(no), self.choose, topic="open")

    def choose(self, row: Receipt | None) -> None:
        """Show a receipt and its deal's money at the side."""
        if row is self.state.chosen:
            return
        self._set(chosen=row, standing=None, form="")
        if row is not None:
            self._look_at(row.deal_no)

    def _sift(self, rows: tuple[Receipt, ...]) -> None:
        chosen = self.state.chosen
        if chosen is not None and not self.state.form and chosen.no not in {row.no for row in rows}:
            self.choose(None)

    def _look_at(self, deal_no: str) -> None:
        self._ask(
            lambda: self._gateway.standing(deal_no), lambda found: self._set(standing=found), topic="standing"
        )

    # ------------------------------------------------------------ what may be done

    @property
    def can_refund(self) -> bool:
        """Whether this person gives money back."""
        return REFUND.allowed_for(self._session.roles)

    @property
    def can_go_back(self) -> bool:
        """Whether something of the chosen receipt can go back, and nobody has asked for it yet."""
        row = self.state.chosen
        return row is not None and row.left > 0 and not row.wish_id

    @property
    def can_decide(self) -> bool:
        """A manager decides what somebody else asked."""
        row = self.state.chosen
        waits = row is not None and row.wish_state == "asked" and row.wish_by != self._session.user_id
        return waits and Role.MANAGER in self._session.roles

    @property
    def can_carry_out(self) -> bool:
        """What was approved is still to be given."""
        row = self.state.chosen
        approved = row is not None and row.wish_state == "approved"
        return approved and (self.can_refund or (row is not None and row.wish_kind == "void"))

    # ------------------------------------------------------------ forms

    def start_taking(self, deal_no: str = "") -> None:
        """Open the form for money that comes in; for a deal, or for one that is still to be found."""
        row, standing = self.state.chosen, self.state.standing
        over = standing is not None and not standing.takes
        chosen = deal_no or (row.deal_no if row is not None and not over else "")
        self._set(form="take", deals=(), standing=None if deal_no or over else standing)
        if chosen:
            self.take_for(chosen)

    def find_deals(self, text: str) -> None:
        """Deals for the form; the first of them is taken."""

        def found(deals: tuple[tuple[str, str], ...]) -> None:
            self._set(deals=deals)
            if deals:
                self._look_at(deals[0][0])

        if text.strip():
            self._ask(lambda: self._gateway.deals(text), found, topic="deals")

    def take_for(self, deal_no: str) -> None:
        """The deal that the money is for."""
        self._look_at(deal_no)

    def start_back(self) -> None:
        """Open the form for money that goes back."""
        if self.can_go_back:
            self._set(form="back", me=self._session.user_id)

    def start_declining(self) -> None:
        """A manager says no, and why."""
        if self.can_decide:
            self._set(form="decline")

    def stop(self) -> None:
        """Close the form."""
        self._set(form="")
        if self.state.chosen is not None:
            self._look_at(self.state.chosen.deal_no)

    # ------------------------------------------------------------ doing

    def take(self, parts: tuple[Part, ...], *, put_down: bool) -> None:
        """Take it: a receipt for each part."""
        if (standing := self.state.standing) is not None:
            no = standing.deal_no
            self._do(lambda: self._gateway.take(no, parts, put_down=put_down), "taken")

    def give_back(self, back: Back, approver: tuple[str, str] | None) -> None:
        """Give it back now; `approver` is a manager's name and own password."""
        self._do(lambda: (self._gateway.give_back(back, approver),), "back")

    def ask(self, back: Back) -> None:
        """A manager decides at another terminal."""
        self._do(lambda: self._gateway.ask(back), "asked")

    def approve(self) -> None:
        """A manager's yes."""
        if (row := self.state.chosen) is not None and self.can_decide:
            self._do(lambda: self._gateway.decide(row.wish_id, approved=True, note=""), "approved")

    def decline(self, note: str) -> None:
        """A manager's no."""
        if (row := self.state.chosen) is not None and self.can_decide:
            self._do(lambda: self._gateway.decide(row.wish_id, approved=False, note=note), "declined")

    def carry_out(self) -> None:
        """Give back what was approved."""
        if (row := self.state.chosen) is not None and self.can_carry_out:
            self._do(lambda: (self._gateway.carry_out(row.wish_id, row.wish_kind),), "back")

    def print(self) -> None:
        """The chosen receipt once more, marked as the copy that it is."""
        if (row := self.state.chosen) is not None and not self.state.busy:
            self._set(busy=True)
            self._run(
                lambda: self._gateway.print(row.no),
                lambda sent: self._finished(sent.done, (sent.where,)), self._not_done,
            )  # fmt: skip

    def _do(self, op: Callable[[], tuple[str, ...]], done: str) -> None:
        if not self.state.busy:
            self._set(busy=True)
            self._run(op, lambda told: self._finished(done, told), self._not_done)

    def _finished(self, done: str, told: tuple[str, ...]) -> None:
        chosen = told[0] if done in ("taken", "back") else self.state.chosen.no if self.state.chosen else ""
        self._set(busy=False, form="", done=done, told=" · ".join(told))
        self._set(done="", told="")
        self.load()
        if chosen:
            self.open(chosen)

    def _not_done(self, error: Exception) -> None:
        self._set(busy=False)
        self._fail(error)

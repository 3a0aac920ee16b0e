"""A deal's loan at the desk: the papers, what the lender says, what follows for the contract, the money."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from app.changes import Changes
from app.domain import loan as rules
from app.domain.finance import Instalment
from app.domain.loan import LoanState, PaperState, Terms
from app.domain.permissions import LOAN_APPLY, LOAN_RELEASE
from app.i18n import N_, tr
from app.presenters.base import Presenter, Run
from app.presenters.session import Session

TABLES = ("loan_application", "loan_paper", "loan_event", "contract", "payment")
STEPS = (LoanState.DRAFT, LoanState.SUBMITTED, LoanState.CONDITIONS, LoanState.APPROVED, LoanState.RELEASED)
"""From the papers to the money; a lender that says yes at once leaves the conditions out."""


@dataclass(frozen=True, slots=True)
class PaperItem:
    """A paper of the check-list."""

    kind: str
    state: str
    note: str = ""
    by: str = ""

    @property
    def name(self) -> str:
        """What it is called."""
        return tr(rules.PAPERS[self.kind].name)

    @property
    def wanted(self) -> str:
        """What the lender asks of it."""
        return tr(rules.PAPERS[self.kind].wanted)


@dataclass(frozen=True, slots=True)
class Noted:
    """That it came into a state."""

    state: str
    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """What the lender still wants."""

    text: str
    due_on: date | None = None
    met: bool = False


@dataclass(frozen=True)
class LoanItem:
    """An application. Amounts in fen."""

    id: str
    terms: Terms
    state: str = "draft"
    is_granted: bool = False
    approval_no: str = ""
    valid_until: date | None = None
    differs: tuple[str, ...] = ()
    """Where the contract says something else."""
    conditions: tuple[Condition, ...] = ()
    papers: tuple[PaperItem, ...] = ()
    noted: tuple[Noted, ...] = ()

    def lacking(self, before: LoanState) -> tuple[str, ...]:
        """Papers that are not there and have to be."""
        return rules.lacking({paper.kind: paper.state for paper in self.papers}, before)

    def noted_at(self, state: LoanState) -> datetime | None:
        """When it last came into a state."""
        return next((each.at for each in reversed(self.noted) if each.state == state), None)


@dataclass(frozen=True)
class DealOfLoan:
    """The deal, its money, the repayments, and its latest application."""

    no: str
    contract_no: str = ""
    customer: str = ""
    car: str = ""
    signed: bool = False
    price: int = 0
    payable: int = 0
    paid: int = 0
    plan: Terms | None = None
    """The loan that the contract names."""
    schedule: tuple[Instalment, ...] = ()
    loan: LoanItem | None = None


class LoanGateway(Protocol):
    """What the page needs of the terminal."""

    def deal(self, no: str) -> DealOfLoan: ...
    def apply(self, deal_no: str, terms: Terms) -> None: ...
    def tick(self, loan_id: str, kind: str, state: PaperState, note: str) -> None: ...
    def submit(self, loan_id: str) -> None: ...
    def answer(self, loan_id: str, state: LoanState, said: LoanItem, note: str) -> None: ...
    def meet(self, loan_id: str, number: int) -> None: ...
    def withdraw(self, loan_id: str, reason: str) -> None: ...
    def release(self, loan_id: str, amount: int, reference: str) -> None: ...


@dataclass(frozen=True)
class LoanPageState:
    """What the page shows."""

    deal: DealOfLoan | None = None
    paper: str = ""
    """The kind of the paper that is looked at."""
    form: str = ""
    """`apply`, `answer` or `release` while that is written down."""
    busy: bool = False
    done: str = ""

    @property
    def loan(self) -> LoanItem | None:
        """The latest application."""
        return self.deal.loan if self.deal else None


class LoanPresenter(Presenter[LoanPageState]):
    """Holds a deal's loan and carries out what was asked."""

    def __init__(self, run: Run, gateway: LoanGateway, session: Session) -> None:
        super().__init__(run, LoanPageState())
        self._gateway, self._session = gateway, session

    def open(self, no: str) -> None:
        """The loan of a deal, by its number or its contract's."""
        if self.state.deal is None or no not in (self.state.deal.no, self.state.deal.contract_no):
            self._set(deal=None, form="", paper="")
        self._ask(lambda: self._gateway.deal(no), lambda deal: self._set(deal=deal), topic="deal")

    def reload(self) -> None:
        """Read it again."""
        if self.state.deal is not None:
            self.open(self.state.deal.no)

    def on_changes(self, changes: Changes) -> None:
        """Something was written or synced."""
        if changes.touches(*TABLES):
            self.reload()

    def look_at(self, kind: str) -> None:
        """One of the papers."""
        if kind != self.state.paper:
            self._set(paper=kind)

    def show_form(self, form: str) -> None:
        """Write something down at the side, or stop that."""
        self._set(form=form)

    def next_step(self) -> str:
        """`apply`, `papers`, `submit`, `answer`, `release`, `finance` or nothing."""
        loan, roles = self.state.loan, self._session.roles
        if loan is None or loan.state in (LoanState.DECLINED, LoanState.WITHDRAWN):
            return "apply" if LOAN_APPLY.allowed_for(roles) else ""
        if loan.state in (LoanState.DRAFT, LoanState.CONDITIONS) and loan.lacking(LoanState.SUBMITTED):
            return "papers"
        if loan.state == LoanState.APPROVED:
            return "release" if LOAN_RELEASE.allowed_for(roles) else "finance"
        return {"draft": "submit", "submitted": "answer", "conditions": "answer"}.get(loan.state, "")

    def consequences(self) -> tuple[tuple[str, str], ...]:
        """What follows for the contract: a tone and a sentence each."""
        loan = self.state.loan
        if loan is None:
            return ()
        if loan.state == LoanState.DECLINED:
            return (
                ("bad", tr(N_("The lender declined: the buyer pays in another way, or the contract ends."))),
                ("warn", tr(N_("If it ends, everything goes back by the contract, the deposit too."))),
            )
        if loan.differs:
            return (("bad", tr(N_("The contract says something else: have an amendment signed (Ctrl+M)."))),)
        return (
            ("ok", tr(N_("Amount, months and rate are those of the contract."))),
            ("", tr(N_("If the lender grants something else, an amendment is signed."))),
            ("", tr(N_("If it declines, the deposit goes back, as the contract says."))),
        )

    # ------------------------------------------------------------ what is asked

    def apply(self, terms: Terms) -> None:
        """Begin an application."""
        if (deal := self.state.deal) is not None:
            self._do(lambda: self._gateway.apply(deal.no, terms), "applied")

    def tick(self, state: PaperState, note: str = "") -> None:
        """The paper that is looked at is there, is missing, or was returned."""
        loan, kind = self.state.loan, self.state.paper
        if loan is not None and kind:
            self._do(lambda: self._gateway.tick(loan.id, kind, state, note), "")

    def submit(self) -> None:
        """To the lender."""
        if (loan := self.state.loan) is not None:
            self._do(lambda: self._gateway.submit(loan.id), "submitted")

    def answer(self, state: LoanState, said: LoanItem, note: str) -> None:
        """What the lender says."""
        if (loan := self.state.loan) is not None:
            self._do(lambda: self._gateway.answer(loan.id, state, said, note), "noted")

    def meet(self, number: int) -> None:
        """A condition is met."""
        if (loan := self.state.loan) is not None:
            self._do(lambda: self._gateway.meet(loan.id, number), "noted")

    def withdraw(self, reason: str) -> None:
        """Another lender, or none."""
        if (loan := self.state.loan) is not None:
            self._do(lambda: self._gateway.withdraw(loan.id, reason), "withdrawn")

    def release(self, amount: int, reference: str) -> None:
        """The money is here."""
        if (loan := self.state.loan) is not None:
            self._do(lambda: self._gateway.release(loan.id, amount, reference), "released")

    def _do(self, op: Callable[[], None], done: str) -> None:
        if not self.state.busy:
            self._set(busy=True)
            self._run(op, lambda _: self._finished(done), self._stopped)

    def _finished(self, done: str) -> None:
        self._set(busy=False, form="", done=done)
        self._set(done="")
        self.reload()

    def _stopped(self, error: Exception) -> None:
        self._set(busy=False)
        self._fail(error)

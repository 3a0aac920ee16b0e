"""The plans beside “in full”, as an administrator says them: what holds, what is to come, and new terms with what they
would come to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from app.changes import Changes
from app.domain import loan_plan
from app.domain.loan_plan import Offer
from app.errors import UserError
from app.i18n import N_
from app.presenters.base import Presenter, Run
from app.presenters.deal_desk_plans import PlanFigures, figures
from app.presenters.paged import Listing

SAMPLE_PRICE = 20_000_000
"""Of the car by which new terms show what they come to."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of one plan. `standing`: `in_force`, `coming` or `past`."""

    offer: Offer
    standing: str
    begins: date | None = None
    """None: the program's own, until the dealership says others."""

    @property
    def key(self) -> str:
        """Tells them from the others."""
        return f"{self.offer.key}/{self.begins}"


class LoanPlansGateway(Protocol):
    """What the page needs of the terminal."""

    def terms(self) -> tuple[Terms, ...]: ...
    def add(self, given: Mapping[str, Any]) -> None: ...
    def take_out(self, plan: str, begins: date) -> None: ...


@dataclass(frozen=True)
class PlansState:
    """What the page shows."""

    listing: Listing = field(default_factory=Listing)
    loading: bool = True
    failed: bool = False
    chosen: Terms | None = None
    tried: PlanFigures | None = None
    """What the typed terms come to for the sample car; none while they are no loan."""
    busy: bool = False
    done: str = ""
    """`added` or `taken_out`; announced once."""


class LoanPlansPresenter(Presenter[PlansState]):
    """All terms at once: a dealership says new ones some times a year."""

    def __init__(self, run: Run, gateway: LoanPlansGateway, today: Callable[[], date]) -> None:
        super().__init__(run, PlansState())
        self._gateway, self._today = gateway, today

    def load(self) -> None:
        """Read them."""
        self._ask(self._gateway.terms, self._found, topic="terms", on_error=self._not_read)

    def _found(self, terms: tuple[Terms, ...]) -> None:
        chosen = self.state.chosen
        still = next((each for each in terms if chosen is not None and each.key == chosen.key), None)
        self._set(listing=Listing(len(terms), terms), loading=False, failed=False, chosen=still)

    def _not_read(self, error: Exception) -> None:
        self._set(loading=False, failed=True)
        self._fail(error)

    def fetch(self, offset: int, limit: int) -> None:
        """All rows are here from the beginning."""

    def on_changes(self, changes: Changes) -> None:
        """Something was written or synced."""
        if changes.touches("setting"):
            self.load()

    def choose(self, terms: Terms | None) -> None:
        """Look at some."""
        if terms != self.state.chosen:
            self._set(chosen=terms)

    @property
    def can_take_out(self) -> bool:
        """Whether the chosen ones can go: nothing was offered on them before today."""
        chosen = self.state.chosen
        return chosen is not None and chosen.begins is not None and chosen.begins >= self._today()

    def try_out(self, typed: Mapping[str, str]) -> None:
        """Show what these would come to."""
        try:
            offer = loan_plan.offer_of(loan_plan.read(_given(typed, self._today())))
        except UserError:
            self._set(tried=None)
            return
        self._set(tried=figures(offer, None, price=SAMPLE_PRICE, payable=SAMPLE_PRICE, deposit=0))

    def add(self, typed: Mapping[str, str]) -> None:
        """From their day on they are what the desk shows."""
        try:
            given = _given(typed, None)
        except UserError as error:
            self._fail(error)
            return
        self._do(lambda: self._gateway.add(given), "added")

    def take_out(self) -> None:
        """They are not wanted after all."""
        chosen = self.state.chosen
        if chosen is not None and chosen.begins is not None and self.can_take_out:
            plan, begins = chosen.offer.key, chosen.begins
            self._do(lambda: self._gateway.take_out(plan, begins), "taken_out")

    def _do(self, op: Callable[[], None], done: str) -> None:
        if not self.state.busy:
            self._set(busy=True)
            self._run(op, lambda _: self._finished(done), self._stopped)

    def _finished(self, done: str) -> None:
        self._set(busy=False, done=done)
        self._set(done="")
        self.load()

    def _stopped(self, error: Exception) -> None:
        self._set(busy=False)
        self._fail(error)


def _given(typed: Mapping[str, str], otherwise: date | None) -> dict[str, Any]:
    """What was typed, as `loan_plan.read` takes it; without a day of theirs they begin `otherwise`."""
    months, day = typed["months"].strip(), typed["from"].strip()
    if not months.isdecimal():
        raise UserError("months_invalid", N_("Give a whole number of months."), field="months")
    try:
        begins = date.fromisoformat(day) if day or otherwise is None else otherwise
    except ValueError as error:
        message = N_("“{given}” is not a date. Write it as 2026-03-14.")
        raise UserError("date_wrong", message, field="from", given=day) from error
    return {**typed, "months": int(months), "from": begins.isoformat()}

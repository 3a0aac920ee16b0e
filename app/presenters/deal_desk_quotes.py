"""Papers before the contract: quotes in versions, and the schedule of the loan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from app.domain import quote as rules
from app.errors import UserError
from app.i18n import N_
from app.presenters import deal_desk_checks, deal_desk_plans
from app.presenters.deal_desk_entries import STANDING, DeskEntries
from app.presenters.deal_desk_rows import DeskBuyer, DeskQuote, Loaded
from app.presenters.deal_desk_state import DeskState
from app.presenters.sent import Sent


class DeskQuotes(DeskEntries):
    """What is on the desk is given out; what was given out comes back onto the desk."""

    def list_quotes(self) -> None:
        """Read what was given out: of this deal, or else to this customer."""
        state = self.state
        customer = state.buyer.id if state.buyer else ""
        self._ask(
            lambda: self.gateway.quotes.listed(state.deal_no, customer),
            lambda found: self._set(quotes=found), topic="quotes",
        )  # fmt: skip

    def set_language(self, language: str) -> None:
        """The language of the deal's papers."""
        self._edit(language=language)

    def give_quote(self, valid_until: date) -> None:
        """Give out a further version, and print it; none that says what the newest one says."""
        state = self.state
        if state.busy or state.closed:
            return
        why = deal_desk_checks.why_not_draw(state)
        if why.words:
            self._fail(UserError("deal_incomplete", why.words, field=why.target))
            return
        rules.check_days(state.facts.today, valid_until)
        newest = state.quotes[0] if state.quotes else None
        if newest and newest.valid_until == valid_until and state.quoted_as == (newest.no, state.quotable):
            raise UserError(
                "quote_same", N_("This is quote {no} already."), field="valid_until", no=newest.no
            )
        self._set(busy="paper", panel_error=None)
        self._run(
            lambda: self.gateway.quotes.give(state, valid_until),
            lambda quote: self._given(quote, state.quotable), self._failed_in_panel,
        )  # fmt: skip

    def _given(self, quote: DeskQuote, said: tuple[Any, ...]) -> None:
        self._set(busy="", deal=quote.deal, quotes=(quote, *self.state.quotes), quoted_as=(quote.no, said))
        if self.state.buyer is not None and not self.state.buyer.id:
            self._ask(lambda: self.gateway.customer(quote.customer_id), self._quoted_to, topic="filed")
        self.print_quote(quote.no)

    def _quoted_to(self, known: DeskBuyer) -> None:
        if self.state.buyer is not None and not self.state.buyer.id:
            self._set(buyer=replace(self.state.buyer, id=known.id))

    def print_quote(self, no: str) -> None:
        """A version on paper."""
        self._hand_out(lambda _: self.gateway.quotes.print(no))

    def print_schedule(self) -> None:
        """The months of the loan on paper."""
        self._hand_out(self.gateway.print_schedule)

    def _hand_out(self, print_: Callable[[DeskState], Sent]) -> None:
        """Print a paper of the deal as it stands on the desk, and tell where it went."""
        if not self.state.busy:
            said = self.state
            self._set(busy="paper", panel_error=None)
            self._run_io(lambda: print_(said), self._handed_out, self._failed_in_panel)

    def _handed_out(self, sent: Sent) -> None:
        self._set(busy="", sent=sent)
        self._set(sent=None)

    def _failed(self, error: Exception) -> None:
        self._set(busy="")
        self._fail(error)

    def _failed_in_panel(self, error: Exception) -> None:
        self._set(busy="", panel_error=error)


def filled(state: DeskState, found: Loaded) -> DeskState:
    """The desk with what is on file, and the lines that most deals have."""
    extra = tuple(line for line in STANDING if line.kind not in {each.kind for each in found.lines})
    offers, plan, loan = deal_desk_plans.offers_of(found.plan, state.facts.offers)
    return replace(
        state, buyer=found.buyer, car=found.car, discount=found.discount, lines=(*found.lines, *extra),
        offers=offers, plan=plan, loan=loan, delivery_on=found.delivery_on, delivery_place=found.delivery_place,
        terms=found.terms, language=found.language, drawn=found.drawn,
    )  # fmt: skip

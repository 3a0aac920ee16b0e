"""The deal desk: one screen from customer to printed contract."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app import i18n
from app.changes import Changes
from app.clock import Clock
from app.errors import UserError
from app.i18n import N_
from app.presenters import deal_desk_checks, deal_desk_kept
from app.presenters.base import Run, View
from app.presenters.deal_desk_checks import CheckItem
from app.presenters.deal_desk_entries import STANDING, DealsGateway
from app.presenters.deal_desk_quotes import DeskQuotes, filled
from app.presenters.deal_desk_rows import Approved, DeskBuyer, DeskFacts, DeskQuote, Drawn, Loaded
from app.presenters.deal_desk_state import DeskState
from app.presenters.stopwatch import Stopwatch

_OF_CAR = ("lease", "stock_stay", "contract", "payment")
_NOT_HELD = N_(
    "The centre has not given this car to this desk: nobody answers, or another desk was faster. "
    "Try again with a network, or print a provisional order (F10)."
)


class DealDeskPresenter(DeskQuotes):
    """The deal as a whole: begun, set aside, drawn, approved, printed."""

    def __init__(self, run: Run, run_io: Run, gateway: DealsGateway, clock: Clock) -> None:
        super().__init__(run, run_io, gateway, clock)
        self._saved: object = None
        self.stopwatch = Stopwatch(clock)
        self._checked: tuple[DeskState, tuple[CheckItem, ...]] | None = None

    # ------------------------------------------------------------ the deal as a whole

    def start(self) -> None:
        """Read what holds for the day, and what was left unfinished."""
        self._ask(self.gateway.facts, self._have_facts, topic="facts")
        self._ask(self.gateway.read_kept, self._found_kept, topic="kept")

    def attach(self, view: View[DeskState]) -> None:
        """Take a page; where nothing was entered yet, the papers take the page's language, which may be new."""
        if self.state.empty:
            self.state = replace(self.state, language=i18n.language())
        super().attach(view)

    def _have_facts(self, facts: DeskFacts) -> None:
        """Plans that nobody changed for this deal follow what the dealership says."""
        state = self.state
        known = zip(state.offers, state.facts.offers, facts.offers, strict=True)
        self._set(facts=facts, offers=tuple(new if mine == old else mine for mine, old, new in known))

    def _found_kept(self, content: dict[str, Any]) -> None:
        if self.state.empty:
            self._set(kept=deal_desk_kept.read(content))

    def new(self) -> None:
        """Begin a new deal; what is unfinished is set aside, not lost."""
        state = self.state
        kept = state.kept
        if state.unfinished:
            kept = deal_desk_kept.put_aside(state, self._clock.now())
        self.stopwatch.start()
        self.follow_day()
        fresh = DeskState(
            nth=state.nth + 1, facts=state.facts, offers=state.facts.offers, lines=STANDING, kept=kept
        )
        self._replace(replace(fresh, language=i18n.language()))
        self.keep()

    def follow_day(self) -> None:
        """What holds for a day is read anew when another has begun."""
        if self.state.facts.seller.name and self.state.facts.today != self._clock.today():
            self._ask(self.gateway.facts, self._have_facts, topic="facts")

    def take_up(self, key: str) -> None:
        """Go on with a deal that was set aside."""
        found = next((kept for kept in self.state.kept if kept.key == key), None)
        if found is None:
            return
        self.new()
        rest = tuple(kept for kept in self.state.kept if kept.key != key)
        self._replace(replace(deal_desk_kept.restore(found.content, self.state), kept=rest))
        self._refresh_car(found.content.get("vin", ""), *(found.content.get("order") or ("", "", ())))
        if no := found.content.get("contract"):
            self._ask(lambda: self.gateway.drawn(no), self._redrawn, topic="drawn")

    def _redrawn(self, drawn: Drawn) -> None:
        self._set(drawn=drawn, drawn_as=self.state.drawn_as if self.state.drawn else None)

    def open_contract(self, no: str) -> None:
        """Show a deal that is on file."""
        if self.state.drawn is not None and self.state.drawn.no == no:
            self.refresh()
            return
        self._ask(lambda: self.gateway.load(no), self._loaded, topic="load")

    def _loaded(self, found: Loaded) -> None:
        self.new()
        state = filled(self.state, found)
        if found.drawn is not None and not found.drawn.settled:
            approved, deposit = deal_desk_kept.waiting_for(state.kept, found.drawn.no)
            state = replace(state, approved=approved, deposit=deposit)
        self._replace(replace(state, drawn_as=state.content))

    def take_quote(self, quote: DeskQuote) -> None:
        """Put a version onto the desk; F8 makes it the contract."""
        self._ask(
            lambda: self.gateway.quotes.take(quote.no), lambda found: self._took(found, quote), topic="take"
        )

    def _took(self, found: Loaded, quote: DeskQuote) -> None:
        listed = self.state.quotes
        if self.state.deal_no != found.deal:
            self.new()
        self._replace(replace(filled(self.state, found), deal=found.deal, quotes=listed, drawn_as=()))
        if quote.expired:
            message = N_("Quote {no} was valid until {day}. Give out a new version.")
            day = quote.valid_until.isoformat()
            self._set(
                panel="quotes",
                panel_error=UserError("quote_expired", message, field="valid_until", no=quote.no, day=day),
            )
        else:
            self.show_panel("checks")

    def on_changes(self, changes: Changes) -> None:
        """Something was written or synced: the car, the lease, or this very contract."""
        car = None if self.state.closed else self.state.car
        if car is not None and changes.touches(*(("model",) if car.comes_later else _OF_CAR)):
            self._refresh_car(car.vin, car.model_code, car.colour, [option.code for option in car.options])
        if changes.touches("contract", "payment", "sync_case", "lease", "trade_in") and self.state.drawn:
            self.refresh()
        if changes.touches("setting", "user", "user_role"):
            self._ask(self.gateway.facts, self._have_facts, topic="facts")

    def refresh(self) -> None:
        """Read the contract's state again."""
        drawn = self.state.drawn
        if drawn is not None:
            self._ask(lambda: self.gateway.drawn(drawn.no), self._refreshed, topic="drawn")

    def _refreshed(self, drawn: Drawn) -> None:
        if self.state.drawn is None or drawn.no != self.state.drawn.no:
            return
        just_closed = drawn.closed and not self.state.drawn.closed
        self._set(drawn=drawn, deposit=None if drawn.settled else self.state.deposit)
        if just_closed:
            self.stopwatch.stop()
            self.keep()

    def keep(self) -> None:
        """Keep what is unfinished on this terminal; called a moment after the last change."""
        content = deal_desk_kept.write(self.state, self._clock.now())
        if content == self._saved:
            return
        self._saved = content
        self._ask(lambda: self.gateway.keep(content), self._kept, topic="keep")

    def _kept(self, _: object) -> None:
        if not self.state.empty:
            self._set(kept_at=self._clock.now())

    # ------------------------------------------------------------ contract, approval, print

    def draw(self, then: Callable[[], object] = lambda: None) -> None:
        """F8: ask for the lease, then draw the contract, or draw it anew if anything else is to be said."""
        state = self.state
        if state.busy or state.closed:
            return
        why = deal_desk_checks.why_not_draw(state)
        if why.words or state.car is None:
            self._fail(UserError("deal_incomplete", why.words, field=why.target))
            return
        self._set(busy="draw")
        car_id, hold = state.car.id, state.may_hold
        later = state.car.comes_later

        def write() -> None:
            said = self.state
            if hold and not said.changed:
                self._hold(then)
                return
            self._run(
                lambda: self.gateway.draw(said), lambda drawn: self._drew(drawn, said, then), self._failed
            )  # fmt: skip

        if later:  # there is nothing to hold
            write()
        else:
            self._run_io(lambda: self.gateway.lease(car_id), lambda _: write(), self._failed)

    def _hold(self, then: Callable[[], object]) -> None:
        """The lease was asked for; the contract says the same as before and needs no further version."""
        drawn, car = self.state.drawn, self.state.car
        if drawn is None or car is None:
            return

        def held(now: Drawn) -> None:
            self._set(busy="")
            self._refreshed(now)
            self._refresh_car(car.vin)
            if now.certain:
                then()
            else:
                self._fail(UserError("lease_missing", _NOT_HELD))

        self._run(lambda: self.gateway.drawn(drawn.no), held, self._failed)

    def _drew(self, drawn: Drawn, said: DeskState, then: Callable[[], object]) -> None:
        new_customer = self.state.buyer is not None and not self.state.buyer.id
        self._set(drawn=drawn, drawn_as=said.content, busy="", filling=False)
        if new_customer:
            self._ask(lambda: self.gateway.customer_of(drawn.no), self._filed, topic="filed")
        self.keep()
        if self.state.needs_approval:
            self.show_panel("approval")
        then()

    def _filed(self, known: DeskBuyer) -> None:
        if self.state.buyer is not None and not self.state.buyer.id:
            same = not self.state.changed
            self._set(buyer=replace(self.state.buyer, id=known.id))
            if same:
                self._set(drawn_as=self.state.content)
            self.keep()

    def approve(self, name: str, password: str, why: tuple[str, str]) -> None:
        """A manager says yes with their own password; the contract is drawn first if need be."""
        drawn = self.state.drawn
        if drawn is None or self.state.changed:
            self.draw(lambda: self.approve(name, password, why))
            return
        if self.state.busy:
            return
        self._set(busy="approve", panel_error=None)
        self._run(
            lambda: self.gateway.approve(drawn, (name, password), why),
            self._approved, self._failed_in_panel,
        )  # fmt: skip

    def _approved(self, given: Approved | Drawn) -> None:
        if isinstance(given, Approved):
            self._set(approved=given, busy="", panel="checks")
        else:  # one link of several: the next one is asked, here or elsewhere
            self._set(busy="")
            self._refreshed(given)
            self._set(panel="approval" if self.state.needs_approval else "checks")
        self.keep()

    def submit(self, why: str = "") -> None:
        """Put the contract before a manager, drawn as the desk has it; nothing changes until the answer."""
        drawn = self.state.drawn
        if drawn is None or self.state.changed:
            self.draw(lambda: self.submit(why))
        elif not self.state.busy:
            self._set(busy="submit")
            self._run(lambda: self.gateway.submit(drawn.no, why), self._submitted, self._failed)

    def _submitted(self, drawn: Drawn) -> None:
        self._set(busy="", panel="checks")
        self._refreshed(drawn)

    def print(self, opened: Callable[[], object]) -> None:
        """F10: open the dialog, with the contract as the desk has it."""
        why = deal_desk_checks.why_not_print(self.state, self.checks)
        if why.words:
            self._fail(UserError("print_blocked", why.words, field=why.target))
        elif self.state.changed:
            self.draw(opened)
        else:
            opened()

    # ------------------------------------------------------------ what the view asks

    @property
    def checks(self) -> tuple[CheckItem, ...]:
        """The contract's check list; computed once for each state."""
        if self._checked is None or self._checked[0] is not self.state:
            self._checked = (self.state, deal_desk_checks.checks(self.state))
        return self._checked[1]

    @property
    def why_not_draw(self) -> str:
        """What F8 waits for."""
        return deal_desk_checks.why_not_draw(self.state).words

    @property
    def why_not_print(self) -> str:
        """What F10 waits for."""
        return deal_desk_checks.why_not_print(self.state, self.checks).words

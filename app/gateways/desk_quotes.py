"""The desk's door to quotes: given out from what is on the desk, and taken back onto it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.domain import options
from app.domain import quote as rules
from app.errors import UserError
from app.gateways.desk_orders import order_of
from app.i18n import N_
from app.presenters.deal_desk_rows import DeskLine, DeskQuote, Loaded
from app.presenters.sent import Sent
from app.queries import quotes as query
from app.services import quotes

if TYPE_CHECKING:
    from app.gateways.deals import DealsFromReplica
    from app.presenters.deal_desk_state import DeskState
    from app.workplace import Workplace


class QuotesOfDesk:
    """`presenters.deal_desk_quotes.QuotesGateway` over an opened terminal; any thread may call it."""

    def __init__(self, workplace: Workplace, deals: DealsFromReplica) -> None:
        self._at, self._deals = workplace, deals

    def listed(self, deal: str, customer_id: str) -> tuple[DeskQuote, ...]:
        """The versions of a deal, or of all deals of a customer; without either there are none."""
        if not deal and not customer_id:
            return ()
        with self._at.reading() as session:
            rows = query.list_quotes(session, deal=deal, customer_id="" if deal else customer_id, limit=12)
        return tuple(self._shown(row) for row in rows)

    def _shown(self, row: query.QuoteRow) -> DeskQuote:
        until = date.fromisoformat(row.valid_until)
        expired = rules.is_expired(until, self._at.clock.today())
        return DeskQuote(
            row.no, row.version, row.deal, row.customer_id, row.model, row.payable, until, expired
        )

    def give(self, state: DeskState, valid_until: date) -> DeskQuote:
        """A further version of what is on the desk."""
        no = quotes.give(self._at.unit_of_work(), order_of(state), valid_until=valid_until)
        with self._at.reading() as session:
            return self._shown(query.list_quotes(session, no=no)[0])

    def take(self, no: str) -> Loaded:
        """What a version says, with the draft that came of its deal."""
        with self._at.reading() as session:
            quote = quotes.find(session, no)
            order, contract = quotes.order_of(session, quote), quotes.contract_of(session, quote.deal_id)
        car = (
            self._deals.car(order.vin)
            if order.vin
            else self._deals.ordered(order.model or "", order.colour or "")
        )
        options.choose(car.offered, order.options, model=car.model)  # none is left out without a word
        car = car.with_options(order.options)
        lines = tuple(
            DeskLine(
                f"quoted:{n}", line.label, line.amount, line.kind, line.payee or "", line.nature, line.rule or "",
                cost_id=line.cost_id or "",
            )
            for n, line in enumerate(order.lines)
        )  # fmt: skip
        drawn = self._deals.drawn(contract.no) if contract else None
        if drawn is not None and drawn.closed:
            message = N_("Deal {no} has a contract already. Change that instead.")
            raise UserError("deal_contracted", message, field="deal", no=order.deal)
        return Loaded(
            self._deals.customer(str(order.customer)), car, car.list_price - order.price, lines, order.plan,
            order.delivery_date, order.delivery_place or "", order.terms or "", order.language, drawn,
            deal=str(order.deal),
        )  # fmt: skip

    def print(self, no: str) -> Sent:
        """A version on paper, in the language that it was given out in; says where it went."""
        from app.gateways.papers import PapersOfTerminal

        with self._at.reading() as session:
            pdf = quotes.paper(session, no)
        return PapersOfTerminal(self._at).send(no, pdf)

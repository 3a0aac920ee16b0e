"""Quotes: given out in versions, and made into the contract without being typed again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.domain import money, pricing
from app.domain import quote as rules
from app.domain.contract_document import ContractDocument
from app.domain.permissions import QUOTE_GIVE
from app.domain.records import to_dict
from app.domain.states import ContractState, DealState
from app.errors import UserError
from app.i18n import N_, in_a_row
from app.ids import new_id
from app.models.deal import Contract, Deal
from app.models.quote import Quote
from app.models.vehicle import Model
from app.services import contracts, customers, deal_costs, discounts, papers, redrawing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.unit_of_work import Transaction, UnitOfWork


def give(uow: UnitOfWork, order: contracts.Order, *, valid_until: date) -> str:
    """Offer this: the first version of a new deal, or a further one of the deal that the order names."""
    with uow.begin(QUOTE_GIVE) as tx:
        today = tx.clock.today()
        rules.check_days(today, valid_until)
        pricing.check_price(order.price)
        what = contracts.subject(tx, order)
        _refuse_beyond_limit(tx, pricing.PriceSheet(what.list_price, order.price, _lines(order)))
        buyer = customers.given_or_new(tx, order.customer)
        deal = contracts.deal_of(tx, order, buyer.id)
        _refuse_contracted(deal)
        no, version, quote_id = tx.next_number("quote"), _versions(tx.session, deal.id) + 1, new_id()
        order = _with_costs(tx, order, quote_id)
        paper = _paper(tx, order, deal, no, version, what)
        tx.add(
            Quote(
                id=quote_id, no=no, branch_id=deal.branch_id, deal_id=deal.id, seller_id=tx.actor.user_id,
                version=version, language=order.language, model_id=what.model.id,
                vehicle_id=what.car.id if what.car else None, list_price=what.list_price, price=order.price,
                payable=paper.sheet.payable, quoted_on=today, valid_until=valid_until,
                document=paper.to_dict(), at=tx.clock.now(),
            )
        )  # fmt: skip
        return no


def find(session: Session, no: str) -> Quote:
    """The quote with that number."""
    found = session.scalars(select(Quote).where(Quote.no == no.strip().upper())).first()
    if found is None:
        raise UserError("quote_unknown", N_("There is no quote {no}."), field="quote", no=no)
    return found


def contract_of(session: Session, deal_id: str) -> Contract | None:
    """The contract that came of a deal."""
    return session.scalars(select(Contract).where(Contract.deal_id == deal_id)).first()


def order_of(session: Session, quote: Quote) -> contracts.Order:
    """What the contract is drawn from, as the quote says it."""
    made, deal = ContractDocument.from_dict(quote.document), session.get_one(Deal, quote.deal_id)
    plan = to_dict(made.plan)
    return contracts.Order(
        customer=deal.customer_id,
        price=quote.price,
        vin=made.car.vin or None,
        model=None if made.car.vin else session.get_one(Model, quote.model_id).code,
        colour=made.car.colour or None,
        options=() if made.car.vin else tuple(option.code for option in made.sheet.options),
        lines=tuple(
            contracts.Line(
                line.label,
                line.amount,
                line.kind,
                line.payee or None,
                line.nature.value,
                line.rule or None,
                cost_id=line.cost_id or None,
            )
            for line in made.sheet.lines
            if line.kind != pricing.TRADE_IN  # comes and goes with its appraisal
            and line.collected_for_others  # the tax that the buyer pays alone is added to every sheet anew
        ),
        delivery_date=made.delivery_on,
        delivery_place=made.delivery_place or None,
        terms=made.terms or None,
        plan=plan or None,
        language=quote.language,
        deal=deal.no,
    )


def paper(session: Session, no: str) -> bytes:
    """The quote on paper, as it was given out."""
    from app.documents.quote import render_quote

    found = find(session, no)
    made = ContractDocument.from_dict(found.document)
    return render_quote(made, valid_until=found.valid_until, template=papers.words(session, made))


def convert(uow: UnitOfWork, session: Session, *, no: str) -> tuple[str, str]:
    """Make a version the contract: drawn, or drawn anew if there is a draft; returns deal and contract number."""
    quote = find(session, no)
    rules.refuse_expired(quote.no, quote.valid_until, uow.clock.today())
    order, there = order_of(session, quote), contract_of(session, quote.deal_id)
    if there is None:
        return contracts.draft(uow, order)
    redrawing.redraw(uow, contract_id=there.id, order=order)
    return str(order.deal), there.no


def _refuse_beyond_limit(tx: Transaction, sheet: pricing.PriceSheet) -> None:
    """What a salesperson may not sell for alone is not promised on paper either."""
    roles = [role.value for role in tx.actor.roles]
    deal = discounts.given(tx.session, sheet)
    if not discounts.needs_yes(tx.session, deal, roles):
        return
    if beside := deal.gifts.for_roles(roles).beside(sheet):
        message = N_(
            "Not on the list of gifts: {gifts}. Have a manager approve a contract (F8), or leave it out."
        )
        raise UserError("quote_beyond_limit", message, field="gift", gifts=in_a_row(beside))
    limit = pricing.limit_of(roles, discounts.limits(tx.session))
    floor = pricing.floor_price(sheet.list_price, limit) + deal.counted
    message = N_("Your limit is ¥{floor}. Have a manager approve a contract (F8), or quote a higher price.")
    raise UserError("quote_beyond_limit", message, field="price", floor=money.format_amount(floor))


def _with_costs(tx: Transaction, order: contracts.Order, quote_id: str) -> contracts.Order:
    """The order, with what its lines cost kept at the back office."""

    def kept(line: contracts.Line) -> contracts.Line:
        if line.cost is None:
            return line
        pricing.check_cost(line.nature, line.amount, line.cost)
        return replace(line, cost=None, cost_id=deal_costs.of_quoted(tx, quote_id, line.nature, line.cost))

    return replace(order, lines=tuple(kept(line) for line in order.lines))


def _refuse_contracted(deal: Deal) -> None:
    if deal.state != DealState.QUOTE:
        message = N_("Deal {no} has a contract already. Change that instead.")
        raise UserError("deal_contracted", message, field="deal", no=deal.no)


def _versions(session: Session, deal_id: str) -> int:
    session.flush()
    return int(session.scalar(select(func.max(Quote.version)).where(Quote.deal_id == deal_id)) or 0)


def _paper(
    tx: Transaction, order: contracts.Order, deal: Deal, no: str, version: int, what: contracts.Subject
) -> ContractDocument:
    """The quote as it is printed: a contract's document that was never drawn."""
    buyer, today = customers.given_or_new(tx, deal.customer_id), tx.clock.today()
    contract = Contract(
        no=no, branch_id=deal.branch_id, deal_id=deal.id, seller_id=tx.actor.user_id,
        state=ContractState.DRAFT, provisional=False, version=version, language=order.language,
        template_id=papers.template_id(tx.session, today), customer_id=buyer.id,
        buyer_name=buyer.name, buyer_phone=buyer.phone, buyer_address=buyer.address,
        **what.columns, price=order.price, discount=what.list_price - order.price, delivery_date=order.delivery_date,
        delivery_place=order.delivery_place, terms=order.terms,
        plan=dict(order.plan) if order.plan else None, drawn_on=today,
    )  # fmt: skip
    sheet = pricing.PriceSheet(what.list_price, order.price, _lines(order), what.options)
    return papers.document(tx.session, contract, sheet)


def _lines(order: contracts.Order) -> tuple[pricing.PriceLine, ...]:
    return tuple(
        pricing.PriceLine(
            line.kind,
            line.label,
            line.amount,
            line.payee or "",
            pricing.Nature(line.nature),
            line.rule or "",
            cost_id=line.cost_id or "",
        )
        for line in order.lines
    )

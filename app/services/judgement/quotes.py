"""What is judged of quotes: number, days, amounts, and that nobody promises what they may not sell for."""

from __future__ import annotations

from app.domain import numbering, options
from app.domain import quote as rules
from app.domain.contract_document import ContractDocument
from app.domain.numbering import NumberKind
from app.domain.permissions import QUOTE_GIVE, SELLERS
from app.i18n import N_
from app.models.deal import Deal
from app.models.quote import Quote
from app.services import discounts
from app.services.judgement import gifts
from app.services.judgement.deal_costs import require_covered
from app.services.judgement.hearing import Doubt, Hearing, Judged, checks
from app.services.judgement.options import require_offered


@checks("quote")
def _quote(hearing: Hearing, row: Judged) -> None:
    after = row.after
    if not numbering.belongs_to(after["no"], hearing.prefix, NumberKind.QUOTE):
        no = after["no"]
        raise Doubt("quarantined", "number", N_("The number {no} is not from this terminal's series."), no=no)
    deal = hearing.session.get(Deal, after["deal_id"], populate_existing=True)
    if deal is None or deal.state != "quote":
        raise Doubt("parked", "deal_contracted", N_("The deal has a contract already."))
    paper = _agrees(hearing.session.get_one(Quote, row.id))
    for line in paper.sheet.lines:
        if line.cost_id:
            require_covered(hearing, line.cost_id, kind=line.kind, nature=line.nature, worth=line.amount)
    chosen = paper.sheet.options
    require_offered(hearing, chosen, after["model_id"], after["vehicle_id"])
    without = after["list_price"] - options.total(chosen)
    if not hearing.saw_list_price({**after, "list_price": without, "colour": paper.car.colour}):
        raise Doubt("quarantined", "list_price", N_("The list price is not the one of this car."))
    if after["price"] <= 0 or all(
        discounts.needs_yes(hearing.session, deal, hearing.roles & SELLERS)
        for deal in gifts.as_seen(hearing, paper.sheet)
    ):
        raise Doubt("quarantined", "discount", N_("The quote is beyond the salesperson's limit."))


def _agrees(quote: Quote) -> ContractDocument:
    """The paper that the customer holds says what the row says."""
    rules.check_days(quote.quoted_on, quote.valid_until)
    try:
        paper = ContractDocument.from_dict(quote.document)
        amounts = (quote.list_price, quote.price, quote.payable)
        rules.check_paper(paper, no=quote.no, version=quote.version, amounts=amounts)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Doubt("quarantined", "malformed", N_("The quote's paper cannot be read.")) from error
    named = tuple(option.named(paper.language) for option in paper.sheet.options)
    if (
        quote.version < 1
        or paper.car.options != named
        or (paper.language, paper.drawn_on) != (quote.language, quote.quoted_on)
    ):
        raise Doubt("quarantined", "totals", N_("The quote's paper and its amounts do not agree."))
    return paper


@checks("deal")
def _deal(hearing: Hearing, row: Judged) -> None:
    """A quote opens a deal, and changes none."""
    if hearing.action is not QUOTE_GIVE:
        return
    quoted = any(each.after["deal_id"] == row.id for each in hearing.of("quote"))
    if row.before is not None or row.after["state"] != "quote" or not quoted:
        raise Doubt("quarantined", "deal", N_("A deal begins with its quote."))

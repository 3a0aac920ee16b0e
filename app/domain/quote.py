"""Quotes (报价单): versions of what a customer is offered, each with the day up to which it holds."""

from __future__ import annotations

from datetime import date, timedelta

from app.domain.contract_document import ContractDocument
from app.errors import UserError
from app.i18n import N_

USUAL_DAYS, MOST_DAYS = 7, 60


def usual_end(today: date) -> date:
    """How long a quote holds unless somebody says otherwise."""
    return today + timedelta(days=USUAL_DAYS)


def check_days(quoted_on: date, valid_until: date) -> None:
    """A quote holds from its day on, and not for ever."""
    if not quoted_on <= valid_until <= quoted_on + timedelta(days=MOST_DAYS):
        message = N_("A quote holds from today for at most {most} days.")
        raise UserError("quote_days", message, field="valid_until", most=MOST_DAYS)


def is_expired(valid_until: date, today: date) -> bool:
    """Whether its last day has gone by."""
    return valid_until < today


def refuse_expired(no: str, valid_until: date, today: date) -> None:
    """What has run out is offered anew, at the prices of the day."""
    if is_expired(valid_until, today):
        message = N_("Quote {no} was valid until {day}. Give out a new version.")
        raise UserError("quote_expired", message, field="quote", no=no, day=valid_until.isoformat())


def check_paper(paper: ContractDocument, *, no: str, version: int, amounts: tuple[int, int, int]) -> None:
    """The paper says what the quote's row says; `amounts` are list price, price and what is payable."""
    sheet = paper.sheet
    said = (paper.no, paper.version, sheet.list_price, sheet.price, sheet.payable)
    if said != (no, version, *amounts) or any(line.amount < 0 for line in sheet.lines):
        raise UserError("totals", N_("The quote's paper and its amounts do not agree."))

"""Verbs of quotes."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from app.cli.call import Answer, Call
from app.cli.contracts import options_of
from app.domain import quote as rules
from app.domain.money import plain_amount
from app.i18n import tr
from app.queries import quotes as query
from app.services import quotes
from app.services.deals import parse_date

if TYPE_CHECKING:
    from app.queries.quotes import QuoteRow
    from app.workplace import Workplace


def quote_(call: Call) -> Answer:
    """give, list, show, pdf, contract."""
    verbs = {"give": _give, "list": _list, "show": _show, "pdf": _pdf, "contract": _contract}
    with closing(call.sign_in()) as workplace:
        workplace.require_customers()
        return verbs[call.arguments.what](call, workplace)


def _give(call: Call, workplace: Workplace) -> Answer:
    from app.cli.customers import warn_of_known
    from app.cli.selling import order

    asked = call.arguments
    until = parse_date(asked.valid_until or "", field="valid_until") or rules.usual_end(
        workplace.clock.today()
    )
    wanted = order(asked, call.document_language)
    warn_of_known(workplace, wanted.customer)
    return _said(workplace, quotes.give(workplace.unit_of_work(), wanted, valid_until=until))


def _list(call: Call, workplace: Workplace) -> Answer:
    with workplace.reading() as session:
        rows = query.list_quotes(session, deal=call.arguments.deal)
    lines = [f"{row.no}  {row.version:>2}  {row.valid_until}  {row.customer}  {row.model}" for row in rows]
    return Answer({"quotes": [_shown(row, workplace) for row in rows]}, "\n".join(lines) or tr("No quotes."))


def _show(call: Call, workplace: Workplace) -> Answer:
    return _said(workplace, call.arguments.no)


def _pdf(call: Call, workplace: Workplace) -> Answer:
    from app.cli.files import write_file

    asked = call.arguments
    with workplace.reading() as session:
        pdf = quotes.paper(session, asked.no)
    write_file(call, asked.out, pdf)
    return Answer({"quote": asked.no, "file": str(asked.out)}, str(asked.out))


def _contract(call: Call, workplace: Workplace) -> Answer:
    with workplace.reading() as session:
        deal, no = quotes.convert(workplace.unit_of_work(), session, no=call.arguments.no)
    return Answer({"deal": deal, "contract": no}, tr("Deal {deal}, contract {no}").format(deal=deal, no=no))


def _said(workplace: Workplace, no: str) -> Answer:
    with workplace.reading() as session:
        quotes.find(session, no)  # says that there is none
        (row,) = query.list_quotes(session, no=no)
    values = _shown(row, workplace)
    return Answer(
        values, "\n".join(f"{name}: {value}" for name, value in values.items() if value is not None)
    )


def _shown(row: QuoteRow, workplace: Workplace) -> dict[str, Any]:
    """A quote as scripts read it."""
    amounts = {name: plain_amount(getattr(row, name)) for name in ("list_price", "price", "payable")}
    names = (
        "deal",
        "version",
        "customer",
        "model",
        "vin",
        "quoted_on",
        "valid_until",
        "language",
        "contract",
    )
    expired = row.valid_until < workplace.clock.today().isoformat()
    shown = {"quote": row.no, **{name: getattr(row, name) for name in names}, **amounts}
    return {**shown, "options": options_of(row.options), "expired": expired}

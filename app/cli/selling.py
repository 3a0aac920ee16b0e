"""`sell`: the counter flow in one action."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.cli.call import Answer, Call
from app.cli.customers import fields_of, pairs, warn_of_known
from app.domain import handover
from app.domain.money import parse_amount
from app.domain.permissions import SELL
from app.domain.vin import normalise_vin
from app.errors import EXIT_DONE, EXIT_WAITS, UsageError, UserError
from app.i18n import N_, tr
from app.ids import vehicle_id
from app.services import contracts, papers
from app.services.deals import parse_date

if TYPE_CHECKING:
    import argparse
    from datetime import date


_LAPSED = N_(
    "Your sign-in has lapsed, so the order is provisional. Set this computer's clock if it is wrong, else sign in "
    "online: showroom login"
)
_STATES = {"confirmed": N_("confirmed"), "provisional": N_("provisional")}


def sell_(call: Call) -> Answer:
    """Sell a car: confirmed with its lease in hand, else a provisional order."""
    asked = call.arguments
    with closing(call.sign_in()) as workplace:
        uow = workplace.unit_of_work()
        uow.require(SELL)
        workplace.require_clock()
        wanted = _promised(order(asked, call.document_language), workplace.clock.today())
        warn_of_known(workplace, wanted.customer)
        deposit = _deposit(asked)
        car = vehicle_id(wanted.vin) if wanted.vin else None
        papers.load_ahead()  # not while other verbs in this folder wait for the sale
        leased = workplace.try_lease(car)
        try:
            sold = contracts.sell(uow, wanted, workplace.signing(deposit, approver(call), why(call)))
        except UserError:
            if leased and car:
                workplace.give_back(car)
            raise
        if not workplace.may_confirm:
            print(tr(_LAPSED), file=sys.stderr)
    state = "confirmed" if sold.confirmed else "provisional"
    values = {"deal": sold.deal_no, "contract": sold.contract_no, "receipt": sold.receipt_no, "state": state}
    text = tr("Deal {deal}, contract {contract}, receipt {receipt}: {state}").format(
        **{**values, "state": tr(_STATES[state])}
    )
    return Answer(values, text, EXIT_DONE if sold.confirmed else EXIT_WAITS)


def _promised(wanted: contracts.Order, today: date) -> contracts.Order:
    """A script need not name a day for a car that is still to come; at the desk a person is asked for one."""
    if wanted.vin is not None or wanted.delivery_date is not None:
        return wanted
    return replace(wanted, delivery_date=today + handover.PROMISED_WITHIN)


def order(asked: argparse.Namespace, language: str) -> contracts.Order:
    """The order that the arguments describe."""
    if asked.vin is not None and not asked.vin.strip():
        raise UsageError("vin_missing", N_("Name the car with --vin."), field="vin")
    text = asked.customer.strip()
    customer: str | dict[str, Any] = fields_of(text) if text.startswith("{") else text
    return contracts.Order(
        customer=customer,
        price=parse_amount(asked.price, field="price"),
        vin=normalise_vin(asked.vin) if asked.vin else None,
        model=getattr(asked, "model", None),
        colour=getattr(asked, "colour", None),
        options=tuple(getattr(asked, "option", ())),
        lines=(*add_ons(asked), *gifts(asked), *collected(asked)),
        delivery_date=parse_date(asked.delivery_date or ""),
        delivery_place=asked.delivery_place,
        language=language,
        deal=getattr(asked, "deal", None),
    )


def add_ons(asked: argparse.Namespace) -> tuple[contracts.Line, ...]:
    """The lines of `--add-on`, `--warranty` and `--service NAME=AMOUNT/COST`: our price, and what it costs us."""
    return tuple(
        _line(name, said, kind, kind=kind)
        for kind in ("add_on", "warranty", "service")
        for name, said in _named(getattr(asked, kind))
    )


def gifts(asked: argparse.Namespace) -> tuple[contracts.Line, ...]:
    """The lines of `--gift NAME=WORTH/COST`: what it is worth to the customer, and what it costs us."""
    named = _named(asked.gift)
    return tuple(_line(name, said, "gift", nature="gift") for name, said in named)


def collected(asked: argparse.Namespace) -> tuple[contracts.Line, ...]:
    """The lines of `--collected NAME=PAYEE=AMOUNT/PASSED_ON`: what goes through our till, and what we pay on of it."""
    made = []
    for name, said in _named(asked.collected):
        ((payee, amounts),) = _named([said])
        kind = name if name in ("insurance", "plates") else "add_on"
        made.append(_line(name, amounts, "collected", kind=kind, payee=payee))
    return tuple(made)


def _line(name: str, amounts: str, field: str, **more: str) -> contracts.Line:
    """`AMOUNT/COST`; the cost may be left out."""
    amount, _, cost = amounts.partition("/")
    known = parse_amount(cost, field=field) if cost else None
    return contracts.Line(name, parse_amount(amount, field=field), cost=known, **more)


def _named(given: list[str]) -> list[tuple[str, str]]:
    """One by one: two may have one name."""
    return [pair for each in given for pair in pairs([each]).items()]


def why(call: Call) -> tuple[str, str] | None:
    """The reason that `--why` names, with words of its own."""
    asked = call.arguments
    return (asked.why, asked.why_note) if asked.why else None


def _deposit(asked: argparse.Namespace) -> contracts.Deposit | None:
    if asked.deposit is None:
        if asked.method is not None or asked.reference is not None:
            message = N_("--method and --reference belong to a deposit. Say how much, with --deposit.")
            raise UsageError("deposit_missing", message, field="deposit")
        return None
    if asked.method is None:
        raise UsageError("method_missing", N_("A deposit needs --method."), field="method")
    return contracts.Deposit(parse_amount(asked.deposit, field="deposit"), asked.method, asked.reference)


def approver(call: Call) -> tuple[str, str] | None:
    """Who consents to what the caller may not decide alone, with their own password."""
    if call.arguments.approver is None:
        return None
    return call.arguments.approver, call.approver_password

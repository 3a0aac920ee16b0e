"""Verbs of loans: what one costs a month, and its schedule on paper."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from app.cli.call import Answer, Call
from app.domain import finance
from app.domain.finance import Loan, Method, Payer, Plan
from app.domain.money import parse_amount, plain_amount
from app.errors import UsageError, UserError
from app.i18n import N_, tr

if TYPE_CHECKING:
    import argparse

    from app.workplace import Workplace


def loan_(call: Call) -> Answer:
    """quote; plans; and those of applications."""
    if call.arguments.what == "plans":
        from app.cli import loan_plans

        return loan_plans.run(call)
    if call.arguments.what != "quote":
        from app.cli import loan_applications

        return loan_applications.run(call)
    with closing(call.sign_in()) as workplace:
        return _quote(call, workplace)


def _quote(call: Call, workplace: Workplace) -> Answer:
    asked = call.arguments
    price = parse_amount(asked.price, field="price") if asked.price else None
    made = finance.plan(_loan(asked, price))
    if asked.out is not None:
        from app.cli.files import write_file
        from app.gateways.desk_papers import DeskPapers

        pdf = DeskPapers(workplace).schedule(made, language=call.document_language)
        write_file(call, asked.out, pdf)
    values = {**_values(made, price), "file": str(asked.out) if asked.out else None}
    lines = [f"{each.month:>3}  {plain_amount(each.payment):>14}" for each in made.schedule]
    head = tr("Loan {loan}, {months} months, {monthly} a month at first, {interest} interest in all")
    return Answer(values, "\n".join([head.format(**{**values, "months": made.agreed.months}), *lines]))


def _loan(asked: argparse.Namespace, price: int | None) -> Loan:
    """What the arguments describe; `--monthly` looks for the loan, and with it for the down payment."""
    terms = Loan(
        0, asked.months, _rate(asked.rate, "rate"), Method(asked.repay),
        buyer_rate_bp=_rate(asked.buyer_rate, "buyer_rate"), payer=Payer(asked.payer),
    )  # fmt: skip
    balloon = parse_amount(asked.balloon, field="balloon") if asked.balloon else 0
    if asked.monthly:
        monthly = parse_amount(asked.monthly, field="monthly")
        amount = finance.loan_for(
            monthly, lambda loan: replace(terms, amount=loan, balloon=min(balloon, loan))
        )
        amount = amount if price is None else min(amount, price)
    elif asked.loan:
        amount = parse_amount(asked.loan, field="loan")
    elif price is not None:
        down = parse_amount(asked.down, field="down") if asked.down else 0
        amount = price - down
    else:
        raise UsageError(
            "loan_missing", N_("Say how much: --loan, --monthly, or --price and --down."), field="loan"
        )
    return replace(terms, amount=amount, balloon=balloon)


def _rate(text: str, field: str) -> int:
    """A rate in per cent, as basis points."""
    try:
        points = Decimal(text.strip().rstrip("%")) * 100
        if points == points.to_integral_value():
            return int(points)
    except InvalidOperation:
        pass
    message = N_("“{given}” is no rate. Write it in per cent, as 2.99.")
    raise UserError("rate_invalid", message, field=field, given=text)


def _values(made: Plan, price: int | None) -> dict[str, Any]:
    agreed = made.agreed
    return {
        "loan": plain_amount(agreed.amount), "months": agreed.months, "rate_bp": agreed.rate_bp,
        "method": agreed.method.value, "monthly": plain_amount(made.first),
        "last": plain_amount(made.schedule[-1].payment), "interest": plain_amount(made.interest),
        "total": plain_amount(made.total), "balloon": plain_amount(agreed.balloon),
        "subsidy": plain_amount(made.subsidy),
        "payer": agreed.payer.value if agreed.method is Method.SUBSIDISED else None,
        "down": None if price is None else plain_amount(price - agreed.amount),
        "schedule": [
            {"month": each.month, "payment": plain_amount(each.payment), "interest": plain_amount(each.interest),
             "principal": plain_amount(each.principal), "left": plain_amount(each.left)}
            for each in made.schedule
        ],
    }  # fmt: skip

"""The plans that the desk shows side by side: in full, a bank's, the maker's. The dealership says what they are.

The setting `loan.plans` names terms with the day from which they hold; of one plan the newest that has begun counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.domain import finance
from app.domain.finance import Loan, Method, Payer
from app.domain.loan import read_rate
from app.errors import UserError
from app.i18n import N_

SETTING = "loan.plans"
ROUND_TO = 1_000_000
"""Proposed loans are whole tens of thousands of yuan."""
_SAMPLE = 1_000_000
MOST, LONGEST = 200, 60
"""So many terms are kept, and so long is a lender's name."""


@dataclass(frozen=True)
class Offer:
    """A lender's terms. `share_bp`: which part of the car's price the loan covers unless told otherwise;
    `balloon_bp`: which part of the loan is left for the last instalment."""

    key: str
    name: str
    lender: str = ""
    months: int = 0
    rate_bp: int = 0
    method: Method = Method.EQUAL_INSTALMENT
    share_bp: int = 0
    balloon_bp: int = 0
    buyer_rate_bp: int = 0
    payer: Payer = Payer.MAKER

    def proposed(self, price: int) -> int:
        """How much it lends for a car of this price, unless told otherwise."""
        return price * self.share_bp // 10_000 // ROUND_TO * ROUND_TO

    def loan(self, amount: int) -> Loan:
        """A loan of so much on these terms."""
        balloon = amount * self.balloon_bp // 10_000 if self.method is Method.BALLOON else 0
        return Loan(amount, self.months, self.rate_bp, self.method, balloon, self.buyer_rate_bp, self.payer)


OFFERS: tuple[Offer, ...] = (
    Offer("full", N_("In full")),
    Offer("bank", N_("Bank {months} mo."), N_("Bank"), 36, 299, share_bp=5_800),
    Offer(
        "maker", N_("Maker {months} mo."), N_("Maker's finance company"), 24, 450, Method.SUBSIDISED, 4_700
    ),
)  # fmt: skip
"""Those of a dealership that has said nothing else."""
QUOTED_BY = "bank"
"""The plan that a monthly amount is quoted by before anyone has chosen one, in Models as at the desk."""
USUAL = next(offer for offer in OFFERS if offer.key == QUOTED_BY)
KEYS = tuple(offer.key for offer in OFFERS if offer.months)


def newest_first(value: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The terms that were ever said, the last to begin first."""
    return sorted(value, key=lambda each: (str(each["from"]), str(each["plan"])), reverse=True)


def read(given: Mapping[str, Any]) -> dict[str, Any]:
    """Terms as somebody typed them, as they are kept; a `UserError` names the field that is wrong."""
    made = _terms(given)
    finance.check(offer_of(made).loan(_SAMPLE))
    return made


def check(value: Any) -> None:
    """Refuse what no program of ours wrote."""
    try:
        good = isinstance(value, list) and len(value) <= MOST and all(_is_kept(each) for each in value)
    except (TypeError, ValueError, KeyError, AttributeError, UserError):
        good = False
    if not good:
        raise UserError("plans_invalid", N_("These are no terms of loans."), field="plan")


def _is_kept(terms: Mapping[str, Any]) -> bool:
    """Whether these are terms just as `read` makes them."""
    shares = {name: Decimal(terms[f"{name}_bp"]) / 100 for name in ("rate", "share", "balloon", "buyer_rate")}
    numbers = (terms["months"], *(terms[f"{name}_bp"] for name in shares))
    whole = all(type(number) is int for number in numbers) and len(terms["lender"]) <= LONGEST
    return whole and read({**terms, **shares}) == terms


def parse(text: str) -> list[dict[str, Any]]:
    """The setting as somebody typed it; a `ValueError` or `KeyError` says that it is none.

    `[{"plan": "bank", "from": "2026-12-01", "lender": "…", "months": 36, "rate": "2.99", "share": "58"}]`; also
    `method`, `balloon` (a share of the loan), `buyer_rate` and `payer`.
    """
    try:
        made = [read(each) for each in json.loads(text)]
    except (TypeError, AttributeError, ArithmeticError, UserError) as error:
        raise ValueError(text) from error
    return made


def in_force(value: Iterable[Mapping[str, Any]], on: date) -> tuple[Offer, ...]:
    """The plans of a day: the program's own, where the setting says nothing."""
    begun = sorted(
        (each for each in value if each["from"] <= on.isoformat()), key=lambda each: str(each["from"])
    )
    newest = {each["plan"]: offer_of(each) for each in begun}
    return tuple(newest.get(offer.key, offer) for offer in OFFERS)


def _terms(given: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept, in whole numbers."""
    if given["plan"] not in KEYS or type(given["months"]) is not int:
        raise ValueError(given)
    if not given["lender"].strip():
        raise UserError("lender_missing", N_("Name the lender."), field="lender")
    buyer_rate = read_rate(str(given.get("buyer_rate", 0)), field="buyer_rate")
    return {
        "plan": given["plan"], "from": date.fromisoformat(given["from"]).isoformat(),
        "lender": given["lender"].strip(), "months": given["months"], "rate_bp": read_rate(str(given["rate"])),
        "method": Method(given.get("method", Method.EQUAL_INSTALMENT)).value,
        "share_bp": _share(given["share"], "share"), "balloon_bp": _share(given.get("balloon", 0), "balloon"),
        "buyer_rate_bp": buyer_rate, "payer": Payer(given.get("payer", Payer.MAKER)).value,
    }  # fmt: skip


def _share(given: Any, field: str) -> int:
    try:
        share = Decimal(str(given).strip().rstrip("%％")) * 100
    except InvalidOperation:
        share = Decimal(-1)
    if share != share.to_integral_value() or not 0 <= share <= 10_000:
        message = N_("A share lies between 0 and 100 %, with two places at most.")
        raise UserError("share_invalid", message, field=field)
    return int(share)


def offer_of(terms: Mapping[str, Any]) -> Offer:
    """The plan on these terms."""
    known = next(offer for offer in OFFERS if offer.key == terms["plan"])
    values = {name: value for name, value in terms.items() if name not in ("plan", "from", "method", "payer")}
    return replace(known, method=Method(terms["method"]), payer=Payer(terms["payer"]), **values)

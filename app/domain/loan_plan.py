"""The plans that the desk shows side by side: in full, a bank's, the maker's. The dealership says what they are.

The setting `loan.plans` names terms with the day from which they hold; of one plan the newest that has begun counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain import finance
from app.domain.finance import Loan, Method, Payer
from app.domain.loan import read_rate
from app.errors import UserError
from app.i18n import N_

SETTING = "loan.plans"
_SAMPLE = 1_000_000


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
_KEYS = tuple(offer.key for offer in OFFERS if offer.months)


def parse(text: str) -> list[dict[str, Any]]:
    """The setting as somebody typed it; a `ValueError` or `KeyError` says that it is none.

    `[{"plan": "bank", "from": "2026-12-01", "lender": "…", "months": 36, "rate": "2.99", "share": "58"}]`; also
    `method`, `balloon` (a share of the loan), `buyer_rate` and `payer`.
    """
    try:
        made = [_terms(each) for each in json.loads(text)]
        for each in made:
            finance.check(_offer(each).loan(_SAMPLE))
    except (TypeError, AttributeError, ArithmeticError, UserError) as error:
        raise ValueError(text) from error
    return made


def in_force(value: Iterable[Mapping[str, Any]], on: date) -> tuple[Offer, ...]:
    """The plans of a day: the program's own, where the setting says nothing."""
    begun = sorted(
        (each for each in value if each["from"] <= on.isoformat()), key=lambda each: str(each["from"])
    )
    newest = {each["plan"]: _offer(each) for each in begun}
    return tuple(newest.get(offer.key, offer) for offer in OFFERS)


def _terms(given: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept, in whole numbers."""
    if given["plan"] not in _KEYS or not given["lender"].strip() or type(given["months"]) is not int:
        raise ValueError(given)
    return {
        "plan": given["plan"], "from": date.fromisoformat(given["from"]).isoformat(),
        "lender": given["lender"].strip(), "months": given["months"], "rate_bp": read_rate(str(given["rate"])),
        "method": Method(given.get("method", Method.EQUAL_INSTALMENT)).value, "share_bp": _share(given["share"]),
        "balloon_bp": _share(given.get("balloon", 0)), "buyer_rate_bp": read_rate(str(given.get("buyer_rate", 0))),
        "payer": Payer(given.get("payer", Payer.MAKER)).value,
    }  # fmt: skip


def _share(given: Any) -> int:
    share = Decimal(str(given)) * 100
    if share != share.to_integral_value() or not 0 <= share <= 10_000:
        raise ValueError(given)
    return int(share)


def _offer(terms: Mapping[str, Any]) -> Offer:
    known = next(offer for offer in OFFERS if offer.key == terms["plan"])
    values = {name: value for name, value in terms.items() if name not in ("plan", "from", "method", "payer")}
    return replace(known, method=Method(terms["method"]), payer=Payer(terms["payer"]), **values)

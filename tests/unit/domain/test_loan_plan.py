"""F1: the plans side by side, as the dealership types them, each from its day."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from app.domain import loan_plan
from app.domain.finance import Method
from app.domain.loan_plan import OFFERS
from app.errors import UserError

BANK: dict[str, Any] = {
    "plan": "bank", "from": "2026-12-01", "lender": "工商银行", "months": 48, "rate": "3.25", "share": "60",
}  # fmt: skip


def typed(**values: Any) -> str:
    return json.dumps([BANK | values])


def test_of_one_plan_the_newest_that_has_begun_counts_and_the_others_stay() -> None:
    later = BANK | {"from": "2027-01-01", "months": 60, "method": "balloon", "balloon": "30"}
    value = loan_plan.parse(json.dumps([later, BANK]))
    assert loan_plan.in_force(value, date(2026, 11, 30)) == OFFERS
    full, bank, maker = loan_plan.in_force(value, date(2026, 12, 31))
    assert (full, maker) == (OFFERS[0], OFFERS[2])
    assert (bank.lender, bank.months, bank.rate_bp, bank.share_bp) == ("工商银行", 48, 325, 6_000)
    bank = loan_plan.in_force(value, date(2027, 1, 1))[1]
    assert (bank.months, bank.method, bank.loan(100_000).balloon) == (60, Method.BALLOON, 30_000)


@pytest.mark.parametrize(
    "text",
    [
        "{", "7", "[7]", typed(plan="full"), typed(plan="other"), typed(months=121), typed(months="48"), typed(rate="37"),
        typed(lender=" "), typed(share="101"), typed(share="dear"), typed(method="never"), typed(payer="nobody"),
        typed(buyer_rate="4"), typed(method="balloon", balloon="100"), typed(**{"from": "soon"}),
        json.dumps([{"plan": "bank"}]),
    ],
)  # fmt: skip
def test_what_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        loan_plan.parse(text)


def kept(**values: Any) -> dict[str, Any]:
    """Terms as the setting holds them."""
    return loan_plan.read(BANK) | values


def test_what_was_read_is_what_is_kept() -> None:
    loan_plan.check([])
    loan_plan.check([kept(), loan_plan.read(BANK | {"method": "balloon", "balloon": "30", "rate": "2.99"})])


@pytest.mark.parametrize(
    "value",
    [
        {}, 7, None, "bank", ["bank"], [[]], [kept(plan="full")], [kept(months="36")], [kept(months=500)],
        [kept(months=True)], [kept(rate_bp=2.5)], [kept(rate_bp=-1)], [kept(share_bp=10_001)], [kept(lender=" ")],
        [kept(lender=" x")], [kept(lender="x" * 61)], [kept(method="never")], [kept(payer=None)], [kept(cost=1)],
        [kept(**{"from": "2026-13-01"})], [kept(**{"from": "20261201"})], [kept(method="balloon", balloon_bp=10_000)],
        [kept()] * 201,
    ],
)  # fmt: skip
def test_what_no_program_of_ours_wrote_is_refused(value: Any) -> None:
    with pytest.raises(UserError):
        loan_plan.check(value)


@pytest.mark.parametrize(
    ("field", "text"),
    [("lender", ""), ("rate", "dear"), ("share", "much"), ("share", "1.001"), ("balloon", "-1")],
)
def test_what_is_typed_wrongly_names_its_field(field: str, text: str) -> None:
    with pytest.raises(UserError) as told:
        loan_plan.read(BANK | {field: text})
    assert told.value.field == field

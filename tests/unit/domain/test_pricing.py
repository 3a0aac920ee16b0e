from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import pricing
from app.domain.pricing import Nature, PriceLine, PriceSheet
from app.errors import UserError

SALES, MANAGER = 300, 800


@pytest.mark.parametrize(
    ("price", "limit", "must_ask"),
    [
        (97_000, SALES, False),
        (96_999, SALES, True),
        (96_999, MANAGER, False),
        (91_999, MANAGER, True),
        (120_000, 0, False),
        (99_999, 0, True),
    ],
)
def test_who_must_ask(price: int, limit: int, must_ask: bool) -> None:
    assert pricing.needs_approval(100_000, price, limit_bp=limit) is must_ask


def test_without_a_list_price_one_must_ask() -> None:
    assert pricing.needs_approval(0, 100_000, limit_bp=MANAGER)


def test_the_widest_role_counts_and_strangers_may_nothing() -> None:
    assert pricing.limit_of(["sales", "manager"]) == MANAGER
    assert pricing.limit_of(["stock"]) == 0
    assert pricing.limit_of([]) == 0
    assert pricing.limit_of(["sales"], {"sales": 500}) == 500


@given(st.integers(1, 10**10 - 1), st.integers(0, 2_000))
def test_the_floor_is_the_lowest_price_within_the_limit(list_price: int, limit: int) -> None:
    floor = pricing.floor_price(list_price, limit)
    assert not pricing.needs_approval(list_price, floor, limit_bp=limit)
    assert pricing.needs_approval(list_price, floor - 1, limit_bp=limit)


SHEET = PriceSheet(
    list_price=26_980_000,
    price=25_980_000,
    lines=(
        PriceLine("add_on", "floor mats", 268_000),
        PriceLine("purchase_tax", "purchase tax", 1_149_558, "tax office", Nature.MANDATORY),
        PriceLine("insurance", "insurance", 734_000, "insurer", Nature.MANDATORY, collected_for_others=False),
        PriceLine("plates", "plate deposit", 100_000, nature=Nature.REFUNDABLE),
        PriceLine("gift", "dash cam", 50_000, nature=Nature.GIFT),
        PriceLine("trade_in", "a used car", 6_800_000),
    ),
)


def test_totals_tell_apart_what_it_costs_and_what_is_paid_to_us() -> None:
    assert SHEET.discount == 1_000_000
    assert SHEET.on_the_road == 25_980_000 + 268_000 + 1_149_558 + 734_000 + 100_000
    assert SHEET.own_lines == 368_000
    assert SHEET.collected == 1_149_558  # the insurer is paid directly
    assert SHEET.payable == 25_980_000 + 368_000 + 1_149_558 - 6_800_000
    assert SHEET.balance(2_000_000) == SHEET.payable - 2_000_000


def test_a_gift_shows_its_worth_and_costs_nothing() -> None:
    gift = next(line for line in SHEET.lines if line.kind == "gift")
    assert (gift.amount, gift.charged) == (50_000, 0)


def test_a_car_is_not_sold_for_nothing() -> None:
    with pytest.raises(UserError):
        pricing.check_price(0)

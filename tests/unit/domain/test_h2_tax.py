from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import energy, tax
from app.errors import UserError
from app.i18n import speaking

PRICE = 35_980_000


@pytest.mark.parametrize(
    ("runs_on", "on", "amount", "rule"),
    [
        ("bev", date(2026, 1, 1), 1_684_071, "cn-nev-2026"),
        ("erev", date(2027, 12, 31), 1_684_071, "cn-nev-2026"),
        ("phev", date(2025, 12, 31), 184_071, "cn-nev-2024"),
        ("fcev", date(2023, 12, 31), 0, "cn-nev-exempt"),
        ("bev", date(2028, 1, 1), 3_184_071, "cn-standard"),
        ("petrol", date(2026, 11, 22), 3_184_071, "cn-standard"),
        ("diesel", date(2024, 5, 1), 3_184_071, "cn-standard"),
        ("hev", date(2026, 11, 22), 3_184_071, "cn-standard"),
    ],
)
def test_the_rule_of_the_day_decides(runs_on: str, on: date, amount: int, rule: str) -> None:
    found = tax.purchase_tax(PRICE, new_energy=energy.shipped()[runs_on].new_energy, on=on)
    assert (found.amount, found.rule.id) == (amount, rule)
    assert found.full - found.relief == found.amount


def test_below_the_cap_half_is_half() -> None:
    found = tax.purchase_tax(11_300_000, new_energy=True, on=date(2026, 6, 1))
    assert (found.full, found.relief, found.amount) == (1_000_000, 500_000, 500_000)


@pytest.mark.parametrize(
    ("price", "amount"), [(9_890_000, 437_611), (6_980_000, 308_850), (26_880_000, 1_189_381)]
)
def test_only_what_is_paid_is_rounded(price: int, amount: int) -> None:
    """98,900 ÷ 1.13 × 10 % ÷ 2 = 4,376.106…; half of the rounded 8,752.21 would be a fen less."""
    found = tax.purchase_tax(price, new_energy=True, on=date(2026, 6, 1))
    assert (found.amount, found.full - found.relief) == (amount, amount)


def test_the_rule_can_be_shown_in_both_languages() -> None:
    rule = tax.purchase_tax(PRICE, new_energy=True, on=date(2026, 6, 1)).rule
    assert tax.find_rule(rule.id) is rule
    with speaking("zh_CN"):
        assert "减半" in rule.name
    with speaking("en"):
        assert "half" in rule.name
    assert all(set(each.names) == {"zh_CN", "en"} for each in tax.RULES)


def test_before_the_first_rule_nothing_is_invented() -> None:
    with pytest.raises(UserError) as refusal:
        tax.purchase_tax(PRICE, new_energy=False, on=date(2019, 6, 30))
    assert refusal.value.code == "tax_rule_missing"


@given(
    st.integers(1, 9_999_999_999),
    st.booleans(),
    st.dates(date(2019, 7, 1), date(2040, 1, 1)),
)
def test_tax_is_never_negative_nor_above_the_full_rate(price: int, new_energy: bool, on: date) -> None:
    found = tax.purchase_tax(price, new_energy=new_energy, on=on)
    assert 0 <= found.amount <= found.full
    assert abs(found.full - price * 10 / 113) <= 0.5 + 1e-6

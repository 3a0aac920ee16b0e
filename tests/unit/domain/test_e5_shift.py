"""E5: what should be in the till, against what was counted."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.shift import METHODS, Movement, Perpetual, check_closing, check_opening, differences, lines_of
from app.errors import UserError

DAY = (
    Movement("cash", "deposit", 500_000), Movement("cash", "refund", -200_000), Movement("card", "balance", 8_000_000),
    Movement("card", "void", -8_000_000), Movement("wechat", "prepayment", 300_000),
    Movement("wechat", "conversion", -300_000), Movement("wechat", "deposit", 300_000),
    Movement("transfer", "compensation", -500_000),
)  # fmt: skip
COUNTED = {"cash": 500_000, "card": 0, "transfer": 0, "wechat": 300_000, "alipay": 0}


def test_expected_is_opening_and_received_without_what_went_back() -> None:
    shown = {
        line.method: (line.opening, line.received, line.given_back, line.expected)
        for line in lines_of(200_000, DAY)
    }
    assert shown == {
        "cash": (200_000, 500_000, 200_000, 500_000), "card": (0, 8_000_000, 8_000_000, 0),
        "transfer": (0, 0, 500_000, -500_000), "wechat": (0, 300_000, 0, 300_000), "alipay": (0, 0, 0, 0),
    }  # fmt: skip


def test_a_difference_needs_a_reason_also_when_two_of_them_cancel_out() -> None:
    lines = lines_of(200_000, DAY)
    assert differences(lines, COUNTED) == {"transfer": 500_000}
    crossed = {**COUNTED, "transfer": -500_000 + 500_000, "card": 100}
    with pytest.raises(UserError, match="difference_reason"):
        check_closing(lines, crossed, " ")
    check_closing(lines, crossed, "银行明天扣款")


@pytest.mark.parametrize(
    "counted", [None, [], {}, {"cash": 1}, dict.fromkeys(METHODS, -1), dict.fromkeys(METHODS, "1")]
)
def test_every_method_is_counted(counted: Any) -> None:
    with pytest.raises(UserError, match="counted_missing"):
        check_closing(lines_of(0, ()), counted, "x")


def test_more_goes_back_by_an_account_than_came_but_never_out_of_an_empty_drawer() -> None:
    back = (Movement("wechat", "refund", -2_000_000), Movement("cash", "payment", 100))
    counted = dict.fromkeys(METHODS, 0) | {"cash": 100, "wechat": -2_000_000}
    check_closing(lines_of(0, back), counted, "")
    with pytest.raises(UserError, match="counted_missing"):
        check_closing(lines_of(0, back), {**counted, "cash": -100}, "x")


def test_perpetual_totals_only_grow() -> None:
    once = Perpetual().after(lines_of(200_000, DAY))
    assert once == Perpetual(8_800_000, 8_700_000)
    assert once.after(lines_of(0, ())) == once
    assert once.after(lines_of(9, DAY)) == Perpetual(17_600_000, 17_400_000)


def test_a_drawer_does_not_begin_below_zero() -> None:
    check_opening(0)
    with pytest.raises(UserError, match="opening_cash"):
        check_opening(-1)

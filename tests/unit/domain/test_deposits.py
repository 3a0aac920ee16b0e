from __future__ import annotations

import pytest

from app.domain import deposits
from app.domain.deposits import DepositKind
from app.errors import UserError


def test_a_fifth_of_the_price_is_the_most() -> None:
    deposits.check_deposit(5_196_000, price=25_980_000, kind=DepositKind.DEPOSIT)
    with pytest.raises(UserError) as refusal:
        deposits.check_deposit(5_196_001, price=25_980_000, kind=DepositKind.DEPOSIT)
    assert refusal.value.code == "deposit_above_cap"
    assert refusal.value.message == "Deposit is above 20 %. The most is ¥51,960.00."


def test_the_cap_rounds_down() -> None:
    assert deposits.deposit_cap(104) == 20


def test_a_refundable_prepayment_may_be_more_but_not_above_the_price() -> None:
    deposits.check_deposit(6_000_000, price=25_980_000, kind=DepositKind.PREPAYMENT)
    with pytest.raises(UserError) as refusal:
        deposits.check_deposit(25_980_001, price=25_980_000, kind=DepositKind.PREPAYMENT)
    assert refusal.value.code == "deposit_above_price"


@pytest.mark.parametrize("amount", [0, -1])
def test_no_deposit_of_nothing(amount: int) -> None:
    with pytest.raises(UserError) as refusal:
        deposits.check_deposit(amount, price=100, kind=DepositKind.PREPAYMENT)
    assert refusal.value.code == "deposit_invalid"


def test_before_the_car_is_certain_money_stays_refundable() -> None:
    assert deposits.kind_for(provisional=True) is DepositKind.PREPAYMENT
    assert deposits.kind_for(provisional=False) is DepositKind.DEPOSIT

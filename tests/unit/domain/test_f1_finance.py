from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import finance
from app.domain.finance import Loan, Method, Payer
from app.errors import UserError

loans = st.integers(100_000, 200_000_000)
months = st.integers(1, 60)
rates = st.integers(0, 2_400)
shares = st.integers(0, 9_900)


def _loan(amount: int, n: int, rate: int, method: Method, share: int = 0) -> Loan:
    balloon = amount * share // 10_000 if method is Method.BALLOON else 0
    buyer = rate * share // 10_000 if method is Method.SUBSIDISED else 0
    return Loan(amount, n, rate, method, balloon, buyer)


@given(loans, months, rates, st.sampled_from(Method), shares)
def test_schedules_add_up_to_the_fen(loan: int, n: int, rate: int, method: Method, share: int) -> None:
    plan = finance.plan(_loan(loan, n, rate, method, share))
    assert len(plan.schedule) == n
    assert sum(row.principal for row in plan.schedule) == loan
    assert plan.schedule[-1].left == 0
    assert plan.total == loan + plan.interest
    assert all(row.payment == row.principal + row.interest for row in plan.schedule)
    assert all(row.interest >= 0 and row.principal >= 0 for row in plan.schedule)


@given(loans, st.integers(2, 60), rates)
def test_equal_instalments_are_equal_but_for_the_last_one_which_takes_the_rounding(
    loan: int, n: int, rate: int
) -> None:
    plan = finance.plan(Loan(loan, n, rate))
    payments = [row.payment for row in plan.schedule]
    assert len(set(payments[:-1])) == 1
    assert abs(payments[-1] - payments[0]) <= 2 * n


@given(loans, st.integers(2, 60), st.integers(1, 2_400))
def test_equal_principal_falls_and_costs_less_interest(loan: int, n: int, rate: int) -> None:
    falling = finance.plan(Loan(loan, n, rate, Method.EQUAL_PRINCIPAL))
    even = finance.plan(Loan(loan, n, rate))
    assert falling.schedule[0].interest >= falling.schedule[-1].interest
    assert falling.interest <= even.interest + n


@pytest.mark.parametrize(
    ("agreed", "first", "second_interest", "last", "interest"),
    [
        # Worked out apart from this program, month by month in decimals of 60 digits. Amounts in fen.
        (Loan(15_000_000, 36, 299), 436_152, 36_381, 436_153, 701_473),
        (Loan(15_000_000, 36, 450), 446_204, 54_788, 446_200, 1_063_340),
        (Loan(12_000_000, 24, 199), 510_430, 19_087, 510_438, 250_328),
        (Loan(10_000_000, 12, 0), 833_333, 0, 833_337, 0),
        (Loan(15_000_000, 36, 299, Method.EQUAL_PRINCIPAL), 454_041, 36_337, 417_728, 691_438),
        (Loan(20_000_000, 24, 480, Method.BALLOON, 8_000_000), 557_383, 78_090, 8_557_370, 1_377_179),
        (Loan(20_000_000, 36, 0, Method.BALLOON, 5_000_000), 416_666, 0, 5_416_690, 0),
        (Loan(12_000_000, 24, 450, Method.SUBSIDISED), 500_000, 0, 500_000, 0),
        (Loan(12_000_000, 24, 450, Method.SUBSIDISED, 0, 199), 510_430, 19_087, 510_438, 250_328),
    ],
)
def test_known_loans(agreed: Loan, first: int, second_interest: int, last: int, interest: int) -> None:
    plan = finance.plan(agreed)
    assert (plan.first, plan.schedule[1].interest, plan.schedule[-1].payment, plan.interest) == (
        first, second_interest, last, interest,
    )  # fmt: skip


@pytest.mark.parametrize("payer", Payer)
def test_of_a_subsidised_loan_somebody_pays_what_the_buyer_does_not(payer: Payer) -> None:
    agreed = Loan(12_000_000, 24, 450, Method.SUBSIDISED, buyer_rate_bp=199, payer=payer)
    plan = finance.plan(agreed)
    assert plan.interest + plan.subsidy == 570_568  # the lender gets its 4.5 %
    assert plan.dealer_cost == (plan.subsidy if payer is Payer.DEALER else 0)


@given(st.integers(10_000, 5_000_000), months, rates, st.sampled_from(Method), st.integers(0, 5_000))
def test_the_loan_for_a_monthly_amount_is_the_largest_that_fits(
    monthly: int, n: int, rate: int, method: Method, share: int
) -> None:
    def of(amount: int) -> Loan:
        return _loan(amount, n, rate, method, share)

    loan = finance.loan_for(monthly, of)
    assert finance.plan(of(loan)).first <= monthly or n == 1
    assert loan in (finance.MOST, monthly * n) or finance.first(of(loan + 1)) > monthly


def test_the_price_for_what_is_owed_is_the_highest_that_fits() -> None:
    def owed(price: int) -> int:
        return price + 300_000 + price * 100 // 1_130 // 2  # add-ons, and half the tax

    price = finance.price_for(21_331_558, owed, most=26_880_000)
    assert owed(price) <= 21_331_558 < owed(price + 1)
    assert finance.price_for(100_000_000, owed, most=26_880_000) == 26_880_000


@pytest.mark.parametrize(
    ("agreed", "code"),
    [
        (Loan(0, 12, 450), "loan_invalid"),
        (Loan(1, 0, 450), "months_invalid"),
        (Loan(1, 121, 450), "months_invalid"),
        (Loan(1, 12, -1), "rate_invalid"),
        (Loan(100, 12, 450, Method.BALLOON, 100), "balloon_invalid"),
        (Loan(100, 12, 450, balloon=1), "balloon_unexpected"),
        (Loan(100, 12, 450, Method.SUBSIDISED, buyer_rate_bp=451), "buyer_rate_invalid"),
    ],
)
def test_what_is_no_loan(agreed: Loan, code: str) -> None:
    with pytest.raises(UserError) as refusal:
        finance.plan(agreed)
    assert refusal.value.code == code

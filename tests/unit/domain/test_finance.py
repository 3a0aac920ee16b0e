from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import finance
from app.domain.finance import Method
from app.errors import UserError

loans = st.integers(100_000, 200_000_000)
months = st.integers(1, 60)
rates = st.integers(0, 2_400)


@given(loans, months, rates, st.sampled_from(Method))
def test_schedules_add_up_to_the_fen(loan: int, n: int, rate: int, method: Method) -> None:
    plan = finance.plan(loan, months=n, rate_bp=rate, method=method)
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
    plan = finance.plan(loan, months=n, rate_bp=rate)
    payments = [row.payment for row in plan.schedule]
    assert len(set(payments[:-1])) == 1
    assert abs(payments[-1] - payments[0]) <= 2 * n


@given(loans, st.integers(2, 60), st.integers(1, 2_400))
def test_equal_principal_falls_and_costs_less_interest(loan: int, n: int, rate: int) -> None:
    falling = finance.plan(loan, months=n, rate_bp=rate, method=Method.EQUAL_PRINCIPAL)
    even = finance.plan(loan, months=n, rate_bp=rate)
    assert falling.schedule[0].interest >= falling.schedule[-1].interest
    assert falling.interest <= even.interest + n


def test_a_known_loan() -> None:
    plan = finance.plan(15_000_000, months=36, rate_bp=450)  # 150,000 yuan, 4.5 %, three years
    assert plan.first == 446_204
    assert plan.schedule[0].interest == 56_250


def test_a_subsidised_loan_costs_the_buyer_nothing_and_someone_else_the_interest() -> None:
    plan = finance.plan(15_000_000, months=36, rate_bp=450, method=Method.SUBSIDISED)
    assert plan.interest == 0
    assert plan.subsidy == finance.plan(15_000_000, months=36, rate_bp=450).interest > 0


@given(st.integers(10_000, 5_000_000), months, rates)
def test_the_loan_for_an_instalment_is_the_largest_that_fits(instalment: int, n: int, rate: int) -> None:
    loan = finance.loan_for(instalment, months=n, rate_bp=rate)
    assert finance.plan(loan, months=n, rate_bp=rate).first <= instalment or n == 1
    assert finance._instalment(loan + 1, n, finance.Fraction(rate, 120_000)) > instalment


def test_the_loan_of_a_known_instalment() -> None:
    assert abs(finance.loan_for(446_204, months=36, rate_bp=450) - 15_000_000) < 36


@pytest.mark.parametrize(
    ("loan", "n", "rate", "code"),
    [
        (0, 12, 450, "loan_invalid"),
        (1, 0, 450, "months_invalid"),
        (1, 121, 450, "months_invalid"),
        (1, 12, -1, "rate_invalid"),
    ],
)
def test_what_is_no_loan(loan: int, n: int, rate: int, code: str) -> None:
    with pytest.raises(UserError) as refusal:
        finance.plan(loan, months=n, rate_bp=rate)
    assert refusal.value.code == code

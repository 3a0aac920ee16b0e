"""Bugs of used cars, loans and gifts: what is owed, to whom, and what was paid of it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from app.domain.pricing import PriceSheet
from app.services import payments, reversals, used_car_cases, used_car_debts
from app.services.judgement import hearing, used_car_money
from app.services.judgement import loans as loan_checks
from tests.simulation.planted.planting import bug, nothing, put


@bug
def payouts_not_counted(stack: ExitStack) -> None:
    """What was paid out for a used car before is not asked, on neither side: it is paid once more."""
    put(stack, used_car_debts, "given", lambda *_: 0)


@bug
def lender_paid_again(stack: ExitStack) -> None:
    """The server takes a used car's money as often as it comes: two desks pay one lender."""
    put(stack, used_car_money, "_to_the_lender", nothing)


@bug
def kept_car_owes_all(stack: ExitStack) -> None:
    """Of a car that the house keeps its worth is owed, whatever was paid out of it."""
    real = used_car_debts._left

    def forgetful(session: Any, row: Any) -> int:
        return (
            max(real(session, row), used_car_debts.worth(row)) if row.state == "kept" else real(session, row)
        )

    put(stack, used_car_debts, "_left", forgetful)


@bug
def payoff_not_taken_off(stack: ExitStack) -> None:
    """A car that the house keeps is owed at its full value, though a lender still gets some of it."""
    put(stack, used_car_debts.rules, "worth", lambda *, value, payoff: value or 0)


@bug
def used_car_counts_twice(stack: ExitStack) -> None:
    """Nobody is told of one used car on two contracts."""
    put(stack, used_car_cases, "settle", nothing)


@bug
def second_application_counts(stack: ExitStack) -> None:
    """Two desks apply to two lenders for one deal, and the server takes both."""
    put(stack, loan_checks, "_begins", nothing)


@bug
def lenders_money_short(stack: ExitStack) -> None:
    """A fen of a lender's money is not booked at the desk, and the server does not compare it with what was granted."""
    real = payments.record

    def short(tx: Any, deal: Any, moved: payments.Movement, *more: Any) -> Any:
        return real(tx, deal, replace(moved, amount=moved.amount - (moved.kind == "loan")), *more)

    put(stack, payments, "record", short)
    others = [check for check in hearing._CHECKS["payment"] if check is not loan_checks._disbursement]
    stack.enter_context(patch.dict(hearing._CHECKS, {"payment": others}))


@bug
def money_kept_after_a_no(stack: ExitStack) -> None:
    """Who cancels without having heard of the lender's no keeps the deposit, and the server asks for nothing back."""
    put(stack, reversals, "ask_after_decline", nothing)


@bug
def gifts_are_paid(stack: ExitStack) -> None:
    """A gift is on the bill."""
    real = PriceSheet.payable.fget

    def billed(self: PriceSheet) -> int:
        return real(self) + sum(line.amount for line in self.lines if line.nature == "gift")

    put(stack, PriceSheet, "payable", property(billed))

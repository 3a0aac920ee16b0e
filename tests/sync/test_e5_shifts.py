"""E5: shifts of two terminals at once, across midnight, and what was taken back by the centre."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.clock import FakeClock, SystemClock
from app.domain.shift import METHODS
from app.errors import UserError
from app.services import payments, shifts
from tests.shop import Till, new_vin, settle

NOTHING = dict.fromkeys(METHODS, 0)


def own(till: Till, user: str = "wang") -> str:
    """The open shift of a person there."""
    at = till.as_(user)
    with at.reading() as session:
        found = shifts.find_open(session, at.identity.id, at.actor.user_id)
    assert found is not None
    return found.id


def close(till: Till, cash: int, user: str = "wang", reason: str = "") -> None:
    """Close the own shift with so much cash."""
    shifts.close(
        till.as_(user).unit_of_work(),
        shift_id=own(till, user),
        counted={**NOTHING, "cash": cash},
        reason=reason,
    )


def sealed(till: Till) -> list[tuple[int, int]]:
    """The perpetual totals of the closings of this terminal."""
    rows = till.query(
        "SELECT perpetual_taken, perpetual_given FROM shift WHERE state = 'closed' AND terminal_id = :t ORDER BY closed_at",
        t=till.wang.identity.id,
    )
    return [(taken, given) for taken, given in rows]


def test_two_terminals_count_their_own_money_and_learn_of_each_others(counter: Till, booth: Till) -> None:
    cars = counter.receive(new_vin(), new_vin())
    settle(counter, booth)
    one, other = counter.sell(cars[0], deposit=500_000), booth.sell(cars[1], deposit=300_000)
    payments.take(counter.wang.unit_of_work(), deal_no=one.deal_no, amount=100_000, method="cash")
    settle(counter, booth)
    payments.take(booth.wang.unit_of_work(), deal_no=one.deal_no, amount=50_000, method="cash")
    close(counter, 600_000)
    close(booth, 350_000)
    settle(counter, booth)
    assert (sealed(counter), sealed(booth)) == ([(600_000, 0)], [(350_000, 0)])
    assert counter.query("SELECT count(*) FROM shift WHERE state = 'closed'") == [(2,)]
    assert counter.wang.status()["parked"] == booth.wang.status()["parked"] == 0
    again = counter.as_("qian")
    payments.take(again.unit_of_work(), deal_no=other.deal_no, amount=70_000, method="cash")
    close(counter, 70_000, "qian")
    assert counter.sync().parked == 0
    assert sealed(counter) == [(600_000, 0), (670_000, 0)]


def test_a_shift_across_midnight_is_one_shift(new_till: Callable[..., Till]) -> None:
    clock = FakeClock(SystemClock().now())
    till = new_till("Night", clock=clock)
    (vin,) = till.receive(new_vin())
    sold = till.sell(vin, deposit=200_000)
    first = own(till)
    clock.advance(hours=12)
    payments.take(till.wang.unit_of_work(), deal_no=sold.deal_no, amount=100_000, method="cash")
    clock.advance(hours=12)
    payments.take(till.wang.unit_of_work(), deal_no=sold.deal_no, amount=100_000, method="cash")
    assert own(till) == first
    with pytest.raises(UserError, match="difference_reason"):
        close(till, 390_000)
    close(till, 390_000, reason="零钱不足")
    days = {day for (day,) in till.query("SELECT paid_on FROM payment")}
    assert (len(days), sealed(till)) == (2, [(400_000, 0)])
    with pytest.raises(UserError, match="shift_closed"):
        shifts.close(till.wang.unit_of_work(), shift_id=first, counted=NOTHING, reason="x")
    assert till.sync().parked == 0


def test_the_first_money_opens_a_shift_in_an_action_of_its_own(counter: Till) -> None:
    """Else a sale that is set aside would take the shift, and all later money, with it."""
    cars = counter.receive(new_vin(), new_vin())
    for vin in cars:
        counter.sell(vin, deposit=300_000)
    actions = [action for (action,) in counter.query("SELECT action FROM op ORDER BY no")]
    assert actions[-3:] == ["shift.open", "deal.sell", "deal.sell"]
    assert len(counter.wang.second_copy.ops()) == len(actions)
    assert counter.wang.missing_ops() == []

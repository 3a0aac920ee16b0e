"""A clock that the server contradicts is named, and dates no paper until it is set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.clock import FakeClock, SystemClock
from app.errors import UserError
from app.gateways.sync import SyncOfTerminal
from app.gateways.test_drives import DrivesFromReplica
from app.gateways.trade_ins import TradeInsOfTerminal
from tests.shop import Till


@pytest.fixture
def clock() -> FakeClock:
    """The terminal's clock, right at first."""
    return FakeClock(SystemClock().now())


@pytest.fixture
def till(new_till: Callable[..., Till], clock: FakeClock) -> Till:
    """A terminal with that clock."""
    return new_till("Off", clock=clock)


@pytest.mark.parametrize("days", [-365, 365])
def test_a_clock_a_year_off_is_named_at_the_contact_and_until_it_is_set(
    till: Till, clock: FakeClock, days: int
) -> None:
    right = clock.now()
    clock.set(right + timedelta(days=days))
    till.sync()
    with pytest.raises(UserError) as told:
        till.wang.require_clock()
    assert told.value.code == "clock_wrong"
    assert f"{right.astimezone():%Y-%m-%d}" in told.value.message
    with pytest.raises(UserError, match="clock_wrong"):
        DrivesFromReplica(till.wang).book(customer="", car="", starts_at=right, ends_at=right)
    with pytest.raises(UserError, match="clock_wrong"):
        TradeInsOfTerminal(till.wang).submit("", 1, "", None)
    assert SyncOfTerminal(till.wang).status().risk == "The clock of this computer is wrong: set it"
    clock.set(right)
    till.wang.require_clock()  # no contact is needed for that


def test_a_clock_set_back_without_a_network_is_behind_what_the_server_said(
    till: Till, clock: FakeClock
) -> None:
    till.sync()
    till.wang.require_clock()
    clock.advance(days=-365)
    assert till.wang.clock_trouble is not None
    clock.advance(days=365 + 200)  # months in a drawer are no fault of the clock
    till.wang.require_clock()

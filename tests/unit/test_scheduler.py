"""When to sync: without a server, without waiting."""

from __future__ import annotations

import pytest

from app.clock import FakeClock
from app.errors import ServerUnreachable
from app.sync import network
from app.sync.scheduler import ASKING_EVERY_S, LONGEST_S, TOLD_EVERY_S, Backoff, Plan, Scheduler

CYCLE, WAIT = Plan(cycle=True, push=True), Plan(wait=True)
NO_ANSWER = ServerUnreachable("unreachable", "No answer.")


class Desk:
    """A scheduler, its clock, the dice and the network."""

    def __init__(self) -> None:
        self.clock, self.dice, self.address = FakeClock(), 1.0, "10.0.0.7"
        self.scheduler = Scheduler(self.clock, lambda: self.dice, lambda: self.address)

    def plan_after(self, seconds: float) -> Plan:
        self.clock.advance(seconds=seconds)
        return self.scheduler.plan()

    def in_step(self) -> Desk:
        """One good cycle, and a long poll that waits."""
        assert self.scheduler.plan() == CYCLE
        self.scheduler.cycle_ended(pushed=1, pulled=3)
        assert self.scheduler.plan() == WAIT
        return self


def busy(seconds: float) -> ServerUnreachable:
    """A server that asks for so much patience."""
    error = ServerUnreachable("server_busy", "Busy.")
    error.retry_after = seconds
    return error


def test_it_begins_with_a_cycle_and_then_listens() -> None:
    desk = Desk().in_step()
    assert desk.plan_after(30) == Plan()
    assert desk.plan_after(TOLD_EVERY_S) == CYCLE, "a wake-up may get lost"


def test_work_goes_up_at_once() -> None:
    desk = Desk().in_step()
    desk.scheduler.work_waits(1)
    assert desk.scheduler.next_try_in == 0
    assert desk.plan_after(0) == CYCLE
    assert desk.plan_after(0) == Plan(), "one cycle at a time"
    desk.scheduler.cycle_ended(pushed=1, pulled=1)
    assert desk.plan_after(0) == Plan(), "its long poll still waits"


def test_what_the_server_says_is_fetched_at_once() -> None:
    desk = Desk().in_step()
    desk.scheduler.wait_ended(moved=True)
    assert desk.plan_after(0) == CYCLE, "no new long poll before the cursor has moved"
    desk.scheduler.cycle_ended(pushed=1, pulled=1)
    assert desk.plan_after(0) == WAIT
    desk.scheduler.wait_ended(moved=False)
    assert desk.plan_after(0) == WAIT, "25 silent seconds are over"


def test_its_own_push_does_not_make_it_fetch_twice() -> None:
    desk = Desk().in_step()
    desk.scheduler.work_waits(1)
    assert desk.plan_after(0) == CYCLE
    desk.scheduler.wait_ended(moved=True)  # by what this very cycle pushed
    desk.scheduler.cycle_ended(pushed=1, pulled=7)
    assert desk.plan_after(0) == WAIT


def test_a_wake_up_for_nothing_is_not_believed_for_ever() -> None:
    desk = Desk().in_step()
    for _ in range(3):
        desk.scheduler.wait_ended(moved=True)
        assert desk.plan_after(0) == CYCLE
        desk.scheduler.cycle_ended(pushed=1, pulled=0)
        plan = desk.plan_after(0)
    assert plan == Plan()
    assert desk.plan_after(1) == WAIT
    assert desk.plan_after(ASKING_EVERY_S - 1) == CYCLE, "until then it asks by itself"


def test_pauses_double_at_random_up_to_five_minutes() -> None:
    limits = []
    for failures in range(12):
        backoff = Backoff(lambda: 1.0)
        for _ in range(failures + 1):
            backoff.failed(0.0)
        limits.append(backoff.not_before)
    assert limits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]
    half = Backoff(lambda: 0.25)
    half.failed(100.0)
    assert half.not_before == 100.25, "full jitter: any part of it"
    half.worked()
    assert (half.failures, half.not_before) == (0, 0.0)


def test_without_an_answer_it_waits_ever_longer_whatever_is_entered() -> None:
    desk = Desk()
    assert desk.plan_after(0) == CYCLE
    desk.scheduler.cycle_failed(NO_ANSWER)
    desk.scheduler.work_waits(5)
    assert desk.plan_after(0.5) == Plan(), "and it does not listen on a dead line"
    assert desk.plan_after(0.5) == CYCLE
    desk.scheduler.cycle_failed(NO_ANSWER)
    assert desk.plan_after(1.5) == Plan()
    assert desk.scheduler.next_try_in == pytest.approx(0.5)
    desk.scheduler.ask_now()
    assert desk.plan_after(0) == CYCLE, "unless a person asks"


def test_another_network_is_tried_at_once() -> None:
    desk = Desk()
    for _ in range(12):
        desk.scheduler.plan()
        desk.scheduler.cycle_failed(NO_ANSWER)
        desk.clock.advance(seconds=LONGEST_S)
    desk.scheduler.plan()
    desk.scheduler.cycle_failed(NO_ANSWER)
    assert desk.plan_after(10) == Plan()
    desk.address = "192.168.1.20"
    assert desk.plan_after(0) == CYCLE
    desk.scheduler.cycle_failed(NO_ANSWER)
    assert desk.scheduler.next_try_in == 1, "and its pauses begin anew"


@pytest.mark.parametrize(("asked", "kept"), [(30.0, 30.0), (86_400.0, 3_600.0)])
def test_a_pause_that_the_server_asks_for_is_kept_within_reason(asked: float, kept: float) -> None:
    desk = Desk()
    desk.scheduler.plan()
    desk.scheduler.cycle_failed(busy(asked))
    assert desk.scheduler.next_try_in == kept + 1
    assert desk.plan_after(kept) == Plan()
    assert desk.plan_after(1) == CYCLE


def test_a_push_that_fails_does_not_hold_up_fetching() -> None:
    desk = Desk().in_step()
    for round_ in range(6):
        desk.scheduler.work_waits(1)
        desk.scheduler.wait_ended(moved=True)
        plan = desk.plan_after(0)
        assert plan.cycle, round_
        desk.scheduler.cycle_ended(pushed=1, pulled=1, push_error=busy(600) if plan.push else None)
        assert desk.plan_after(0).wait, "it listens on"
    assert desk.scheduler.push_fails


def test_a_push_has_pauses_of_its_own_and_is_tried_again_when_they_are_over() -> None:
    desk = Desk().in_step()
    desk.scheduler.work_waits(1)
    assert desk.plan_after(0) == CYCLE
    desk.scheduler.cycle_ended(pushed=1, pulled=0, push_error=busy(20))
    desk.scheduler.work_waits(1)
    assert desk.plan_after(20) == Plan()
    desk.scheduler.wait_ended(moved=True)
    assert desk.plan_after(0.5) == Plan(cycle=True, push=False)
    desk.scheduler.cycle_ended(pushed=1, pulled=4)
    assert desk.scheduler.push_fails, "nothing was sent, so nothing is known to work"
    desk.scheduler.work_waits(1)
    assert desk.plan_after(0.5) == Plan(cycle=True, push=True)
    desk.scheduler.cycle_ended(pushed=1, pulled=0)
    assert not desk.scheduler.push_fails


def test_work_that_a_push_does_not_find_is_not_pushed_for_ever() -> None:
    desk = Desk().in_step()
    desk.scheduler.work_waits(1)
    assert desk.plan_after(0) == CYCLE
    desk.scheduler.cycle_ended(pushed=0, pulled=0)
    desk.scheduler.work_waits(1)
    assert desk.plan_after(0.9) == Plan()
    assert desk.plan_after(0.1) == CYCLE


def test_the_way_out_is_found_without_a_packet() -> None:
    assert network.way_out() == network.way_out()
    assert all(isinstance(address, str) and address for address in network.way_out())

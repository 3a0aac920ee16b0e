"""Wrong passwords are counted, and time never runs back."""

from __future__ import annotations

import errno
import random
from collections import deque
from datetime import timedelta
from threading import Event, Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import SignInFailed
from app.vault import patience, slots
from app.vault.keys import Keys, Tries
from app.vault.slots import Unlocked
from app.vault.vault import Vault
from tests.unit.vault_place import (
    CLIENT,
    LI,
    START,
    TERMINAL,
    WANG,
    FakeKeychain,
    Machine,
    Place,
    code_of,
    refuse,
)


def test_five_tries_are_free_then_the_wait_doubles_then_the_lock() -> None:
    assert [patience.wait_after(n) for n in range(1, 11)] == [0, 0, 0, 0, 2, 4, 8, 16, 32, 1800]


def test_after_five_wrong_tries_even_the_right_password_waits(place: Place) -> None:
    place.fail(5)
    assert code_of(lambda: place.vault().unlock("wang", "wang's password")) == "locked"
    place.clock.advance(2.1)
    assert place.vault().unlock("wang", "wang's password").user == WANG


def test_ten_wrong_tries_lock_for_thirty_minutes_and_say_until_when(place: Place) -> None:
    for _ in range(10):
        place.fail()
        place.clock.advance(33)
    with pytest.raises(SignInFailed) as caught:
        place.vault().unlock("wang", "wang's password")
    assert caught.value.code == "locked"
    assert caught.value.values["seconds"] == pytest.approx(1800 - 33)
    assert f"{place.clock.now() + timedelta(seconds=1800 - 33):%M:%S}" in caught.value.message
    place.clock.advance(1800 - 33 - 1)
    assert code_of(lambda: place.vault().unlock("wang", "wang's password")) == "locked"
    place.clock.advance(2)
    assert place.vault().unlock("wang", "wang's password").user == WANG


def test_one_user_locked_out_does_not_lock_another(place: Place) -> None:
    place.fail(6)
    assert place.vault().unlock("li", "li's password").user == LI


def test_success_clears_the_count(place: Place) -> None:
    place.fail(4)
    place.vault().unlock("wang", "wang's password")
    place.fail(4)
    assert place.vault().unlock("wang", "wang's password").user == WANG


def test_setting_the_clock_shortens_nothing(place: Place) -> None:
    place.fail(5)
    for delta in (timedelta(days=3650), timedelta(days=-7300)):
        place.clock.set(days=delta.days)
        assert code_of(lambda: place.vault().unlock("wang", "wang's password")) == "locked"


def test_a_restart_shortens_nothing_but_what_was_waited_counts(place: Place) -> None:
    for _ in range(10):
        place.fail()
        place.clock.advance(33)
    place.clock.restart(seconds_off=3600)  # nobody vouches for the time it was off
    assert code_of(lambda: place.vault().unlock("wang", "wang's password")) == "locked"
    place.clock.advance(1000)
    assert code_of(lambda: place.vault().unlock("wang", "wang's password")) == "locked"
    place.clock.restart(seconds_off=0)
    place.clock.advance(800)
    assert place.vault().unlock("wang", "wang's password").user == WANG


def test_a_try_counts_although_the_process_dies_while_evaluating_it(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> Unlocked:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(slots, "opened", die)
        for _ in range(5):
            with pytest.raises(KeyboardInterrupt):
                place.vault().unlock("wang", "guess")
    assert code_of(lambda: place.vault().unlock("wang", "wang's password")) == "locked"


def test_a_try_that_cannot_be_counted_is_not_evaluated(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    evaluated: list[object] = []
    monkeypatch.setattr(slots, "opened", lambda *_: evaluated.append(1))
    monkeypatch.setattr("app.single.os.fsync", refuse(errno.ENOSPC))
    assert code_of(lambda: place.vault().unlock("wang", "wang's password")) == "disk_full"
    assert evaluated == []


@pytest.mark.parametrize("seed", range(5))
def test_a_thousand_tries_over_restarts_and_clock_moves_are_evaluated_ten_a_window(seed: int) -> None:
    chance, machine, tries = random.Random(seed), Machine(), Tries()
    evaluated: deque[float] = deque(maxlen=11)
    total = 0
    for _ in range(1000):
        tries, waiting = patience.counted(tries, machine.monotonic())
        if not waiting:
            evaluated.append(machine.real)
            total += 1
            if len(evaluated) == 11:
                assert evaluated[-1] - evaluated[0] >= 1800
        match chance.randrange(4):
            case 0:
                machine.restart(seconds_off=chance.expovariate(1 / 60))
            case 1:
                machine.set(days=chance.choice((-3650, 3650)))
            case _:
                machine.advance(chance.expovariate(1 / 60))
    assert total > 20  # it was not simply locked for ever


def test_tries_by_many_at_once_are_all_counted(place: Place) -> None:
    outcomes: list[str] = []

    def guess() -> None:
        outcomes.append(code_of(lambda: place.vault().unlock("wang", "guess")))

    guessers = [Thread(target=guess) for _ in range(12)]
    for guesser in guessers:
        guesser.start()
    for guesser in guessers:
        guesser.join()
    assert (outcomes.count("wrong_password"), outcomes.count("locked")) == (5, 7)


def test_right_passwords_of_many_at_once_do_not_lock(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes: list[str] = []
    here, opened, all_here = [0], slots.opened, Event()

    def arrive() -> None:
        here[0] += 1
        if here[0] == 12:
            all_here.set()

    def opened_once_all_are_here(keys: Keys, name: str, password: str, secret: bytes) -> Unlocked:
        arrive()
        all_here.wait(0.5)  # in vain, since they come one after the other; then nobody else waits
        all_here.set()
        return opened(keys, name, password, secret)

    def sign_in() -> None:
        try:
            outcomes.append(place.vault().unlock("wang", "wang's password").user.name)
        except SignInFailed as error:
            outcomes.append(error.code)
            arrive()

    monkeypatch.setattr(slots, "opened", opened_once_all_are_here)
    people = [Thread(target=sign_in) for _ in range(12)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    assert outcomes == ["wang"] * 12


def test_setting_the_clock_back_does_not_turn_time_back(place: Place) -> None:
    vault = place.vault()
    place.clock.advance(3600)
    vault.unlock("wang", "wang's password")
    place.clock.set(days=-30)
    assert vault.now() == START + timedelta(hours=1)
    place.clock.advance(3600)
    assert vault.now() == START + timedelta(hours=2)
    place.clock.restart(seconds_off=60)
    place.clock.advance(3600)
    assert place.vault().now() >= START + timedelta(hours=3)


def test_after_a_leap_ahead_the_server_puts_time_right(place: Place) -> None:
    place.clock.set(days=3650)
    place.vault().unlock("wang", "wang's password")
    place.clock.set(days=-3650)
    assert place.vault().now() > START + timedelta(days=3000)
    place.vault().note_server_time(START + timedelta(minutes=1))
    assert place.vault().now() == START + timedelta(minutes=1)
    assert place.vault().unlock("wang", "wang's password").data_key == place.data_key


STEP = st.one_of(
    st.tuples(st.just("run"), st.floats(1, 24 * 3600)),
    st.tuples(st.just("set"), st.floats(-1e9, 1e7)),
    st.tuples(st.just("restart"), st.floats(0, 1e5)),
)


@settings(max_examples=200, deadline=None)
@given(script=st.lists(STEP, max_size=12))
def test_no_clock_script_makes_a_ticket_valid_past_its_hours_of_use(
    tmp_path_factory: pytest.TempPathFactory, script: list[tuple[str, float]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.single.os.fsync", lambda _: None)  # it is slow, and not what this is about
        clock, folder = Machine(), tmp_path_factory.mktemp("clock")
        vault, _ = Vault.create(folder, FakeKeychain(), clock, terminal=TERMINAL, client_secret=CLIENT)
        restarts, used, last = 0, 0.0, START - timedelta(seconds=1)  # microseconds are rounded
        for kind, seconds in script:
            if kind == "run":
                used += seconds
                clock.advance(seconds)
            elif kind == "set":
                clock.set(seconds=seconds)
            else:
                restarts += 1
                clock.restart(seconds)
            now = vault.now()
            assert now >= last - timedelta(minutes=5)
            assert now >= START + timedelta(seconds=used - 1) - timedelta(minutes=5) * restarts
            last = now

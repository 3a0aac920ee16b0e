"""The simulator itself, and as many seeds as the suite has time for. `make simulate` runs many more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation.generate import script_of
from tests.simulation.planted import planted
from tests.simulation.runner import play
from tests.simulation.script import Script
from tests.simulation.shrink import kind_of, shrunk

SEEDS = range(4)
LONG_SEED = 57  # in which a receipt is refunded twice
SCRIPTS = Path(__file__).with_name("scripts")


def test_the_same_seed_gives_the_same_events() -> None:
    first, again, other = (
        play(script_of(3, 3, steps=30)),
        play(script_of(3, 3, steps=30)),
        play(script_of(4, 3, steps=30)),
    )
    assert first.events == again.events
    assert first.digest == again.digest != other.digest


def test_a_script_is_the_same_after_it_was_saved() -> None:
    script = script_of(5, 3)
    assert Script.loads(script.dumps()) == script


@pytest.mark.parametrize("seed", SEEDS)
def test_thirty_days_end_with_everybody_agreeing(seed: int) -> None:
    outcome = play(script_of(seed, 3, steps=30))
    assert outcome.problems == []


def test_a_long_failure_is_made_short() -> None:
    long = script_of(LONG_SEED, 3, steps=40)
    with planted("refunds_not_counted"):
        kind = kind_of(play(long).problems)
        short = shrunk(long, lambda tried: kind_of(play(tried).problems) == kind)
        assert kind_of(play(short).problems) == kind == "ledger"
    assert len(short.steps) <= 6
    assert play(short).problems == []


@pytest.mark.parametrize("file", sorted(SCRIPTS.glob("*.jsonl")), ids=lambda file: file.stem)
def test_what_went_wrong_once_goes_right(file: Path) -> None:
    assert play(Script.load(file)).problems == []

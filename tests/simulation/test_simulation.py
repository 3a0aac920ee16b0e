"""The simulator itself, and as many seeds as the suite has time for. `make simulate` runs many more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation.generate import script_of
from tests.simulation.runner import play
from tests.simulation.script import Script

SEEDS = range(4)
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


@pytest.mark.parametrize("file", sorted(SCRIPTS.glob("*.jsonl")), ids=lambda file: file.stem)
def test_what_went_wrong_once_goes_right(file: Path) -> None:
    assert play(Script.load(file)).problems == []

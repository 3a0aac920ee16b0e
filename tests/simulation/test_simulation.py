"""The simulator itself, and as many seeds as the suite has time for. `make simulate` runs many more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation.generate import script_of
from tests.simulation.planted import planted
from tests.simulation.runner import play, template
from tests.simulation.script import Script, Step
from tests.simulation.shrink import kind_of, shrunk
from tests.simulation.world import running

SEEDS = range(4)
LONG_SEED = 458  # in which a receipt is refunded twice
PICKS_OF_SALESPEOPLE = (1, 2, 4)  # by which, with no shift, one, the other and the other draws up a contract
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


@pytest.mark.slow
def test_a_long_failure_is_made_short() -> None:
    long = script_of(LONG_SEED, 3, steps=40)
    with planted("refunds_not_counted"):
        kind = kind_of(play(long).problems)
        short = shrunk(long, lambda tried: kind_of(play(tried).problems) == kind)
        assert kind_of(play(short).problems) == kind == "ledger"
    assert len(short.steps) <= 6
    assert play(short).problems == []


@pytest.mark.parametrize("seller", ["wang", "zhao"])
def test_whoever_has_the_shift_draws_up_the_contracts(seller: str) -> None:
    steps = tuple(Step(60.0 * pick, 0, "draft", pick, seller=seller) for pick in PICKS_OF_SALESPEOPLE)
    with running(Script(0, 3, steps), template(3)) as world:
        world.run()
        assert [deed.user for deed in world.model.deeds.values()] == [seller] * len(steps)


def test_a_lender_pays_what_it_granted_and_a_short_payment_is_found() -> None:
    script = Script(0, 3, (Step(0.0, 0, "lender_pays", 1),))
    run = play(script)
    assert (run.fired["said.lender_pays.released"], run.problems) == (1, [])
    with planted("lenders_money_short"):
        assert "loans" in {kind_of([problem]) for problem in play(script).problems}


@pytest.mark.parametrize("file", sorted(SCRIPTS.glob("*.jsonl")), ids=lambda file: file.stem)
def test_what_went_wrong_once_goes_right(file: Path) -> None:
    assert play(Script.load(file)).problems == []

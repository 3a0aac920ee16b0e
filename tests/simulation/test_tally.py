"""Long runs: how large they are, and that one which was stopped goes on where it was."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.simulation.generate import SIZES, script_of, size_of
from tests.simulation.runner import Outcome
from tests.simulation.tally import Progress, Tally


def _outcome(seed: int, *problems: str) -> Outcome:
    return Outcome(script_of(seed, steps=1), list(problems), "", [], Counter({"done.sync": 2}), 0.5)


def test_few_runs_have_many_terminals() -> None:
    sizes = Counter(map(size_of, range(2000)))
    assert sizes.keys() == SIZES.keys()
    assert min(sizes) == 3
    assert max(sizes) == 50
    assert sizes[5] > 1500


def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    file, said = tmp_path / "summary.json", list[str]()
    whole = Tally.of(None, 40)
    for seed in range(40, 44):
        whole.add(_outcome(seed, *(["gaps: one"] if seed == 41 else [])))

    begun = Progress(Tally.of(file, 40), 44, file, said.append)
    begun.note(_outcome(40))
    begun.note(_outcome(41, "gaps: one"))
    begun.keep()
    again = Tally.of(file, None)
    assert again.next == 42
    for seed in range(42, 44):
        again.add(_outcome(seed))
    again.seconds = whole.seconds
    assert again == whole
    assert said == ["seed 41:\n  gaps: one"]


@pytest.mark.parametrize("first", [None, 7])
def test_another_first_seed_begins_anew(tmp_path: Path, first: int | None) -> None:
    file = tmp_path / "summary.json"
    kept = Tally.of(file, 40)
    kept.add(_outcome(40))
    kept.save(file)
    assert Tally.of(file, first).next == (41 if first is None else 7)

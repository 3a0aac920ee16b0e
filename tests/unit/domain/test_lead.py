from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from app.domain import lead as rules
from app.domain.lead import Due
from app.domain.roles import Role
from app.errors import PermissionDenied, UserError

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12).astimezone()
SALES, MANAGER = frozenset({Role.SALES}), frozenset({Role.MANAGER})


@pytest.mark.parametrize(
    ("days", "part"), [(-1, Due.OVERDUE), (0, Due.TODAY), (1, Due.WEEK), (7, Due.WEEK), (8, Due.LATER)]
)
def test_a_step_is_due_by_the_calendar(days: int, part: Due) -> None:
    assert rules.due(NOON + timedelta(days=days), TODAY) is part


def test_a_lead_without_a_step_asks_for_one_today() -> None:
    assert rules.due(None, TODAY) is Due.TODAY


def test_a_step_has_a_day_that_is_not_over() -> None:
    rules.check_step("call", NOON)
    rules.check_step(None, None)
    for kind, at in (("call", None), (None, NOON), ("dance", NOON)):
        with pytest.raises(UserError, match="step_half"):
            rules.check_step(kind, at)
    rules.check_next_day(NOON, TODAY)
    with pytest.raises(UserError, match="step_past"):
        rules.check_next_day(NOON - timedelta(days=1), TODAY)


@pytest.mark.parametrize(
    ("state", "reason", "note", "code"),
    [
        ("lost", None, "", "lost_reason"), ("lost", "mood", "", "lost_reason"), ("lost", "other", " ", "lost_note"),
        ("open", "price", "", "lead_ending"),
    ],
)  # fmt: skip
def test_nobody_is_lost_without_a_reason(state: str, reason: str | None, note: str, code: str) -> None:
    with pytest.raises(UserError, match=code):
        rules.check_ending(state, reason, note)
    rules.check_ending("lost", "other", "moved away")
    rules.check_ending("open", None, None)


def test_only_a_manager_takes_a_lead_from_somebody() -> None:
    rules.check_owner("a", "b", user_id="m", roles=MANAGER)
    rules.check_owner(None, "a", user_id="a", roles=SALES)
    for before, after in (("a", "b"), ("a", None), (None, "c")):
        with pytest.raises(PermissionDenied, match="lead_foreign"):
            rules.check_owner(before, after, user_id="b", roles=SALES)


def test_only_the_owner_or_a_manager_gives_a_lead_up() -> None:
    rules.check_closer("a", user_id="a", roles=SALES)
    rules.check_closer("a", user_id="m", roles=MANAGER)
    rules.check_closer(None, user_id="b", roles=SALES)
    with pytest.raises(PermissionDenied, match="lead_foreign"):
        rules.check_closer("a", user_id="b", roles=SALES)

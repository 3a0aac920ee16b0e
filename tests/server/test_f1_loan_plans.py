"""Loan plans as the server judges them: an administrator's desk says those, and no other setting."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.client import Terminal
from tests.server.conftest import World
from tests.server.forging import loan_terms
from tests.server.wire import reason

NAME = "loan.plans"


@pytest.fixture
def desk(world: World) -> Terminal:
    """Its own terminal: what follows a refused word about the same row would wait for it."""
    return world.terminal()


def said(
    desk: Terminal, value: str, *, setting: str = NAME, user: str = "admin", **more: Any
) -> tuple[str, str]:
    row = desk.all("setting", name=setting)[0]
    answer = reason(desk.do("loan.plans", desk.change("setting", row["id"], value=value, **more), user=user))
    desk.pull()
    return answer


def test_terms_of_an_administrator_are_taken_and_may_be_none(desk: Terminal) -> None:
    assert said(desk, loan_terms()) == ("applied", "")
    assert said(desk, loan_terms(plan="maker", method="subsidised", payer="dealer")) == ("applied", "")
    assert said(desk, "[]") == ("applied", "")


@pytest.mark.parametrize("user", ["wang", "sun"])
def test_nobody_else_says_them(desk: Terminal, user: str) -> None:
    assert said(desk, loan_terms(), user=user)[0] == "quarantined"


@pytest.mark.parametrize(("setting", "value"), [("floor.sales", "10000"), ("floor.manager", loan_terms())])
def test_no_other_setting_is_reached_that_way(desk: Terminal, setting: str, value: str) -> None:
    assert said(desk, value, setting=setting) == ("quarantined", "setting_other")


def test_the_plans_are_not_renamed_to_another_setting(desk: Terminal) -> None:
    assert said(desk, loan_terms(), name="floor.finance") == ("quarantined", "setting_other")


def test_no_setting_of_its_own_is_made(desk: Terminal) -> None:
    made = desk.new("setting", scope="org", name="floor.finance", value="9000")
    assert reason(desk.do("loan.plans", made, user="admin")) == ("quarantined", "setting_other")


@pytest.mark.parametrize("value", ["{}", loan_terms(months=500), loan_terms(cost=1)])
def test_what_is_no_plan_is_refused(desk: Terminal, value: str) -> None:
    assert said(desk, value) == ("quarantined", "plans_invalid")

"""I1: an administrator's desk says the check-lists, in their own action, and never those that have begun anew."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from app.ids import setting_id
from app.models.base import canonical_json
from tests.server import delivering
from tests.server.client import Terminal
from tests.server.conftest import World
from tests.server.wire import reason

REFUSED = ("quarantined", "lists_invalid")


def listed(name: str = "own", begins: str = "2030-01-01", **line: Any) -> dict[str, Any]:
    said = {"key": "roof", "en": "Roof", "zh_CN": "车顶", "demand": {"en": "whole", "zh_CN": "完好"}, **line}
    part = {"key": "all", "en": "All", "zh_CN": "全部", "lines": [said]}
    return {"id": name, "valid_from": begins, "sections": [part]}


def said(
    world: World, value: Any, *, action: str = "check_list.import", user: str = "admin"
) -> tuple[str, str]:
    desk: Terminal = world.terminal()
    desk.pull()
    name = "delivery.list." + (value["id"] if isinstance(value, dict) and "id" in value else "own")
    kept = desk.all("setting", name=name)
    text = canonical_json(value)
    if kept:
        change = desk.change("setting", kept[0]["id"], value=text)
    else:
        change = desk.new("setting", scope="org", name=name, value=text) | {"id": setting_id(name)}
    return reason(desk.do(action, change, user=user))


def test_an_administrator_says_them_and_nobody_else_and_only_so(world: World) -> None:
    assert said(world, listed(), user="sun")[0] == "quarantined"
    assert said(world, listed(), action="loan.plans") == ("quarantined", "setting_other")
    assert said(world, listed()) == ("applied", "")
    assert said(world, listed("next", facts=["plugs_in"])) == ("applied", "")
    assert said(world, listed(begins="2031-01-01")) == ("applied", ""), "it had not begun"
    assert said(world, listed("past", "2020-01-01")) == ("quarantined", "list_past")


def test_one_that_has_begun_stays_as_it_was(world: World) -> None:
    soon = (world.clock.today() + timedelta(days=1)).isoformat()
    assert said(world, listed("soon", soon)) == ("applied", "")
    assert said(world, listed("soon", soon, en="Door")) == ("applied", "")
    world.clock.advance(days=3)
    assert said(world, listed("soon", "2030-01-01")) == ("quarantined", "list_begun")


def test_one_by_which_a_car_was_looked_at_stays_as_it_was(world: World) -> None:
    today = world.clock.today().isoformat()
    assert said(world, listed("today", today)) == ("applied", "")
    desk = world.terminal()
    _, car = delivering.sold(desk, world.model_id)
    look = delivering.look(desk, car, "roof", "ok", "liu", check_list="today")
    assert reason(desk.do("delivery.inspect", look, user="liu")) == ("applied", "")
    assert said(world, listed("today", today, en="Door")) == ("quarantined", "list_begun")


@pytest.mark.parametrize(
    "value",
    [
        {}, "x", [1], [listed()], listed("2026-05"), listed(begins="soon"), listed(cost=1),
        listed(facts=["flies"]), listed(key="a b"), {**listed(), "sections": []}, {**listed(), "more": 1},
    ],
    ids=lambda value: json.dumps(value)[:60],
)  # fmt: skip
def test_what_is_no_list_is_refused(world: World, value: Any) -> None:
    assert said(world, value) == REFUSED


def test_a_list_stands_under_its_own_name(world: World) -> None:
    desk = world.terminal()
    made = desk.new("setting", scope="org", name="delivery.list.a", value=canonical_json(listed("b")))
    assert reason(desk.do("check_list.import", made, user="admin")) == ("quarantined", "id")

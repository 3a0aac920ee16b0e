"""I1: an administrator's desk says the check-lists, in their own action, and never those that have begun anew."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.models.base import canonical_json
from tests.server.client import Terminal
from tests.server.conftest import World
from tests.server.wire import reason

NAME, REFUSED = "delivery.lists", ("quarantined", "lists_invalid")


def listed(name: str = "own", begins: str = "2030-01-01", **line: Any) -> dict[str, Any]:
    said = {"key": "roof", "en": "Roof", "zh_CN": "车顶", "demand": {"en": "whole", "zh_CN": "完好"}, **line}
    part = {"key": "all", "en": "All", "zh_CN": "全部", "lines": [said]}
    return {"id": name, "valid_from": begins, "sections": [part]}


def said(
    world: World, value: Any, *, action: str = "check_list.import", user: str = "admin"
) -> tuple[str, str]:
    desk: Terminal = world.terminal()
    desk.pull()
    kept = desk.all("setting", name=NAME)
    text = canonical_json(value)
    if kept:
        change = desk.change("setting", kept[0]["id"], value=text)
    else:
        change = desk.new("setting", scope="org", name=NAME, value=text)
    return reason(desk.do(action, change, user=user))


def test_an_administrator_says_them_and_nobody_else_and_only_so(world: World) -> None:
    assert said(world, [listed()], user="sun")[0] == "quarantined"
    assert said(world, [listed()], action="loan.plans") == ("quarantined", "setting_other")
    assert said(world, [listed(), listed("next", facts=["plugs_in"])]) == ("applied", "")
    world.clock.advance(days=2)
    assert said(world, [listed(begins="2031-01-01")]) == ("applied", ""), "it had not begun"
    begun = listed("begun", "2020-01-01")
    assert said(world, [begun]) == ("applied", "")
    for other in ([], [listed("begun", "2020-01-01", en="Door")]):
        assert said(world, other) == ("quarantined", "list_begun")
    assert said(world, [begun, listed()]) == ("applied", "")


@pytest.mark.parametrize(
    "value",
    [
        {}, "x", [1], [listed(), listed()], [listed("2026-05")], [listed(begins="soon")], [listed(cost=1)],
        [listed(facts=["flies"])], [listed(key="a b")], [{**listed(), "sections": []}], [{**listed(), "more": 1}],
    ],
    ids=lambda value: json.dumps(value)[:60],
)  # fmt: skip
def test_what_is_no_list_is_refused(world: World, value: Any) -> None:
    assert said(world, value) == REFUSED

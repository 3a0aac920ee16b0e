"""Calls after the sale that no desk of ours would send."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server import delivering
from tests.server.client import Terminal
from tests.server.conftest import World
from tests.server.wire import reason


@pytest.fixture
def desk(world: World) -> Terminal:
    return world.terminal()


def handed_over(desk: Terminal, model_id: str) -> str:
    sale, car = delivering.sold(desk, model_id)
    delivering.prepare(desk, sale, car)
    assert reason(desk.do("delivery.release", *delivering.release(desk, sale))) == ("applied", "")
    desk.pull()
    assert reason(desk.do("delivery.hand_over", *delivering.handover(desk, sale, car))) == ("applied", "")
    desk.pull()
    return str(sale.contract_id)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"score": None}, "call_score"), ({"score": 6}, "call_score"),
        ({"outcome": "no_answer"}, "call_score"), ({"outcome": "angry"}, "malformed"),
        ({"step": "day2"}, "malformed"),
    ],
)  # fmt: skip
def test_a_call_is_one_of_three_with_points_of_who_was_reached(
    world: World, desk: Terminal, wrong: dict[str, Any], code: str
) -> None:
    contract = handed_over(desk, world.model_id)
    got = reason(desk.do("service.call", desk.call(contract, **wrong)))
    assert got == ("quarantined", code)
    assert reason(desk.do("service.call", desk.call(contract))) == ("applied", "")


def test_nobody_is_called_about_a_car_that_they_have_not_got(world: World, desk: Terminal) -> None:
    sale, _ = delivering.sold(desk, world.model_id)
    got = reason(desk.do("service.call", desk.call(sale.contract_id)))
    assert got == ("parked", "not_handed_over")

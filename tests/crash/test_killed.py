"""A terminal that dies at any write, sync, rename or unlink: what was acknowledged stays, half never shows.

The short form: a few points of each act. `make crash` takes them all.
"""

from __future__ import annotations

import sys

import pytest

from tests.crash.acts import ACTS
from tests.crash.victim import Victims, spread

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the points are counted by way of fork")


@pytest.mark.parametrize("act", ACTS)
def test_what_is_killed_is_there_or_not_there_and_goes_on(act: str, victims: Victims) -> None:
    for number in spread(victims.changes(act), 2):
        point = victims.at(act, number)
        assert point.died
        assert point.problems == [], point


def test_an_act_that_is_not_killed_says_so(victims: Victims) -> None:
    point = victims.at("print", victims.changes("print") + 1)
    assert (point.died, point.problems) == (False, [])
    assert point.said == ["printed B101-26-00001 0"] or point.said[0].startswith("printed ")


def test_a_sync_that_is_killed_again_while_it_recovers_goes_on(victims: Victims) -> None:
    point = victims.at("sync", victims.changes("sync") // 2, again=40)
    assert point.problems == [], point

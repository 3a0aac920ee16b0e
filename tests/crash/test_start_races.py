"""Two programs that start at one moment on one folder. The short form; `make crash` has two hundred of each."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from tests.crash import races
from tests.crash.victim import Victims

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="both start by way of fork")


@pytest.mark.parametrize("seed", range(8))
def test_of_two_desks_one_opens_and_the_other_says_so(seed: int, tmp_path: Path) -> None:
    assert races.desks(tmp_path / "data", random.Random(seed)).problems == []


@pytest.mark.parametrize("seed", range(3))
def test_two_programs_may_sell_in_one_folder_at_one_moment(
    seed: int, victims: Victims, tmp_path: Path
) -> None:
    assert races.writers(victims.source, tmp_path / "world", random.Random(seed)).problems == []

"""(11) What a closing sealed adds up at the server, over several people, terminals and days; and if not, it is found."""

from __future__ import annotations

from collections.abc import Iterable
from unittest.mock import patch

import pytest

from app.domain.shift import MethodLine, Perpetual
from tests.simulation.runner import play
from tests.simulation.shrink import kind_of
from tests.simulation.test_planted import script_of

SALES = (
    "0 receive 1; 0 sync 1; 0 sell 1; 0 close_shift 1; 0 receive 2; 0 sell 2; 0 sync 1; 0 close_shift 2; 0 sell 3; "
    "0 pay 1; 0 refund 1; 0 close_shift 3; 0 close_shift 4; 0 sell 4; 0 close_shift 5; 0 close_shift 1; 0 sync 2"
)


@pytest.fixture
def forgetful() -> Iterable[None]:
    """The totals begin anew with each closing, on both sides."""

    def after(self: Perpetual, lines: Iterable[MethodLine]) -> Perpetual:
        every = tuple(lines)
        return Perpetual(sum(line.received for line in every), sum(line.given_back for line in every))

    with patch.object(Perpetual, "after", after):
        yield


def test_closings_add_up() -> None:
    run = play(script_of(SALES))
    assert run.problems == []


@pytest.mark.usefixtures("forgetful")
def test_totals_that_begin_anew_are_found() -> None:
    assert "closings" in {kind_of([problem]) for problem in play(script_of(SALES)).problems}

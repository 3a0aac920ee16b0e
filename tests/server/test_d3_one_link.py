"""D3: where no chain is laid down finance answers nothing."""

from __future__ import annotations

import pytest

from tests.server.client import Terminal
from tests.server.conftest import World
from tests.server.test_d3_chain import answer, drawn, submit
from tests.server.wire import reason


@pytest.mark.parametrize("kind", ["contract", "returned"])
def test_d3_without_a_link_of_theirs_finance_says_neither_yes_nor_no(
    world: World, counter: Terminal, kind: str
) -> None:
    sale = drawn(counter, world.model_id, 0)
    assert submit(counter, sale) == ("applied", "")
    back = counter.change("contract", sale.contract_id, state="draft")
    rows = [back, answer(counter, sale, "qian", kind=kind)]
    assert reason(counter.do("contract.approve", *rows, user="qian")) == ("quarantined", "approval")

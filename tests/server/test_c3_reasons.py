"""C3 and C5: reasons that are not on the list, and costs that no desk of ours would charge."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.client import LIST_PRICE, Terminal
from tests.server.conftest import World
from tests.server.wire import reason

PRICE = LIST_PRICE * 9 // 10


@pytest.fixture
def desk(world: World) -> Terminal:
    return world.terminal()


def cost(desk: Terminal, contract_id: str, kind: str, amount: int, **of: Any) -> dict[str, Any]:
    """A sealed cost of a contract."""
    at = "2026-11-22T01:00:00.000000Z"
    return desk.sealed(
        desk.new(
            "deal_cost", scope=f"{desk.scope}:finance", branch_id=desk.branch_id, contract_id=contract_id, kind=kind,
            amount=amount, at=at, **of,
        )
    )  # fmt: skip


def approved(
    desk: Terminal, world: World, effect: int, *, code: str = "aged", **said: Any
) -> tuple[str, str]:
    """A sale below the limit with a manager's yes and what it gives away."""
    desk.as_("sun")
    sale = desk.sale(None, world.model_id, price=PRICE)
    yes = desk.approval(sale.changes[2], said={"reason_code": code, **said})
    given = cost(desk, sale.contract_id, "approval", effect, approval_id=yes["id"])
    return reason(desk.do("deal.sell", *sale.changes, yes, given))


def test_an_approval_has_a_reason_of_the_list_that_its_manager_signed(world: World, desk: Terminal) -> None:
    assert approved(desk, world, LIST_PRICE - PRICE) == ("applied", "")
    assert approved(desk, world, LIST_PRICE - PRICE, code="because") == ("quarantined", "reason_code")
    desk.as_("sun")
    sale = desk.sale(None, world.model_id, price=PRICE)
    yes = desk.approval(sale.changes[2], reason_code="fleet")  # signed was another one
    assert reason(desk.do("deal.sell", *sale.changes, yes)) == ("quarantined", "approval_signature")


def test_an_approval_gives_away_its_discount_at_least_and_only_the_back_office_sees_it(
    world: World, desk: Terminal
) -> None:
    assert approved(desk, world, LIST_PRICE - PRICE - 1) == ("quarantined", "totals")
    assert approved(desk, world, LIST_PRICE - PRICE + 180_000) == ("applied", "")
    desk.pull()
    assert desk.all("deal_cost") == []


def test_a_gift_s_cost_is_of_a_gift_of_its_own_contract(world: World, desk: Terminal) -> None:
    def gift(nature: str = "gift") -> tuple[list[dict[str, Any]], str, str]:
        sale = desk.draft(None, world.model_id)
        line = desk.new(
            "contract_line", contract_id=sale.contract_id, branch_id=desk.branch_id, kind="add_on", label="film",
            nature=nature, amount=180_000, removed=0,
        )  # fmt: skip
        return [*sale.changes, line], sale.contract_id, line["id"]

    for nature, amount, kind, outcome in (
        ("gift", 90_000, "gift", ("applied", "")),
        ("gift", -1, "gift", ("quarantined", "totals")),
        ("optional", 90_000, "gift", ("quarantined", "cost_of")),
        ("gift", 90_000, "subsidy", ("quarantined", "cost_of")),
        ("gift", 90_000, "bonus", ("quarantined", "malformed")),
    ):
        rows, contract_id, line_id = gift(nature)
        charged = cost(desk, contract_id, kind, amount, line_id=line_id)
        assert reason(desk.do("contract.draft", *rows, charged)) == outcome, (nature, amount, kind)
    first, second = gift(), gift()
    assert reason(desk.do("contract.draft", *first[0])) == ("applied", "")
    charged = cost(desk, second[1], "gift", 1, line_id=first[2])
    assert reason(desk.do("contract.draft", *second[0], charged)) == ("quarantined", "cost_of")

"""C3 and C5: reasons that are not on the list, and costs that no desk of ours would charge."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.ids import new_id
from app.models.base import canonical_json
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
        ("optional", 190_000, "charge", ("applied", "")),
        ("optional", -1, "charge", ("quarantined", "totals")),
        ("gift", 90_000, "charge", ("quarantined", "cost_of")),
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


def promised(
    desk: Terminal, world: World, amount: int, *, lines: int = 1, nature: str = "gift", **values: Any
) -> tuple[list[dict[str, Any]], str]:
    """A quote with a gift worth 170,000 and what it costs; the cost's id."""
    rows = desk.quote(None, world.model_id)
    made = {"branch_id": desk.branch_id, "quote_id": rows[-1]["id"], "kind": "gift", "amount": amount}
    at = "2026-11-22T01:00:00.000000Z"
    costs = desk.new("deal_cost", scope=f"{desk.scope}:finance", at=at, **{**made, **values})
    paper = json.loads(rows[-1]["set"]["document"])
    gift = {"kind": "add_on", "label": "film", "amount": 170_000, "nature": nature, "cost_id": costs["id"]}
    paper["sheet"]["lines"] = [gift] * lines
    rows[-1]["set"] |= {"document": canonical_json(paper), "payable": LIST_PRICE}
    return [*rows, desk.sealed(costs)], costs["id"]


@pytest.mark.parametrize(
    ("forged", "told"),
    [
        ({}, ("applied", "")), ({"amount": 170_001}, ("quarantined", "gift_cost")),
        ({"amount": -1}, ("quarantined", "totals")), ({"lines": 0}, ("quarantined", "cost_of")),
        ({"lines": 2}, ("quarantined", "cost_of")), ({"nature": "refundable"}, ("quarantined", "totals")),
        ({"kind": "subsidy"}, ("quarantined", "cost_of")), ({"kind": "charge"}, ("quarantined", "cost_of")),
        ({"quote_id": None}, ("quarantined", "scope")),
    ],
    ids=str,
)  # fmt: skip
def test_a_quote_keeps_what_its_gifts_cost_and_nothing_else(
    world: World, desk: Terminal, forged: dict[str, Any], told: tuple[str, str]
) -> None:
    rows, _ = promised(desk, world, **{"amount": 90_000, **forged})
    assert reason(desk.do("quote.give", *rows)) == told


def test_a_contract_s_gift_goes_with_a_cost_that_is_there_and_that_it_is_worth(
    world: World, desk: Terminal
) -> None:
    rows, cost_id = promised(desk, world, 90_000)
    assert reason(desk.do("quote.give", *rows)) == ("applied", "")
    for values, told in (
        ({}, ("applied", "")),
        ({"amount": 89_999}, ("quarantined", "gift_cost")),
        ({"nature": "optional"}, ("quarantined", "cost_of")),
        ({"cost_id": new_id()}, ("parked", "missing")),
    ):
        sale = desk.draft(None, world.model_id)
        given = {"kind": "add_on", "label": "film", "nature": "gift", "amount": 170_000, "removed": 0}
        line = desk.new(
            "contract_line", contract_id=sale.contract_id, branch_id=desk.branch_id,
            **{**given, "cost_id": cost_id, **values},
        )  # fmt: skip
        assert reason(desk.do("contract.draft", *sale.changes, line)) == told, values


def test_a_gift_s_cost_is_compared_with_what_it_was_worth_to_who_wrote_it(
    world: World, desk: Terminal
) -> None:
    """Another desk made the gift smaller; this one had not heard of that."""
    sale = desk.draft(None, world.model_id)
    line = desk.new(
        "contract_line", contract_id=sale.contract_id, branch_id=desk.branch_id, kind="add_on", label="film",
        nature="gift", amount=180_000, removed=0,
    )  # fmt: skip
    assert reason(desk.do("contract.draft", *sale.changes, line)) == ("applied", "")
    desk.pull()
    other = world.terminal()
    smaller = other.change("contract_line", line["id"], amount=50_000)
    assert reason(other.do("contract.edit", smaller)) == ("applied", "")
    for amount, told in ((180_001, ("quarantined", "gift_cost")), (180_000, ("applied", ""))):
        charged = cost(desk, sale.contract_id, "gift", amount, line_id=line["id"])
        assert reason(desk.do("contract.edit", charged)) == told

"""Quotes that no desk of ours would give out, and the contract that comes of one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.models.base import canonical_json
from tests.server.client import LIST_PRICE, Terminal
from tests.server.conftest import World
from tests.server.wire import reason


@pytest.fixture
def desk(world: World) -> Terminal:
    return world.terminal()


def given(desk: Terminal, world: World, **values: Any) -> tuple[str, str]:
    return reason(desk.do("quote.give", *desk.quote(None, world.model_id, **values)))


def test_a_quote_holds_for_its_days_from_its_terminal_with_its_own_amounts(
    world: World, desk: Terminal
) -> None:
    assert given(desk, world) == ("applied", "")
    for wrong, code in (
        ({"no": "Q-FAR01-26-00001"}, "number"),
        ({"valid_until": "2026-11-21"}, "quote_days"),
        ({"valid_until": "2027-11-21"}, "quote_days"),
        ({"payable": LIST_PRICE - 1}, "totals"),
        ({"version": 2}, "totals"),
        ({"language": "en"}, "totals"),
        ({"document": "{}"}, "malformed"),
        ({"list_price": LIST_PRICE + 1}, "totals"),
    ):
        assert given(desk, world, **wrong) == ("quarantined", code), wrong


def test_nobody_quotes_below_their_limit_or_from_a_list_price_of_their_own(
    world: World, desk: Terminal
) -> None:
    assert given(desk, world, price=LIST_PRICE * 97 // 100)[0] == "applied"
    assert given(desk, world, price=LIST_PRICE * 96 // 100) == ("quarantined", "discount")
    assert given(desk, world, price=LIST_PRICE * 96 // 100, user="sun")[0] == "quarantined"  # pushed as wang
    rows = desk.quote(None, world.model_id)
    paper = json.loads(rows[2]["set"]["document"])
    paper["sheet"]["list_price"] = LIST_PRICE - 1_000
    rows[2]["set"] |= {"list_price": LIST_PRICE - 1_000, "document": canonical_json(paper)}
    assert reason(desk.do("quote.give", *rows)) == ("quarantined", "list_price")


def test_a_quoted_deal_gets_one_contract_and_no_further_quote(world: World, desk: Terminal) -> None:
    quoted = desk.quote(None, world.model_id)
    assert reason(desk.do("quote.give", *quoted)) == ("applied", "")
    desk.pull()

    def drawn() -> dict[str, Any]:
        contract = desk.draft(None, world.model_id).changes[2]
        contract["set"] |= {"deal_id": quoted[1]["id"], "customer_id": quoted[0]["id"]}
        return contract

    assert reason(
        desk.do("contract.draft", {**drawn(), "set": {**drawn()["set"], "customer_id": quoted[1]["id"]}})
    )[0] in ("parked", "quarantined")
    assert reason(desk.do("contract.draft", drawn())) == ("applied", "")
    assert reason(desk.do("contract.draft", drawn())) == ("parked", "deal_contracted")


def test_a_quote_changes_no_deal_and_is_never_changed(world: World, desk: Terminal) -> None:
    quoted = desk.quote(None, world.model_id)
    assert reason(desk.do("quote.give", *desk.quote(None, world.model_id)[:2])) == ("quarantined", "deal")
    assert reason(desk.do("quote.give", *quoted)) == ("applied", "")
    desk.pull()
    moved = desk.change("deal", quoted[1]["id"], state="cancelled")
    assert reason(desk.do("quote.give", moved))[0] == "quarantined"
    longer = desk.change("quote", quoted[2]["id"], valid_until="2026-12-29")
    assert reason(desk.do("quote.give", longer))[0] != "applied"

"""Gifts count against the limit, and a yes is to what we take with them: what no desk may sign, and what any may."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.domain.permissions import Role
from app.models.base import canonical_json
from server import administration
from tests.server.client import LIST_PRICE, Sale, Terminal
from tests.server.conftest import World
from tests.server.wire import PASSWORD, reason

LIMIT = LIST_PRICE * 3 // 100
BEYOND = LIST_PRICE * 9 // 10


@pytest.fixture
def desk(world: World) -> Terminal:
    return world.terminal()


def line(desk: Terminal, sale: Sale, amount: int, nature: str = "gift", **values: Any) -> dict[str, Any]:
    given = {
        "kind": "add_on",
        "label": f"{nature} {amount}",
        "nature": nature,
        "removed": 0,
        "amount": amount,
    }
    return desk.new(
        "contract_line", contract_id=sale.contract_id, branch_id=desk.branch_id, **{**given, **values}
    )


@pytest.mark.parametrize(
    ("off", "gift", "outcome"),
    [
        (LIMIT, 0, ("applied", "")),
        (LIMIT, 1, ("quarantined", "discount")),
        (0, LIMIT, ("applied", "")),
        (0, LIMIT + 1, ("quarantined", "discount")),
        (-1_000, LIMIT + 1_001, ("quarantined", "discount")),
    ],
)
def test_money_off_and_gifts_share_the_limit(
    world: World, desk: Terminal, off: int, gift: int, outcome: tuple[str, str]
) -> None:
    sale = desk.sale(None, world.model_id, price=LIST_PRICE - off)
    assert reason(desk.do("deal.sell", *sale.changes, line(desk, sale, gift))) == outcome


@pytest.mark.parametrize(("gifts", "outcome"), [((), ("applied", "")), ((1,), ("quarantined", "discount"))])
def test_what_a_customer_pays_for_is_no_gift_and_makes_no_room_for_one(
    world: World, desk: Terminal, gifts: tuple[int, ...], outcome: tuple[str, str]
) -> None:
    sale = desk.sale(None, world.model_id, price=LIST_PRICE - LIMIT)
    lines = [line(desk, sale, 9_000_000, nature="optional"), *(line(desk, sale, worth) for worth in gifts)]
    assert reason(desk.do("deal.sell", *sale.changes, *lines)) == outcome


def approved(world: World, desk: Terminal, *lines: tuple[int, str]) -> tuple[Sale, dict[str, Any]]:
    """A draft beyond the limit with its lines, pulled, and a manager's yes to what we take."""
    sale = desk.draft(None, world.model_id, price=BEYOND)
    rows = [line(desk, sale, amount, nature) for amount, nature in lines]
    assert reason(desk.do("contract.draft", *sale.changes, *rows)) == ("applied", "")
    desk.pull()
    takings = BEYOND + sum(-amount if nature == "gift" else amount for amount, nature in lines)
    return sale, desk.approval(sale.changes[2], said={"takings": takings})


def edited(desk: Terminal, sale: Sale, *rows: dict[str, Any]) -> None:
    version = desk.rows["contract", sale.contract_id]["version"] + 1
    change = desk.change("contract", sale.contract_id, version=version)
    assert reason(desk.do("contract.edit", change, *rows)) == ("applied", "")
    desk.pull()


def test_a_yes_ends_with_more_gifts_and_with_fewer_add_ons(world: World, desk: Terminal) -> None:
    for nature, amount in (("gift", 1), ("optional", -1)):
        sale, yes = approved(world, desk, (200_000, "optional"), (50_000, "gift"))
        if nature == "gift":
            edited(desk, sale, line(desk, sale, amount))
        else:
            (film,) = desk.all("contract_line", contract_id=sale.contract_id, nature="optional")
            edited(desk, sale, desk.change("contract_line", film["id"], removed=1))
        signed = desk.do("contract.sign", *desk.signing(sale.contract_id), yes)
        assert reason(signed) == ("quarantined", "discount"), nature


def test_a_yes_holds_with_fewer_gifts_with_more_add_ons_and_whatever_others_add_meanwhile(
    world: World, desk: Terminal
) -> None:
    sale, yes = approved(world, desk, (200_000, "optional"), (50_000, "gift"))
    edited(desk, sale, line(desk, sale, 70_000, nature="optional"), line(desk, sale, 70_000))
    other = world.terminal()
    edited(other, sale, line(other, sale, 1_000_000))  # which is not on the paper
    assert reason(desk.do("contract.sign", *desk.signing(sale.contract_id), yes)) == ("conflict", "")
    desk.pull()
    assert desk.rows["contract", sale.contract_id]["state"] == "signed"


def test_the_signed_yes_names_what_we_take(world: World, desk: Terminal) -> None:
    sale, yes = approved(world, desk, (50_000, "gift"))
    edited(desk, sale, line(desk, sale, 900_000))
    yes["set"]["takings"] -= 900_000
    signed = desk.do("contract.sign", *desk.signing(sale.contract_id), yes)
    assert reason(signed) == ("quarantined", "approval_signature")


def amended(desk: Terminal, sale: Sale, **values: Any) -> list[dict[str, Any]]:
    version = desk.rows["contract", sale.contract_id]["version"] + 1
    rows = desk.signing(sale.contract_id, state="amended", signed_version=version, version=version, **values)
    rows[1]["set"]["version"] = version
    return rows


def test_an_amendment_adds_no_gifts_to_what_a_manager_agreed_but_goes_on_with_it(
    world: World, desk: Terminal
) -> None:
    sale = desk.sale(None, world.model_id, price=BEYOND)
    film = line(desk, sale, 200_000, nature="optional")
    yes = desk.approval(sale.changes[2], said={"takings": BEYOND + 200_000})
    assert reason(desk.do("deal.sell", *sale.changes, film, yes)) == ("applied", "")
    desk.pull()
    for change in (line(desk, sale, 1), desk.change("contract_line", film["id"], removed=1)):
        refused = world.terminal().do("contract.amend", *amended(desk, sale), change)
        assert reason(refused) == ("quarantined", "discount")
    more = [*amended(desk, sale, delivery_date="2026-12-24"), line(desk, sale, 5_000, nature="optional")]
    assert reason(desk.do("contract.amend", *more)) == ("applied", "")


def test_an_order_goes_on_at_the_managers_price_and_gets_no_gifts_on_the_way(
    world: World, desk: Terminal
) -> None:
    """A manager's own order, within the manager's limit: whoever signs the final paper need not have it."""
    car = desk.receive(world.model_id)
    price = LIST_PRICE * 93 // 100
    order = desk.sale(car, world.model_id, price=price, provisional=True, user="sun")
    assert reason(desk.do("deal.sell", *order.changes, user="sun")) == ("applied", "")
    desk.pull()
    final = [
        *desk.signing(order.contract_id), desk.change("stock_stay", car.stay_id, status="sold"),
        desk.movement(car, "reserved", "sold", "wang"),
    ]  # fmt: skip
    slipped, paid = line(desk, order, 500_000), line(desk, order, 500_000, nature="optional")
    hidden = world.terminal()
    assert reason(hidden.do("contract.edit", slipped, paid)) == ("applied", "")
    hidden.pull()
    final_there = [
        *hidden.signing(order.contract_id), hidden.change("stock_stay", car.stay_id, status="sold"),
        hidden.movement(car, "reserved", "sold", "wang"),
    ]  # fmt: skip
    assert reason(hidden.do("contract.sign", *final_there)) == ("quarantined", "discount")
    out = world.terminal()
    gone = [out.change("contract_line", each["id"], removed=1) for each in (slipped, paid)]
    assert reason(out.do("contract.edit", *gone)) == ("applied", "")
    assert reason(desk.do("contract.sign", *final)) == ("applied", "")


def test_a_quote_promises_no_gifts_beyond_the_limit(world: World, desk: Terminal) -> None:
    for gift, outcome in ((LIMIT, ("applied", "")), (LIMIT + 1, ("quarantined", "discount"))):
        rows = desk.quote(None, world.model_id)
        paper = json.loads(rows[-1]["set"]["document"])
        paper["sheet"]["lines"] = [{"kind": "add_on", "label": "x", "amount": gift, "nature": "gift"}]
        rows[-1]["set"]["document"] = canonical_json(paper)
        assert reason(desk.do("quote.give", *rows)) == outcome


def test_a_gift_is_worth_what_it_costs_us(world: World, desk: Terminal) -> None:
    for cost, outcome in ((60_000, ("applied", "")), (60_001, ("quarantined", "gift_cost"))):
        sale = desk.draft(None, world.model_id)
        gift = line(desk, sale, 60_000)
        charged = desk.sealed(
            desk.new(
                "deal_cost", scope=f"{desk.scope}:finance", branch_id=desk.branch_id, kind="gift", amount=cost,
                contract_id=sale.contract_id, line_id=gift["id"], at="2026-11-22T09:00:00.000000Z",
            )
        )  # fmt: skip
        assert reason(desk.do("contract.draft", *sale.changes, gift, charged)) == outcome


# --------------------------------------------------- a manager's answer


def submitted(world: World, desk: Terminal, user: str = "wang") -> Sale:
    sale = desk.draft(None, world.model_id, user=user)
    assert reason(desk.do("contract.draft", *sale.changes, user=user)) == ("applied", "")
    desk.pull()
    return sale


@pytest.mark.parametrize("state", ["approved", "draft"])
def test_a_manager_decides_nothing_without_an_answer_and_nothing_of_their_own(
    world: World, state: str
) -> None:
    for seller in ("sun", "wang"):
        desk = world.terminal()
        sale = submitted(world, desk, seller)
        who = desk.as_(seller).user_id
        waits = desk.change("contract", sale.contract_id, state="submitted", submitted_by=who)
        assert reason(desk.do("contract.submit", waits, user=seller)) == ("applied", "")
        desk.pull()
        alone = desk.change("contract", sale.contract_id, state=state, version=2)
        assert reason(desk.do("contract.approve", alone, user="sun")) == ("quarantined", "approval"), seller
        another = desk.approval(sale.changes[2], "sun", ticket=None, signature=None)
        own = world.terminal().do("contract.approve", alone, another, user="sun")
        expected = ("quarantined", "self_approval") if seller == "sun" else ("applied", "")
        assert reason(own) == expected


def test_a_manager_decides_nothing_by_the_yes_of_another(world: World, desk: Terminal) -> None:
    administration.add_user(world.uow(), name="he", password=PASSWORD, role=Role.MANAGER, branch="MAIN")
    sale = submitted(world, desk, "sun")
    moved = desk.change("contract", sale.contract_id, state="approved", version=2)
    borrowed = desk.approval(sale.changes[2], "he")
    assert reason(desk.do("contract.approve", moved, borrowed, user="sun")) == ("quarantined", "approval")


def test_an_answer_to_another_contract_is_none(world: World, desk: Terminal) -> None:
    mine, other = submitted(world, desk), submitted(world, desk)
    moved = desk.change("contract", mine.contract_id, state="approved", version=2)
    yes = desk.approval(other.changes[2], ticket=None, signature=None)
    assert reason(desk.do("contract.approve", moved, yes, user="sun")) == ("quarantined", "approval")
    theirs = desk.approval(mine.changes[2], "sun")
    theirs["set"] |= {
        "kind": "returned",
        "reason_code": None,
        "reason": "no",
        "ticket": None,
        "signature": None,
    }
    theirs["set"]["agreed"] = "0" * 64
    after_a_no = world.terminal().do("contract.approve", moved, theirs, user="sun")
    assert reason(after_a_no) == ("quarantined", "approval")

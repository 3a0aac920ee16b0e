"""Options that no desk of ours would sell: of another trim, at another price, twice, or on a paper that says more."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.domain import catalogue, options
from app.domain.contract_document import document_digest
from app.domain.permissions import CATALOGUE_IMPORT
from app.models.base import canonical_json
from app.models.vehicle import Model
from tests.server.client import LIST_PRICE, Sale, Terminal
from tests.server.conftest import World
from tests.server.wire import reason

LISTED = {
    "options": "Roof=9000; Bar=4000",
    "options_zh": "天幕=9000；拖车钩=4000",
    "option_codes": "P01; P07",
}
ROOF, BAR = ({**each} for each in options.stored(catalogue.offered(LISTED)) or ())
WITH_ROOF = LIST_PRICE + 900_000
Forge = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def model_id(world: World) -> str:
    """A trim with two options."""
    with world.uow().begin(CATALOGUE_IMPORT) as tx:
        model = Model(
            code="OPT", brand="BYD", series="汉", trim="PLUS", energy="bev", list_price=LIST_PRICE, attributes=LISTED
        )  # fmt: skip
        return tx.add(model).id


@pytest.fixture
def desk(world: World, model_id: str) -> Terminal:
    return world.terminal()


def sale(desk: Terminal, model_id: str, chosen: Any, listed: int = WITH_ROOF) -> Sale:
    """An order without a car, of these options, at its list price."""
    made = desk.sale(None, model_id)
    kept = canonical_json(chosen) if chosen else None
    made.changes[2]["set"] |= {"options": kept, "list_price": listed, "price": listed, "discount": 0}
    return made


def sold(desk: Terminal, model_id: str, chosen: Any, listed: int = WITH_ROOF) -> tuple[str, str]:
    return reason(desk.do("deal.sell", *sale(desk, model_id, chosen, listed).changes))


def test_options_of_the_trim_at_its_prices_are_part_of_the_list_price(desk: Terminal, model_id: str) -> None:
    assert sold(desk, model_id, [ROOF]) == ("applied", "")
    assert sold(desk, model_id, [ROOF, BAR], WITH_ROOF + 400_000) == ("applied", "")
    assert sold(desk, model_id, None, LIST_PRICE) == ("applied", "")


@pytest.mark.parametrize(
    ("chosen", "listed", "code"),
    [
        ([{**ROOF, "amount": 1}], LIST_PRICE + 1, "options"), ([{**ROOF, "amount": 0}], LIST_PRICE, "options"),
        ([{**ROOF, "name": "Everything"}], WITH_ROOF, "options"), ([{**BAR, "amount": 900_000}], WITH_ROOF, "options"),
        ([ROOF, ROOF], LIST_PRICE + 1_800_000, "options"), ([{"code": "P99", "name": "x"}], LIST_PRICE, "options"),
        ([ROOF], LIST_PRICE, "list_price"), (None, WITH_ROOF, "list_price"), ([ROOF], WITH_ROOF + 1, "list_price"),
        ([{**ROOF, "amount": -900_000}], LIST_PRICE - 900_000, "malformed"), ("P01", LIST_PRICE, "malformed"),
        ([{"code": "P01"}], LIST_PRICE, "malformed"),
    ],
)  # fmt: skip
def test_other_options_or_other_prices_are_set_aside(
    desk: Terminal, model_id: str, chosen: Any, listed: int, code: str
) -> None:
    assert sold(desk, model_id, chosen, listed) == ("quarantined", code)


def fitted_draft(desk: Terminal, model_id: str) -> Sale:
    """A draft for a car in stock that has a roof, in its own list price."""
    car = desk.receive(model_id)
    told = desk.change("vehicle", car.id, options=canonical_json(["P01"]))
    assert reason(desk.do("stock.receive", told, user="liu")) == ("applied", "")
    desk.pull()
    made = desk.draft(car, model_id)
    made.changes[2]["set"] |= {"options": canonical_json([{**ROOF, "amount": 0}])}
    assert reason(desk.do("contract.draft", *made.changes)) == ("applied", "")
    desk.pull()
    return made


@pytest.mark.parametrize(
    ("kept", "listed", "outcome"),
    [
        ({**ROOF, "amount": 0}, LIST_PRICE, ("quarantined", "options")),
        (ROOF, LIST_PRICE, ("quarantined", "list_price")),
        (ROOF, WITH_ROOF, ("applied", "")),
    ],
)
def test_whoever_takes_the_car_off_a_contract_pays_for_the_options_that_it_had(
    desk: Terminal, model_id: str, kept: Any, listed: int, outcome: tuple[str, str]
) -> None:
    made = fitted_draft(desk, model_id)
    values = {"vehicle_id": None, "list_price": listed, "price": listed, "version": 2}
    row = desk.change("contract", made.contract_id, **values)
    if kept["amount"]:
        row["set"]["options"] = canonical_json([kept])
    assert reason(desk.do("contract.edit", row)) == outcome


def test_a_discount_is_counted_from_the_car_with_its_options(desk: Terminal, model_id: str) -> None:
    for price, outcome in ((WITH_ROOF * 97 // 100, "applied"), (WITH_ROOF * 97 // 100 - 1, "quarantined")):
        made = sale(desk, model_id, [ROOF])
        made.changes[2]["set"] |= {"price": price, "discount": WITH_ROOF - price}
        assert reason(desk.do("deal.sell", *made.changes))[0] == outcome


def test_what_the_author_may_have_seen_in_the_catalogue_counts(world: World, model_id: str) -> None:
    before = world.terminal()
    assert sold(before, model_id, [ROOF]) == ("applied", "")

    def offer(listed: dict[str, str]) -> None:
        world.clock.advance(minutes=1)
        with world.uow().begin(CATALOGUE_IMPORT) as tx:
            tx.get(Model, model_id).attributes = listed

    dearer = {**LISTED, "options": "Roof=9900; Bar=4000"}
    offer(dearer)
    try:
        assert sold(before, model_id, [ROOF]) == ("applied", "")
        world.clock.advance(minutes=1)
        assert sold(world.terminal(), model_id, [ROOF]) == ("quarantined", "options")
    finally:
        offer(LISTED)


def put(path: str, value: Any) -> Forge:
    *inner, name = path.split(".")

    def forge(paper: dict[str, Any]) -> None:
        for key in inner:
            paper = paper.setdefault(key, {})
        paper[name] = value

    return forge


@pytest.mark.parametrize(
    "forge",
    [
        put("sheet.options", [ROOF, {**BAR, "amount": 0}]), put("sheet.options", []), put("car.options", []),
        put("car.options", ["天幕", "拖车钩"]), put("car.options", ["Roof"]),
        put("sheet.options", [{**ROOF, "amount": 900_000.0}]), put("sheet.options", [BAR]),
    ],
)  # fmt: skip
def test_a_paper_has_the_options_that_the_contract_has(desk: Terminal, model_id: str, forge: Forge) -> None:
    changes = desk.printed(sale(desk, model_id, [ROOF]).changes)
    signature = next(change["set"] for change in changes if change["table"] == "signature")
    paper = json.loads(signature["document"])
    assert paper["car"]["options"] == ["天幕"]
    forge(paper)
    signature |= {"document": canonical_json(paper), "document_digest": document_digest(paper)}
    assert reason(desk.do("deal.sell", *changes)) == ("quarantined", "contract_paper")


def quoted(desk: Terminal, model_id: str, forge: Forge = lambda paper: None) -> tuple[str, str]:
    rows = desk.quote(None, model_id)
    paper = json.loads(rows[2]["set"]["document"])
    paper["sheet"] |= {"list_price": WITH_ROOF, "price": WITH_ROOF, "options": [ROOF]}
    paper["car"]["options"] = ["天幕"]
    forge(paper)
    rows[2]["set"] |= {"list_price": WITH_ROOF, "price": WITH_ROOF, "payable": WITH_ROOF}
    rows[2]["set"]["document"] = canonical_json(paper)
    return reason(desk.do("quote.give", *rows))


def test_a_quote_has_options_as_a_contract_has(desk: Terminal, model_id: str) -> None:
    assert quoted(desk, model_id) == ("applied", "")
    free = [ROOF, {**BAR, "amount": 0}]
    for forge, code in (
        (put("sheet.options", free), "totals"), (put("sheet.options", []), "totals"),
        (put("car.options", []), "totals"),
        (put("sheet.options", [{**ROOF, "amount": 1}]), "options"),
    ):  # fmt: skip
        assert quoted(desk, model_id, forge) == ("quarantined", code)


def test_a_car_in_stock_has_what_it_has_and_nothing_is_charged_for_it(desk: Terminal, model_id: str) -> None:
    car = desk.receive(model_id)
    told = desk.change("vehicle", car.id, options=canonical_json(["P01"]))
    assert reason(desk.do("stock.receive", told, user="liu")) == ("applied", "")
    desk.lease(car.id)
    desk.pull()
    free = {name: ROOF[name] for name in ("code", "name", "name_zh")}
    for chosen, listed, outcome in (
        ([ROOF], WITH_ROOF, ("quarantined", "options")), ([BAR | {"amount": 0}], LIST_PRICE, ("quarantined", "options")),
        ([free], LIST_PRICE, ("applied", "")),
    ):  # fmt: skip
        made = desk.draft(car, model_id)
        made.changes[2]["set"] |= {"options": canonical_json(chosen), "list_price": listed, "price": listed}
        assert reason(desk.do("contract.draft", *made.changes)) == outcome


def test_two_who_change_what_is_ordered_meet_as_one_group(world: World, model_id: str) -> None:
    first, second = world.terminal(), world.terminal(user="zhao")
    drawn = first.draft(None, model_id)
    assert reason(first.do("contract.draft", *drawn.changes)) == ("applied", "")
    for desk in (first, second):
        desk.pull()

    def edit(desk: Terminal, user: str, **values: Any) -> tuple[str, str]:
        change = desk.change("contract", drawn.contract_id, **values, version=2)
        return reason(desk.do("contract.edit", change, user=user))

    chosen = {"options": canonical_json([ROOF]), "list_price": WITH_ROOF, "price": WITH_ROOF}
    assert edit(first, "wang", **chosen) == ("applied", "")
    assert edit(second, "zhao", colour="曜石黑")[0] == "conflict"
    (case,) = first.all("sync_case", contract_id=drawn.contract_id, state="open")
    (group,) = json.loads(case["data"])["groups"].values()
    assert json.loads(group["first"]["options"]) == [ROOF]
    assert (group["second"]["options"], group["second"]["colour"]) == (None, "曜石黑")


@pytest.mark.parametrize(("more", "outcome"), [({"options": None}, "quarantined"), ({}, "applied")])
def test_an_allocated_car_may_have_other_options_and_what_was_ordered_stays(
    desk: Terminal, model_id: str, more: dict[str, Any], outcome: str
) -> None:
    made = sale(desk, model_id, [ROOF])
    assert reason(desk.do("deal.sell", *made.changes)) == ("applied", "")
    car = desk.receive(model_id)
    told = desk.change("vehicle", car.id, options=canonical_json(["P07"]))
    assert reason(desk.do("stock.receive", told, user="liu")) == ("applied", "")
    desk.lease(car.id)
    desk.pull()
    contract = desk.change("contract", made.contract_id, vehicle_id=car.id, version=2, **more)
    given = desk.do("contract.allocate", contract, *desk.sold(car, "sun"), user="sun")
    assert given["status"] == outcome


def test_what_was_signed_beats_options_that_another_desk_chose_meanwhile(world: World, model_id: str) -> None:
    first, second = world.terminal(), world.terminal(user="zhao")
    drawn = first.draft(None, model_id)
    assert reason(first.do("contract.draft", *drawn.changes)) == ("applied", "")
    for desk in (first, second):
        desk.pull()
    chosen = {"options": canonical_json([ROOF]), "list_price": WITH_ROOF, "price": WITH_ROOF, "version": 2}
    edit = second.change("contract", drawn.contract_id, **chosen)
    assert reason(second.do("contract.edit", edit, user="zhao")) == ("applied", "")
    assert first.do("contract.sign", *first.signing(drawn.contract_id))["status"] == "conflict"
    row = first.row("contract", drawn.contract_id)
    assert (row["state"], row["options"], row["list_price"], row["price"]) == (
        "signed",
        None,
        LIST_PRICE,
        LIST_PRICE,
    )

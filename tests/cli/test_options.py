"""Options, typed: ordered with a model, on quote and contract, and named where the car that comes has others."""

from __future__ import annotations

import csv
import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from app.services import catalogue
from tests.cli.conftest import Cli
from tests.cli.test_amending import set_aside
from tests.cli.test_selling import as_json, left_behind
from tests.shop import Shop, new_vin, person
from tests.unit.documents.reading import text_of

MODEL = "X7-2026"
HEAD = "code,brand,series,trim,energy,list_price,colours,options,options_zh,option_codes"
ROW = f"{MODEL},BYD,X7,Max,bev,200000.00,White; Red=3000,Panoramic roof={{}}; Tow bar=4000,全景天幕；拖车钩=4000,P01; P07"
ROOF = {"code": "P01", "name": "Panoramic roof", "amount": "9000.00"}
BAR = {"code": "P07", "name": "Tow bar", "amount": "4000.00"}
_runs = itertools.count(1)


def _import(shop: Shop, roof: str = "9000") -> None:
    file = shop.folder / f"options-{next(_runs)}.csv"
    file.write_text(f"{HEAD}\n{ROW.format(roof)}\n", encoding="utf-8")
    assert not catalogue.import_catalogue(shop.uow, file).refused


@pytest.fixture(scope="module")
def counter(running_shop: Shop, cli: Cli) -> Cli:
    """A counter whose catalogue has a trim with two options."""
    _import(running_shop)
    cli.till.sync()
    return cli


def ordered(cli: Cli, *more: str, price: str = "209000", **how: Any) -> Any:
    """A sale of the model, without a car."""
    words = (
        "--model",
        MODEL,
        "--customer",
        as_json(person()),
        "--price",
        price,
        "--delivery-date",
        "2099-01-01",
    )
    return cli("sell", *words, *more, **how)


def received(cli: Cli, has: str) -> str:
    """A car that came with a stock file."""
    vin, file = new_vin(), cli.till.folder.parent / f"options-{next(_runs)}.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows([["vin", "model", "options"], [vin, MODEL, has]])
    cli("stock", "receive", file, user="liu")
    cli.till.sync()
    return vin


def pdf(cli: Cli, what: str, no: str, folder: Path, language: str = "en") -> str:
    """The words of a paper."""
    cli(what, "pdf", no, "--out", folder / "paper.pdf", lang=language)
    return text_of((folder / "paper.pdf").read_bytes())


def test_the_catalogue_says_what_a_model_may_be_ordered_with(counter: Cli) -> None:
    assert counter("catalogue", "show", MODEL).json["options"] == [ROOF, BAR]
    shown = counter("catalogue", "show", MODEL, lang="zh_CN").json["options"]
    assert [each["name"] for each in shown] == ["全景天幕", "拖车钩"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Equipment:PanoramicrooftheSeller¥9,000.00", "CartheSeller¥200,000.00", "1.Panoramicroof", "Optionalequipmentislisted")),
        ("zh_CN", ("车辆配置：全景天幕", "1.全景天幕", "本车的选装配置见附件“车辆配置”")),
    ],
)  # fmt: skip
def test_an_order_with_an_option_costs_more_and_its_paper_lists_it(
    counter: Cli, tmp_path: Path, language: str, words: tuple[str, ...]
) -> None:
    sold = ordered(counter, "--option", "P01", "--document-lang", language).json
    shown = counter("contract", "show", sold["contract"]).json
    assert (shown["options"], shown["list_price"], shown["price"]) == ([ROOF], "209000.00", "209000.00")
    assert shown["groups"]["vehicle"]["options"] == [ROOF]
    assert set(shown["groups"]["vehicle"]) == {"vin", "model", "colour", "options"}
    paper = pdf(counter, "contract", sold["contract"], tmp_path, language)
    for each in words:
        assert each in paper, each
    assert counter("contract", "lint", sold["contract"]).json["ok"]
    assert counter("contract", "verify", tmp_path / "paper.pdf").json["valid"]
    counter.till.sync()
    assert set_aside(counter) == []


def test_paint_and_options_are_paid_for_together(counter: Cli) -> None:
    no = ordered(counter, "--colour", "Red", "--option", "P01", price="212000").json["contract"]
    assert counter("contract", "show", no).json["list_price"] == "212000.00"
    drawn = counter("quote", "contract", _quoted(counter, "--colour", "Red", "--option", "P01")).json[
        "contract"
    ]
    assert counter("contract", "show", drawn).json["list_price"] == "212000.00"
    shown = counter("contract", "edit", drawn, "--set", "colour=White", "--set", "options=P07").json
    assert (shown["list_price"], shown["options"]) == ("204000.00", [BAR])
    counter.till.sync()
    assert set_aside(counter) == []


@pytest.mark.parametrize(
    ("values", "listed", "price"),
    [
        (("colour=Red",), "203000.00", "202000.00"), (("options=P07",), "204000.00", "203000.00"),
        (("colour=Red", "options=P07"), "207000.00", "206000.00"),
        (("discount=2000", "colour=Red"), "203000.00", "201000.00"), (("colour=Red", "discount=2000"), "203000.00", "201000.00"),
        (("price=200000", "options=P07"), "204000.00", "200000.00"), (("options=P07", "price=200000"), "204000.00", "200000.00"),
        (("price=200000", "discount=2000", "colour=Red"), "203000.00", "200000.00"),
    ],
)  # fmt: skip
def test_the_discount_stays_where_the_list_price_moves_and_the_order_of_words_changes_nothing(
    counter: Cli, values: tuple[str, ...], listed: str, price: str
) -> None:
    given = _quoted(counter, "--colour", "White", price="199000")
    drawn = counter("quote", "contract", given).json["contract"]
    shown = counter("contract", "edit", drawn, *(word for each in values for word in ("--set", each))).json
    assert (shown["list_price"], shown["price"]) == (listed, price)


def _quoted(cli: Cli, *more: str, price: str = "208000") -> str:
    words = ("--model", MODEL, "--customer", as_json(person()), "--price", price)
    return str(cli("quote", "give", *words, *more).json["quote"])


def test_the_limit_and_the_tax_are_those_of_the_car_with_its_options(counter: Cli, tmp_path: Path) -> None:
    no = ordered(counter, "--option", "P01", "--option", "tow bar", price="206610").json[
        "contract"
    ]  # 3 % of 213,000
    refused = ordered(counter, "--option", "P01", "--option", "P07", price="206609.99", ends=3).error
    assert refused["code"] == "discount_needs_approval"
    assert counter("contract", "show", no).json["list_price"] == "213000.00"
    paper = pdf(counter, "contract", no, tmp_path)
    assert "9,142.04" in paper  # 206,610 / 1.13 x 10 %, half of it


@pytest.mark.parametrize(
    ("more", "code"),
    [(("--option", "P99"), "option_unknown"), (("--option", "P01", "--option", "全景天幕"), "option_twice")],
)
def test_an_option_of_nobodys_is_refused_and_leaves_nothing_behind(
    counter: Cli, more: tuple[str, ...], code: str
) -> None:
    before = left_behind(counter)
    refused = ordered(counter, *more, ends=3).error
    assert (refused["code"], refused["field"]) == (code, "option")
    assert left_behind(counter) == before


def test_a_later_catalogue_changes_nothing_of_what_was_ordered(
    counter: Cli, running_shop: Shop, tmp_path: Path
) -> None:
    no = ordered(counter, "--option", "P01").json["contract"]
    before = pdf(counter, "contract", no, tmp_path)
    _import(running_shop, "9900")
    try:
        counter.till.sync()
        assert set_aside(counter) == []
        assert counter("contract", "show", no).json["options"] == [ROOF]
        assert pdf(counter, "contract", no, tmp_path) == before
        assert counter("contract", "verify", tmp_path / "paper.pdf").json["valid"]
    finally:
        _import(running_shop)
        counter.till.sync()


def test_a_quote_with_options_becomes_the_contract(counter: Cli, tmp_path: Path) -> None:
    words = ("--model", MODEL, "--customer", as_json(person()), "--price", "208000", "--option", "P01")
    given = counter("quote", "give", *words).json
    assert (given["list_price"], given["options"]) == ("209000.00", [ROOF])
    assert "Equipment:PanoramicrooftheSeller¥9,000.00" in pdf(counter, "quote", given["quote"], tmp_path)
    drawn = counter("quote", "contract", given["quote"]).json["contract"]
    shown = counter("contract", "show", drawn).json
    assert (shown["options"], shown["list_price"]) == ([ROOF], "209000.00")
    counter.till.sync()
    assert set_aside(counter) == []


def test_options_change_before_and_after_the_signature_and_the_price_follows(
    counter: Cli, tmp_path: Path
) -> None:
    no = counter("quote", "contract", _quoted(counter, "--option", "P01")).json["contract"]
    shown = counter("contract", "edit", no, "--set", "options=P01; P07").json
    assert (shown["options"], shown["list_price"], shown["price"]) == ([ROOF, BAR], "213000.00", "212000.00")
    shown = counter("contract", "edit", no, "--set", "price=211000", "--set", "options=").json
    assert (shown["options"], shown["list_price"], shown["price"]) == ([], "200000.00", "211000.00")
    signed = ordered(counter, "--option", "P01").json["contract"]
    shown = counter("contract", "amend", signed, "--set", "options=P07").json
    assert (shown["options"], shown["price"], shown["state"]) == ([BAR], "204000.00", "amended")
    counter("contract", "pdf", signed, "--amendment", "1", "--out", tmp_path / "b1.pdf")
    paper = text_of((tmp_path / "b1.pdf").read_bytes())
    assert "Panoramicroof" in paper
    assert "Towbar" in paper
    counter.till.sync()
    assert set_aside(counter) == []


def test_a_car_in_stock_is_sold_with_what_it_has(counter: Cli, tmp_path: Path) -> None:
    vin = received(counter, "Panoramic roof")
    assert counter("stock", "show", vin).json["options"] == ["P01"]
    words = ("sell", "--vin", vin, "--customer", as_json(person()), "--price", "200000")
    refused = counter(*words, "--option", "P07", ends=3).error
    assert (refused["code"], refused["field"]) == ("option_of_car", "option")
    shown = counter("contract", "show", counter(*words).json["contract"]).json
    assert (shown["options"], shown["list_price"]) == ([{**ROOF, "amount": "0.00"}], "200000.00")
    assert "Equipment:PanoramicrooftheSeller—" in pdf(counter, "contract", shown["no"], tmp_path)
    assert counter("contract", "edit", shown["no"], "--set", "colour=x", ends=3)
    counter.till.sync()
    assert set_aside(counter) == []


def test_a_stock_file_says_what_cars_have(counter: Cli, tmp_path: Path) -> None:
    for has, known in (("", None), ("-", []), ("P07；全景天幕", ["P01", "P07"])):
        assert counter("stock", "show", received(counter, has)).json["options"] == known
    file = tmp_path / "stock.csv"
    file.write_text(f"vin,model,options\n{new_vin()},{MODEL},P99\n", encoding="utf-8")
    (line,) = counter("stock", "receive", file, user="liu", ends=3).json["refused"]
    assert line["code"] == "option_unknown"
    counter("export", "stock", tmp_path / "out.json", user="sun")
    told = {row["options"] for row in json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))}
    assert told >= {None, "-", "P01; P07"}


@pytest.mark.parametrize(
    ("has", "lacks", "besides", "said"),
    [
        ("P07", ["P01"], ["P07"], "lacks: Panoramic roof; has besides: Tow bar"), ("-", ["P01"], [], "lacks: Panoramic roof"),
        ("P01", [], [], ""), ("", [], [], "not known whether it has: Panoramic roof"),
    ],
)  # fmt: skip
def test_whoever_allocates_a_car_with_other_options_is_told_and_may_go_on(
    counter: Cli, has: str, lacks: list[str], besides: list[str], said: str
) -> None:
    no, vin = ordered(counter, "--option", "P01").json["contract"], received(counter, has)
    counter("stock", "lease", vin)
    given = counter("contract", "allocate", no, "--vin", vin, user="sun")
    assert (given.json["lacks"], given.json["has_besides"], given.json["vin"]) == (lacks, besides, vin)
    assert (f"{vin}: {said}" in given.err) if said else (vin not in given.err)
    assert given.json["options"] == [ROOF]
    counter.till.sync()
    assert set_aside(counter) == []


def test_deals_go_out_and_come_in_with_their_options(counter: Cli, tmp_path: Path) -> None:
    no = ordered(counter, "--option", "P01").json["contract"]
    counter("export", "deals", tmp_path / "deals.json", user="sun")
    rows = json.loads((tmp_path / "deals.json").read_text(encoding="utf-8"))
    (row,) = (row for row in rows if row["contract"] == no)
    assert row["options"] == "P01"
    (tmp_path / "in.json").write_text(json.dumps([{**row, "deal": "", "contract": ""}]), encoding="utf-8")
    assert counter("import", "deals", tmp_path / "in.json").json["received"] == 1
    newest = counter("contract", "list").json["contracts"][0]
    assert (newest["options"], newest["list_price"]) == ([ROOF], "209000.00")

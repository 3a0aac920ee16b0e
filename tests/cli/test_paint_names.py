"""A paper names paint and interior in its own language, whichever the stock file wrote, and the server agrees."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import pytest

from app import i18n
from app.domain import energy
from app.gateways.sync import SyncOfTerminal
from app.presenters.overwritten import value
from app.queries import overwritten
from app.queries.overwritten import LostField
from app.services import catalogue
from tests.cli.conftest import Cli
from tests.cli.test_selling import PROMISED, as_json
from tests.shop import Shop, new_vin, person
from tests.unit.documents.reading import text_of

MODEL = "SEAL-2025"
HEAD = "code,brand,series,trim,energy,list_price,colours,colours_zh,interiors,interiors_zh"
ROW = f"{MODEL},BYD,Seal,Dynamic,bev,117000.00,Pearl white; Night blue=2000,{{}}；曜夜蓝=2000,Black,黑色"
NAMES = {"en": ("Pearlwhite", "Black"), "zh_CN": ("珍珠白", "黑色")}
_runs = itertools.count(1)


def _import(shop: Shop, paint: str = "珍珠白") -> None:
    file = shop.folder / f"paints-{next(_runs)}.csv"
    file.write_text(f"{HEAD}\n{ROW.format(paint)}\n", encoding="utf-8")
    assert not catalogue.import_catalogue(shop.uow, file).refused


@pytest.fixture(scope="module")
def named(running_shop: Shop, cli: Cli) -> Cli:
    """A counter whose catalogue has both names of the model's paints."""
    _import(running_shop)
    cli.till.sync()
    return cli


def _stocked(cli: Cli, paint: str, interior: str) -> str:
    vin, file = new_vin(), cli.till.folder.parent / f"paints-{next(_runs)}.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(
            [["vin", "model", "colour", "interior", "list_price", "cost", "arrived_on"],
             [vin, MODEL, paint, interior, "117000.00", "98000.00", "2025-03-14"]]
        )  # fmt: skip
    cli("stock", "receive", file, user="liu")
    cli.till.sync()
    return vin


def _sold(cli: Cli, *what: str, language: str) -> str:
    customer = as_json(person())
    words = ("--customer", customer, "--price", "116000", *PROMISED)
    made = cli("--document-lang", language, "sell", *what, *words).json
    assert isinstance(made["contract"], str)
    return made["contract"]


def _paper(cli: Cli, no: str, folder: Path) -> str:
    cli("contract", "pdf", no, "--out", folder / "paper.pdf")
    return text_of((folder / "paper.pdf").read_bytes())


@pytest.mark.parametrize("language", NAMES)
@pytest.mark.parametrize("written", NAMES)
def test_a_contract_names_the_paint_in_its_own_language(
    named: Cli, tmp_path: Path, written: str, language: str
) -> None:
    vin = _stocked(named, *(name.replace("Pearlw", "Pearl w") for name in NAMES[written]))
    no = _sold(named, "--vin", vin, language=language)
    shown, other = NAMES[language], NAMES["en" if language == "zh_CN" else "zh_CN"]
    paper = _paper(named, no, tmp_path)
    assert "/".join(shown) in paper
    assert other[0] not in paper
    assert named("sync").json["parked"] == 0


def test_an_order_for_a_paint_by_one_name_is_given_a_car_that_has_the_other(
    named: Cli, tmp_path: Path
) -> None:
    no = _sold(named, "--model", MODEL, "--colour", "珍珠白", language="en")
    assert "Pearlwhite" in _paper(named, no, tmp_path)
    assert named("sync").json["parked"] == 0
    vin = _stocked(named, "Pearl white", "Black")
    named("stock", "lease", vin)
    named("contract", "allocate", no, "--vin", vin, user="sun")
    assert named("sync").json["parked"] == 0


def test_an_order_costs_what_its_paint_costs_and_follows_an_amendment_to_another(named: Cli) -> None:
    no = _sold(named, "--model", MODEL, "--colour", "曜夜蓝", language="en")
    assert named("contract", "show", no).json["groups"]["price"]["discount"] == "3000.00"
    before = named("contract", "show", no).json["price"]
    named("contract", "amend", no, "--set", "colour=Pearl white")
    shown = named("contract", "show", no).json
    assert shown["groups"]["price"]["discount"] == "3000.00"  # that stays
    assert float(before) - float(shown["price"]) == 2000
    assert named("sync").json["parked"] == 0


def test_whoever_allocates_another_colour_reads_the_one_that_was_signed_for_in_their_language(
    named: Cli,
) -> None:
    no = _sold(named, "--model", MODEL, "--colour", "珍珠白", language="en")
    vin = _stocked(named, "曜夜蓝", "黑色")
    named("stock", "lease", vin)
    for language, colour in (("en", "Pearl white"), ("zh_CN", "珍珠白")):
        refused = named("contract", "allocate", no, "--vin", vin, user="sun", ends=3, lang=language).error
        assert refused["code"] == "car_other_colour"
        assert colour in refused["message"]
    named("stock", "release", vin)


def test_a_colour_that_was_overwritten_is_told_in_the_readers_language(
    named: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = LostField("vehicle", "v", "colour", "LX", "曜夜蓝", "Pearl white", "", "", "", "", "")
    monkeypatch.setattr(overwritten, "list_lost", lambda _: [lost])
    try:
        for language, colours in (("en", ("Night blue", "Pearl white")), ("zh_CN", ("曜夜蓝", "珍珠白"))):
            i18n.set_language(language)
            (shown,) = SyncOfTerminal(named.till.wang).status().overwritten
            assert (shown.lost, shown.kept) == colours
    finally:
        i18n.set_language("en")


@pytest.mark.parametrize(
    ("column", "held", "said"),
    [
        ("kind", "company", "Company"), ("id_kind", "id_card", "ID card"), ("energy", "bev", "Electric"),
        ("certificate_state", "pledged", "Pledged"), ("archived", 0, "no"), ("language", "zh_CN", "中文"),
        ("list_price", 11_700_000, "117,000.00"), ("id_number", "330106199001080421", "••••••••••••••0421"),
        ("interior", "黑色", "Black"), ("note", "", "empty"), ("note", "周末", "周末"), ("id_kind", "other", "other"),
    ],
)  # fmt: skip
def test_other_values_are_told_in_words_too(column: str, held: object, said: str) -> None:
    assert value(column, held, lambda name: {"黑色": "Black"}[name], energy.shipped()) == said


def test_a_paint_that_was_renamed_since_holds_no_sale_up(
    named: Cli, running_shop: Shop, tmp_path: Path
) -> None:
    no = _sold(named, "--vin", _stocked(named, "珍珠白", "黑色"), language="en")
    _import(running_shop, "珠光白")
    try:
        assert named("sync").json["parked"] == 0
        assert "Pearlwhite" in _paper(named, no, tmp_path)
    finally:
        _import(running_shop)
        named.till.sync()

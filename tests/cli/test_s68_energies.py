"""S68: a new kind of energy is data. A catalogue brings it, and what follows from it holds, to the printed contract."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.domain import energy
from app.domain.recommend import Needs, match
from app.gateways.deals import DealsFromReplica
from app.gateways.showroom import ShowroomFromReplica
from app.gateways.sync import SyncOfTerminal
from app.i18n import speaking
from app.ids import vehicle_id
from app.presenters.base import run_now
from app.presenters.deal_desk import DealDeskPresenter
from app.queries import energies
from app.services import catalogue, contracts, papers
from tests.cli.conftest import Cli
from tests.shop import Shop, new_vin, person
from tests.unit.documents.reading import text_of

HEAD = (
    f"code,brand,series,trim,energy,list_price,range_km,colours,options,tow_bar_kg,{','.join(energy.COLUMNS)}"
)
ROWS = (
    "MEOH-1,吉利,帝豪,醇,methanol,113000,900,White;Red=3000,Roof=9000,1500,Methanol,甲醇,no,yes,,standard",
    "MEOH-2,吉利,银河,醇电,meoh_phev,113000,900,,,,Methanol plug-in,醇电插混,yes,yes,yes,new_energy",
    "MEOH-3,吉利,银河,醇电 Max,MEOH_PHEV,226000,900,,,,,,,,,",
)


@pytest.fixture(scope="module")
def stocked(cli: Cli, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The catalogue, taken in by a manager; a car of each class in stock, its VIN by its model."""
    file = tmp_path_factory.mktemp("energies") / "catalogue.csv"
    file.write_text("\n".join((HEAD, *ROWS)), encoding="utf-8")
    assert cli("import", "catalogue", file, user="sun").json["received"] == len(ROWS)
    vins = {code: cli.till.receive(new_vin(), model=code)[0] for code in ("MEOH-1", "MEOH-2")}
    cli.till.sync()
    assert cli("status").json["parked"] == 0
    return vins


def test_filters_comparison_and_recommendation_know_it(cli: Cli, stocked: dict[str, str]) -> None:
    found = cli("catalogue", "list", "--energy", "meoh_phev", "--sort", "price").json["models"]
    assert [each["code"] for each in found] == ["MEOH-2", "MEOH-3"]
    rows = cli("catalogue", "compare", "MEOH-1", "MEOH-2", lang="zh_CN").json["rows"]
    assert ["甲醇", "醇电插混"] in [row["values"] for row in rows]
    suits = cli("catalogue", "recommend", "--energy", "methanol", "--range", "1200").json["models"]
    ours = {each["code"]: each for each in suits if each["code"].startswith("MEOH")}
    assert {code for code, each in ours.items() if each["recommended"]} == {"MEOH-1"}, (
        "a tank is filled in minutes"
    )
    why = {each["criterion"]: each["why"] for each in ours["MEOH-2"]["reasons"]}
    assert why["energy"] == "Methanol plug-in; asked for: Methanol"
    town = cli("catalogue", "recommend", "--use", "commute").json["models"]
    points = {each["code"]: each["reasons"][0]["points"] for each in town if each["code"].startswith("MEOH")}
    assert points["MEOH-2"] > points["MEOH-1"], "by electricity about town"


def test_the_purchase_tax_is_that_of_its_class(cli: Cli, stocked: dict[str, str]) -> None:
    tax = {code: cli("catalogue", "show", code).json["purchase_tax"] for code in stocked}
    assert tax == {"MEOH-1": "10000.00", "MEOH-2": "5000.00"}


@pytest.mark.parametrize(
    ("code", "language", "name", "has_clause"),
    [("MEOH-1", "en", "Methanol", False), ("MEOH-2", "zh_CN", "醇电插混", True)],
)
def test_such_a_car_is_sold_to_the_printed_contract(
    cli: Cli,
    stocked: dict[str, str],
    tmp_path: Path,
    code: str,
    language: str,
    name: str,
    *,
    has_clause: bool,
) -> None:
    vin, paper = stocked[code], tmp_path / "contract.pdf"
    sold = cli(
        "sell",
        "--vin",
        vin,
        "--customer",
        json.dumps(person()),
        "--price",
        "117000",
        "--document-lang",
        language,
    ).json
    assert sold["state"] == "confirmed"
    cli("contract", "pdf", sold["contract"], "--out", paper, "--document-lang", language)
    said = text_of(paper.read_bytes())
    assert name in said
    assert (("New-energy vehicle" if language == "en" else "新能源汽车") in said) is has_clause
    lines = [each["line"] for each in cli("delivery", "pdi", vin, ends=6).json["lines"]]
    assert "engine" in lines
    assert ("battery" in lines, "charging" in lines) == (has_clause, has_clause)
    cli.till.sync()
    assert cli("status").json["parked"] == 0


def test_the_desk_reckons_and_says_the_same(cli: Cli, stocked: dict[str, str]) -> None:
    desk, showroom = DealsFromReplica(cli.till.wang), ShowroomFromReplica(cli.till.wang)
    for code, plugs_in, is_new in (("MEOH-1", False, False), ("MEOH-2", True, True)):
        runs_on = desk.car(stocked[code]).energy
        assert runs_on is not None
        assert (runs_on.plugs_in, runs_on.new_energy) == (plugs_in, is_new)
        trim = next(each for each in showroom.trims() if each.code == code)
        assert trim.energy == runs_on
        needs = Needs(energies=frozenset({runs_on}))
        assert not match(trim, needs, cli.till.wang.clock.today()).ruled_out
    with speaking("zh_CN"):
        assert runs_on.name == "醇电插混"


def test_at_the_desk_it_is_sold_to_the_signed_paper(cli: Cli, stocked: dict[str, str]) -> None:
    shop = cli.till.wang
    (vin,) = cli.till.receive(new_vin(), model="MEOH-2")
    cli.till.sync()
    desk = DealDeskPresenter(run_now, run_now, DealsFromReplica(shop), shop.clock)
    desk.start()
    known = cli("customer", "add", json.dumps(person())).json["id"]
    desk.choose_customer(desk.gateway.customer(known))
    desk.open_car(vin)
    desk.set_discount(0)
    assert desk.state.tax is not None
    assert (desk.state.tax.rule.id, desk.state.tax.amount) == ("cn-nev-2026", 517_699)
    desk.draw()
    assert desk.state.drawn is not None
    shop.lease([vehicle_id(vin)])
    contracts.sign(shop.unit_of_work(), contract_id=desk.state.drawn.contract_id, signing=shop.signing(None))
    with shop.reading() as session:
        made = papers.document(session, contracts.find(session, desk.state.drawn.no))
        assert (made.car.energy_name, made.car.new_energy) == ("Methanol plug-in", True)
        assert "Methanol" in text_of(papers.original(made, papers.words(session, made)))
    assert cli.till.sync().parked == 0


def test_what_is_exported_can_be_taken_in_elsewhere(
    cli: Cli, stocked: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "out.json"
    cli("export", "catalogue", file, user="sun")
    (row,) = [each for each in json.loads(file.read_text(encoding="utf-8")) if each["code"] == "MEOH-2"]
    assert energy.described(row) == energy.Energy(
        "meoh_phev",
        {"en": "Methanol plug-in", "zh_CN": "醇电插混"},
        plugs_in=True,
        electric=True,
        new_energy=True,
    )


@pytest.mark.parametrize(
    ("runs_on", "says", "code", "words"),
    [
        ("steam", ",,,,,", "energy_unknown", ("steam", "petrol", "energy_en", "energy_tax")),
        ("steam", "Steam,蒸汽,no,,,standard", "energy_incomplete", ("energy_tank",)),
        ("steam", "Steam,蒸汽,no,perhaps,,standard", "energy_word", ("perhaps", "energy_tank")),
        ("steam", "Steam,蒸汽,no,yes,,cheap", "energy_word", ("cheap", "new_energy")),
        ("st eam", "Steam,蒸汽,no,yes,,standard", "energy_code", ("st eam",)),
    ],
)
def test_a_code_that_nobody_describes_says_what_to_do(
    cli: Cli, tmp_path: Path, runs_on: str, says: str, code: str, words: tuple[str, ...]
) -> None:
    file = tmp_path / "catalogue.csv"
    file.write_text(f"{HEAD}\nSTEAM,Old,Engine,One,{runs_on},100000,,,,,{says}\n", encoding="utf-8")
    refused = cli("import", "catalogue", file, user="sun", ends=3).json["refused"][0]
    assert refused["code"] == code
    assert all(word in refused["message"] for word in words)


def test_two_lines_that_describe_one_energy_differently_are_not_both_right(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "catalogue.csv"
    rows = (
        f"{code},Old,Engine,One,wood,100000,,,,,Wood,木柴,no,yes,,{tax}"
        for code, tax in (("W1", "standard"), ("W2", "new_energy"))
    )
    file.write_text("\n".join((HEAD, *rows)), encoding="utf-8")
    said = cli("import", "catalogue", file, "--dry-run", user="sun", ends=6).json
    assert [(each["line"], each["code"]) for each in said["refused"]] == [(3, "energy_twice")]


def test_no_column_that_is_read_is_called_unread(running_shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "catalogue.csv"
    file.write_text("\n".join((HEAD, *ROWS)), encoding="utf-8")
    report = catalogue.import_catalogue(running_shop.uow, file, dry_run=True)
    assert (report.received, report.refused, report.unread) == (len(ROWS), [], ())


def test_two_desks_that_hear_of_it_at_once_mean_one(cli: Cli, booth: Cli, tmp_path: Path) -> None:
    booth.till.as_("sun")
    for desk, name in ((cli, "Water"), (booth, "Hydro")):
        row = (
            f"{desk.till.folder.parent.name[:40]},Old,Engine,One,hydro,100000,,,,,{name},水,no,yes,,standard"
        )
        file = tmp_path / "catalogue.csv"
        file.write_text(f"{HEAD}\n{row}\n", encoding="utf-8")
        desk("import", "catalogue", file, user="sun")
    for desk in (cli, booth):
        assert desk.till.sync().parked == 0
    for desk in (cli, booth):
        desk.till.sync()
        stands = desk.till.query("SELECT name_en FROM energy_type WHERE code = 'hydro'")
        assert stands == [("Water",)], "the first counts"
    (told,) = SyncOfTerminal(booth.till.wang).status().overwritten
    assert (told.subject, told.lost, told.kept) == ("Energy hydro", "Hydro", "Water")


def test_a_used_car_runs_on_what_is_known(cli: Cli, stocked: dict[str, str]) -> None:
    with cli.till.wang.reading() as session:
        known: Any = energies.known(session)
    assert known.require("methanol").has_tank
    assert known["never heard of"].name == "never heard of"

"""A1 to A4, typed: the catalogue found, compared and recommended."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest

from tests.cli.conftest import Cli, call
from tests.shop import ENVIRON, MODEL, PASSWORD, new_vin

OURS = (MODEL, "HAN-2025")  # what the shop begins with; other tests add models of their own


def test_models_are_found_by_words_and_along_axes(cli: Cli) -> None:
    def codes(*words: str) -> list[str]:
        found = [each["code"] for each in cli("catalogue", "list", *words).json["models"]]
        return [code for code in found if code in OURS]

    assert codes("byd", "--sort", "price") == [MODEL, "HAN-2025"]
    assert codes("汉") == codes("--price-from", "20w", "--range", "600") == ["HAN-2025"]
    assert codes("--energy", "bev", "--body", "sedan", "--seats", "5", "--monthly-to", "2500") == [MODEL]
    cli("catalogue", "list", "--price-to", "cheap", ends=3)


def test_a_model_shows_its_specification_and_its_stock(cli: Cli) -> None:
    before = cli("catalogue", "show", MODEL).json
    cli.till.receive(new_vin())
    after = cli("catalogue", "show", MODEL).json
    assert after["here"] == before["here"] + 1
    assert after["attributes"]["battery_kwh"] == "57.6"
    assert (after["list_price"], after["purchase_tax"]) == ("117000.00", "5176.99")
    assert cli("catalogue", "show", "NONE", ends=3).error["field"] == "code"


def test_two_models_are_compared_on_screen_and_on_paper(cli: Cli, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.pdf"
    said = cli(
        "catalogue", "compare", MODEL, "HAN-2025", "--differences", "--out", sheet, "--document-lang", "zh_CN"
    )
    rows = {row["name"]: row for row in said.json["rows"]}
    assert rows["Range"]["values"] == ["510 km", "715 km"]
    assert rows["Range"]["best"] == [False, True]
    assert "Seats" not in rows
    paper = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(sheet.read_bytes())).pages)
    assert "续航里程" in paper
    assert "测试汽车有限公司" in paper
    assert cli("catalogue", "compare", MODEL, ends=3).error["code"] == "compare_number"


def test_needs_rank_the_models_and_say_why(cli: Cli) -> None:
    def ranked(*words: str) -> list[tuple[str, bool]]:
        found = cli("catalogue", "recommend", *words).json["models"]
        return [(each["code"], each["recommended"]) for each in found if each["code"] in OURS]

    assert ranked("--budget", "13w") == [(MODEL, True), ("HAN-2025", False)]
    assert ranked("--range", "700") == [("HAN-2025", True), (MODEL, False)]
    found = cli("catalogue", "recommend", "--budget", "13w").json["models"]
    (han,) = [each for each in found if each["code"] == "HAN-2025"]
    (why,) = [each["why"] for each in han["reasons"] if each["rules_out"]]
    assert "over the budget" in why
    assert cli("catalogue", "recommend", ends=3).error["code"] == "needs_missing"
    assert cli("catalogue", "recommend", "--energy", "steam", ends=3).error["field"] == "energy"


def test_colours_and_options_of_a_file_are_looked_at_before_they_are_taken_in(
    cli: Cli, tmp_path: Path
) -> None:
    file = tmp_path / "more.csv"
    head = "code,brand,series,trim,energy,list_price,colours,options,tow_bar_kg\n"
    file.write_text(head + "ROO-1,Roo,One,Plus,bev,100000,White;Red=3000,Roof=9000,1500\n", encoding="utf-8")
    assert cli("import", "catalogue", file, "--dry-run", user="sun").json["received"] == 1
    file.write_text(head + "ROO-2,Roo,Two,Plus,bev,100000,White=much,,\n", encoding="utf-8")
    assert (
        cli("import", "catalogue", file, "--dry-run", user="sun", ends=3).json["refused"][0]["code"]
        == "amount_invalid"
    )


def test_an_empty_catalogue_says_who_fills_it(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["--data", str(cli.till.folder), "--lang", "en", "catalogue", "list"]
    who = {**ENVIRON, "SHOWROOM_USER": "wang", "SHOWROOM_PASSWORD": PASSWORD}
    assert "No model fits." in call([*words, "nothing fits this"], who).out
    monkeypatch.setattr("app.gateways.showroom.ShowroomFromReplica.trims", lambda _: ())
    assert "showroom import catalogue FILE" in call(words, who).out

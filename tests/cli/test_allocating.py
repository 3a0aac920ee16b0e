"""A contract without a car gets one: of what was signed for, with its lease, by a manager, and once."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest

from app.domain.contract_document import find_code
from app.queries.allocating import list_candidates
from tests.cli.conftest import Cli
from tests.cli.test_amending import set_aside
from tests.cli.test_selling import PROMISED, as_json, left_behind, stocked
from tests.shop import MODEL, person

COLOUR = "珍珠白"  # of every car that the tests take in


@pytest.fixture
def ordered(cli: Cli) -> str:
    """A signed contract that names model and colour; its number."""
    words = ("--model", MODEL, "--colour", COLOUR, "--price", "116000", "--customer", as_json(person()))
    sold = cli("sell", *words, *PROMISED, "--deposit", "1000", "--method", "card").json
    assert sold["state"] == "confirmed"
    return str(sold["contract"])


def test_who_came_before_is_named_by_the_command_line_too(cli: Cli, ordered: str) -> None:
    words = ("--model", MODEL, "--colour", COLOUR, "--price", "116000", "--customer", as_json(person()))
    waiting = "SELECT no FROM contract WHERE vehicle_id IS NULL AND state = 'signed' AND colour = :colour ORDER BY signed_at"
    line = [no for (no,) in cli.till.query(waiting, colour=COLOUR)]  # those of other tests before ours
    assert line[-1] == ordered
    later = str(cli("sell", *words, *PROMISED).json["contract"])
    vins = stocked(cli), stocked(cli)
    cli("stock", "lease", *vins)
    said = cli("contract", "allocate", later, "--vin", vins[0], user="sun")
    assert said.json["came_before"] == line
    assert f"{line[0]} of " in said.err
    assert "came before and waits for such a car, too." in said.err
    said = cli("contract", "allocate", ordered, "--vin", vins[1], user="sun")
    assert said.json["came_before"] == line[:-1]
    assert ("came before" in said.err) == (len(line) > 1)


def test_a_manager_allocates_and_the_customer_is_told_in_writing(
    cli: Cli, booth: Cli, ordered: str, tmp_path: Path
) -> None:
    vin, paper = stocked(cli), tmp_path / "notice.pdf"
    allocate = ("contract", "allocate", ordered, "--vin", vin)
    before = left_behind(cli)
    assert cli(*allocate, user="sun", ends=3).error["code"] == "lease_missing"
    assert cli(*allocate, ends=3).error["code"] == "not_allowed"
    assert left_behind(cli) == before
    cli("stock", "lease", vin)
    said = cli(*allocate, user="sun").json
    assert (said["vin"], said["state"], said["version"]) == (vin, "signed", 2)
    assert cli("stock", "show", vin).json["status"] == "sold"
    cli("contract", "pdf", ordered, "--notice", "--out", paper, lang="zh_CN")
    pages = pypdf.PdfReader(io.BytesIO(paper.read_bytes())).pages
    text = "".join("".join(page.extract_text() for page in pages).split())
    for words in ("配车确认单", f"{ordered}-P", vin):
        assert words in text, words
    code = find_code(paper.read_bytes())
    assert cli("contract", "verify", str(code)).json["version"] == 1  # that of the paper that was signed
    cli.till.sync()
    booth.till.sync()
    assert set_aside(cli) == []
    assert booth("contract", "show", ordered).json["vin"] == vin


@pytest.mark.parametrize("written", ["珍珠白色", " 珍珠 白"])
def test_a_colour_that_is_written_in_another_way_is_the_same_colour(cli: Cli, written: str) -> None:
    vin = stocked(cli)
    words = ("--model", MODEL, "--colour", written, "--customer", as_json(person()), "--price", "116000")
    order = cli("sell", *words, *PROMISED).json["contract"]
    with cli.till.wang.reading() as session:
        fits = {car.vin: car.same_colour for car in list_candidates(session, order, own="", now="", most=500)}
    assert fits[vin]
    cli("stock", "lease", vin)
    cli("contract", "allocate", order, "--vin", vin, user="sun")
    cli.till.sync()
    assert set_aside(cli) == []


def test_what_was_not_signed_for_is_refused(cli: Cli, ordered: str) -> None:
    vin, sold_with = stocked(cli), stocked(cli)
    cli("stock", "lease", vin, sold_with)
    person_ = as_json(person())
    black = ("--model", MODEL, "--colour", "黑", "--customer", person_, "--price", "116000", *PROMISED)
    other = cli("sell", *black).json["contract"]
    refused = cli("contract", "allocate", other, "--vin", vin, user="sun", ends=3).error
    assert (refused["code"], refused["field"]) == ("car_other_colour", "vin")
    sold = cli("sell", "--vin", sold_with, "--customer", person_, "--price", "116000").json["contract"]
    assert cli("contract", "allocate", sold, "--vin", vin, user="sun", ends=3).error["code"] == "car_there"
    gone = cli("contract", "allocate", ordered, "--vin", sold_with, user="sun", ends=3).error
    assert (gone["code"], gone["field"]) == ("vehicle_not_free", "vin")
    gone = cli("contract", "pdf", ordered, "--notice", "--out", "x.pdf", ends=3).error
    assert gone["code"] == "not_allocated"

"""The contract's text on the command line: drafted, tried, and refused with the line or clause that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.documents import templates
from tests.cli.conftest import Cli
from tests.shop import new_vin
from tests.unit.documents.reading import text_of

BUILTIN = templates.builtin()[0].version


def test_a_draft_is_written_as_lines_and_previewed(cli: Cli, tmp_path: Path) -> None:
    said = cli("template", "draft", "x-lines", "--like", BUILTIN, user="admin").json
    assert (said["state"], said["findings"]) == ("draft", [])
    text = cli("template", "show", "x-lines", user="admin").json["text"].replace("# Motor", "# Our Motor", 1)
    save = (
        "template",
        "save",
        "x-lines",
        "--file",
        "-",
        "--valid-from",
        "2031-01-01",
        "--valid-to",
        "2031-06-30",
    )
    cli(*save, user="admin", stdin=text)
    row = next(
        each
        for each in cli("template", "list", user="admin").json["templates"]
        if each["revision"] == "x-lines"
    )
    assert (row["valid_from"], row["valid_to"]) == ("2031-01-01", "2031-06-30")
    for sample in ("loan", "full", "instalments", "provisional"):
        out = tmp_path / f"{sample}.pdf"
        cli("template", "preview", "x-lines", "--out", out, "--sample", sample, user="admin")
        printed = text_of(out.read_bytes())
        assert ("OurMotorVehicle" in printed) is (sample != "provisional")
        assert "DRAFT" in printed


def test_a_draft_is_compared_with_what_it_was_made_of(cli: Cli) -> None:
    cli("template", "draft", "x-compared", "--like", BUILTIN, user="admin")
    compare = ("template", "compare", "x-compared", "--with", BUILTIN)
    assert cli(*compare, user="admin").json["changes"] == []
    text = cli("template", "show", "x-compared", user="admin").json["text"]
    changed = text.replace("Amendments are made", "Changes are made", 1)
    cli("template", "save", "x-compared", "--file", "-", user="admin", stdin=changed)
    (change,) = cli(*compare, user="admin").json["changes"]
    (line,) = change["lines"]
    assert change["kind"] == "changed"
    assert line["after"] == line["before"].replace("Amendments", "Changes")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("CNY {price}", "CNY {price.__class__}", "template_placeholder"),
        ("## Price [price; table prices]", "## Price", "template_line"),
        ("require: seller.name", "require: seller.secret", "template_field"),
        ("Amendments are made", "x" * 5_000, "template_too_large"),
    ],
)
def test_what_is_no_template_is_not_saved(cli: Cli, old: str, new: str, code: str) -> None:
    name = f"x-{code[9:]}".replace("_", "-")
    cli("template", "draft", name, "--like", BUILTIN, user="admin")
    text = cli("template", "show", name, user="admin").json["text"]
    assert old in text
    spoilt = text.replace(old, new, 1)
    said = cli("template", "save", name, "--file", "-", user="admin", stdin=spoilt, ends=3)
    assert said.error["code"] == code
    assert cli("template", "show", name, user="admin").json["text"] == text


def test_the_linter_names_the_clause_and_stops_the_publication(cli: Cli) -> None:
    cli("template", "draft", "x-share", "--like", BUILTIN, user="admin")
    text = cli("template", "show", "x-share", user="admin").json["text"]
    spoilt = text.replace(
        "On performance it counts", "It is at most 30 % of the price. On performance it counts"
    )
    cli("template", "save", "x-share", "--file", "-", user="admin", stdin=spoilt)
    found = cli("template", "check", "x-share", user="admin", ends=3).json["findings"]
    assert [(each["code"], each["clause"], each["language"]) for each in found] == [
        ("deposit_share", "deposit", "en")
    ]
    assert "Deposit" in found[0]["message"]
    assert cli("template", "publish", "x-share", user="admin", ends=3).error["code"] == "deposit_share"


def test_a_file_that_cannot_be_read_and_a_second_withdrawal_are_refused_in_words(
    cli: Cli, tmp_path: Path
) -> None:
    cli("template", "draft", "x-file", "--like", BUILTIN, user="admin")
    (tmp_path / "broken.txt").write_bytes(b"\xff\xfe\x00")
    for file, code in (
        (tmp_path / "none.txt", "file_not_readable"),
        (tmp_path / "broken.txt", "text_broken"),
    ):
        said = cli("template", "save", "x-file", "--file", file, user="admin", ends=3).error
        assert (said["code"], said["field"]) == (code, "file")
    cli("template", "withdraw", "x-file", user="admin")
    again = cli("template", "withdraw", "x-file", user="admin", ends=3).error
    assert again["code"] == "template_withdrawn"
    assert "{" not in again["message"]


@pytest.mark.parametrize("user", ["wang", "sun"])
def test_only_an_administrator_writes_what_customers_sign(cli: Cli, user: str) -> None:
    assert (
        cli("template", "draft", "x-no", "--like", BUILTIN, user=user, ends=3).error["code"] == "not_allowed"
    )


def test_the_contract_linter_says_what_stops_a_contract(cli: Cli) -> None:
    vin = cli.till.receive(new_vin())[0]
    nameless = '{"name": "李四", "phone": "13900001234"}'
    no = cli("contract", "draft", "--vin", vin, "--customer", nameless, "--price", "116500.00").json[
        "contract"
    ]
    said = cli("contract", "lint", no, ends=3).json
    stopped = [each for each in said["findings"] if each["level"] == "block"]
    assert [(each["code"], each["field"], each["clause"]) for each in stopped] == [
        ("field_missing", "buyer.id_number", "Buyer")
    ]
    refused = cli("contract", "print", no, "--printer", "file:/dev/null", ends=3)
    assert refused.error["code"] == "field_missing"
    assert refused.error["message"].startswith("Buyer: ")
    whole = '{"name": "李四", "phone": "13900001234", "id_number": "11010519491231002X"}'
    fine = cli("contract", "draft", "--vin", vin, "--customer", whole, "--price", "116500.00").json[
        "contract"
    ]
    assert cli("contract", "lint", fine).json["ok"] is True


def test_what_the_linter_stops_is_not_signed_either(cli: Cli) -> None:
    vin = cli.till.receive(new_vin())[0]
    silent = '{"name": "王五", "id_number": "11010519491231002X"}'
    refused = cli("sell", "--vin", vin, "--customer", silent, "--price", "116500.00", ends=3).error
    assert (refused["code"], refused["field"]) == ("field_missing", "buyer.phone")
    assert refused["message"].startswith("Buyer: ")

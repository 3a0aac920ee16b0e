"""A signed contract changes by a numbered amendment, which prints, verifies and syncs like the contract."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest

from app.devices import printing
from tests.cli.conftest import Cli
from tests.cli.test_selling import left_behind, sale


def amended(cli: Cli) -> str:
    """A contract with its first amendment: later, and with a film. Returns its number."""
    no: str = sale(cli).json["contract"]
    said = cli(
        "contract", "amend", no, "--set", "delivery_date=2036-12-28", "--add-on", "全车隔热膜=1980"
    ).json
    assert (said["state"], said["version"], said["delivery_date"]) == ("amended", 2, "2036-12-28")
    return no


def set_aside(cli: Cli) -> list[tuple[str, str]]:
    """What the server has not taken as it was done."""
    return cli.till.query("SELECT action, state FROM op WHERE state <> 'done'")


STANDS = {"cancelled": False, "by_hash": False}


def text_of(pdf: bytes) -> str:
    """Its words without white space."""
    return "".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_an_amendment_is_numbered_printed_and_verified(cli: Cli, booth: Cli, tmp_path: Path) -> None:
    no, paper = amended(cli), tmp_path / "B1.pdf"
    cli("contract", "pdf", no, "--amendment", "1", "--out", paper, lang="zh_CN")
    text = text_of(paper.read_bytes())
    for said in ("补充协议（一）", f"{no}-B1", "全车隔热膜", "¥1,980.00", "2036年12月28日"):
        assert said in text, said
    good = {"valid": True, "contract": no, "version": 2, "newest": 2, "seal": None} | STANDS
    assert cli("contract", "verify", paper).json == good
    other = tmp_path / "en.pdf"
    cli("contract", "pdf", no, "--amendment", "1", "--out", other, lang="en")
    assert cli("contract", "verify", other).json == good
    paper.write_bytes(paper.read_bytes().replace(b"/Creator", b"/Kreator"))
    assert cli("contract", "verify", paper, ends=3).json["valid"] is False
    cli.till.sync()
    booth.till.sync()
    assert set_aside(cli) == []
    assert booth("contract", "verify", other).json == good


def test_a_line_is_taken_out_again_by_the_second_amendment(cli: Cli, tmp_path: Path) -> None:
    no, paper = amended(cli), tmp_path / "B2.pdf"
    deal = cli("contract", "show", no).json["deal"]
    refused = cli("contract", "amend", no, "--without", "脚垫", ends=3).error
    assert (refused["code"], refused["field"]) == ("line_unknown", "without")
    assert "全车隔热膜" in refused["message"]
    cli("contract", "amend", no, "--without", "全车隔热膜")
    cli("contract", "pdf", no, "--amendment", "2", "--out", paper, lang="zh_CN")
    text = text_of(paper.read_bytes())
    assert "补充协议（二）" in text
    assert "减少人民币壹仟玖佰捌拾元整" in text
    owed = cli("pay", deal, "--amount", "1", "--method", "cash").json
    assert owed["balance"] == "115999.00"
    cli.till.sync()
    assert set_aside(cli) == []


def test_two_desks_that_amend_one_contract_are_a_case_and_nothing_is_lost(cli: Cli, booth: Cli) -> None:
    no = sale(cli).json["contract"]
    cli.till.sync()
    booth.till.sync()
    cli("contract", "amend", no, "--set", "delivery_place=东门")
    booth("contract", "amend", no, "--set", "delivery_place=西门")
    cli.till.sync()
    booth.till.sync()
    cli.till.sync()
    assert cli("contract", "show", no).json["groups"]["delivery"]["delivery_place"] == "东门"
    (case,) = booth("conflicts", "list", ends=6).json["conflicts"]
    assert case["contract"] == no


def test_what_is_not_there_and_what_changes_nothing_is_refused(cli: Cli) -> None:
    no = sale(cli).json["contract"]
    before = left_behind(cli)
    assert cli("contract", "amend", no, ends=2).error["code"] == "change_missing"
    gone = cli("contract", "pdf", no, "--amendment", "1", "--out", "x.pdf", ends=3).error
    assert (gone["code"], gone["field"]) == ("amendment_unknown", "amendment")
    assert left_behind(cli) == before


def test_its_second_print_is_a_copy(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[str] = []
    monkeypatch.setattr(printing, "print_pdf", lambda _, pdf, **__: printed.append(text_of(pdf)))
    no = amended(cli)
    for copy_no in (0, 1):
        said = cli("contract", "print", no, "--amendment", "1", "--printer", "Counter").json
        assert said["copy"] == copy_no
    assert ["COPY" in text for text in printed] == [False, True]


def test_a_cancellation_may_ask_for_the_money_in_one_step(cli: Cli) -> None:
    sold = sale(cli, "--deposit", "2000", "--method", "cash").json
    said = cli("contract", "cancel", sold["contract"], "--reason", "退订", "--deposit", "returned", ends=6)
    assert said.json["state"] == "cancelled"
    ((kind, state),) = cli.till.query(
        "SELECT r.kind, r.state FROM reversal r JOIN payment p ON p.id = r.payment_id WHERE p.receipt_no = :no",
        no=sold["receipt"],
    )
    assert (kind, state) == ("refund", "asked")
    cli.till.sync()
    assert set_aside(cli) == []
    back = cli("refund", sold["receipt"], "--amount", "2000", "--reason", "退订", user="qian").json
    assert back["paid"] == "0.00"


def test_a_cancellation_without_a_word_on_the_deposit_asks_for_nothing(cli: Cli, tmp_path: Path) -> None:
    sold = sale(cli, "--deposit", "2000", "--method", "cash").json
    file = tmp_path / "contract.pdf"
    cli("contract", "pdf", sold["contract"], "--out", file)
    cli("contract", "cancel", sold["contract"], "--reason", "退订")
    found = cli("contract", "verify", file, lang="en")
    assert (found.json["valid"], found.json["cancelled"]) == (True, True)
    cli("contract", "pdf", sold["contract"], "--out", file)
    assert text_of(file.read_bytes()).startswith("CANCELLED")
    again = cli("contract", "verify", file, lang="en")
    assert (again.json["valid"], again.json["cancelled"]) == (True, True)
    assert cli.till.query(
        "SELECT count(*) FROM reversal r JOIN payment p ON p.id = r.payment_id "
        f"WHERE p.receipt_no = '{sold['receipt']}'"
    ) == [(0,)]


def test_an_amendment_that_says_what_is_said_already_is_none(cli: Cli) -> None:
    no = amended(cli)
    before = left_behind(cli)
    same = cli("contract", "amend", no, "--set", "delivery_date=2036-12-28", ends=3).error
    assert same["code"] == "nothing_amended"
    assert left_behind(cli) == before


def test_whoever_cancels_is_told_what_waits_and_a_contract_is_shown_without_braces(cli: Cli) -> None:
    sold = sale(cli, "--deposit", "2000", "--method", "cash").json
    said = cli("contract", "cancel", sold["contract"], "--reason", "退订", "--deposit", "twofold", ends=6)
    assert "Refunds that wait for a manager: 1" in said.err
    assert "{" not in said.err

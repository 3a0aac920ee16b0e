"""Receipts: what was given to the customer is told from anything else, without a network, years of changes later."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests import receipt_printers
from tests.cli.conftest import Cli
from tests.cli.test_selling import sale
from tests.printers import VirtualPrinter, wait_for
from tests.unit.documents.reading import text_of


@pytest.fixture(scope="module")
def sold(cli: Cli) -> dict[str, Any]:
    """A car with its deposit of ¥5,000."""
    return sale(cli, "--deposit", "5000", "--method", "cash").json


def test_a_receipt_says_what_was_owed_when_the_money_moved_and_verifies(
    cli: Cli, sold: dict[str, Any], tmp_path: Path
) -> None:
    before = cli("receipt", "show", sold["receipt"]).json
    assert (before["amount"], before["paid"], before["balance"]) == ("5000.00", "5000.00", "111000.00")
    file = tmp_path / "receipt.pdf"
    cli("receipt", "pdf", sold["receipt"], "--out", file, lang="zh_CN")
    cli("pay", sold["deal"], "--amount", "10000", "--method", "card")
    cli("contract", "amend", sold["contract"], "--add-on", "Mats=800")
    assert cli("receipt", "show", sold["receipt"]).json == before
    for paper in (file, before["code"]):
        said = cli("receipt", "verify", paper).json
        assert (said["valid"], said["receipt"], said["contract"]) == (True, sold["receipt"], sold["contract"])
        assert (said["amount"], said["left"]) == ("5000.00", "5000.00")
    assert cli("contract", "verify", file).json["receipt"] == sold["receipt"]
    english = tmp_path / "english.pdf"
    cli("receipt", "pdf", sold["receipt"], "--out", english)
    assert "Deposit" in text_of(english.read_bytes())
    assert cli("receipt", "verify", english).json["valid"]


def test_a_changed_receipt_is_told(cli: Cli, sold: dict[str, Any], tmp_path: Path) -> None:
    code = cli("receipt", "show", sold["receipt"]).json["code"]
    other = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert cli("receipt", "verify", other, ends=3).json["valid"] is False
    elsewhere = code.replace(sold["receipt"], sold["receipt"][:-1] + "0")
    assert cli("receipt", "verify", elsewhere, ends=3).json["valid"] is False
    file = tmp_path / "receipt.pdf"
    cli("receipt", "pdf", sold["receipt"], "--out", file)
    file.write_bytes(file.read_bytes() + b"\n%")
    assert cli("contract", "verify", file, ends=3).json["valid"] is False
    assert cli("receipt", "verify", "SR1:", ends=3).json["error"]["code"] == "code_unreadable"


def test_a_receipt_that_was_given_back_says_so(cli: Cli, sold: dict[str, Any]) -> None:
    paid = cli("pay", sold["deal"], "--amount", "3000", "--method", "cash").json["receipt"]
    back = cli("refund", paid, "--amount", "1000", "--reason", "多收", user="qian").json["receipt"]
    said = cli("receipt", "verify", cli("receipt", "show", paid).json["code"]).json
    assert (said["valid"], said["amount"], said["left"]) == (True, "3000.00", "2000.00")
    voucher = cli("receipt", "show", back).json
    assert (voucher["kind"], voucher["refund_of"], voucher["amount"]) == ("refund", paid, "1000.00")
    assert cli("receipt", "verify", voucher["code"]).json["valid"]
    assert {paid, back} <= {row["no"] for row in cli("receipt", "list", sold["contract"]).json["receipts"]}


def test_a_receipt_is_printed_on_the_roll_that_was_chosen_and_once_more_as_a_copy(
    cli: Cli, sold: dict[str, Any]
) -> None:
    paid = cli("pay", sold["deal"], "--amount", "100", "--method", "cash").json["receipt"]
    assert cli("receipt", "print", paid, ends=3).error["code"] == "printer_missing"
    assert cli("device", "list").json["receipt_printer"] is None
    assert cli("device", "test", ends=3).error["code"] == "printer_missing"
    cli("device", "receipt-printer", ends=2)
    cli("device", "id-reader", ends=2)
    assert cli("device", "id-reader", "reader").json["id_reader"] == "reader:10000"
    cli("device", "signature-pad", ends=2)
    assert cli("device", "signature-pad", "a b", ends=3).error["code"] == "pad_unknown"
    assert cli("device", "signature-pad", "USB").json["signature_pad"] == "usb"
    assert cli("device", "receipt-printer", "a b", ends=3).error["code"] == "printer_unknown"
    with receipt_printers.running() as printer:
        chosen = cli("device", "receipt-printer", f"127.0.0.1:{printer.port}", "--width", 58, "--drawer").json
        assert chosen["receipt_printer"]["address"] == printer.address
        cli("device", "test")
        assert [cli("receipt", "print", paid).json["copy"] for _ in range(2)] == [0, 1]
        wait_for(lambda: len(printer.jobs) == 3, "a test and two receipts")
        assert paid in printer.text(job=1)
        assert "COPY 1" in printer.text(job=2)
    assert cli("receipt", "print", paid, ends=3).error["code"] == "printer_unreachable"
    assert cli("device", "receipt-printer", "--none").json == {
        "receipt_printer": None,
        "id_reader": "reader:10000",
        "signature_pad": "usb",
        "seal": None,
    }
    assert cli("device", "id-reader", "--none").json["id_reader"] is None
    assert cli("device", "signature-pad", "--none").json["signature_pad"] is None


def test_a_receipt_is_printed_on_the_paper_that_the_printer_has(
    cli: Cli, sold: dict[str, Any], virtual_printer: VirtualPrinter
) -> None:
    paid = cli("pay", sold["deal"], "--amount", "100", "--method", "card").json["receipt"]
    somewhere = ("receipt", "print", paid, "--printer", virtual_printer.uri)
    assert cli(*somewhere, "--paper", "a5", ends=3).error["code"] == "printer_paper"
    assert cli(*somewhere).json == {"receipt": paid, "copy": 0}
    assert cli(*somewhere, "--paper", "a4").json["copy"] == 1
    assert [("COPY" in text_of(each)) for each in virtual_printer.arrived(2)] == [False, True]


def test_a_stock_keeper_sees_no_receipts(cli: Cli, sold: dict[str, Any]) -> None:
    cli("receipt", "list", ends=3, user="liu")
    cli("receipt", "show", "R-NONE01-26-00001", ends=3)

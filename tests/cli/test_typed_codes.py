"""What stands beneath the QR picture can be typed: a paper is known without a scanner, and without a network."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.cli.test_selling import sale
from tests.unit.documents.reading import text_of

CHECK = re.compile(r"(?<![0-9A-Z])([0-9A-F]{4})([0-9A-F]{4})([0-9A-F]{4})([0-9A-F]{4})(?![0-9A-F])")


@pytest.fixture(scope="module")
def sold(cli: Cli) -> dict[str, str]:
    return sale(cli, "--deposit", "5000", "--method", "cash").json


def beneath(file: Path) -> str:
    """The check in its groups, as the paper shows it."""
    match = CHECK.search(text_of(file.read_bytes()))
    assert match is not None
    return " ".join(match.groups())


@pytest.mark.parametrize(
    "typed", ["{check}", "{joined}", "{small}", "{no} · {check}", "合同编号：{no} · 校验值：{check}"]
)
def test_a_contract_is_known_by_what_is_typed_off_it(
    cli: Cli, sold: dict[str, str], tmp_path: Path, typed: str
) -> None:
    file, no = tmp_path / "contract.pdf", sold["contract"]
    cli("contract", "pdf", no, "--out", file)
    check = beneath(file)
    words = typed.format(no=no, check=check, joined=check.replace(" ", ""), small=check.lower())
    said = cli("contract", "verify", words).json
    assert (said["valid"], said["contract"], said["version"]) == (True, no, 1)


def test_a_check_that_is_misread_or_of_another_contract_is_not_taken(
    cli: Cli, sold: dict[str, str], tmp_path: Path
) -> None:
    file, other = tmp_path / "contract.pdf", sale(cli).json["contract"]
    cli("contract", "pdf", sold["contract"], "--out", file)
    check = beneath(file)
    misread = check[:-1] + ("0" if check[-1] != "0" else "1")
    assert cli("contract", "verify", misread, ends=3).json["error"]["code"] == "code_unreadable"
    said = cli("contract", "verify", f"{other} {check}", ends=3).json
    assert (said["valid"], said["contract"]) == (False, other)
    assert cli("contract", "verify", f"{sold['contract']} {check}A", ends=3).json["valid"] is False


def test_a_receipt_is_known_by_its_number_and_what_is_typed_off_it(
    cli: Cli, sold: dict[str, str], tmp_path: Path
) -> None:
    file, no = tmp_path / "receipt.pdf", sold["receipt"]
    cli("receipt", "pdf", no, "--out", file)
    check = beneath(file)
    for verb in ("receipt", "contract"):
        said = cli(verb, "verify", f"{no} {check}").json
        assert (said["valid"], said["receipt"], said["amount"]) == (True, no, "5000.00")
    misread = check[:-1] + ("0" if check[-1] != "0" else "1")
    assert cli("receipt", "verify", f"{no} {misread}", ends=3).json["valid"] is False
    assert cli("receipt", "verify", check, ends=3).json["error"]["code"] == "code_unreadable"


def test_a_number_in_wide_letters_is_read_like_any_other(
    cli: Cli, sold: dict[str, str], tmp_path: Path
) -> None:
    file, other = tmp_path / "paper.pdf", sale(cli).json["contract"]
    cli("contract", "pdf", sold["contract"], "--out", file)
    said = cli("contract", "verify", wide(f"{other} {beneath(file)}"), ends=3).json
    assert (said["valid"], said["contract"]) == (False, other)
    cli("receipt", "pdf", sold["receipt"], "--out", file)
    said = cli("receipt", "verify", wide(f"{sold['receipt']} {beneath(file)}")).json
    assert (said["valid"], said["receipt"]) == (True, sold["receipt"])


def wide(text: str) -> str:
    """As an input method for Chinese writes it."""
    return "".join(chr(ord(each) + 0xFEE0) if each != " " else "\u3000" for each in text)

"""`contract verify` with whatever people hold: each gets a plain answer, and none a report of a fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.shop import new_vin, person


@pytest.fixture(scope="module")
def sold(cli: Cli) -> str:
    return cli.till.sell(cli.till.receive(new_vin())[0], person()).contract_no


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("A" * 70_000, "code_unreadable"), ("SR1:" + "9" * 4000, "code_unreadable"), ("", "code_unreadable"),
        (".", "code_unreadable"), ("SR1:\x00\x1b[2J", "code_unreadable"), ("没有这个文件.pdf", "code_unreadable"),
    ],
    ids=["long", "long code", "nothing", "folder", "control", "no file"],
)  # fmt: skip
def test_what_is_neither_file_nor_code_is_said_in_words(cli: Cli, given: str, code: str) -> None:
    for verb in ("contract", "receipt"):
        said = cli(verb, "verify", given, ends=3).json
        assert (said["valid"], said["error"]["code"]) == (False, code)


def test_a_file_of_anyone_is_not_ours_and_a_huge_one_is_not_even_read(
    cli: Cli, sold: str, tmp_path: Path
) -> None:
    paper, file = tmp_path / "paper.pdf", tmp_path / "given.pdf"
    cli("contract", "pdf", sold, "--out", paper)
    ours = paper.read_bytes()
    for changed in (
        ours.replace(b"%PDF", b"%PDX"),
        ours + b"\n",
        ours[:-1],
        ours.replace(b"endobj", b"endobk", 1),
    ):
        file.write_bytes(changed)
        assert cli("contract", "verify", file, ends=3).json["valid"] is False
    with file.open("wb") as target:
        target.truncate(50_000_001)
    assert cli("contract", "verify", file, ends=3).json["error"]["code"] == "file_size"
    file.write_bytes(b"")
    assert cli("contract", "verify", file, ends=3).json["error"]["code"] == "file_size"

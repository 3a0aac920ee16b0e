"""E5 from the command line: take money, count, close, print; nothing of it changes afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.cli.conftest import Cli
from tests.cli.test_selling import RIGHT, sale
from tests.unit.documents.reading import text_of


def shift_of(cli: Cli, user: str) -> dict[str, Any]:
    """The open shift of a person."""
    return next(
        row
        for row in cli("shift", "list").json["shifts"]
        if row["cashier"] == user and row["state"] == "open"
    )


def test_a_shift_is_counted_closed_and_printed_across_two_people(cli: Cli, tmp_path: Path) -> None:
    opened = cli("shift", "open", "--cash", "2000", user="qian").json["shift"]
    assert cli("shift", "open", user="qian", ends=3).error["code"] == "shift_open"
    sold = sale(cli, "--deposit", "5000", "--method", "cash").json
    mine = shift_of(cli, "wang")["shift"]
    paid = cli("pay", sold["deal"], "--amount", "3000", "--method", "cash", user="qian").json
    back = ("refund", paid["receipt"], "--amount", "1000", "--reason", "退", "--approver", "sun")
    cli.till.as_("sun")
    cli(*back, user="qian", environ=RIGHT)
    close = ("shift", "close", "--counted")
    assert cli(*close, "cash=3900", user="qian", ends=3).error["code"] == "difference_reason"
    done = cli(*close, "cash=3900", "--reason", "找零少收", user="qian").json
    assert (done["expected"]["cash"], done["difference"]) == ("4000.00", "-100.00")
    assert (done["perpetual_taken"], done["perpetual_given"]) == ("3000.00", "1000.00")
    assert cli(*close, "cash=3900", user="qian", ends=3).error["code"] == "shift_none"
    assert (
        cli("shift", "close", mine, "--counted", "cash=0", user="zhao", ends=3).error["code"]
        == "shift_foreign"
    )
    assert cli(*close, "cash=5000").json["perpetual_taken"] == "8000.00"
    paper = tmp_path / "closing.pdf"
    cli("shift", "pdf", opened, "--out", paper)
    words = text_of(paper.read_bytes())
    assert "4,000.00" in words
    cli.till.sync()
    assert cli("status").json["parked"] == 0

"""C4, typed: a quote in versions, its paper, and the contract that comes of it."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest

from app.clock import SystemClock
from app.domain import quote as rules
from tests.cli.conftest import Cli
from tests.shop import new_vin

WHO = json.dumps({"name": "周明慧", "phone": "13800006620", "address": "滨江区江陵路 88 号"})


def test_versions_are_given_out_listed_printed_and_become_the_contract(cli: Cli, tmp_path: Path) -> None:
    vin = new_vin()
    cli.till.receive(vin)
    first = cli(
        "quote", "give", "--vin", vin, "--customer", WHO, "--price", "116000", "--add-on", "Film=1800"
    ).json
    assert first["quote"].startswith("Q-")
    assert (first["version"], first["payable"], first["expired"], first["contract"]) == (
        1,
        "117800.00",
        False,
        None,
    )
    who = cli("customer", "list", "周明慧").json["customers"][0]["id"]
    until = (SystemClock().today() + timedelta(days=3)).isoformat()
    second = cli("quote", "give", "--vin", vin, "--customer", who, "--price", "115500", "--add-on", "Film=1800",
                 "--deal", first["deal"], "--valid-until", until, "--document-lang", "zh_CN").json  # fmt: skip
    assert (second["deal"], second["version"], second["valid_until"]) == (first["deal"], 2, until)
    assert [each["version"] for each in cli("quote", "list", first["deal"]).json["quotes"]] == [2, 1]
    file = tmp_path / "quote.pdf"
    cli("quote", "pdf", second["quote"], "--out", file)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file.read_bytes())).pages)
    for said in ("报价单", second["quote"], vin, "¥117,300.00", "Film", "有效期至"):
        assert said in text
    drawn = cli("quote", "contract", second["quote"]).json
    assert drawn["deal"] == first["deal"]
    shown = cli("contract", "show", drawn["contract"]).json
    assert (shown["price"], shown["vin"]) == ("115500.00", vin)
    again = cli("quote", "contract", first["quote"]).json  # the draft says the other version now
    assert again == drawn
    assert cli("contract", "show", drawn["contract"]).json["price"] == "116000.00"


def test_a_quote_that_ran_out_asks_for_a_new_version(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    vin = new_vin()
    cli.till.receive(vin)
    no = cli("quote", "give", "--vin", vin, "--customer", WHO, "--price", "117000").json["quote"]
    last = SystemClock().today() + timedelta(days=rules.USUAL_DAYS)
    monkeypatch.setattr(SystemClock, "today", lambda self: last)
    assert not cli("quote", "show", no).json["expired"]
    monkeypatch.setattr(SystemClock, "today", lambda self: last + timedelta(days=1))
    assert cli("quote", "show", no).json["expired"]
    refused = cli("quote", "contract", no, ends=3)
    assert refused.error["code"] == "quote_expired"
    assert "new version" in refused.error["message"]


def test_nobody_quotes_what_they_may_not_sell_for(cli: Cli) -> None:
    vin = new_vin()
    cli.till.receive(vin)
    refused = cli("quote", "give", "--vin", vin, "--customer", WHO, "--price", "100000", ends=3)
    assert refused.error["code"] == "quote_beyond_limit"
    for until in ("2020-01-01", "2090-01-01"):
        refused = cli("quote", "give", "--vin", vin, "--customer", WHO, "--price", "117000", "--valid-until", until,
                      ends=3)  # fmt: skip
        assert refused.error["code"] == "quote_days"

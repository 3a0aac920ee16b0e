"""Who prints what: approver, cashier and stock keeper, in both languages, and the contract's log lists it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.devices import printing
from tests.cli.conftest import Cli
from tests.cli.test_selling import PROMISED, as_json, stocked
from tests.shop import MODEL, person
from tests.unit.documents.reading import text_of

COLOUR = "珍珠白"  # of every car that the tests take in
TITLES = {
    "contract": ("汽车买卖合同", "MotorVehicleSalesContract"), "notice": ("配车确认单", "Noticeofallocation"),
    "amendment": ("补充协议", "Amendment1"), "receipt": ("收据", "Depositreceipt"), "closing": ("交班单", "Shiftclosing"),
}  # fmt: skip
LANGUAGES = ("zh_CN", "en")


@pytest.fixture(scope="module")
def sold(cli: Cli) -> dict[str, Any]:
    """An order that a manager gave its car, and that was amended since."""
    words = ("--model", MODEL, "--colour", COLOUR, "--price", "116000", "--customer", as_json(person()))
    made = cli("sell", *words, *PROMISED, "--deposit", "1000", "--method", "card").json
    vin = stocked(cli)
    cli("stock", "lease", vin)
    cli("contract", "allocate", made["contract"], "--vin", vin, user="sun")
    cli("contract", "amend", made["contract"], "--set", "delivery_place=浦东店")
    return made


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What comes out of printers, as text."""
    texts: list[str] = []
    monkeypatch.setattr(printing, "print_pdf", lambda _, pdf, **__: texts.append(text_of(pdf)))
    return texts


def test_approver_and_cashier_print_each_paper_in_both_languages_and_the_log_lists_it(
    cli: Cli, sold: dict[str, Any], printed: list[str]
) -> None:
    no, receipt = sold["contract"], sold["receipt"]
    papers = {
        "contract": ("sun", ("contract", "print", no), no), "notice": ("sun", ("contract", "print", no, "--notice"), f"{no}-P"),
        "amendment": ("sun", ("contract", "print", no, "--amendment", 1), f"{no}-B1"),
        "receipt": ("qian", ("receipt", "print", receipt), receipt),
    }  # fmt: skip
    for kind, (user, words, _) in papers.items():
        for language, title in zip(LANGUAGES, TITLES[kind], strict=True):
            cli(*words, "--printer", "Office", user=user, lang=language)
            assert title in printed[-1], (kind, language)
    log = [(each["paper"], each["copy"], each["by"]) for each in cli("contract", "show", no).json["prints"]]
    assert log == [(subject, copy, user) for user, _, subject in papers.values() for copy in (0, 1)]


def test_the_cashier_prints_the_closing_in_both_languages(cli: Cli, tmp_path: Path) -> None:
    shift = cli("shift", "open", "--cash", "100", user="qian").json["shift"]
    cli("shift", "close", "--counted", "cash=100", user="qian")
    for language, title in zip(LANGUAGES, TITLES["closing"], strict=True):
        cli("shift", "pdf", shift, "--out", tmp_path / f"{language}.pdf", user="qian", lang=language)
        assert title in text_of((tmp_path / f"{language}.pdf").read_bytes())


def test_a_stock_keeper_prints_nothing_that_names_customers_or_money(
    cli: Cli, sold: dict[str, Any], printed: list[str], tmp_path: Path
) -> None:
    no, out = sold["contract"], tmp_path / "out.pdf"
    shift = cli("shift", "list").json["shifts"][0]["shift"]
    for words in (
        ("contract", "print", no, "--printer", "Office"), ("contract", "pdf", no, "--out", out),
        ("contract", "pdf", no, "--seal", "--out", out), ("receipt", "print", sold["receipt"], "--printer", "Office"),
        ("receipt", "pdf", sold["receipt"], "--out", out), ("delivery", "pdf", no, "--out", out),
        ("shift", "pdf", shift, "--out", out),
    ):  # fmt: skip
        assert cli(*words, user="liu", ends=3).error["code"] == "not_allowed", words
    assert printed == []
    assert not out.exists()

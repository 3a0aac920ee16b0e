"""Prices of drafts below the limit, and cars that are on a sale."""

from __future__ import annotations

import json

import pytest

from app.errors import UserError
from tests.cli.conftest import Cli
from tests.shop import Shop, new_vin, person


def test_a_draft_below_the_limit_is_kept_and_says_that_a_manager_must_approve(cli: Cli) -> None:
    vin = cli.till.receive(new_vin())[0]
    words = ("contract", "draft", "--vin", vin, "--customer", json.dumps(person()), "--price")
    drawn = cli(*words, "1.00", ends=6)
    assert "approval" in drawn.err
    no = drawn.json["contract"]
    assert "approval" not in cli("contract", "edit", no, "--set", "price=116000").err
    edited = cli("contract", "edit", no, "--set", "price=1.00", ends=6)
    assert (edited.json["price"], edited.json["state"]) == ("1.00", "draft")
    assert "approval" in edited.err


def test_a_car_that_is_sold_is_not_sent_to_another_branch(cli: Cli, online: Shop) -> None:
    vin, free = cli.till.receive(new_vin(), new_vin())
    elsewhere = online.branch()
    cli("sync")
    cli("stock", "lease", vin)
    sold = cli.till.sell(vin)
    assert sold.confirmed
    refused = cli("stock", "transfer", free, vin, "--to", elsewhere, user="sun", ends=3).error
    assert refused["code"] == "vehicle_sold"
    assert sold.contract_no in refused["message"]
    assert cli("stock", "show", free).json["status"] == "in_stock"  # all or none
    assert cli("stock", "transfer", free, "--to", elsewhere, user="sun").json["transferred"] == [free]


def test_an_order_that_is_provisional_because_the_sign_in_lapsed_says_so(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    vin = cli.till.receive(new_vin())[0]
    words = ("sell", "--vin", vin, "--customer", json.dumps(person()), "--price", "116409.02")
    monkeypatch.setattr("app.workplace.Workplace.may_confirm", False)
    said = cli(*words, ends=6)
    assert said.json["state"] == "provisional"
    assert "Set this computer's clock" in said.err


def test_a_wrong_clock_refuses_contracts_and_every_verb_says_so(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    vin = cli.till.receive(new_vin())[0]
    wrong = UserError("clock_wrong", "The clock is wrong.")
    monkeypatch.setattr("app.workplace.Workplace.clock_trouble", wrong)
    for verb in ("sell", "contract draft"):
        words = (*verb.split(), "--vin", vin, "--customer", json.dumps(person()), "--price", "116409.02")
        assert cli(*words, ends=3).error["code"] == "clock_wrong"
    assert "The clock is wrong." in cli("stock", "list", vin, ends=6).err

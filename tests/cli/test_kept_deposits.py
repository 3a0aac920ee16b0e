"""A cancellation that says what becomes of the deposit is not undone by finance alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.domain.reversal import DECIDED
from app.errors import UserError
from app.services.reversals import Wish
from tests.cli.conftest import Cli
from tests.shop import PASSWORD, Shop, new_vin, person

RIGHT = {"SHOWROOM_APPROVER_PASSWORD": PASSWORD}


@pytest.fixture
def sold(cli: Cli) -> dict[str, Any]:
    """A signed contract with a deposit of ¥2,000."""
    (vin,) = cli.till.receive(new_vin())
    cli.till.sync()
    customer = json.dumps(person(), ensure_ascii=False)
    asked = ("--price", "116000", "--deposit", "2000", "--method", "cash")
    return dict(cli("sell", "--vin", vin, "--customer", customer, *asked).json)


def test_a_deposit_that_was_kept_goes_back_with_a_managers_yes_alone(cli: Cli, sold: dict[str, Any]) -> None:
    keep = ("contract", "cancel", sold["contract"], "--reason", "不买了", "--deposit", "kept")
    cli(*keep, "--approver", "sun", environ=RIGHT)
    assert cli("contract", "show", sold["contract"]).json["deposit_fate"] == "kept"
    refund = ("refund", sold["receipt"], "--amount", "1", "--reason", "退")
    waits = cli(*refund, user="qian", ends=6).json
    assert (waits["receipt"], waits["paid"]) == (None, "2000.00")
    manager = cli.till.as_("sun")
    with pytest.raises(UserError) as told:
        manager.refund(Wish(sold["receipt"], "退", 1))
    assert (told.value.code, told.value.text) == ("refund_needs_approval", DECIDED)
    assert cli(*refund, "--approver", "sun", user="qian", environ=RIGHT).json["paid"] == "1999.00"
    cli.till.sync()
    assert cli("status").json["parked"] == 0


@pytest.mark.parametrize("fate", [None, "returned"])
def test_e3_finance_gives_a_deposit_back_alone_only_where_the_cancellation_says_so(
    cli: Cli, sold: dict[str, Any], fate: str | None
) -> None:
    said = ("--deposit", fate) if fate else ()
    cli("contract", "cancel", sold["contract"], "--reason", "不买了", *said, ends=6 if fate else 0)
    assert cli("contract", "show", sold["contract"]).json["deposit_fate"] == fate
    refund = ("refund", sold["receipt"], "--amount", "2000", "--reason", "退")
    back = cli(*refund, user="qian", ends=0 if fate else 6).json
    assert (back["receipt"] is not None) is (fate is not None)
    assert back["paid"] == ("0.00" if fate else "2000.00")
    cli.till.sync()
    assert cli("status").json["parked"] == 0


def test_to_keep_a_deposit_needs_a_manager_who_is_somebody_else(
    cli: Cli, sold: dict[str, Any], offline: Shop
) -> None:
    keep = ("contract", "cancel", sold["contract"], "--reason", "不买了", "--deposit", "kept")
    refused = cli(*keep, ends=3).error
    assert (refused["code"], refused["field"]) == ("deposit_needs_approval", "approver")
    wrong = {"SHOWROOM_APPROVER_PASSWORD": "not-Hers-4711"}
    assert cli(*keep, "--approver", "sun", environ=wrong, ends=4).error["code"] == "wrong_password"
    assert cli(*keep, "--approver", "zhao", environ=RIGHT, ends=3).error["code"] == "approver_role"
    assert cli(*keep, "--approver", "sun", environ=RIGHT, user="sun", ends=3).error["code"] == "self_approval"
    assert cli(*keep, user="sun", ends=3).error["code"] == "deposit_needs_approval"
    assert cli("contract", "show", sold["contract"]).json["state"] == "signed"
    kept = cli(*keep, "--approver", "sun", environ=RIGHT).json
    assert (kept["state"], kept["deposit_fate"], kept["approvals"]) == ("cancelled", "kept", [])
    assert kept["deposit_kept_by"] == cli.till.as_("sun").unlocked.user.display

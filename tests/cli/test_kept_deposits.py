"""A cancellation that says what becomes of the deposit is not undone by finance alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.domain.reversal import DECIDED
from app.errors import UserError
from app.services.reversals import Wish
from tests.cli.conftest import Cli
from tests.shop import PASSWORD, new_vin, person


def sale(cli: Cli) -> dict[str, Any]:
    """A signed contract with a deposit of ¥2,000."""
    (vin,) = cli.till.receive(new_vin())
    cli.till.sync()
    customer = json.dumps(person(), ensure_ascii=False)
    asked = ("--price", "116000", "--deposit", "2000", "--method", "cash")
    return dict(cli("sell", "--vin", vin, "--customer", customer, *asked).json)


def test_a_deposit_that_was_kept_goes_back_with_a_managers_yes_alone(cli: Cli) -> None:
    right = {"SHOWROOM_APPROVER_PASSWORD": PASSWORD}
    sold = sale(cli)
    cli("contract", "cancel", sold["contract"], "--reason", "不买了", "--deposit", "kept")
    assert cli("contract", "show", sold["contract"]).json["deposit_fate"] == "kept"
    refund = ("refund", sold["receipt"], "--amount", "1", "--reason", "退")
    waits = cli(*refund, user="qian", ends=6).json
    assert (waits["receipt"], waits["paid"]) == (None, "2000.00")
    manager = cli.till.as_("sun")
    with pytest.raises(UserError) as told:
        manager.refund(Wish(sold["receipt"], "退", 1))
    assert (told.value.code, told.value.text) == ("refund_needs_approval", DECIDED)
    assert cli(*refund, "--approver", "sun", user="qian", environ=right).json["paid"] == "1999.00"
    cli.till.sync()
    assert cli("status").json["parked"] == 0


def test_without_a_word_about_the_deposit_a_cancellation_leaves_small_sums_to_finance(cli: Cli) -> None:
    sold = sale(cli)
    cli("contract", "cancel", sold["contract"], "--reason", "不买了")
    assert cli("contract", "show", sold["contract"]).json["deposit_fate"] is None
    back = cli("refund", sold["receipt"], "--amount", "2000", "--reason", "退", user="qian").json
    assert back["paid"] == "0.00"
    cli.till.sync()
    assert cli("status").json["parked"] == 0

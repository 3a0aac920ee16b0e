"""C3 and C5, typed: a lower price has its reason; its effect and the gifts' cost are for the back office."""

from __future__ import annotations

import json

from tests.cli.conftest import Cli
from tests.shop import PASSWORD, new_vin, person

APPROVING = {"SHOWROOM_APPROVER_PASSWORD": PASSWORD}


def test_an_approved_price_keeps_its_reason_and_a_counter_shows_no_margin(cli: Cli) -> None:
    (vin,) = cli.till.receive(new_vin())
    cli.till.as_("sun")
    asked = (
        "sell",
        "--vin",
        vin,
        "--customer",
        json.dumps(person()),
        "--price",
        "105000",
        "--approver",
        "sun",
    )
    assert cli(*asked, "--why", "other", ends=3, environ=APPROVING).error["code"] == "reason_note"
    sold = cli(*asked, "--gift", "Film=1800/900", "--why", "other", "--why-note", "rear bumper",
               environ=APPROVING).json  # fmt: skip
    for user in ("wang", "sun"):
        shown = cli("contract", "show", sold["contract"], user=user).json
        (yes,) = shown["approvals"]
        assert (yes["reason"], yes["note"], yes["price"], yes["effect"]) == (
            "other",
            "rear bumper",
            "105000.00",
            None,
        )
        assert shown["costs"] == {}  # a counter holds none


def test_without_a_reason_it_is_the_manager_s_decision(cli: Cli) -> None:
    (vin,) = cli.till.receive(new_vin())
    cli.till.as_("sun")
    sold = cli("sell", "--vin", vin, "--customer", json.dumps(person()), "--price", "105000", "--approver", "sun",
               environ=APPROVING).json  # fmt: skip
    assert cli("contract", "show", sold["contract"]).json["approvals"][0]["reason"] == "agreed"

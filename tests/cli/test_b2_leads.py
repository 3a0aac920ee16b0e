"""Leads from the command line: taken in, followed up, handed on, lost, won by what their customer signs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.clock import SystemClock
from tests.cli.conftest import Cli
from tests.cli.test_selling import as_json, stocked
from tests.shop import MODEL, person

TODAY = SystemClock().today()
TOMORROW = (TODAY + timedelta(days=1)).isoformat()


def add(cli: Cli, *words: str, **how: Any) -> dict[str, Any]:
    return cli("lead", "add", "--customer", as_json(person()), "--source", "walk_in", *words, **how).json


def todo(cli: Cli, *words: str) -> list[str]:
    return [each["id"] for each in cli("lead", "list", *words).json["leads"]]


def test_somebody_who_comes_in_is_followed_up_from_any_desk(cli: Cli, booth: Cli) -> None:
    made = add(
        cli, "--grade", "H", "--model", MODEL, "--note", "with her father", "--next", "call", "--on", TOMORROW
    )
    assert (made["grade"], made["next"], made["owner"]) == ("H", "call", "wang")
    assert "秦" in made["interest"]
    assert [each["note"] for each in made["contacts"]] == ["with her father"]
    cli.till.sync()
    booth.till.sync()
    words = ("--contact", "call", "--no-answer", "--note", "rang long", "--next", "message", "--on", TOMORROW)
    booth("lead", "next", made["id"], *words)
    booth.till.sync()
    cli.till.sync()
    shown = cli("lead", "show", made["id"]).json
    assert [each["outcome"] for each in shown["contacts"]] == ["no_answer", "reached"]
    assert shown["next"] == "message"
    assert cli.till.wang.status()["parked"] == booth.till.wang.status()["parked"] == 0


def test_a_lead_without_a_step_stands_in_the_list_of_today(cli: Cli) -> None:
    far = (TODAY + timedelta(days=20)).isoformat()
    asks, waits = add(cli)["id"], add(cli, "--next", "call", "--on", far)["id"]
    assert asks in todo(cli)
    assert waits not in todo(cli)
    assert waits in todo(cli, "open")
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    refused = cli("lead", "next", asks, "--next", "call", "--on", yesterday, ends=3).error
    assert (refused["code"], refused["field"]) == ("step_past", "next_at")
    assert cli("lead", "next", asks, "--next", "call", ends=2).error["code"] == "step_half"
    for no_day in ("soon", "0001-01-01"):
        assert (
            cli("lead", "next", asks, "--next", "call", "--on", no_day, ends=2).error["code"] == "date_wrong"
        )


def test_losing_one_needs_a_reason_and_it_can_be_taken_up_again(cli: Cli) -> None:
    made = add(cli)["id"]
    refused = cli("lead", "lose", made, "--reason", "other", ends=3).error
    assert (refused["code"], refused["field"]) == ("lost_note", "lost_note")
    assert cli("lead", "lose", made, "--reason", "price", user="zhao", ends=3).error["code"] == "lead_foreign"
    lost = cli("lead", "lose", made, "--reason", "elsewhere", "--ask-again", TODAY.isoformat()).json
    assert (lost["state"], lost["lost_reason"]) == ("lost", "elsewhere")
    assert made in todo(cli)  # they are asked again today
    assert (
        cli("lead", "next", made, "--next", "call", "--on", TOMORROW, ends=3).error["code"] == "lead_closed"
    )
    again = cli("lead", "reopen", made, "--next", "call", "--on", TOMORROW).json
    assert (again["state"], again["lost_reason"], again["next"]) == ("open", None, "call")


def test_a_manager_hands_leads_on_and_nobody_else(cli: Cli) -> None:
    made = add(cli)["id"]
    assert cli("lead", "assign", made, "--to", "zhao", ends=3).error["code"] == "lead_foreign"
    assert cli("lead", "assign", made, "--to", "liu", user="sun", ends=3).error["code"] == "owner_unknown"
    assert cli("lead", "assign", made, "--to", "Zhao", user="SUN").json["assigned"] == 1
    assert made in todo(cli, "--owner", "zhao")
    assert made not in todo(cli, "--owner", "wang")


def test_what_the_customer_signs_wins_the_lead(cli: Cli, online: object) -> None:
    made, vin = add(cli), stocked(cli)
    cli("stock", "lease", vin)
    assert not made["won"]
    assert (
        cli("lead", "add", "--customer", made["customer"], "--source", "web", ends=3).error["code"]
        == "lead_open"
    )
    sold = cli("sell", "--vin", vin, "--customer", made["customer"], "--price", "116000").json
    assert sold["state"] == "confirmed"
    assert cli("lead", "show", made["id"]).json["won"]
    assert made["id"] not in todo(cli, "open")
    cli("lead", "add", "--customer", made["customer"], "--source", "returning")

"""A visit to the workshop from the command line."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.clock import SystemClock
from tests.cli.conftest import Cli
from tests.cli.test_h3_delivery import prepare, sell_one, sold  # noqa: F401 - a fixture
from tests.cli.test_selling import as_json, stocked
from tests.cli.test_trade_ins import approved, photos, sign  # noqa: F401 - a fixture
from tests.shop import new_vin, person

TODAY = SystemClock().today()
TOMORROW = TODAY + timedelta(days=1)


def test_a_visit_from_booking_to_the_next_service(cli: Cli, tmp_path: Path) -> None:
    customer = cli("customer", "add", as_json(person())).json["id"]
    vin = new_vin()
    book = ("service", "book", "--customer", customer, "--vin", vin, "--at", f"{TOMORROW} 09:30")
    unknown = cli(*book, "--for", "service", ends=3).error
    assert (unknown["code"], unknown["field"]) == ("visit_car", "car")
    cli(*book, "--for", "paint", ends=2)
    visit = cli(*book, "--for", "repair", "--for", "service", "--car", "VW Passat", "--wish", "a noise").json
    assert (visit["state"], visit["for"], visit["wish"]) == ("booked", ["service", "repair"], "a noise")
    assert cli(*book, "--for", "recall", ends=3).error["code"] == "visit_booked"
    later = (*book[:-1], f"{TOMORROW} 10:30")
    again = cli(*later, "--for", "recall").json  # by now the car has a name here
    close = cli("service", "move", again["id"], "--at", f"{TOMORROW} 10:15", "--for", "recall", ends=3)
    assert close.error["field"] == "starts_at"
    assert f"{TOMORROW} 09:30" in close.error["message"]
    assert again["car"] == "VW Passat"
    for no_day in ("soon", "0001-01-01 00:00"):
        wrong = cli("service", "move", again["id"], "--at", no_day, "--for", "recall", ends=2)
        assert wrong.error["code"] == "date_wrong"
    past = cli("service", "move", again["id"], "--at", "2020-01-01 10:00", "--for", "recall", ends=3)
    assert past.error["code"] == "visit_day"
    assert cli("service", "cancel", again["id"]).json["state"] == "cancelled"
    assert cli("service", "missed", visit["id"]).json["state"] == "missed"
    assert cli("service", "arrive", visit["id"], "--km", "-1", ends=3).error["code"] == "visit_km"
    assert cli("service", "arrive", visit["id"], "--km", "5020").json["km"] == 5020
    assert [each["id"] for each in cli("service", "list", "today", "--find", vin).json["visits"]] == [
        visit["id"]
    ]
    done = ("service", "done", visit["id"], "--work", "oil", "--paid", "680.50", "--next-km")
    assert cli(*done, "5020", ends=3).error["code"] == "visit_next_km"
    assert cli(*done, "10000", "--next-on", "soon", ends=2).error["code"] == "date_wrong"
    shown = cli(*done, "10000", "--next-on", TOMORROW).json
    assert (shown["paid"], shown["next_on"], shown["next_km"]) == ("680.50", str(TOMORROW), 10000)
    assert cli("service", "list", "done", "--find", vin[-6:]).json["visits"] == [shown]
    assert cli("service", "list", "--find", "%").json["visits"] == []
    assert len(cli("service", "list", "--customer", customer).json["visits"]) == 2
    assert cli("service", "show", "nobody", ends=3).error["code"] == "visit_unknown"
    cli("export", "all", tmp_path / "all")
    lines = (tmp_path / "all" / "service_visit.jsonl").read_text("utf-8").splitlines()
    theirs = [row for row in map(json.loads, lines) if row["vin"] == vin]
    assert {row["state"] for row in theirs} == {"cancelled", "done"}


def hand_over(cli: Cli, made: dict[str, Any], *more: str) -> None:
    """All that has to be done before, and the keys."""
    no = made["contract"]
    prepare(cli, made)
    cli("delivery", "pdi", made["vin"], "--all-ok", user="liu")
    cli("delivery", "mark", no, "papers", "--papers", "all", user="liu")
    cli("delivery", "release", no)
    cli("delivery", "handover", no, "--km", "18", *more)


def customer_of(cli: Cli, deal: str) -> str:
    """Whose deal it is."""
    ((customer,),) = cli.till.query("SELECT customer_id FROM deal WHERE no = :no", no=deal)
    return str(customer)


def test_a_car_that_was_handed_over_has_its_clocks_and_its_name(cli: Cli, sold: dict[str, Any]) -> None:  # noqa: F811
    vin = sold["vin"]
    ((customer,),) = cli.till.query("SELECT customer_id FROM deal WHERE no = :no", no=sold["deal"])
    assert cli("service", "cars", customer).json["cars"] == []
    hand_over(cli, sold)
    (car,) = cli("service", "cars", customer).json["cars"]
    assert (car["vin"], car["handed_on"], car["km"]) == (vin, str(TODAY), 18)
    exchange = car["clocks"][0]
    assert (exchange["kind"], exchange["days_left"], exchange["km_left"]) == ("exchange", 60, 2982)
    book = ("service", "book", "--customer", customer, "--vin", vin, "--at", f"{TOMORROW} 09:30")
    visit = cli(*book, "--for", "warranty").json
    assert visit["car"] == car["car"]
    cli("service", "arrive", visit["id"], "--km", "3018")
    (car,) = cli("service", "cars", customer).json["cars"]
    assert [(each["kind"], each["runs"]) for each in car["clocks"]] == [
        ("exchange", False), ("guarantees", True), ("repair", True),
    ]  # fmt: skip


def on_a_contract(cli: Cli, photos: list[str], customer: str, vin: str) -> str:  # noqa: F811
    """Puts a customer's used car onto a contract that they sign; the id of the trade-in."""
    new = stocked(cli)
    cli("stock", "lease", new)
    drawn = cli("contract", "draft", "--vin", new, "--customer", customer, "--price", "116000").json
    used = ("--plate", "浙A·7K2M5", "--vin", vin, "--brand", "比亚迪", "--series", "秦", "--km", "900")
    added = cli("trade-in", "add", drawn["deal"], *used, "--first-registered", "2024-06-18").json["id"]
    approved(cli, photos, added)
    cli("trade-in", "accept", added)
    sign(cli, drawn["contract"])
    return str(added)


def test_a_used_car_that_somebody_else_sold_new_has_no_clocks(
    cli: Cli,
    photos: list[str],  # noqa: F811
) -> None:
    vin, customer = new_vin(), cli("customer", "add", as_json(person())).json["id"]
    cli("trade-in", "take", on_a_contract(cli, photos, customer, vin), "--list-price", "116000")
    cli.till.sync()
    cli("stock", "lease", vin)
    sold_on = sell_one(cli, vin)
    hand_over(cli, sold_on)
    (car,) = cli("service", "cars", customer_of(cli, sold_on["deal"])).json["cars"]
    assert (car["vin"], car["clocks"], car["next_service"]) == (vin, [], None)


def test_a_car_that_is_traded_in_leaves_its_former_owner_and_takes_its_clocks_along(
    cli: Cli,
    sold: dict[str, Any],  # noqa: F811
    photos: list[str],  # noqa: F811
) -> None:
    vin, before = sold["vin"], customer_of(cli, sold["deal"])
    first = TODAY - timedelta(days=10)
    hand_over(cli, sold, "--date", str(first))
    book = ("service", "book", "--vin", vin, "--at", f"{TOMORROW} 09:30", "--for", "warranty", "--customer")
    cli("service", "cancel", cli(*book, before).json["id"])
    added = on_a_contract(cli, photos, before, vin)
    assert [car["vin"] for car in cli("service", "cars", before).json["cars"]] == [vin]
    cli("trade-in", "take", added, "--list-price", "116000")
    assert cli("service", "cars", before).json["cars"] == []
    cli.till.sync()
    cli("stock", "lease", vin)
    again = sell_one(cli, vin)
    hand_over(cli, again)
    (car,) = cli("service", "cars", customer_of(cli, again["deal"])).json["cars"]
    assert (car["vin"], car["handed_on"], car["next_service"]) == (vin, str(TODAY), None)
    left = [(each["kind"], each["days_left"]) for each in car["clocks"]]
    assert (left[0], len(left)) == (("exchange", 50), 3)
    assert cli("service", "cars", before).json["cars"] == []


def test_after_the_handover_three_calls_are_planned_and_each_try_is_kept(
    cli: Cli,
    sold: dict[str, Any],  # noqa: F811
) -> None:
    no = sold["contract"]
    ((customer,),) = cli.till.query("SELECT customer_id FROM deal WHERE no = :no", no=sold["deal"])
    call = ("service", "call", no, "--step", "day1")
    assert cli(*call, "--score", "5", ends=3).error["code"] == "not_handed_over"
    hand_over(cli, sold)
    planned = cli("service", "calls", "--customer", customer).json["calls"]
    assert [(each["step"], each["state"]) for each in planned] == [
        ("day1", "planned"), ("day7", "planned"), ("day30", "planned"),
    ]  # fmt: skip
    assert planned[0]["due_on"] == str(TOMORROW)
    assert no not in [each["contract"] for each in cli("service", "calls").json["calls"]]
    assert cli(*call, ends=3).error["code"] == "call_score"
    missed = cli(*call, "--outcome", "no_answer").json
    assert (missed["state"], missed["tries"], missed["outcome"]) == ("planned", 1, "no_answer")
    reached = cli(*call, "--score", "4", "--note", "likes it").json
    assert (reached["state"], reached["tries"], reached["score"], reached["note"]) == (
        "done",
        2,
        4,
        "likes it",
    )
    again = cli(*call, "--outcome", "no_answer").json  # who was reached stays reached
    assert (again["state"], again["tries"], again["score"]) == ("done", 3, 4)


def test_who_withdrew_the_consent_to_be_called_is_not_called(
    cli: Cli,
    sold: dict[str, Any],  # noqa: F811
) -> None:
    no, customer = sold["contract"], customer_of(cli, sold["deal"])
    hand_over(cli, sold, "--date", str(TODAY - timedelta(days=1)))

    def due() -> list[str]:
        return [each["step"] for each in cli("service", "calls").json["calls"] if each["contract"] == no]

    def states() -> list[str]:
        calls = cli("service", "calls", "--customer", customer).json["calls"]
        return [each["state"] for each in calls if each["contract"] == no]

    assert due() == ["day1"]  # who was never asked is called
    consent = ("customer", "consent", customer)
    cli(*consent, "contact")
    cli(*consent, "marketing")
    cli(*consent, "marketing", "--withdraw")
    assert (due(), states()) == (["day1"], ["due", "planned", "planned"])
    cli(*consent, "contact", "--withdraw")
    assert (due(), states()) == ([], ["unwanted"] * 3)
    cli("service", "call", no, "--step", "day7", "--score", "5")  # they called themselves
    assert states() == ["unwanted", "done", "unwanted"]
    cli(*consent, "contact")
    assert due() == ["day1"]

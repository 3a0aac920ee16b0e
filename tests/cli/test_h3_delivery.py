"""I1 to I3 and H3 from the command line: inspect, note, release through the gate, hand over; another desk sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import event

from app.models.deal import Contract
from app.services import contracts, gates
from tests.cli.conftest import Cli, call
from tests.cli.test_selling import sale
from tests.shop import ENVIRON, PASSWORD
from tests.unit.documents.reading import text_of


@pytest.fixture
def sold(cli: Cli) -> dict[str, Any]:
    """A signed contract with an accessory, its car in stock, nothing paid beyond the deposit."""
    return sell_one(cli)


def sell_one(cli: Cli, vin: str = "") -> dict[str, Any]:
    """The same, of the car that is named."""
    made = sale(cli, "--add-on", "脚垫=800", "--deposit", "5000", "--method", "cash", vin=vin).json
    shown = cli("delivery", "show", made["contract"], ends=6).json
    return {**made, "vin": shown["vin"], "line": shown["fittings"][0]["id"]}


def lights(shown: dict[str, Any]) -> dict[str, str]:
    """Item to its light."""
    return {line["item"]: line["light"] for line in shown["gate"]}


def pay_off(cli: Cli, sold: dict[str, Any]) -> None:
    """Pay what is owed."""
    owed = cli("pay", sold["deal"], "--amount", "1", "--method", "card").json["balance"]
    cli("pay", sold["deal"], "--amount", owed, "--method", "transfer", "--reference", "T-1")


def prepare(cli: Cli, sold: dict[str, Any]) -> None:
    """All but what the yard does: money, invoice, insurance, plates."""
    no, price = sold["contract"], cli("contract", "show", sold["contract"]).json["price"]
    pay_off(cli, sold)
    mark = ("delivery", "mark", no)
    cli(*mark, "invoice", "--reference", "0387", "--amount", price, user="qian")
    cli(*mark, "insurance", "--reference", "P-1", "--date", "2020-01-01")
    cli(*mark, "plates", "--reference", "浙A·临 08127")
    cli(*mark, "keys", "--keys", "2", "--reference", "A-07")
    cli(*mark, "fitting", "--line", sold["line"])


def test_what_others_are_paid_for_is_not_fitted(cli: Cli) -> None:
    made = sale(cli, "--add-on", "脚垫=800", "--collected", "商业险=平安=4200").json
    shown = cli("delivery", "show", made["contract"], ends=6).json
    assert [line["name"] for line in shown["fittings"]] == ["脚垫"]
    (fittings,) = [line["reason"] for line in shown["gate"] if line["item"] == "accessories"]
    assert "脚垫" in fittings
    assert "商业险" not in fittings


def test_a_car_is_inspected_released_and_handed_over_and_the_deal_is_closed(
    cli: Cli, sold: dict[str, Any], tmp_path: Path
) -> None:
    no = sold["contract"]
    prepare(cli, sold)
    assert cli("delivery", "release", no, ends=3).error["code"] == "gate_shut"
    seen = cli("delivery", "pdi", sold["vin"], "--all-ok", user="liu").json
    assert seen["looked_at"] == len(seen["lines"])
    assert "battery" in [line["line"] for line in seen["lines"]]
    assert "engine" not in [line["line"] for line in seen["lines"]]
    cli("delivery", "mark", no, "papers", "--papers", "all", user="liu")
    assert cli("delivery", "handover", no, "--km", "18", ends=3).error["code"] == "not_released"
    assert cli("delivery", "release", no).json["state"] == "delivering"
    cli("delivery", "mark", no, "keys", "open")
    assert cli("delivery", "handover", no, "--km", "18", ends=3).error["code"] == "gate_shut"
    cli("delivery", "mark", no, "keys", "--keys", "2")
    done = cli("delivery", "handover", no, "--km", "18", "--charge", "74").json
    assert (done["sheet"], done["state"]) == (f"{no}-H", "closed")
    listed = cli("delivery", "list", "--view", "open", no[-5:]).json["deliveries"]
    assert no not in [row["contract"] for row in listed]
    assert cli("stock", "show", sold["vin"]).json["status"] == "delivered"
    amended = cli("contract", "amend", no, "--set", "delivery_place=x", ends=3)
    assert amended.error["code"] == "carried_out"
    cli("delivery", "pdf", no, "--out", tmp_path / "sheet.pdf")
    said = text_of((tmp_path / "sheet.pdf").read_bytes())
    assert all(words in said for words in (sold["vin"], "18km", "74%", "脚垫", f"{no}-H"))
    cli.till.sync()
    assert cli("status").json["parked"] == 0


def test_a_fault_with_its_photo_blocks_until_it_is_mended(
    cli: Cli, sold: dict[str, Any], tmp_path: Path
) -> None:
    vin, photo = sold["vin"], tmp_path / "scratch.png"
    Image.new("RGB", (64, 48), "navy").save(photo)
    pdi = ("delivery", "pdi", vin)
    assert cli(*pdi, "--set", "lamps=ok", ends=3).error["code"] == "not_allowed"
    assert cli(*pdi, "--set", "lamps=fault", user="liu", ends=3).error["code"] == "note_missing"
    cli(*pdi, "--all-ok", user="liu")
    found = cli(*pdi, "--set", "lamps=fault:左前灯不亮", "--photo", photo, user="liu", ends=6).json
    lamps = next(line for line in found["lines"] if line["line"] == "lamps")
    assert (found["faults"], lamps["photos"], lamps["note"]) == (1, 1, "左前灯不亮")
    assert lights(cli("delivery", "show", sold["contract"], ends=6).json)["inspection"] == "red"
    assert cli(*pdi, "--set", "lamps=ok", user="liu", ends=3).error["code"] == "fault_open"
    assert cli(*pdi, "--set", "lamps=mended:换灯泡", user="liu").json["faults"] == 0
    assert lights(cli("delivery", "show", sold["contract"], ends=6).json)["inspection"] == "green"


def test_a_fault_that_no_photo_shows_leaves_the_check_unfinished_even_when_it_is_mended(
    cli: Cli, sold: dict[str, Any], tmp_path: Path
) -> None:
    vin, photo = sold["vin"], tmp_path / "lamp.png"
    Image.new("RGB", (64, 48), "navy").save(photo)
    pdi = ("delivery", "pdi", vin)

    def missing(seen: dict[str, Any]) -> list[str]:
        return [line["line"] for line in seen["lines"] if line["photo_missing"]]

    cli(*pdi, "--all-ok", user="liu")
    found = cli(*pdi, "--set", "lamps=fault:broken", user="liu", ends=6).json
    assert (found["photos_missing"], missing(found)) == (1, ["lamps"])
    found = cli(*pdi, "--set", "lamps=mended:new bulb", user="liu", ends=6).json
    assert (found["faults"], missing(found)) == (0, ["lamps"])
    gate = cli("delivery", "show", sold["contract"], ends=6).json["gate"]
    (line,) = [line for line in gate if line["item"] == "inspection"]
    assert (line["light"], line["reason"]) == ("red", "1 fault has no photo: Lamps")
    told = call(
        ["--data", str(cli.till.folder), "--lang", "en", *pdi],
        {**ENVIRON, "SHOWROOM_USER": "liu", "SHOWROOM_PASSWORD": PASSWORD},
    )
    assert "Not finished: no photo of lamps" in told.out
    assert cli(*pdi, "--of", "wheels", "--photo", photo, user="liu", ends=3).error["code"] == "no_fault"
    assert cli(*pdi, "--photo", photo, user="liu", ends=2).error["code"] == "photo_line"
    found = cli(*pdi, "--of", "lamps", "--photo", photo, user="liu").json
    assert (found["photos_missing"], missing(found)) == (0, [])
    assert lights(cli("delivery", "show", sold["contract"], ends=6).json)["inspection"] == "green"
    cli(*pdi, "--set", "lamps=fault:again", user="liu", ends=6)
    found = cli(*pdi, "--set", "lamps=mended:again", user="liu", ends=6).json
    assert missing(found) == ["lamps"], "a fault after that needs a photo of its own"
    found = cli(*pdi, "--set", "lamps=ok", user="liu", ends=6).json
    assert missing(found) == ["lamps"]
    cli(*pdi, "--set", "lamps=fault:once more", user="liu", ends=6)
    cli(*pdi, "--set", "lamps=mended:at last", user="liu", ends=6)
    cli(*pdi, "--set", "lamps=ok", user="liu", ends=6)
    found = cli(*pdi, "--of", "lamps", "--photo", photo, user="liu").json
    assert missing(found) == [], (
        "a photo shows what was wrong up to then, also when the line has passed since"
    )
    assert cli.till.sync().parked == 0


def test_only_a_manager_lets_something_follow_and_never_money(cli: Cli, sold: dict[str, Any]) -> None:
    no = sold["contract"]
    prepare(cli, sold)
    cli("delivery", "pdi", sold["vin"], "--all-ok", user="liu")
    release = ("delivery", "release", no, "--waive", "papers")
    assert cli(*release, "--reason", "随后寄出", ends=3).error["code"] == "waiver_not_yours"
    assert cli(*release, user="sun", ends=3).error["code"] == "reason_missing"
    wrong = cli("delivery", "release", no, "--waive", "money", ends=2).error
    assert wrong["code"] == "usage"
    assert "'keys'" in wrong["message"]
    assert "<" not in wrong["message"]
    assert lights(cli(*release, "--reason", "随后寄出", user="sun").json)["papers"] == "waived"
    assert cli("delivery", "handover", no, "--km", "9").json["state"] == "delivered"
    cancelled = cli("contract", "cancel", no, "--reason", "客户改变主意", ends=3)
    assert cancelled.error["code"] == "carried_out"
    assert cli("delivery", "handover", no, "--km", "9", ends=3).error["code"] == "handed_over"
    cli.till.sync()
    closed = cli("delivery", "mark", no, "papers", "--papers", "all").json
    assert (closed["state"], cli.till.sync().parked) == ("closed", 0)


def test_an_accessory_is_fitted_by_a_job_of_its_own_or_after_the_handover(
    cli: Cli, sold: dict[str, Any]
) -> None:
    mark = ("delivery", "mark", sold["contract"], "fitting")
    assert cli(*mark, ends=3).error["code"] == "line_unknown"
    assert cli(*mark, "booked", "--line", sold["line"], ends=3).error["code"] == "date_missing"
    booked = cli(*mark, "booked", "--line", sold["line"], "--date", "2030-01-02", "--reference", "韩磊").json
    assert lights(booked)["accessories"] == "red"
    later = cli(*mark, "later", "--line", sold["line"], "--date", "2030-01-02").json
    line = next(line for line in later["gate"] if line["item"] == "accessories")
    assert (line["light"], line["follows"]) == ("green", True)


def test_a_pledged_certificate_and_a_wrong_invoice_keep_the_car_here(cli: Cli, sold: dict[str, Any]) -> None:
    certificate = ("delivery", "certificate", sold["vin"])
    assert cli(*certificate, "pledged", ends=3).error["code"] == "not_allowed"
    cli(*certificate, "pledged", user="qian")
    mark = ("delivery", "mark", sold["contract"], "invoice", "--reference", "1", "--amount", "1")
    assert cli(*mark, ends=3).error["code"] == "mark_not_yours"
    shown = lights(cli(*mark, user="qian").json)
    assert (shown["certificate"], shown["invoice"]) == ("red", "red")
    cli(*certificate, "redeemed", user="qian")
    assert lights(cli("delivery", "show", sold["contract"], ends=6).json)["certificate"] == "green"


def test_a_list_of_gates_asks_as_much_for_three_deliveries_as_for_one(cli: Cli) -> None:
    numbers = [
        sale(cli, "--add-on", "脚垫=800", "--deposit", "5000", "--method", "cash").json for _ in range(3)
    ]
    asked: list[str] = []

    def note(*said: Any) -> None:
        asked.append(said[2])

    with cli.till.wang.reading() as session:
        ids = [contracts.find(session, each["contract"]).id for each in numbers]
        today, engine = cli.till.wang.clock.today(), session.get_bind()
        counts = []
        event.listen(engine, "before_cursor_execute", note)
        try:
            for some in (ids[:1], ids):
                session.expunge_all()
                asked.clear()
                found = gates.list_gates(session, some, today)
                counts.append(len(asked))
        finally:
            event.remove(engine, "before_cursor_execute", note)
        one = {key: gates.gate(session, session.get_one(Contract, key), today) for key in ids}
    assert found == one
    assert counts[0] == counts[1] <= 15

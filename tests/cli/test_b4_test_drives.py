"""A test drive from the command line, with its agreement on paper."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pypdf

from app.clock import SystemClock
from tests.cli.conftest import Cli
from tests.cli.test_selling import as_json
from tests.shop import new_vin, person
from tests.sync.test_test_drives import demonstrator

TOMORROW = SystemClock().today() + timedelta(days=1)


def test_a_drive_from_booking_to_feedback(cli: Cli, tmp_path: Path) -> None:
    demonstrator(cli.till)
    vin = cli("stock", "list", "--status", "demonstrator").json["vehicles"][-1]["vin"]
    customer = cli("customer", "add", as_json(person())).json["id"]
    book = ("test-drive", "book", "--customer", customer, "--vin")
    drive = cli(*book, vin, "--at", f"{TOMORROW} 10:00").json
    assert drive["state"] == "booked"
    taken = cli(*book, vin, "--at", f"{TOMORROW} 10:50", ends=3).error
    assert (taken["code"], taken["field"]) == ("car_booked", "starts_at")
    assert cli(*book, new_vin(), "--at", f"{TOMORROW} 10:50", ends=3).error["code"] == "not_a_demonstrator"
    for no_day in ("soon", "0001-01-01 00:00", "9999-12-31 23:59"):
        assert cli(*book, vin, "--at", no_day, ends=2).error["code"] == "date_wrong"
    for odd in (TOMORROW - timedelta(days=3), TOMORROW + timedelta(days=400)):
        assert cli(*book, vin, "--at", f"{odd} 10:00", ends=3).error["code"] == "drive_day"
    for minutes in ("-1", str(10**20)):
        wrong = cli(*book, vin, "--at", f"{TOMORROW} 16:00", "--minutes", minutes, ends=3).error
        assert wrong["code"] == "drive_times"
    moved = cli("test-drive", "move", drive["id"], "--vin", vin, "--at", f"{TOMORROW} 15:00").json
    assert moved["starts_at"] > drive["starts_at"]
    assert cli("test-drive", "out", drive["id"], "--km", "1200", ends=3).error["code"] == "agreement_missing"
    agree = ("test-drive", "agree", drive["id"], "--licence", "330106199003078812", "--until")
    assert cli(*agree, "2020-01-01", ends=3).error["code"] == "licence_over"
    assert cli(*agree, "2031-08-14", "--class", "D", ends=3).error["code"] == "licence_class"
    assert cli(*agree, "2031-08-14").json["licence_no"].endswith("8812")
    paper = tmp_path / "agreement.pdf"
    cli("test-drive", "pdf", drive["id"], "--out", paper, lang="zh_CN")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.read_bytes())).pages)
    for words in ("试驾协议", vin, "330106199003078812"):
        assert words in "".join(text.split()), words
    demonstrator(cli.till)
    others = cli("stock", "list", "--status", "demonstrator").json["vehicles"]
    other = next(each["vin"] for each in others if each["vin"] != vin)
    move = ("test-drive", "move", drive["id"], "--at", f"{TOMORROW} 15:00", "--vin")
    assert cli(*move, other).json["agreed_at"] is None
    assert cli("test-drive", "out", drive["id"], "--km", "1200", ends=3).error["code"] == "agreement_missing"
    assert cli(*move, vin).json["agreed_at"] is not None
    cli("test-drive", "out", drive["id"], "--km", "1200")
    back = ("test-drive", "back", drive["id"], "--km")
    assert cli(*back, "1199", ends=3).error["code"] == "km_backwards"
    assert cli(*back, "1218", "--rating", "6", ends=3).error["code"] == "rating"
    done = cli(*back, "1218", "--rating", "5", "--liked", "quiet").json
    assert (done["state"], done["km_in"], done["rating"], done["liked"]) == ("returned", 1218, 5, "quiet")

"""G1 and G2: a customer's used car is appraised, approved by somebody else, pays for part of the new one, and is stock."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PIL import Image
from sqlalchemy import event, text

from app.domain.trade_in import PLACES
from app.queries.trade_ins import list_trade_ins
from tests.cli.conftest import Cli
from tests.cli.test_amending import set_aside
from tests.cli.test_selling import as_json, left_behind, stocked
from tests.shop import PASSWORD, Shop, new_vin, person

SUN = {"SHOWROOM_APPROVER_PASSWORD": PASSWORD}
PRICE = "116000.00"
FACTS = ("--brand", "大众", "--first-registered", "2019-06-18", "--km", "1")
Drawn = tuple[str, str, str]  # deal, contract, the new car's VIN


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """One of each place."""
    folder = tmp_path_factory.mktemp("photos")
    for n, place in enumerate(PLACES):
        Image.new("RGB", (40, 30), (n * 20, 80, 120)).save(folder / f"{place}.png")
    return [f"{place}={folder / place}.png" for place in PLACES]


@pytest.fixture
def drawn(cli: Cli) -> Drawn:
    """A draft for a car that is leased here."""
    vin = stocked(cli)
    cli("stock", "lease", vin)
    made = cli("contract", "draft", "--vin", vin, "--customer", as_json(person()), "--price", PRICE).json
    return made["deal"], made["contract"], vin


@pytest.fixture
def used(cli: Cli, drawn: Drawn) -> Callable[..., str]:
    """Adds a used car to the deal; its id."""

    def add(*more: str, plate: str = "浙A·7K2M5", vin: str = "") -> str:
        words = ("--plate", plate, "--vin", vin or new_vin(), "--brand", "大众", "--series", "朗逸")
        said = cli(
            "trade-in", "add", drawn[0], *words, "--first-registered", "2019-06-18", "--km", "86400", *more
        )
        return str(said.json["id"])

    return add


def approved(cli: Cli, photos: list[str], used_id: str, amount: str = "68000") -> None:
    cli("trade-in", "photo", used_id, *photos)
    value = ("trade-in", "value", used_id, "--amount", amount)
    assert cli(*value, "--approver", "sun", environ=SUN).json["state"] == "approved"


def test_a_used_car_pays_for_part_of_the_new_one_and_becomes_stock_at_its_value(
    cli: Cli, booth: Cli, drawn: Drawn, used: Callable[..., str], photos: list[str], tmp_path: Path
) -> None:
    deal, no, _ = drawn
    vin, paper = new_vin(), tmp_path / "contract.pdf"
    marks = ("--mark", "前保险杠=左角刮伤，需补漆=800", "--mark", "轮胎=花纹 2.1 mm=2400=照片 轮胎")
    more = ("--set", "market=74600", "--set", "payoff=8000", "--set", "payoff_to=工商银行")
    used_id = used(*marks, *more, plate="浙A·7K2M5", vin=vin)
    offered = cli("trade-in", "offer", used_id, "--bidder", "杭州顺安车行", "--amount", "66500").json
    assert offered["offers"][0]["amount"] == "66500.00"
    assert offered["assessed"] == "71400.00"
    approved(cli, photos, used_id)
    before = cli("contract", "show", no).json
    accepted = cli("trade-in", "accept", used_id).json
    assert (accepted["state"], accepted["credited"], accepted["payout"]) == ("accepted", "60000.00", "0.00")
    after = cli("contract", "show", no).json
    assert after["price"] == before["price"] == PRICE
    assert after["version"] == before["version"] + 1
    assert cli("trade-in", "take", used_id, ends=3).error["code"] == "contract_unsigned"
    cli("contract", "pdf", no, "--out", paper, lang="zh_CN")
    pages = pypdf.PdfReader(io.BytesIO(paper.read_bytes())).pages
    text = "".join("".join(page.extract_text() for page in pages).split())
    said = (
        "旧车置换",
        "浙A7K2M5",
        vin,
        "2019年6月18日",
        "86,400km",
        "8,000.00工商银行",
        "¥68,000.00",
        "56,000.00",
    )
    for words in said:
        assert words in text, words
    signed = sign(cli, no)
    assert signed == ("signed", after["version"])
    paid = cli("pay", deal, "--amount", "1000", "--method", "card").json
    assert paid["balance"] == "55000.00"
    cheap = cli("trade-in", "take", used_id, "--list-price", "1000", ends=3).error
    assert cheap["code"] == "list_price_below_value"
    taken = cli("trade-in", "take", used_id, "--list-price", "79800").json
    assert taken["state"] == "taken"
    car = cli("stock", "show", vin).json
    assert (car["status"], car["list_price"]) == ("in_stock", "79800.00")
    cli.till.sync()
    booth.till.sync()
    assert set_aside(cli) == []
    assert booth("trade-in", "show", used_id).json["state"] == "taken"
    assert booth("stock", "show", vin).json["status"] == "in_stock"
    back = ("trade-in", "give-back", used_id, "--reason", "合同解除")
    assert cli(*back, user="sun", ends=3).error["code"] == "deal_not_cancelled"
    cli("contract", "cancel", no, "--reason", "客户不买了")
    assert cli(*back, ends=3).error["code"] == "not_allowed"
    cli.till.sync()
    booth.till.sync()
    booth("stock", "lease", vin)
    cli.till.sync()
    assert cli(*back, user="sun", ends=3).error["code"] == "leased"
    booth("stock", "release", vin)
    cli.till.sync()
    assert cli(*back, user="sun").json["state"] == "cancelled"
    cli.till.sync()
    booth.till.sync()
    assert set_aside(cli) == []
    assert booth("stock", "list", vin).json["vehicles"] == []


def sign(cli: Cli, no: str) -> tuple[str, int]:
    """Sign a draft as the desk's dialog does."""
    from app.services import contracts

    with cli.till.wang.reading() as session:
        contract_id = contracts.find(session, no).id
    contracts.sign(cli.till.wang.unit_of_work(), contract_id=contract_id, signing=cli.till.wang.signing(None))
    said = cli("contract", "show", no).json
    return said["state"], said["version"]


def test_a_value_is_approved_by_a_manager_who_did_not_give_it_and_with_every_photo(
    cli: Cli, used: Callable[..., str], photos: list[str]
) -> None:
    used_id = used()
    cli("trade-in", "photo", used_id, *photos[:-1])
    waiting = cli("trade-in", "value", used_id, "--amount", "68000", ends=6).json
    assert (waiting["state"], waiting["missing_photos"]) == ("submitted", ["underbody"])
    before = left_behind(cli)
    assert cli("trade-in", "approve", used_id, ends=3).error["code"] == "not_allowed"
    assert cli("trade-in", "approve", used_id, user="sun", ends=3).error["code"] == "photos_missing"
    assert left_behind(cli) == before
    cli("trade-in", "photo", used_id, photos[-1])
    cli("trade-in", "value", used_id, "--amount", "70000", user="sun", ends=6)
    assert cli("trade-in", "approve", used_id, user="sun", ends=3).error["code"] == "self_approval"
    cli("trade-in", "value", used_id, "--amount", "68000", ends=6)
    assert cli("trade-in", "approve", used_id, user="sun").json["approver"] == "sun"
    # What is known of the car changes: nobody said yes to that.
    assert cli("trade-in", "edit", used_id, "--set", "km=96400").json["state"] == "appraising"
    assert cli("trade-in", "accept", used_id, ends=3).error["code"] == "trade_in_state"
    assert cli("trade-in", "cancel", used_id, "--reason", "客户自留").json["state"] == "cancelled"


def test_a_car_worth_more_than_is_owed_is_paid_out_and_no_price_goes_below_zero(
    cli: Cli, drawn: Drawn, used: Callable[..., str], photos: list[str]
) -> None:
    deal, no, _ = drawn
    used_id = used(plate="沪AD12345")
    approved(cli, photos, used_id, "150000")
    refused = cli("trade-in", "accept", used_id, ends=3).error
    assert refused["code"] == "payout_needs_approval"
    assert "34,000.00" in refused["message"]
    accepted = cli("trade-in", "accept", used_id, "--approver", "sun", environ=SUN).json
    assert (accepted["credited"], accepted["payout"]) == ("116000.00", "34000.00")
    lower = ("contract", "edit", no, "--set", "price=115000")
    assert cli(*lower, ends=3).error["code"] == "trade_in_above_payable"
    assert cli("trade-in", "pay-out", used_id, "--method", "transfer", user="qian", ends=3).error["code"] == (
        "trade_in_state"
    )
    sign(cli, no)
    cli("trade-in", "take", used_id)
    assert cli("trade-in", "pay-out", used_id, "--method", "transfer", ends=3).error["code"] == "not_allowed"
    assert cli("trade-in", "pay-out", used_id, "--method", "transfer", user="qian").json["paid_out"] is True
    again = cli("trade-in", "pay-out", used_id, "--method", "transfer", user="qian", ends=3).error
    assert again["code"] == "payout_given"
    rows = cli.till.query(
        "SELECT account, e.amount FROM ledger_entry e JOIN deal d ON d.id = e.deal_id WHERE d.no = :no",
        no=deal,
    )
    assert sorted(rows) == [("cash:transfer", -3_400_000), ("customer:trade_in", 3_400_000)]
    cli.till.sync()
    assert set_aside(cli) == []


def test_nothing_is_paid_out_for_a_deal_that_was_cancelled(
    cli: Cli, drawn: Drawn, used: Callable[..., str], photos: list[str]
) -> None:
    _, no, _ = drawn
    used_id = used(plate="沪AD54321")
    approved(cli, photos, used_id, "150000")
    cli("trade-in", "accept", used_id, "--approver", "sun", environ=SUN)
    sign(cli, no)
    cli("trade-in", "take", used_id)
    cli("contract", "cancel", no, "--reason", "客户不买了")
    paid = cli("trade-in", "pay-out", used_id, "--method", "transfer", user="qian", ends=3)
    assert paid.error["code"] == "deal_over"
    assert (
        cli("trade-in", "give-back", used_id, "--reason", "合同解除", user="sun").json["state"] == "cancelled"
    )


def test_a_list_asks_as_much_for_two_cars_as_for_one(
    cli: Cli, drawn: Drawn, used: Callable[..., str]
) -> None:
    asked: list[str] = []

    def note(*said: Any) -> None:
        asked.append(said[2])

    for plate in ("浙A7K2M5", "浙B7K2M5"):
        cli("trade-in", "offer", used(plate=plate), "--bidder", "顺安车行", "--amount", "66500")
    with cli.till.wang.reading() as session:
        session.scalar(text("SELECT 1"))
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        try:
            found = list_trade_ins(session, deal_no=drawn[0])
        finally:
            event.remove(engine, "before_cursor_execute", note)
    assert [(car.plate, len(car.offers)) for car in found] == [("浙A7K2M5", 1), ("浙B7K2M5", 1)]
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("energy=water", "energy_unknown"),
        ("transfer_by=neighbour", "word_unknown"),
        (f"owners={10**12}", "number_too_large"),
        (f"owners={10**30}", "number_too_large"),
    ],
)
def test_what_the_server_would_set_aside_is_refused_at_the_desk(
    cli: Cli, used: Callable[..., Any], given: str, code: str
) -> None:
    used_id = used()
    said = cli("trade-in", "edit", used_id, "--set", given, ends=3).error
    assert (said["code"], said["field"]) == (code, given.partition("=")[0])
    assert cli("sync").json["parked"] == 0


def test_a_used_car_has_a_first_day_and_its_value_rests_on_an_offer_for_it(
    cli: Cli, used: Callable[..., Any]
) -> None:
    one, other = used(plate="浙A·00001"), used(plate="浙A·00002")
    undated = cli("trade-in", "edit", one, "--set", "first_registered_on=", ends=2).error
    assert (undated["code"], undated["field"]) == ("date_missing", "first_registered_on")
    offered = cli("trade-in", "offer", other, "--bidder", "车商", "--amount", "50000").json["offers"][0]["id"]
    value = ("trade-in", "value", one, "--amount", "50000", "--offer")
    assert cli(*value, "none", ends=3).error["code"] == "not_found"
    assert cli(*value, offered, ends=3).error["code"] == "offer_unknown"


def test_three_used_cars_at_most_and_each_once(cli: Cli, drawn: Drawn, used: Callable[..., Any]) -> None:
    vin = new_vin()
    used(plate="浙A·00001", vin=vin)
    used(plate="浙A·00002")
    add = ("trade-in", "add", drawn[0], "--brand", "大众", "--first-registered", "2019-06-18", "--km", "1")
    known = cli(*add, "--plate", "浙A00003", "--vin", vin, ends=3).error
    assert (known["code"], known["field"]) == ("trade_in_known", "vin")
    used(plate="浙A·00003")
    assert cli(*add, "--plate", "浙A00004", "--vin", new_vin(), ends=3).error["code"] == "trade_ins_full"
    wrong = cli(*add, "--plate", "A-1", "--vin", new_vin(), ends=3).error
    assert (wrong["code"], wrong["field"]) == ("plate_invalid", "plate")
    assert len(cli("trade-in", "list", drawn[0]).json["trade_ins"]) == 3
    # The deal ends: the car may pay for part of another one.
    cli("contract", "cancel", drawn[1], "--reason", "客户不买了")
    other = cli(
        "contract", "draft", "--vin", drawn[2], "--customer", as_json(person()), "--price", PRICE
    ).json["deal"]
    again = ("--plate", "浙A00001", "--vin", vin, *FACTS)
    assert cli("trade-in", "add", other, *again).json["state"] == "appraising"


def test_it_comes_off_a_draft_again(
    cli: Cli, drawn: Drawn, used: Callable[..., str], photos: list[str]
) -> None:
    used_id = used(plate="浙B·7K2M6")
    approved(cli, photos, used_id)
    cli("trade-in", "accept", used_id)
    assert cli("trade-in", "take-off", used_id).json["state"] == "approved"
    assert cli("trade-in", "show", "浙B7K2M6").json["credited"] == "0.00"
    cli("trade-in", "accept", used_id)
    cli.till.sync()
    assert set_aside(cli) == []


def cancelled(cli: Cli, drawn: Drawn, used_id: str, photos: list[str], value: str = "68000") -> None:
    """The car pays for a contract, is handed in, and the contract is cancelled."""
    approved(cli, photos, used_id, value)
    cli("trade-in", "accept", used_id, "--approver", "sun", environ=SUN)
    sign(cli, drawn[1])
    cli("trade-in", "take", used_id)
    cli("contract", "cancel", drawn[1], "--reason", "客户不买了")


def owed(cli: Cli, deal: str) -> tuple[int, int]:
    """What the deal leaves us owing for used cars, and what we owe its customer for all of theirs."""
    from app.services import payments, used_car_debts

    with cli.till.wang.reading() as session:
        found = payments.find_deal(session, deal)
        due = used_car_debts.owed_to(session, found.customer_id)
        return payments.payable(session, found) - payments.paid(session, found.id), due


def ledger(cli: Cli, deal: str) -> list[tuple[str, int]]:
    rows = cli.till.query(
        "SELECT account, e.amount FROM ledger_entry e JOIN deal d ON d.id = e.deal_id WHERE d.no = :no ORDER BY e.id",
        no=deal,
    )
    return [(account, amount) for account, amount in rows]


def test_for_a_used_car_that_was_sold_on_its_worth_is_owed_and_paid_out_once(
    cli: Cli, booth: Cli, drawn: Drawn, used: Callable[..., str], photos: list[str]
) -> None:
    vin = new_vin()
    used_id = used("--set", "payoff=8000", "--set", "payoff_to=工商银行", vin=vin)
    cancelled(cli, drawn, used_id, photos)
    assert owed(cli, drawn[0]) == (0, 0)  # nobody has decided what becomes of the car
    cli("stock", "lease", vin)
    sold = ("sell", "--vin", vin, "--customer", as_json(person()), "--price", "68000.00")
    assert cli(*sold).json["state"] == "confirmed"
    back = cli("trade-in", "give-back", used_id, "--reason", "合同解除", user="sun", ends=3)
    assert back.error["code"] == "not_in_stock"
    pay = ("trade-in", "pay-out", used_id, "--method", "transfer")
    assert cli(*pay, user="qian", ends=3).error["code"] == "deal_over"
    keep = ("trade-in", "keep", used_id, "--reason", "已转售")
    assert cli(*keep, ends=3).error["code"] == "not_allowed"
    kept = cli(*keep, user="sun").json
    assert (kept["state"], kept["payout"], kept["left"]) == ("kept", "60000.00", "60000.00")
    assert owed(cli, drawn[0]) == (-6_000_000, 6_000_000)
    assert cli(*pay, user="sun", ends=3).error["code"] == "self_approval"
    assert cli(*pay, user="qian").json["left"] == "0.00"
    assert cli(*pay, user="qian", ends=3).error["code"] == "payout_given"
    assert ledger(cli, drawn[0]) == [("cash:transfer", -6_000_000), ("customer:trade_in", 6_000_000)]
    assert owed(cli, drawn[0]) == (0, 0)
    cli.till.sync()
    booth.till.sync()
    assert set_aside(cli) == []
    assert booth("trade-in", "show", used_id).json["paid_out"] is True


def test_what_was_paid_out_before_counts_towards_what_is_owed(
    cli: Cli, drawn: Drawn, used: Callable[..., str], photos: list[str]
) -> None:
    used_id = used(plate="沪AD77777")
    approved(cli, photos, used_id, "150000")
    cli("trade-in", "accept", used_id, "--approver", "sun", environ=SUN)
    sign(cli, drawn[1])
    cli("trade-in", "take", used_id)
    cli("trade-in", "pay-out", used_id, "--method", "transfer", user="qian")
    keep = ("trade-in", "keep", used_id, "--reason", "差额已付")
    assert cli(*keep, user="sun", ends=3).error["code"] == "deal_not_cancelled"
    cli("contract", "cancel", drawn[1], "--reason", "客户不买了")
    back = cli("trade-in", "give-back", used_id, "--reason", "合同解除", user="sun", ends=3)
    assert back.error["code"] == "payout_given"
    assert cli(*keep, user="sun").json["left"] == "116000.00"
    assert owed(cli, drawn[0]) == (-11_600_000, 11_600_000)
    assert cli("trade-in", "pay-out", used_id, "--method", "cash", user="qian").json["left"] == "0.00"
    cli.till.sync()
    assert set_aside(cli) == []


@pytest.mark.parametrize("decided", ["give-back", "keep"])
def test_money_that_left_before_its_desk_heard_of_the_cancellation_is_in_the_books(
    cli: Cli,
    booth: Cli,
    online: Shop,
    drawn: Drawn,
    used: Callable[..., str],
    photos: list[str],
    decided: str,
) -> None:
    used_id = used("--set", "payoff=8000", "--set", "payoff_to=工商银行")
    approved(cli, photos, used_id, "150000")
    cli("trade-in", "accept", used_id, "--approver", "sun", environ=SUN)
    sign(cli, drawn[1])
    cli("trade-in", "take", used_id)
    cli.till.sync()
    booth.till.sync()
    booth("login", user="qian")
    booth("trade-in", "pay-out", used_id, "--method", "transfer", user="qian")
    booth("trade-in", "pay-off", used_id, "--method", "transfer", "--reference", "TR-9", user="qian")
    cli("contract", "cancel", drawn[1], "--reason", "客户不买了")
    cli("trade-in", decided, used_id, "--reason", "合同解除", user="sun")
    cli.till.sync()
    booth.till.sync()
    cli.till.sync()
    assert set_aside(booth) == []
    due = {"give-back": 3_400_000, "keep": 2_600_000 - 14_200_000}[decided]
    assert owed(cli, drawn[0]) == (due, -due)
    if decided == "give-back":
        back = cli("pay", drawn[0], "--amount", "34000", "--method", "transfer", "--reference", "TR-10").json
        assert back["balance"] == "0.00"


def test_what_was_owed_on_the_used_car_is_paid_to_its_lender_and_stands_in_the_ledger(
    cli: Cli, drawn: Drawn, used: Callable[..., str], photos: list[str]
) -> None:
    used_id = used("--set", "payoff=8000", "--set", "payoff_to=工商银行", plate="沪AD88888")
    approved(cli, photos, used_id)
    cli("trade-in", "accept", used_id)
    pay = ("trade-in", "pay-off", used_id, "--method", "transfer", "--reference", "TR-8")
    sign(cli, drawn[1])
    assert cli(*pay, user="qian", ends=3).error["code"] == "trade_in_state"
    cli("trade-in", "take", used_id)
    assert cli(*pay, ends=3).error["code"] == "not_allowed"
    unnamed = ("trade-in", "pay-off", used_id, "--method", "transfer", "--reference", " ")
    assert cli(*unnamed, user="qian", ends=3).error["code"] == "reference_missing"
    assert cli(*pay, user="qian").json["paid_off"] is True
    assert cli(*pay, user="qian", ends=3).error["code"] == "payoff_given"
    assert ledger(cli, drawn[0]) == [("cash:transfer", -800_000), ("lender:payoff", 800_000)]
    assert cli("contract", "show", drawn[1]).json["price"] == PRICE
    cli("contract", "cancel", drawn[1], "--reason", "客户不买了")
    back = cli("trade-in", "give-back", used_id, "--reason", "合同解除", user="sun", ends=3)
    assert back.error["code"] == "payoff_given"
    cli.till.sync()
    assert set_aside(cli) == []


def test_one_used_car_on_two_offline_deals_is_a_case_and_nothing_is_lost(
    cli: Cli, booth: Cli, drawn: Drawn, used: Callable[..., str], photos: list[str]
) -> None:
    vin = new_vin()
    approved(cli, photos, here := used(plate="浙C·00001", vin=vin))
    cli("trade-in", "accept", here)
    draft = ("contract", "draft", "--vin", stocked(booth), "--customer", as_json(person()), "--price", PRICE)
    there = booth(*draft).json
    facts = ("--plate", "浙C00001", "--vin", vin, *FACTS)
    second = booth("trade-in", "add", there["deal"], *facts).json["id"]
    booth.till.as_("sun")
    approved(booth, photos, second)
    booth("trade-in", "accept", second)
    cli.till.sync()
    booth.till.sync()
    cli.till.sync()
    assert set_aside(cli) == []
    listed = cli("conflicts", "list", ends=6).json["conflicts"]
    (case,) = [each for each in listed if each["contract"] == there["contract"]]
    assert case["kind"] == "used_car"
    assert drawn[1] in case["summary"]
    assert "浙C·00001" in case["summary"]
    booth("trade-in", "take-off", second)
    booth.till.sync()
    cli.till.sync()
    (state,) = cli.till.query("SELECT state FROM sync_case WHERE id = :id", id=case["id"])
    assert state == ("resolved",)


def test_used_cars_come_onto_a_signed_contract_are_revalued_and_go_by_amendments(
    cli: Cli, booth: Cli, drawn: Drawn, used: Callable[..., str], photos: list[str], tmp_path: Path
) -> None:
    deal, no, _ = drawn
    sign(cli, no)
    vin, paper = new_vin(), tmp_path / "B1.pdf"
    approved(cli, photos, first := used(plate="浙D·00001", vin=vin))
    refused = cli("trade-in", "accept", first, ends=3).error
    assert refused["code"] == "contract_signed"
    amend = ("contract", "amend", no)
    assert cli(*amend, "--used-car", "浙D·00001").json["version"] == 2
    assert cli("trade-in", "show", first).json["credited"] == "68000.00"
    assert cli("pay", deal, "--amount", "1000", "--method", "card").json["balance"] == "47000.00"
    cli("contract", "pdf", no, "--amendment", "1", "--out", paper, lang="zh_CN")
    pages = pypdf.PdfReader(io.BytesIO(paper.read_bytes())).pages
    text = "".join("".join(page.extract_text() for page in pages).split())
    for words in ("浙D00001", vin, "68,000.00", "48,000.00"):
        assert words in text, words
    # Its value turns out to be another: appraised anew, it takes the place of the first value.
    approved(cli, photos, anew := used(plate="浙D·00001", vin=vin), "60000")
    assert cli(*amend, "--used-car", anew).json["version"] == 3
    assert cli("trade-in", "show", first).json["state"] == "cancelled"
    assert cli("pay", deal, "--amount", "1000", "--method", "card").json["balance"] == "54000.00"
    cli.till.sync()
    booth.till.sync()
    assert set_aside(cli) == []
    assert booth("trade-in", "show", anew).json["credited"] == "60000.00"
    unknown = cli(*amend, "--without", "浙D·99999", ends=3).error
    assert unknown["code"] == "line_unknown"
    cli(*amend, "--without", "浙D·00001")
    assert cli("trade-in", "show", anew).json["state"] == "approved"
    cli(*amend, "--used-car", anew)
    cli("trade-in", "take", anew)
    assert cli(*amend, "--without", "浙D·00001", ends=3).error["code"] == "trade_in_taken"
    cli.till.sync()
    assert set_aside(cli) == []


def test_what_a_used_car_is_worth_above_the_rest_needs_a_yes_in_an_amendment_too(
    cli: Cli, drawn: Drawn, used: Callable[..., str], photos: list[str]
) -> None:
    deal, no, _ = drawn
    sign(cli, no)
    cli("pay", deal, "--amount", "100000", "--method", "card")
    approved(cli, photos, used_id := used(plate="浙D·00002"))
    amend = ("contract", "amend", no, "--used-car", used_id)
    assert cli(*amend, ends=3).error["code"] == "payout_needs_approval"
    cli(*amend, "--approver", "sun", environ=SUN)
    shown = cli("trade-in", "show", used_id).json
    assert (shown["credited"], shown["payout"]) == ("16000.00", "52000.00")
    cli.till.sync()
    assert set_aside(cli) == []

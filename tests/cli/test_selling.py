"""Customers, sales, contracts and money at the counter: what is right lands, anything else leaves nothing behind."""

from __future__ import annotations

import contextlib
import io
import json
import unicodedata
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest

from app.cli import run
from app.clock import SystemClock
from app.devices import printing
from app.domain.handover import PROMISED_WITHIN
from app.domain.permissions import CATALOGUE_IMPORT
from app.models.vehicle import Model
from tests.cli.conftest import Cli
from tests.shop import ENVIRON, MODEL, PASSWORD, PROMISED_ON, Shop, new_vin, person


def as_json(customer: dict[str, Any]) -> str:
    """A customer as an argument."""
    return json.dumps(customer, ensure_ascii=False)


RIGHT = {"SHOWROOM_APPROVER_PASSWORD": PASSWORD}
PROMISED = ("--delivery-date", PROMISED_ON.isoformat())


def left_behind(cli: Cli) -> list[Any]:
    """What a refused action must not change: ops, numbers, rows, leases."""
    tables = ("op", "customer", "deal", "contract", "payment", "ledger_entry", "signature", "held_lease")
    counts = [cli.till.query(f"SELECT count(*) FROM {table}") for table in tables]
    return [*counts, cli.till.query("SELECT kind, next_no FROM number_series ORDER BY kind")]


def stocked(cli: Cli) -> str:
    """A car that the server knows: it can be leased."""
    vin = cli.till.receive(new_vin())[0]
    cli.till.sync()
    return vin


def sale(cli: Cli, *more: Any, vin: str = "", ends: int = 0, **how: Any) -> Any:
    """A sale of a car of its own, or of the one named."""
    vin = vin or stocked(cli)
    customer = as_json(how.pop("customer", None) or person())
    return cli("sell", "--vin", vin, "--customer", customer, "--price", "116000", *more, ends=ends, **how)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "name"), ({"name": "  "}, "name"), ({"name": None}, "name"), ({"name": "A\x00"}, "name"),
        ({"name": "长" * 101}, "name"), ({"name": {"x": 1}}, "name"), ({"name": True}, "name"),
        ({"name": "A", "phone": "12"}, "phone"), ({"name": "A", "phone": ["1"]}, "phone"),
        ({"name": "A", "id_number": "110105195304130039"}, "id_number"), ({"name": "A", "id_kind": "alien"}, "id_kind"),
        ({"name": "A", "kind": "alien"}, "kind"), ({"name": "A", "foo": 1}, "foo"), ({"name": "A", "id": "x"}, "id"),
        ({"name": "A", "address": "长" * 10_001}, "address"), ({"name": "A", "note": "a\x00b"}, "note"),
    ],
)  # fmt: skip
def test_a_customer_who_cannot_be_is_refused_by_field(cli: Cli, given: dict[str, Any], field: str) -> None:
    before = left_behind(cli)
    assert cli("customer", "add", as_json(given), ends=3).error["field"] == field
    assert left_behind(cli) == before


def test_somebody_of_that_number_is_on_file_and_the_way_on_is_named(cli: Cli) -> None:
    first = person()
    known = cli("customer", "add", as_json(first)).json["id"]
    again = as_json({**first, "name": "王晓明", "phone": "13911112222"})
    refused = cli("customer", "add", again, ends=3).error
    assert (refused["code"], refused["field"]) == ("customer_known", "id_number")
    assert known in refused["message"]
    assert "--accept-warnings" in refused["message"]
    assert cli("customer", "add", again, "--accept-warnings").json["id"] != known
    without = {"name": first["name"], "phone": first["phone"]}
    assert cli("customer", "add", as_json(without), ends=3).error["field"] == "phone"


def test_half_a_character_is_no_text(cli: Cli) -> None:
    assert cli("customer", "add", '{"name": "\\ud842"}', ends=2).error["code"] == "json_wrong"
    assert cli("customer", "list", "\udcff", ends=2).error["code"] == "text_broken"


def test_a_name_has_one_spelling(cli: Cli) -> None:
    composed = unicodedata.normalize("NFD", "Jürgen  Müller") + "\u200b"
    added = cli("customer", "add", as_json({"name": composed, "phone": 13912345678})).json
    assert (added["name"], added["phone"]) == ("Jürgen Müller", "13912345678")
    for text in ("jürgen", "Müller", "5678"):
        assert added["id"] in {each["id"] for each in cli("customer", "list", text).json["customers"]}


@pytest.mark.parametrize(
    "text", ["%", "_", '"', "*", "' OR 1=1 --", "NEAR(a b)", "{}", "-", "😀", "x" * 5000]
)
def test_a_search_takes_every_character_for_itself(cli: Cli, text: str) -> None:
    cli("customer", "add", as_json(person()))
    cli.till.draft(cli.till.receive(new_vin())[0])
    assert cli("customer", "list", text).json == {"customers": []}
    assert cli("stock", "list", text).json == {"vehicles": []}
    assert cli("contract", "list", text).json == {"contracts": []}


def test_people_are_found_by_what_one_remembers(cli: Cli) -> None:
    somebody = person("欧阳娜娜")
    added = cli("customer", "add", as_json(somebody)).json
    assert added["id_number"] == "•" * 14 + somebody["id_number"][-4:]
    for text in ("欧阳", "娜娜", "oyn", somebody["phone"][-5:], somebody["id_number"][-6:]):
        assert added["id"] in {each["id"] for each in cli("customer", "list", text).json["customers"]}, text
    assert cli("customer", "show", added["id"]).json == added
    edited = cli("customer", "edit", added["id"], "--set", "address=杭州", "--set", "phone=").json
    assert (edited["address"], edited["phone"]) == ("杭州", "")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--price=0",), "price_invalid"), (("--price=-5",), "amount_invalid"), (("--price=1.005",), "amount_invalid"),
        (("--price=100000000",), "amount_too_large"), (("--price=1e5",), "amount_invalid"),
        (("--price=",), "amount_invalid"), (("--price=NaN",), "amount_invalid"), (("--price=113489.99",), "discount_needs_approval"),
        (("--deposit=23200.01", "--method=cash"), "deposit_above_cap"),
        (("--deposit=0", "--method=cash"), "deposit_invalid"),
        (("--deposit=0.001", "--method=cash"), "amount_invalid"), (("--add-on=film=-5",), "amount_invalid"),
        (("--delivery-date=2026-02-30",), "date_wrong"), (("--delivery-place=" + "长" * 10_001,), "too_long"),
        (("--customer=nobody",), "not_found"), (("--customer={}",), "name_missing"),
        (('--customer={"name": "无证"}',), "id_number_missing"), (("--add-on=" + "长" * 10_001 + "=1",), "too_long"),
    ],
)  # fmt: skip
def test_a_refused_sale_leaves_nothing_behind(cli: Cli, more: tuple[str, ...], code: str) -> None:
    vin = stocked(cli)
    before = left_behind(cli)
    assert sale(cli, *more, vin=vin, ends=3).error["code"] == code
    assert left_behind(cli) == before
    assert cli("status").json["leases"] == []
    assert sale(cli, vin=vin).json["state"] == "confirmed"


@pytest.mark.parametrize(
    ("user", "code"), [("liu", "not_allowed"), ("qian", "not_allowed"), ("admin", "not_allowed")]
)
def test_only_sellers_sell(cli: Cli, user: str, code: str) -> None:
    vin = stocked(cli)
    before = left_behind(cli)
    assert sale(cli, vin=vin, user=user, ends=3).error["code"] == code
    assert left_behind(cli) == before


def test_a_handover_is_not_promised_for_a_day_that_is_over(cli: Cli) -> None:
    vin, today = stocked(cli), SystemClock().today()
    yesterday, tomorrow = (str(today + timedelta(days=days)) for days in (-1, 1))
    given = ("contract", "draft", "--vin", vin, "--customer", as_json(person()), "--price", "116500")
    refused = cli(*given, "--delivery-date", yesterday, ends=3).error
    assert (refused["code"], refused["field"]) == ("date_past", "delivery_date")
    assert yesterday in refused["message"]
    no = cli(*given, "--delivery-date", str(today)).json["contract"]
    for on, ends in ((yesterday, 3), (tomorrow, 0), ("", 0)):
        cli("contract", "edit", no, "--set", f"delivery_date={on}", ends=ends)


def test_a_draft_whose_handover_has_gone_by_is_still_edited(cli: Cli) -> None:
    given = ("contract", "draft", "--vin", stocked(cli), "--customer", as_json(person()), "--price", "116500")
    no = cli(*given).json["contract"]
    cli.till.execute("UPDATE contract SET delivery_date = '2026-01-02' WHERE no = ?", no)
    assert cli("contract", "edit", no, "--set", "price=116400").json["delivery_date"] == "2026-01-02"
    cli("contract", "edit", no, "--set", "delivery_date=2026-01-02", "--set", "price=116300")
    cli("contract", "edit", no, "--set", "delivery_date=2026-01-03", ends=3)


def test_a_vin_is_known_in_small_letters_too_and_never_sold_twice(cli: Cli) -> None:
    vin = stocked(cli)
    sold = sale(cli, vin=vin.lower()).json
    assert cli("contract", "show", sold["contract"].lower()).json["vin"] == vin
    assert cli("stock", "show", vin).json["status"] == "sold"
    assert sale(cli, vin=vin, ends=3).error["code"] == "vehicle_sold"
    assert sale(cli, vin="LSVAB2A40E000000", ends=3).error["code"] == "vin_length"
    assert sale(cli, vin=new_vin(), ends=3).error["code"] == "not_in_stock"


def test_numbers_have_no_gaps_whatever_was_refused(cli: Cli) -> None:
    first = sale(cli, "--deposit", "2w", "--method", "card").json
    sale(cli, "--price=1", ends=3)
    sale(cli, "--deposit=99999", "--method=cash", ends=3)
    second = sale(cli, "--deposit", "2w", "--method", "card").json
    for kind in ("deal", "contract", "receipt"):
        assert int(second[kind].rsplit("-", 1)[1]) == int(first[kind].rsplit("-", 1)[1]) + 1


def test_add_ons_of_one_name_are_two_add_ons(cli: Cli) -> None:
    sold = sale(cli, "--add-on", "膜=2,000", "--add-on", "膜=3k").json
    assert (
        cli("pay", sold["deal"].lower(), "--amount", "1", "--method", "cash").json["balance"] == "120999.00"
    )


def test_a_lower_price_needs_a_managers_own_word(cli: Cli) -> None:
    low = ("--price=110000", "--approver", "sun")
    assert sale(cli, *low, ends=2).error["code"] == "approver_password"
    wrong = {"SHOWROOM_APPROVER_PASSWORD": "not-the-Password"}
    assert sale(cli, *low, environ=wrong, ends=4).error["code"] == "wrong_password"
    right = {"SHOWROOM_APPROVER_PASSWORD": PASSWORD}
    assert (
        sale(cli, "--price=110000", "--approver", "zhao", environ=right, ends=3).error["code"]
        == "approver_role"
    )
    sold = sale(cli, *low, environ=right).json
    cli.till.sync()
    assert cli("status").json["parked"] == 0
    assert cli("contract", "show", sold["contract"]).json["price"] == "110000.00"
    alone = sale(cli, "--price=100000", "--approver", "sun", user="sun", environ=right, ends=3)
    assert alone.error["code"] == "self_approval"


def test_an_amendment_never_leaves_a_deposit_above_a_fifth_of_the_price(cli: Cli) -> None:
    sold = sale(cli, "--deposit", "23200", "--method", "cash").json
    lower = ("contract", "amend", sold["contract"], "--set", "price=115000")
    before = left_behind(cli)
    refused = cli(*lower, ends=3).error
    assert (refused["code"], refused["field"]) == ("deposit_above_cap", "price")
    assert "23,000.00" in refused["message"]
    assert left_behind(cli) == before
    with_a_manager = ("--reason", "降价", "--approver", "sun")
    cli("refund", sold["receipt"], "--amount", "200", *with_a_manager, user="qian", environ=RIGHT)
    assert cli(*lower).json["price"] == "115000.00"
    cli.till.sync()
    assert cli("status").json["parked"] == 0


def test_money_is_taken_up_to_what_is_owed_and_given_back_up_to_what_was_taken(cli: Cli) -> None:
    sold = sale(cli, "--deposit", "2000", "--method", "wechat").json
    for amount in ("0", "114000.01"):
        assert (
            cli("pay", sold["deal"], "--amount", amount, "--method", "cash", ends=3).error["field"]
            == "amount"
        )
    paid = cli("pay", sold["deal"], "--amount", "114000", "--method", "cash", "--reference", "票据 1").json
    assert (paid["paid"], paid["balance"]) == ("116000.00", "0.00")
    refund = ("refund", paid["receipt"].lower(), "--reason", "退差价", "--amount")
    assert cli(*refund, "100", ends=3).error["code"] == "not_allowed"
    assert cli(*refund, "100", user="qian").json["balance"] == "100.00"
    assert cli(*refund, "113900.01", user="sun", ends=3).error["code"] == "refund_above_paid"
    cli(*refund, "113900", user="qian", ends=6)
    cli(*refund, "50", user="qian")

    def asked(*words: str) -> list[dict[str, Any]]:
        """What is asked for this receipt; other tests ask for others."""
        found = cli("reversals", *(words or ("list",)), user="sun").json["reversals"]
        return [each for each in found if each["receipt_no"] == paid["receipt"]]

    assert asked() == []  # nothing is left for what was asked
    waits = cli(*refund, "113850", user="qian", ends=6).json
    assert (waits["receipt"], waits["paid"]) == (None, "115850.00")
    (listed,) = asked()
    assert (listed["id"], listed["amount"], listed["asked_by"]) == (waits["reversal"], "113850.00", "qian")
    own = ("reversals", "approve", waits["reversal"])
    assert cli(*own, user="qian", ends=3).error["code"] == "not_allowed"
    assert [each["state"] for each in asked("approve", waits["reversal"])] == ["approved"]
    assert cli(*refund, "113850", user="qian").json["paid"] == "2000.00"
    assert asked() == []
    assert (
        cli("refund", sold["receipt"], "--amount", "1", "--reason", " ", user="sun", ends=3).error["field"]
        == "reason"
    )
    assert (
        cli("refund", "R-X-26-00001", "--amount", "1", "--reason", "x", user="sun", ends=3).error["code"]
        == "receipt_unknown"
    )
    assert (
        cli("pay", "D-X-26-00001", "--amount", "1", "--method", "cash", ends=3).error["code"]
        == "deal_unknown"
    )
    assert cli.till.query("SELECT sum(amount) FROM ledger_entry") == [(0,)]


def test_a_manager_at_the_counter_approves_with_the_own_password(cli: Cli) -> None:
    right = {"SHOWROOM_APPROVER_PASSWORD": PASSWORD}
    sold = sale(cli, "--deposit", "20000", "--method", "card").json
    cli.till.as_("sun")
    again = ("--reason", "刷错卡", "--approver", "sun")
    paid = cli("pay", sold["deal"], "--amount", "50000", "--method", "card").json
    assert cli("void", paid["receipt"], *again, environ=right).json["paid"] == "20000.00"
    assert cli("void", paid["receipt"], *again, environ=right, ends=3).error["code"] == "refund_above_paid"
    twofold = ("refund", sold["receipt"], "--amount", "20000", "--twofold", "--reason", "车已售出")
    itself = cli(*twofold, "--approver", "sun", user="sun", environ=right, ends=3)
    assert itself.error["code"] == "self_approval"
    assert cli(*twofold, "--approver", "sun", user="qian", environ=right).json["paid"] == "0.00"
    cli.till.sync()
    assert cli("status").json["parked"] == 0
    of_deal = "WHERE deal_id = (SELECT id FROM deal WHERE no = :no)"
    ledger = cli.till.query(
        f"SELECT account, sum(amount) FROM ledger_entry {of_deal} GROUP BY account", no=sold["deal"]
    )
    assert {account: total for account, total in ledger if total} == {
        "cash:card": -2_000_000, "dealer:compensation": 2_000_000,
    }  # fmt: skip
    kinds = cli.till.query(f"SELECT kind FROM payment {of_deal} ORDER BY receipt_no", no=sold["deal"])
    assert [kind for (kind,) in kinds] == ["deposit", "balance", "void", "refund", "compensation"]


def test_e3_a_deposit_that_stands_and_money_one_took_in_oneself_wait_for_a_manager(cli: Cli) -> None:
    sold = sale(cli, "--deposit", "2000", "--method", "cash").json
    why = ("--reason", "退", "--amount")
    waits = cli("refund", sold["receipt"], *why, "1", user="qian", ends=6).json
    assert waits["receipt"] is None
    assert waits["reversal"]
    taken = cli("pay", sold["deal"], "--amount", "500", "--method", "cash", user="qian").json["receipt"]
    assert cli("refund", taken, *why, "1", user="qian", ends=6).json["receipt"] is None
    other = cli("pay", sold["deal"], "--amount", "500", "--method", "cash").json["receipt"]
    assert cli("refund", other, *why, "500", user="qian").json["receipt"]
    cli("contract", "cancel", sold["contract"], "--reason", "退", "--deposit", "returned", ends=None)
    assert cli("refund", sold["receipt"], *why, "1999", user="qian").json["receipt"]
    cli.till.sync()
    assert cli("status", ends=None).json["parked"] == 0


def test_a_refund_elsewhere_waits_for_the_network(cli: Cli, booth: Cli, running_shop: Shop) -> None:
    deal = sale(cli).json["deal"]
    sold = cli("pay", deal, "--amount", "2000", "--method", "cash").json
    cli.till.sync()
    booth.till.as_("sun").sync()
    running_shop.stop()
    refund = ("refund", sold["receipt"], "--amount", "2000", "--reason", "退")
    assert booth(*refund, user="sun", ends=3).error["code"] == "refund_elsewhere"
    running_shop.start()
    cli("refund", sold["receipt"], "--amount", "1500", "--reason", "退", user="sun")
    cli.till.sync()
    assert booth(*refund, user="sun", ends=3).error["code"] == "refund_above_paid"
    assert (
        booth("refund", sold["receipt"], "--amount", "500", "--reason", "退", user="sun").json["paid"]
        == "0.00"
    )


def test_a_paper_names_the_characters_that_the_font_lacks(cli: Cli, tmp_path: Path) -> None:
    common = sale(cli, customer=person("䶮龘")).json
    assert cli("contract", "pdf", common["contract"], "--out", tmp_path / "a.pdf").json["lacking"] == []
    rare = sale(cli, customer=person("𠮷")).json
    said = cli("contract", "pdf", rare["contract"], "--out", tmp_path / "b.pdf", ends=6)
    assert said.json["lacking"] == ["𠮷"]
    assert "𠮷 (U+20BB7)" in said.err


@pytest.mark.parametrize("copies", ["0", "-1", "two"])
def test_a_number_of_copies_is_at_least_one_and_said_in_words(cli: Cli, copies: str) -> None:
    refused = cli("contract", "print", "X", "--printer", "p", f"--copies={copies}", ends=2).error
    assert refused["message"] == f"“{copies}” is no number of copies. Print at least 1."


def test_a_paper_is_verified_by_its_file_and_by_its_code(cli: Cli, booth: Cli, tmp_path: Path) -> None:
    sold = sale(cli, "--deposit", "2000", "--method", "cash").json
    file = tmp_path / "contract.pdf"
    cli("contract", "pdf", sold["contract"], "--out", file, lang="zh_CN")
    good = {
        "valid": True,
        "contract": sold["contract"],
        "version": 1,
        "newest": 1,
        "seal": None,
        "cancelled": False,
        "by_hash": False,
    }
    assert cli("contract", "verify", file).json == good
    raw = file.read_bytes()
    for name, tampered in {
        "one byte": raw[:3000] + bytes([raw[3000] ^ 1]) + raw[3001:],
        "cut": raw[:-50],
    }.items():
        (tmp_path / "tampered.pdf").write_bytes(tampered)
        assert cli("contract", "verify", tmp_path / "tampered.pdf", ends=3).json["valid"] is False, name
    code = raw[
        (at := raw.index(b"SR1:")) : raw.index(b":", raw.index(b":", raw.index(b":", at) + 1) + 1) + 17
    ].decode()
    assert cli("contract", "verify", code).json["valid"] is True
    assert (
        cli("contract", "verify", code[:-1] + ("0" if code[-1] != "0" else "1"), ends=3).json["valid"]
        is False
    )
    for nonsense in ("hello", "", str(tmp_path), str(tmp_path / "nowhere.pdf")):
        assert cli("contract", "verify", nonsense, ends=3).json | {"error": 0} == {
            "valid": False, "contract": None, "version": None, "error": 0,
        }  # fmt: skip
    assert booth("contract", "verify", file, ends=3).json["valid"] is False  # it has not heard of it yet
    cli.till.sync()
    booth.till.sync()
    assert booth("contract", "verify", file).json["valid"] is True
    cli("contract", "amend", sold["contract"], "--set", "delivery_place=东门")
    assert cli("contract", "verify", file).json == good | {"newest": 2}  # ours, and no longer the last word


def test_a_contract_comes_out_of_the_printer_once_as_the_original_and_then_as_copies(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[str] = []

    def take(_: object, pdf: bytes, **__: object) -> None:
        pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
        printed.append("".join("".join(page.extract_text() for page in pages).split()))

    monkeypatch.setattr(printing, "print_pdf", take)
    no = sale(cli).json["contract"]
    for copy_no, lang in enumerate(("en", "en", "zh_CN")):
        said = cli("contract", "print", no, "--printer", "Counter", lang=lang)
        assert said.json["copy"] == copy_no
    assert ["COPY" in text for text in printed] == [False, True, True]
    assert "COPY1" in printed[1]
    assert "副本COPY2" in printed[2]
    log = cli("contract", "show", no).json["prints"]
    assert [(each["copy"], each["printer"]) for each in log] == [
        (0, "Counter"),
        (1, "Counter"),
        (2, "Counter"),
    ]
    assert all(each["by"] and each["at"] for each in log)


def test_a_model_is_sold_before_its_car_is_there(cli: Cli) -> None:
    words = ("--model", MODEL, "--colour", "黑", "--customer", as_json(person()), "--price", "116000")
    sold = cli("sell", *words).json
    promised = cli("contract", "show", sold["contract"]).json["delivery_date"]
    assert promised == (cli.till.wang.clock.today() + PROMISED_WITHIN).isoformat()
    sold = cli("sell", *words, *PROMISED, "--deposit", "1000", "--method", "card").json
    assert sold["state"] == "confirmed"
    assert cli("contract", "show", sold["contract"]).json["vin"] is None
    assert cli("sell", "--model", "NOPE", *words[2:], ends=3).error["code"] == "model_unknown"


def test_a_model_that_is_no_longer_ordered_is_not_sold_by_its_code(cli: Cli, online: Shop) -> None:
    with online.uow.begin(CATALOGUE_IMPORT) as tx:
        old = {"code": "OLD", "brand": "澄远", "series": "X1", "trim": "", "energy": "bev", "attributes": {}}
        tx.add(Model(**old, list_price=9_000_000, archived=True))
    cli.till.sync()
    asked = ("--model", "OLD", "--customer", as_json(person()), "--price", "90000")
    assert cli("sell", *asked, ends=3).error["code"] == "model_archived"


def test_a_case_is_told_in_lines_for_people_and_says_how_it_is_decided(
    cli: Cli, booth: Cli, running_shop: Shop
) -> None:
    vin, buyer = stocked(cli), as_json(person())
    draft = cli("contract", "draft", "--vin", vin, "--customer", buyer, "--price", "116500").json["contract"]
    cli.till.sync()
    booth.till.sync()
    booth("stock", "lease", vin)
    for seat, price in ((cli, "116700"), (booth, "116800")):
        seat("contract", "edit", draft, "--set", f"price={price}")
    running_shop.stop()
    sale(booth, vin=vin)
    sale(cli, vin=vin, ends=6)
    running_shop.start()
    for seat in (booth, cli):
        seat.till.sync()
    cases = {case["kind"]: case["id"] for case in cli("conflicts", "list", ends=6).json["conflicts"]}
    said = cli("conflicts", "show", cases["contract"], ends=6).err
    assert "price  mine: " in said
    assert "{" not in said
    taken = cli("conflicts", "resolve", cases["vehicle"], "--take", "mine", ends=2).error
    assert (taken["code"], "vehicle=VIN" in taken["message"]) == ("choice_missing", True)
    cli("conflicts", "resolve", cases["contract"], "--take", "mine", ends=6)
    cli(
        "conflicts", "resolve", cases["vehicle"], "--set", f"vehicle={stocked(cli)}"
    )  # nothing waits for the others
    cli.till.sync()


def test_money_that_is_only_half_said_is_asked_for(cli: Cli) -> None:
    vin = stocked(cli)
    before = left_behind(cli)
    forgotten = sale(cli, "--method", "card", vin=vin, ends=2).error
    assert (forgotten["code"], forgotten["field"]) == ("deposit_missing", "deposit")
    assert sale(cli, "--reference", "4711", vin=vin, ends=2).error["code"] == "deposit_missing"
    odd = cli("contract", "edit", "X", "--set", "=5", ends=2).error
    assert (odd["code"], "=5" in odd["message"]) == ("pair_wrong", True)
    assert left_behind(cli) == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk here that is always full")
def test_a_sale_whose_answer_finds_a_full_disk_is_told_on_the_other_way_out(cli: Cli) -> None:
    vin, err = stocked(cli), io.StringIO()
    argv = ["--data", str(cli.till.folder), "--json", "sell", "--vin", vin, "--price", "116000", "--customer"]
    who = {**ENVIRON, "SHOWROOM_USER": "wang", "SHOWROOM_PASSWORD": PASSWORD}
    with (
        open("/dev/full", "w", encoding="utf-8") as full,
        contextlib.redirect_stdout(full),
        contextlib.redirect_stderr(err),
    ):
        assert run.run([*argv, as_json(person())], who) == 7
    sold = cli("contract", "list", vin).json["contracts"][0]
    assert sold["no"] in err.getvalue()
    assert "Traceback" not in err.getvalue()


def test_a_second_wish_about_a_receipt_is_not_taken_for_the_first(cli: Cli) -> None:
    sold = sale(cli, "--deposit", "22000", "--method", "cash").json
    wish = ("refund", sold["receipt"], "--reason", "退", "--amount")
    first = cli(*wish, "21000", user="qian", ends=6).json["reversal"]
    assert cli(*wish, "21000", user="qian", ends=6).json["reversal"] == first
    assert cli(*wish, "22000", user="qian", ends=3).error["code"] == "reversal_waits"


def test_a_lease_of_another_terminal_is_not_said_to_be_returned(cli: Cli, booth: Cli) -> None:
    theirs, ours, free = stocked(cli), stocked(cli), stocked(cli)
    cli("stock", "lease", theirs)
    booth.till.sync()
    booth("stock", "lease", ours)
    refused = booth("stock", "release", ours, theirs, ends=3).error
    assert (refused["code"], theirs in refused["message"]) == ("leased_elsewhere", True)
    assert booth("status", ends=None).json["leases"] == [ours]
    assert booth("stock", "release", ours, free).json["released"] == [ours, free]
    assert booth("status", ends=None).json["leases"] == []
    cli("stock", "release", theirs)


def test_what_is_given_twice_or_is_empty_is_asked_for_once_more(cli: Cli) -> None:
    twice = '{"name": "甲", "phone": "13900001111", "name": "乙"}'
    before = left_behind(cli)
    for wrong, field in (
        (("customer", "add", twice), "name"),
        (("sell", "--vin", stocked(cli), "--customer", twice, "--price", "116000"), "name"),
        (("contract", "edit", "X", "--set", "price=115000", "--set", "price=114000"), "price"),
    ):
        said = cli(*wrong, ends=2).error
        assert (said["code"], said["field"]) == ("field_twice", field)
    for verb in (("sell",), ("contract", "draft"), ("quote", "give")):
        empty = cli(*verb, "--vin", " ", "--customer", as_json(person()), "--price", "116000", ends=2).error
        assert (empty["code"], empty["field"]) == ("vin_missing", "vin")
    assert left_behind(cli)[1:5] == before[1:5]

"""Files in and out: whatever people save, good lines land and every other line is told why it did not."""

from __future__ import annotations

import csv
import io
import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli
from tests.shop import LIST_PRICE, MODEL, new_vin, person

HEADER = "vin,model,colour,interior,list_price,cost,arrived_on"


def line(vin: str, **other: str) -> str:
    """A line of a stock file."""
    fields = {"vin": vin, "model": MODEL, "colour": "珍珠白", "interior": "黑色", "list_price": "117000.00",
              "cost": "98000.00", "arrived_on": "2025-03-14"} | other  # fmt: skip
    return ",".join(fields.values())


def wrong_check_digit() -> str:
    """A VIN that a maker in Europe might have stamped."""
    vin = new_vin()
    return f"{vin[:8]}{(int(vin[8], 36) + 1) % 10}{vin[9:]}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a test writes its table."""
    return tmp_path / "table.csv"


@pytest.mark.parametrize(
    ("encoding", "end"),
    [("utf-8", "\n"), ("utf-8-sig", "\r\n"), ("gb18030", "\r\n"), ("gbk", "\n"), ("utf-16", "\r\n")],
)
def test_a_stock_file_may_be_saved_by_any_program(cli: Cli, file: Path, encoding: str, end: str) -> None:
    vin = new_vin()
    file.write_bytes(end.join((HEADER, line(vin), "")).encode(encoding))
    assert cli("stock", "receive", file, user="liu").json == {"received": 1, "refused": [], "warnings": []}
    assert cli("stock", "show", vin.lower()).json["colour"] == "珍珠白"


def test_days_may_be_written_as_a_spreadsheet_writes_them(cli: Cli, file: Path) -> None:
    cars = {new_vin(): day for day in ("2025/3/4", "2025年3月4日", "2025/3/4 0:00")}
    file.write_text(
        "\n".join((HEADER, *(line(vin, arrived_on=day) for vin, day in cars.items()))), encoding="gbk"
    )
    assert cli("stock", "receive", file, user="liu").json["received"] == len(cars)
    assert {cli("stock", "show", vin).json["arrived_on"] for vin in cars} == {"2025-03-04"}


def test_no_car_arrived_in_a_year_to_come_or_before_there_were_such_numbers(cli: Cli, file: Path) -> None:
    wrong = [line(new_vin(), arrived_on=day) for day in ("2099-01-01", "9999-12-31", "1800-01-01")]
    file.write_text("\n".join((HEADER, *wrong, line(new_vin(), arrived_on="1999-01-01"))), encoding="utf-8")
    said = cli("stock", "receive", file, user="liu", ends=6).json
    assert said["received"] == 1
    assert [(each["line"], each["code"]) for each in said["refused"]] == [
        (n, "arrived_on_wrong") for n in (2, 3, 4)
    ]


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_stock_file_may_use_other_separators_and_capitals(cli: Cli, file: Path, mark: str) -> None:
    vin = new_vin()
    file.write_text(f"VIN{mark}Model{mark}COLOUR\n{vin}{mark}{MODEL}{mark}“红”\n", encoding="utf-8")
    assert cli("import", "stock", file, user="liu").json["received"] == 1
    assert cli("stock", "show", vin).json["colour"] == "“红”"


def test_quoted_cells_may_hold_commas_quotes_and_line_ends(cli: Cli, file: Path) -> None:
    first, second = new_vin(), new_vin()
    rows = [
        f'{first},{MODEL},"白, ""珍珠""\n二",,"117,000.00",,',
        "",
        f"{second},{MODEL},黑,,,,",
        f"XYZ,{MODEL},,,,,",
    ]
    file.write_text("\n".join((HEADER, *rows)), encoding="utf-8")
    said = cli("stock", "receive", file, user="liu", ends=6).json
    assert (said["received"], [each["line"] for each in said["refused"]]) == (2, [6])
    assert cli("stock", "show", first).json["colour"] == '白, "珍珠"\n二'
    assert cli("stock", "show", second).json["list_price"] == f"{LIST_PRICE / 100:.2f}"


def test_a_quotation_mark_that_is_never_closed_swallows_no_car(cli: Cli, file: Path) -> None:
    cars = [line(new_vin()) for _ in range(4)]
    cars[1] = cars[1].replace(",珍珠白", ',"珍珠白')
    for later in ("黑色", '"黑色"'):  # the mark ends with the file, or opens the next quoted cell
        file.write_text("\n".join((HEADER, *cars, line(new_vin(), interior=later))), encoding="utf-8")
        refused = cli("stock", "receive", file, user="liu", ends=3).error
        assert (refused["code"], "Line 3 " in refused["message"]) == ("file_broken", True)
    cli("stock", "show", cars[0].split(",")[0], ends=3)


def test_refused_lines_stand_in_the_order_of_the_file(cli: Cli, file: Path) -> None:
    file.write_text(f"{HEADER}\n{line('SHORT')}\n{line(new_vin())},1\n{line('SHORT')}\n", encoding="utf-8")
    said = cli("stock", "receive", file, user="liu", ends=3).json
    assert [each["line"] for each in said["refused"]] == [2, 3, 4]


def test_each_line_that_cannot_be_a_car_is_named_with_its_reason(cli: Cli, file: Path) -> None:
    good, here = new_vin(), cli.till.receive(new_vin())[0]
    bad = {
        line("SHORT"): "vin_length", line("LSVAB2A4OE0000001"): "vin_letters", line(here): "vin_in_stock",
        line(good): "vin_in_stock", line(new_vin(), model="NOPE"): "model_unknown",
        line(new_vin(), arrived_on="14.03.2025"): "date_wrong", line(new_vin(), list_price="-5"): "amount_invalid",
        line(new_vin(), list_price="1.005"): "amount_invalid", line(new_vin(), cost="1e9"): "amount_invalid",
        line(new_vin(), list_price="100000000"): "amount_too_large", line(""): "vin_length",
        line(new_vin(), list_price="117,000.00"): "cells_too_many", line(new_vin(), colour="白" * 10_001): "too_long",
    }  # fmt: skip
    file.write_text("\n".join((HEADER, line(good), *bad)), encoding="utf-8")
    said = cli("stock", "receive", file, user="liu", ends=6).json
    assert said["received"] == 1
    assert {each["line"]: each["code"] for each in said["refused"]} == dict(enumerate(bad.values(), start=3))
    assert all(each["message"] for each in said["refused"])


def test_a_wrong_check_digit_lands_only_when_a_person_says_so(cli: Cli, file: Path) -> None:
    vin = wrong_check_digit()
    file.write_text(f"{HEADER}\n{line(vin)}\n", encoding="utf-8")
    first = cli("stock", "receive", file, user="liu", ends=3)
    assert [each["line"] for each in first.json["warnings"]] == [2]
    assert first.error["code"] == "vin_check_digit"
    cli("stock", "show", vin, ends=3)
    assert cli("stock", "receive", file, "--accept-warnings", user="liu").json["received"] == 1
    assert cli("stock", "receive", file, "--accept-warnings", user="liu", ends=3).json["received"] == 0


@pytest.mark.parametrize("kind", ["catalogue", "stock", "customers", "deals"])
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "column_missing"), (b"\xef\xbb\xbf", "column_missing"), (b"a,b\n1,2\n", "column_missing"),
        (b"vin,model,name,price,code,brand,series,trim,energy,list_price\n", "file_empty"),
        (b"vin,vin,model,name,price,code,brand,series,trim,energy,list_price\n1\n", "column_twice"),
        (b"\xff\xff\xff\xff", "file_encoding"),
        (b"vin,model,name,price,code,brand,series,trim,energy,list_price\n" + b'"' + b"x" * 200_000, "file_broken"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused_with_a_sentence(
    cli: Cli, file: Path, kind: str, content: bytes, code: str
) -> None:
    file.write_bytes(content)
    user = {"stock": "liu", "catalogue": "sun"}.get(kind, "wang")
    assert cli("import", kind, file, user=user, ends=3).error["code"] == code


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("x.json", b"{", "json_wrong"), ("x.json", b'{"a": 1}', "json_no_list"), ("x.json", b'[{"vin": "1", "vin": "2"}]', "column_twice"), ("x.json", b"[1]", "json_no_list"),
        ("x.json", b'[{"vin": {"a": 1}, "model": "M"}]', "field_wrong"), ("x.xlsx", b"PK not really", "file_broken"),
        ("x.xlsx", b"", "file_broken"), ("x.json", b"[" * 100_000, "json_wrong"), ("x.json", b"[]", "column_missing"),
    ],
)  # fmt: skip
def test_json_and_xlsx_are_judged_likewise(
    cli: Cli, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert cli("import", "stock", tmp_path / name, user="liu", ends=3).error["code"] == code


def test_a_file_that_is_not_there_or_a_folder_is_named(cli: Cli, tmp_path: Path) -> None:
    assert (
        "nowhere.csv"
        in cli("stock", "receive", tmp_path / "nowhere.csv", user="liu", ends=3).error["message"]
    )
    assert cli("import", "customers", tmp_path, ends=3).error["code"] == "file_not_readable"


@pytest.mark.parametrize("kind", ["catalogue", "stock", "customers", "deals"])
@pytest.mark.parametrize("suffix", ["csv", "xlsx", "json"])
def test_what_is_exported_can_be_imported(cli: Cli, tmp_path: Path, kind: str, suffix: str) -> None:
    """Refused only because it is here already; a catalogue may come again and changes nothing."""
    cli.till.sell(cli.till.receive(new_vin())[0], {**person(), "phone": "+4915112345678"})
    file = tmp_path / f"{kind}.{suffix}"
    rows = cli("export", kind, file, user="sun").json["rows"][kind]
    before = cli.till.query("SELECT count(*) FROM op")
    user = "liu" if kind == "stock" else "sun"
    said = cli("import", kind, file, user=user, ends=0 if kind == "catalogue" else 3).json
    known = {"stock": "vin_in_stock", "customers": "customer_known", "deals": "deal_known"}
    assert {each["code"] for each in said["refused"]} == ({known[kind]} if kind in known else set())
    assert said["received"] + len(said["refused"]) == rows > 0
    assert cli.till.query("SELECT count(*) FROM op") == before


@pytest.mark.parametrize(
    ("kind", "user", "columns", "row"),
    [
        ("stock", "liu", HEADER, lambda: line(new_vin())),
        ("customers", "wang", "name,phone,id_number", lambda: ",".join(person().values())),
        ("catalogue", "sun", "code,brand,series,trim,energy,list_price", lambda: "NEW-1,比亚迪,海豹,旗舰,bev,200000"),
        ("deals", "wang", "name,phone,id_number,model,price", lambda: ",".join((*person().values(), MODEL, "116000"))),
    ],
)  # fmt: skip
def test_a_dry_run_judges_everything_and_writes_nothing(
    cli: Cli, file: Path, kind: str, user: str, columns: str, row: Any
) -> None:
    file.write_text(f"{columns}\n{row()}\n{',' * columns.count(',')}x\n", encoding="utf-8")
    tables = ("op", "vehicle", "customer", "model", "deal", "number_series")
    counts = [cli.till.query(f"SELECT count(*) FROM {table}") for table in tables]
    dry = cli("import", kind, file, "--dry-run", user=user, ends=6).json
    assert (dry["received"], len(dry["refused"])) == (1, 1)
    assert [cli.till.query(f"SELECT count(*) FROM {table}") for table in tables] == counts
    assert cli("import", kind, file, user=user, ends=6).json["received"] == 1
    assert cli.till.query("SELECT count(*) FROM op") == [(counts[0][0][0] + 1,)]


def test_roles_import_only_what_is_theirs(cli: Cli, file: Path) -> None:
    file.write_text("vin,model,name,price,code,brand,series,trim,energy,list_price\n1,2,3,4,5,6,7,8,9,10\n")
    for kind, user in (("stock", "wang"), ("catalogue", "liu"), ("customers", "liu"), ("deals", "qian")):
        for more in ((), ("--dry-run",)):
            assert cli("import", kind, file, *more, user=user, ends=3).error["code"] == "not_allowed"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"energy": "steam"}, "energy_unknown"), ({"model_year": "nan"}, "number_wrong"), ({"code": ""}, "code_missing"),
        ({"seats": "1e400"}, "number_wrong"), ({"list_price": "0"}, "price_invalid"), ({"brand": ""}, "brand_missing"),
        ({"code": "C" * 61}, "too_long"), ({"range_km": "-1"}, "number_wrong"),
    ],
)  # fmt: skip
def test_a_model_that_cannot_be_is_refused(cli: Cli, file: Path, changed: dict[str, str], code: str) -> None:
    row = {"code": "C1", "brand": "比亚迪", "series": "宋", "trim": "L", "model_year": "2025", "energy": "PHEV",
           "seats": "5.0", "range_km": "", "list_price": "150000"} | changed  # fmt: skip
    target = io.StringIO()
    writer = csv.DictWriter(target, row)
    writer.writeheader()
    writer.writerow(row)
    file.write_text(target.getvalue(), encoding="utf-8")
    assert cli("import", "catalogue", file, user="sun", ends=3).error["code"] == code


def test_a_bad_model_keeps_no_other_out_and_the_first_of_two_counts(cli: Cli, file: Path) -> None:
    head, rest = "code,brand,series,trim,energy,list_price", "海鸥,荣耀,bev"
    rows = ("X1,比亚迪,{},150000", "X1,比亚迪,{},1", f"{'X' * 61},比亚迪,{{}},150000", "X2,比亚迪,{},160000")
    file.write_text("\n".join((head, *(row.format(rest) for row in rows))), encoding="utf-8")
    said = cli("import", "catalogue", file, user="sun", ends=6).json
    assert (said["received"], [(each["line"], each["code"]) for each in said["refused"]]) == (
        2, [(3, "code_twice"), (4, "too_long")],
    )  # fmt: skip
    assert cli("catalogue", "show", "X1").json["list_price"] == "150000.00"


def test_an_export_masks_people_for_those_who_may_not_reveal_them(cli: Cli, tmp_path: Path) -> None:
    somebody = person("孙悟空")
    cli.till.sell(cli.till.receive(new_vin())[0], somebody)
    for user, may in (("wang", False), ("sun", True)):
        folder = tmp_path / user
        cli("export", "all", folder, user=user)
        cli("export", "customers", tmp_path / f"{user}.csv", user=user)
        text = "".join(
            file.read_text(encoding="utf-8-sig") for file in (*folder.iterdir(), tmp_path / f"{user}.csv")
        )
        assert somebody["name"] in text
        for secret in (somebody["id_number"], somebody["phone"]):
            assert (secret in text) is may, (user, secret)
        born = f"{somebody['id_number'][6:10]}-{somebody['id_number'][10:12]}-{somebody['id_number'][12:14]}"
        assert (born in text) is may


def test_a_stock_keeper_exports_no_people(cli: Cli, tmp_path: Path) -> None:
    cli("export", "all", tmp_path / "all", user="liu")
    names = {file.stem for file in (tmp_path / "all").iterdir()}
    assert {"vehicle", "model", "stock_movement"} <= names
    assert not names & {"customer", "contract", "payment", "ledger_entry", "audit_entry"}
    assert cli("export", "customers", tmp_path / "c.csv", user="liu", ends=3).error["code"] == "not_allowed"


def test_an_export_holds_no_live_formula(cli: Cli, tmp_path: Path) -> None:
    cli("customer", "add", json.dumps({"name": "=HYPERLINK(1)", "note": "@SUM(A1)", "address": "+1+1"}))
    cli("export", "customers", tmp_path / "c.csv")
    text = (tmp_path / "c.csv").read_text(encoding="utf-8-sig")
    cells = {cell for row in csv.reader(io.StringIO(text)) for cell in row}
    assert {"'=HYPERLINK(1)", "'@SUM(A1)", "'+1+1"} <= cells


def test_every_table_is_exported_with_ids_and_a_ledger_that_sums_to_nothing(cli: Cli, tmp_path: Path) -> None:
    sold = cli.till.sell(cli.till.receive(new_vin())[0])
    counts = cli("export", "all", tmp_path).json["rows"]
    rows = {file.stem: [json.loads(each) for each in file.read_text(encoding="utf-8").splitlines()]
            for file in tmp_path.glob("*.jsonl")}  # fmt: skip
    assert {name: len(found) for name, found in rows.items()} == counts
    assert all(row["id"] for found in rows.values() for row in found)
    assert sum(round(float(entry["amount"]) * 100) for entry in rows["ledger_entry"]) == 0
    assert [p["amount"] for p in rows["payment"] if p["receipt_no"] == sold.receipt_no] == ["5000.00"]


def test_a_place_that_cannot_be_written_is_no_fault_of_the_disk(cli: Cli, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.touch()
    for words in (
        ("export", "all", blocked / "x"),
        ("export", "all", blocked),
        ("export", "stock", blocked / "s.csv"),
    ):
        assert cli(*words, ends=3).error["code"] == "file_not_writable"
    assert cli("backup", tmp_path, ends=3).error["code"] == "file_is_folder"


def test_a_bad_backup_is_not_told_as_damage_of_the_terminal(cli: Cli, tmp_path: Path) -> None:
    for size in (0, 3, 2000):
        junk = tmp_path / "junk.backup"
        junk.write_bytes(b"junk" * size)
        for words in (("backup", "verify", junk), ("restore", junk)):
            said = cli(*words, ends=7).json
            assert said["ok"] is False
            assert str(junk) in said["problems"][0]
            assert "another backup" in said["problems"][0]
    assert cli("restore", junk, ends=7).error["code"] == "backup_damaged"


def test_a_paper_that_goes_to_no_file_is_refused_in_words(cli: Cli) -> None:
    no = cli.till.draft(cli.till.receive(new_vin())[0])
    for nowhere in ("/", ".", ""):
        assert cli("contract", "pdf", no, "--out", nowhere, ends=3).error["code"] == "file_not_writable"


def test_an_export_never_lands_on_the_terminals_own_files(cli: Cli, tmp_path: Path) -> None:
    before = (cli.till.folder / "replica.db").stat().st_ino
    no = cli.till.draft(cli.till.receive(new_vin())[0])
    for words in (
        ("export", "stock", cli.till.folder / "replica.db"), ("export", "all", cli.till.folder / "out"),
        ("contract", "pdf", no, "--out", cli.till.folder / "keys.json"), ("backup", cli.till.folder / "replica.db"),
    ):  # fmt: skip
        assert cli(*words, ends=3).error["code"] == "file_own"
    assert (cli.till.folder / "replica.db").stat().st_ino == before
    cli("export", "stock", tmp_path / "nowhere" / "x.csv", ends=3)
    cli("export", "all", tmp_path / "all")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_what_goes_into_a_pipe_leaves_the_pipe_where_it_is(cli: Cli, tmp_path: Path) -> None:
    cli("customer", "add", json.dumps(person()))
    pipe, got = tmp_path / "pipe", list[bytes]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()), daemon=True)
    reader.start()
    try:
        cli("export", "customers", pipe)
        assert pipe.is_fifo()
    finally:
        if not pipe.is_fifo():  # else its reader would wait for ever
            pipe.unlink()
        reader.join(5)
    assert got
    assert got[0].decode("utf-8-sig").startswith("name,")


def test_a_file_behind_a_link_is_written_and_the_link_stays(cli: Cli, tmp_path: Path) -> None:
    cli("customer", "add", json.dumps(person()))
    link, behind = tmp_path / "link.csv", tmp_path / "customers.csv"
    behind.write_bytes(b"")
    link.symlink_to(behind)
    cli("export", "customers", link)
    assert link.is_symlink()
    assert behind.read_text(encoding="utf-8-sig").startswith("name,")

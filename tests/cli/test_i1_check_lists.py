"""I1: check-lists are data: an administrator brings one from a day on, and a car keeps the one it began with."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from app.domain import check_list
from app.gateways.sync import SyncOfTerminal
from tests.cli.conftest import Cli
from tests.shop import new_vin

_TESTS = count()


def written(file: Path, rows: list[dict[str, str]]) -> Path:
    target = io.StringIO()
    writer = csv.DictWriter(target, check_list.COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    file.write_text(target.getvalue(), encoding="utf-8")
    return file


def line(name: str, valid_from: str, key: str, **values: str) -> dict[str, str]:
    return {
        "list": name, "valid_from": valid_from, "section": "all", "section_en": "All", "section_zh": "全部", "line": key,
        "line_en": key.title(), "line_zh": f"项目{key}", "demand_en": "right", "demand_zh": "正常", "facts": "",
        "energies": "", "but": "",
    } | values  # fmt: skip


def keys(cli: Cli, vin: str) -> tuple[str, list[str]]:
    shown = cli("delivery", "pdi", vin, ends=None).json
    return shown["list"], [each["line"] for each in shown["lines"]]


@pytest.fixture
def own(cli: Cli, tmp_path: Path) -> Iterator[str]:
    """Begins the names of a test's lists: of those that begin on one day the last name is in force. Whoever comes to
    this dealership later inspects cars by what the program's list says, again."""
    first = f"w{next(_TESTS)}"
    yield first
    today = cli.till.wang.clock.today()
    of_list = {"list": f"{first}-zz", "valid_from": today.isoformat()}
    rows = [row | of_list for row in check_list.rows_of(check_list.in_force(today))]
    assert not cli("import", "check-lists", written(tmp_path / "z.csv", rows), user="admin").json["refused"]
    cli.till.sync()


def test_a_list_holds_from_its_day_and_a_car_keeps_the_one_with_which_it_began(
    cli: Cli, booth: Cli, own: str, tmp_path: Path
) -> None:
    begun, fresh = cli.till.receive(new_vin(), new_vin())
    before = keys(cli, fresh)[0]
    cli("delivery", "pdi", begun, "--set", "lamps=ok", user="liu", ends=6)
    today = cli.till.wang.clock.today()
    now, later = today.isoformat(), (today + timedelta(days=3)).isoformat()
    file = written(tmp_path / "lists.csv", [
        line(f"{own}-1", now, "bonnet"), line(f"{own}-1", now, "plug", facts="plugs_in new_energy"),
        line(f"{own}-1", now, "tank", facts="tank"), line(f"{own}-1", now, "gas", energies="petrol, hev"),
        line(f"{own}-1", now, "hum", but="bev"), line(f"{own}-2", later, "roof"),
    ])  # fmt: skip
    for user in ("sun", "wang"):
        assert cli("import", "check-lists", file, user=user, ends=3).error["code"] == "not_allowed"
    assert cli("import", "check-lists", file, "--dry-run", user="admin").json["received"] == 6
    assert keys(cli, fresh)[0] == before, "a rehearsal"
    assert cli("import", "check-lists", file, user="admin").json["received"] == 6
    assert keys(cli, fresh) == (f"{own}-1", ["bonnet", "plug"])
    assert keys(cli, begun)[0] == before
    cli("delivery", "pdi", fresh, "--set", "plug=ok", user="liu", ends=6)
    assert (
        cli("delivery", "pdi", fresh, "--set", "lamps=ok", user="liu", ends=3).error["code"] == "line_unknown"
    )
    assert cli.till.sync().parked == 0
    booth.till.sync()
    assert keys(booth, fresh) == (f"{own}-1", ["bonnet", "plug"])
    out = tmp_path / "out.csv"
    cli("export", "check-lists", out, user="admin")
    rows = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))
    assert [row["line"] for row in rows if row["list"] == f"{own}-1"] == [
        "bonnet",
        "plug",
        "tank",
        "gas",
        "hum",
    ]
    changed = [row | {"demand_en": "perfect"} for row in rows if row["list"] == f"{own}-2"]
    assert cli("import", "check-lists", written(file, changed), user="admin").json["received"] == 1
    assert cli.till.sync().parked == 0


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"line_zh": ""}, "cell_missing"), ({"line": "a b"}, "key_wrong"), ({"list": "x" * 21}, "key_wrong"),
        ({"facts": "flies"}, "list_word"), ({"but": "steam"}, "list_word"), ({"valid_from": "soon"}, "date_wrong"),
        ({"valid_from": "2026-01-01"}, "list_past"), ({"list": "2026-05"}, "list_begun"),
        ({"line": "first"}, "line_twice"), ({"valid_from": "2031-01-01"}, "list_days"),
    ],
)  # fmt: skip
def test_a_list_with_a_line_that_cannot_be_is_not_taken_at_all(
    cli: Cli, tmp_path: Path, values: dict[str, str], code: str
) -> None:
    alone: Any = {name: values[name] for name in values if name == "list" or code == "list_past"}
    first, second = (line("own-9", "2030-01-01", key) for key in ("first", "second"))
    file = written(tmp_path / "lists.csv", [first | alone, second | values])
    said = cli("import", "check-lists", file, user="admin", ends=3).json
    assert (said["received"], said["refused"][0]["code"]) == (0, code)
    assert not cli.till.query("SELECT value FROM setting WHERE name = 'delivery.list.own-9'")


def test_the_lists_of_two_desks_both_stay_and_one_that_began_is_not_replaced(
    cli: Cli, booth: Cli, own: str, tmp_path: Path
) -> None:
    booth.till.as_("admin")
    booth.till.sync()
    today = cli.till.wang.clock.today().isoformat()
    far = (cli.till.wang.clock.today() + timedelta(days=30)).isoformat()
    for desk, name in ((cli, "desk-1"), (booth, "desk-2")):
        both = [line(name, far, "roof"), line("desk-both", far, f"of-{name}")]
        said = desk("import", "check-lists", written(tmp_path / "lists.csv", both), user="admin").json
        assert said["received"] == 2
    for desk in (cli, booth, cli):
        desk.till.sync()
    asked = "SELECT id, name, value FROM setting WHERE name LIKE 'delivery.list.desk%' ORDER BY name"
    kept = cli.till.query(asked)
    assert [row[1].rpartition(".")[2] for row in kept] == ["desk-1", "desk-2", "desk-both"]
    assert booth.till.query(asked) == kept
    assert "of-desk-1" in kept[2][2], "the first counts"
    told = [
        each for each in SyncOfTerminal(booth.till.wang).status().overwritten if "desk-both" in each.subject
    ]
    assert [(each.lost, each.kept) for each in told] == [("Of-Desk-2", "Of-Desk-1")]
    file = written(tmp_path / "now.csv", [line(f"{own}-now", today, "boot")])
    assert cli("import", "check-lists", file, user="admin").json["received"] == 1
    said = cli("import", "check-lists", file, user="admin", ends=3).json
    assert said["refused"][0]["code"] == "list_begun"


def test_a_car_whose_list_is_lost_follows_the_programs_and_keeps_no_other_car(
    cli: Cli, own: str, tmp_path: Path
) -> None:
    lost, other = cli.till.receive(new_vin(), new_vin())
    today = cli.till.wang.clock.today().isoformat()
    file = written(tmp_path / "lists.csv", [line(f"{own}-lost", today, "roof")])
    cli("import", "check-lists", file, user="admin")
    for vin in (lost, other):
        cli("delivery", "pdi", vin, "--set", "roof=ok", user="liu")
    cli.till.execute(f"DELETE FROM setting WHERE name = 'delivery.list.{own}-lost'")
    name, lines = keys(cli, lost)
    assert name == "2026-05"
    assert "lamps" in lines
    cli("delivery", "pdi", lost, "--all-ok", user="liu")

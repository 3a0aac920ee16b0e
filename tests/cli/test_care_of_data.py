"""Restoring, repairing and leftovers, as a script meets them: no sale falls between two files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app import db
from app.clock import SystemClock
from app.single import sweep
from app.vault.vault import REPLICA
from tests.cli.conftest import Cli
from tests.shop import ENVIRON, PASSWORD, Shop, new_vin, person, wait_until

ROOT = Path(__file__).resolve().parents[2]
SLOW_SALE = """
import sys, time
from pathlib import Path
from app.cli import run
from app.services import contracts
real = contracts._sign
def slow(*given):
    Path(sys.argv[1]).touch()
    while not Path(sys.argv[2]).exists():
        time.sleep(0.02)
    return real(*given)
contracts._sign = slow
sys.exit(run.run(sys.argv[3:]))
"""


@pytest.fixture
def desk(place: Callable[[str], Cli]) -> Cli:
    """A terminal of a test's own, at which nobody has the file open."""
    made = place("Counter 5")
    made.till.as_("liu")
    made.till.close()
    return made


def test_a_restore_waits_for_a_sale_in_another_program_and_then_keeps_it_with_the_file_it_is_in(
    desk: Cli, online: Shop, tmp_path: Path
) -> None:
    vin = desk.till.receive(new_vin())[0]
    desk.till.close()
    desk("backup", tmp_path / "backup")
    begun, go = tmp_path / "begun", tmp_path / "go"
    words = ["--data", desk.till.folder, "--json", "sell", "--vin", vin, "--price", "116000", "--customer",
             json.dumps(person())]  # fmt: skip
    who = {"SHOWROOM_USER": "wang", "SHOWROOM_PASSWORD": PASSWORD, "PYTHONPATH": str(ROOT)}
    sale = subprocess.Popen(
        [sys.executable, "-c", SLOW_SALE, str(begun), str(go), *map(str, words)],
        env={**os.environ, **ENVIRON, **who}, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    wait_until(begun.exists)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db, "ALONE_SECONDS", 0.3)
        patch.setattr(db, "_BUSY_SECONDS", 0.3)
        refused = desk("restore", tmp_path / "backup", ends=3).error
    assert refused["code"] in ("replica_in_use", "replica_busy")
    go.touch()
    said = json.loads(sale.communicate(timeout=60)[0])
    contracts = desk("contract", "list").json["contracts"]
    assert [each["no"] for each in contracts] == [said["contract"]]
    desk("restore", tmp_path / "backup")
    assert desk("contract", "list").json["contracts"] == []
    assert (desk.till.folder / f"damaged-{REPLICA}").exists()


def test_lists_of_a_file_that_was_made_anew_say_that_the_centre_was_not_asked_yet(
    desk: Cli, running_shop: Shop
) -> None:
    desk("sync")
    assert desk("stock", "list").err == ""
    with (desk.till.folder / REPLICA).open("rb+") as file:
        file.seek(4096)
        file.write(bytes(4096))
    running_shop.stop()
    assert not desk("doctor", "--repair", ends=7).json["ok"]
    for verb in ("contract", "stock", "customer"):
        said = desk(verb, "list", ends=6)
        assert "showroom sync" in said.err
    running_shop.start()
    desk("sync")
    assert desk("contract", "list").err == ""


def test_what_a_killed_program_left_goes_with_the_next_start(desk: Cli) -> None:
    left, fresh = (desk.till.folder / f".keys.json.{pid}.new" for pid in (4711, 4712))
    for draft in (left, fresh):
        draft.write_bytes(b"{}")
    hour_ago = time.time() - 3600
    os.utime(left, (hour_ago, hour_ago))
    desk("status")
    assert (left.exists(), fresh.exists()) == (False, True)
    sweep(desk.till.folder, SystemClock().now())
    assert fresh.exists()

"""A keychain that is really lost: another profile of the desktop, then none; `showroom recover` opens the folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.permissions import Role
from server import administration
from tests.cli.conftest import Cli
from tests.shop import PASSWORD, Shop, Till, new_vin

ROOT = Path(__file__).resolve().parents[2]
PROFILE = """
import json, subprocess, sys
subprocess.run(["gnome-keyring-daemon", "--unlock", "--components=secrets"], input=b"login", check=True,
               stdout=subprocess.DEVNULL)
for words in json.loads(sys.argv[1]):
    done = subprocess.run([sys.executable, "-m", "app", "--json", *words], capture_output=True, text=True)
    print(json.dumps([done.returncode, done.stdout, done.stderr]), flush=True)
"""


def recovery_code(shop: Shop, terminal: str) -> str:
    """From the administrator's command line."""
    words = [sys.executable, "-m", "server", "--json", "recovery-code", "--terminal", terminal]
    done = subprocess.run(words, env=shop.environment, capture_output=True, text=True, timeout=60, check=True)
    said = json.loads(done.stdout)
    assert said["expires"]
    return str(said["code"])


def at_profile(
    home: Path, data: Path, *calls: list[str], **environ: str
) -> list[tuple[int, dict[str, object]]]:
    """What calls of `showroom` say on a desktop with a keychain of its own."""
    home.mkdir(exist_ok=True)
    given = {"HOME": home, "XDG_RUNTIME_DIR": home, "XDG_DATA_HOME": home / "data", "SHOWROOM_DATA": data}
    ours = {k: v for k, v in os.environ.items() if not k.startswith("SHOWROOM")}
    who = {"SHOWROOM_USER": "wang", "SHOWROOM_PASSWORD": PASSWORD, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", PROFILE, json.dumps(calls)],
        env={**ours, **who, **{k: str(v) for k, v in given.items()}, **environ},
        capture_output=True, text=True, timeout=120, check=True, cwd=ROOT,
    )  # fmt: skip
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return [(code, json.loads(out)) for code, out, _ in lines]


@pytest.mark.slow
@pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="needs the packages dbus and gnome-keyring",
)
def test_a_new_profile_of_the_desktop_and_then_none_are_survived_with_unsent_work(
    running_shop: Shop, tmp_path: Path
) -> None:
    shop, data = running_shop.start(), tmp_path / "data"
    customer = json.dumps({"name": "王小明", "phone": "13900000001"})
    enrol = ["enrol", "--server", shop.url, "--code", shop.code(shop.branch()), "--name", "Booth 7"]
    first = at_profile(tmp_path / "old", data, enrol, ["customer", "add", customer])
    assert [code for code, _ in first] == [0, 0]
    code = recovery_code(shop, "Booth 7")
    second = at_profile(
        tmp_path / "new", data, ["status"], ["recover", "--code", code]
    )  # fmt: skip
    assert [code for code, _ in second] == [4, 0]
    assert second[0][1]["error"]["code"] == "device_secret_missing"  # type: ignore[index]
    assert second[1][1]["waiting"] == 2  # the customer, and that the keys were opened
    code = recovery_code(shop, "Booth 7")
    none = {"SHOWROOM_KEYCHAIN": "file", "SHOWROOM_KEYCHAIN_PASSPHRASE": "quiet-Meadow-2093"}
    third = at_profile(
        tmp_path / "none",
        data,
        ["status"],
        ["recover", "--code", code],
        ["sync"],
        ["customer", "list"],
        **none,
    )
    assert [code for code, _ in third] == [3, 0, 0, 0]
    assert third[0][1]["error"]["code"] == "keychain_changed"  # type: ignore[index]
    assert third[2][1]["pushed"] == 3
    assert [each["name"] for each in third[3][1]["customers"]] == ["王小明"]  # type: ignore[attr-defined]


def test_a_password_is_changed_at_the_command_line(running_shop: Shop, tmp_path: Path) -> None:
    shop, new = running_shop.start(), "orchard-Kettle-0815"
    administration.add_user(shop.uow, name="anna", password=PASSWORD, role=Role.SALES, branch="MAIN")
    till = Till(tmp_path / "till" / "data").enrol(shop.url, shop.code("MAIN"), "Counter 8", "anna")
    till.close()
    cli = Cli(till)
    assert cli("password", user="anna", ends=2).error["code"] == "new_password_missing"
    assert cli("password", user="anna", stdin="Anna2026!\n", ends=3).error["code"] == "password_common"
    both = f"{PASSWORD}\n{new}\n"
    assert cli("--password-stdin", "password", user="anna", stdin=both).json == {
        "user": "anna",
        "changed": True,
    }
    assert cli("status", user="anna", ends=4).error["code"] == "wrong_password"
    assert cli("status", user="anna", password=new).json["user"] == "anna"
    newer = {"SHOWROOM_NEW_PASSWORD": "meadow-Lantern-1177"}
    cli("password", user="anna", password=new, environ=newer)
    assert cli("status", user="anna", password="meadow-Lantern-1177").json["user"] == "anna"


def test_recover_is_an_online_visit_and_says_so(running_shop: Shop, tmp_path: Path, offline: Shop) -> None:
    shop = running_shop.start()
    till = Till(tmp_path / "till" / "data").enrol(shop.url, shop.code(shop.branch()), "Counter 9")
    till.sell(till.receive(new_vin())[0])
    till.close()
    (till.folder / "keychain.json").unlink()
    code, cli = recovery_code(shop, "Counter 9"), Cli(till)
    shop.stop()
    assert cli("recover", "--code", code, ends=5).error["code"] == "unreachable"
    shop.start()
    said = cli("recover", "--code", code).json
    assert (said["waiting"], said["user"], said["online"]) == (4, "wang", True)
    assert cli("recover", "--code", code, ends=3).error == {
        "code": "code_invalid", "field": "code",
        "message": "This recovery code is wrong, used up, expired or another terminal's. Ask the administrator for a "
        "new one.",
    }  # fmt: skip

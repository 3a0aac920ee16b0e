"""`showroom-server`, as a script sees it, and as a process that answers and stops."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from app.clock import FakeClock, SystemClock
from server.__main__ import main
from server.cli import verbs
from tests.server.client import Terminal
from tests.server.wire import PASSWORD, reason

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = (
    "code,brand,series,trim,model_year,energy,body,seats,range_km,list_price,battery_kwh\n"
    "QIN,比亚迪,秦,PLUS,2025,bev,sedan,5,510,117000.00,57.6\n"
)
Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a verb on a folder of its own; gives the exit code and the JSON."""

    def running(*arguments: str, stdin: str = "") -> tuple[int, Any]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        code = main(["--data", str(tmp_path / "data"), "--json", *arguments])
        return code, json.loads(capsys.readouterr().out)

    return running


@pytest.fixture
def shop(run: Run) -> Run:
    """The same, once the server is set up."""
    code, answer = run("init", "--admin", "admin", "--password-stdin", stdin=PASSWORD + "\n")
    assert (code, answer["branch"]) == (0, "MAIN")
    return run


def refused(answer: tuple[int, Any]) -> tuple[int, str]:
    """Exit code and error code."""
    return answer[0], answer[1]["error"]["code"]


def test_a_server_is_set_up_once(shop: Run, tmp_path: Path) -> None:
    assert refused(shop("init", "--admin", "x", "--password-stdin", stdin=PASSWORD)) == (3, "initialised")
    assert (tmp_path / "data" / "keys" / "server-keys.json").stat().st_mode & 0o077 == 0


def test_without_init_every_verb_says_so(run: Run) -> None:
    assert refused(run("enrol-code", "--branch", "MAIN")) == (3, "not_initialised")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("bogus",),
        ("user",),
        ("init",),
        ("user", "add", "x", "--role", "king", "--branch", "MAIN"),
        ("serve", "--port", "99999"),
    ],
)
def test_a_wrong_call_is_exit_2_with_json(run: Run, arguments: tuple[str, ...]) -> None:
    assert refused(run(*arguments)) == (2, "usage")


def test_a_short_password_is_refused(run: Run) -> None:
    assert refused(run("init", "--admin", "a", "--password-stdin", stdin="short\n")) == (3, "password_short")


def test_a_branch_names_the_terminal_that_holds_its_cars_or_none(shop: Run) -> None:
    assert shop("branch", "holder", "main", "--none") == (0, {"branch": "MAIN", "holder": None})
    assert refused(shop("branch", "holder", "MAIN", "Nowhere")) == (3, "terminal_unknown")
    assert refused(shop("branch", "holder", "MAIN")) == (2, "usage")


def test_what_the_dealership_decides_is_set_and_shown(shop: Run) -> None:
    assert shop("setting", "set", "approval.terms", "true")[1]["settings"]["approval.terms"] is True
    assert shop("setting", "set", "floor.sales", "250")[1]["settings"]["floor.sales"] == 250
    assert refused(shop("setting", "set", "floor.sales", "10001")) == (3, "setting_invalid")
    assert refused(shop("setting", "set", "approval.terms", "perhaps")) == (3, "setting_invalid")
    assert refused(shop("setting", "set", "colour", "red")) == (3, "setting_unknown")
    terms = '[{"plan": "bank", "from": "2026-12-01", "lender": "ICBC", "months": 36, "rate": "2.99", "share": "58"}]'
    (plan,) = shop("setting", "set", "loan.plans", terms)[1]["settings"]["loan.plans"]
    assert (plan["lender"], plan["rate_bp"], plan["share_bp"]) == ("ICBC", 299, 5_800)
    assert refused(shop("setting", "set", "loan.plans", terms.replace("36", "360"))) == (3, "setting_invalid")
    assert shop("setting", "list")[1]["settings"]["floor.manager"] == 800


def test_demo_data_comes_whole_or_not_at_all(shop: Run) -> None:
    add = ("user", "add", "Xu", "--role", "sales", "--branch", "MAIN", "--password-stdin")
    assert shop(*add, stdin=PASSWORD)[0] == 0
    before = shop("digest")
    assert refused(shop("demo-data")) == (3, "user_exists")
    assert shop("digest") == before


def test_people_and_branches(shop: Run) -> None:
    assert shop("branch", "add", "xs", "--name", "萧山店")[1]["code"] == "XS"
    assert refused(shop("branch", "add", "XS", "--name", "again")) == (3, "branch_exists")
    assert refused(shop("branch", "add", "1-2", "--name", "no")) == (3, "prefix_invalid")
    add = ("user", "add", "li", "--role", "sales", "--branch", "XS", "--display", "李", "--password-stdin")
    assert shop(*add, stdin=PASSWORD)[1]["display"] == "李"
    assert refused(shop(*add, stdin=PASSWORD)) == (3, "user_exists")
    assert shop("user", "role", "li", "--role", "manager", "--branch", "MAIN") == (
        0,
        {"user": "li", "role": "manager", "active": True},
    )
    assert shop("user", "disable", "li")[1]["disabled"] is True
    assert shop("user", "enable", "li")[1]["disabled"] is False
    assert shop("user", "password", "li", "--password-stdin", stdin="another-one-4711")[0] == 0
    assert refused(shop("user", "disable", "nobody")) == (3, "user_unknown")


@pytest.mark.parametrize("where", ["/proc/nope", "/etc/passwd/shop", "/dev/null"])
def test_a_place_that_takes_no_folder_is_named(
    where: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(PASSWORD))
    assert main(["--data", where, "--json", "init", "--admin", "admin", "--password-stdin"]) == 7
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "folder_impossible"
    assert where in error["message"]


def test_keys_of_third_parties(shop: Run) -> None:
    assert refused(shop("api-key", "create", " ")) == (3, "key_name")
    made = shop("api-key", "create", "网站")[1]
    assert made["key"].startswith("sk_")
    assert shop("api-key", "revoke", made["id"])[1]["revoked"] is True
    assert shop("api-key", "list")[1]["keys"] == [{"id": made["id"], "name": "网站", "revoked": True}]


def test_a_catalogue_is_read(shop: Run, tmp_path: Path) -> None:
    file = tmp_path / "catalogue.csv"
    file.write_text(CATALOGUE, encoding="utf-8")
    assert shop("import", "catalogue", str(file), "--dry-run")[1]["received"] == 1
    assert "model" not in shop("digest")[1]["org"]
    assert shop("import", "catalogue", str(file))[1]["received"] == 1
    assert shop("digest")[1]["org"]["model"]["count"] == 1
    assert refused(shop("import", "catalogue", str(tmp_path / "none.csv"))) == (3, "file_not_found")


def test_lines_of_a_catalogue_that_do_not_land_are_reported(shop: Run, tmp_path: Path) -> None:
    bad, file = "X,x,y,z,2025,steam,sedan,5,,100,\n", tmp_path / "catalogue.csv"
    file.write_text(CATALOGUE + bad, encoding="gb18030")
    code, report = shop("import", "catalogue", str(file))
    assert (code, report["received"], [line["line"] for line in report["refused"]]) == (6, 1, [3])
    file.write_text(CATALOGUE.splitlines()[0] + "\n" + bad, encoding="utf-8")
    assert shop("import", "catalogue", str(file))[0] == 3


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("nonsense", (2, "database_url")),
        ("mysql://u:p@127.0.0.1:1/x", (2, "database_url")),
        ("postgresql+psycopg://u:p@127.0.0.1:1/x", (5, "database_unreachable")),
        ("sqlite:////dev/null/server.db", (7, "disk_unusable")),
    ],
)
def test_a_database_that_cannot_be_reached_is_told(
    run: Run, monkeypatch: pytest.MonkeyPatch, url: str, expected: tuple[int, str]
) -> None:
    monkeypatch.setenv("SHOWROOM_SERVER_DATABASE_URL", url)
    answer = run("init", "--admin", "admin", "--password-stdin", stdin=PASSWORD + "\n")
    assert refused(answer) == expected


def test_a_disk_that_cannot_be_used_and_a_damaged_database_are_told(shop: Run, tmp_path: Path) -> None:
    assert refused(shop("backup", "/dev/null/all.backup")) == (7, "disk_unusable")
    for file in (tmp_path / "data").glob("server.db*"):  # the log beside it would mend it
        file.write_bytes(b"nonsense" * 1000)
    assert refused(shop("digest")) == (7, "database_damaged")


def test_a_port_that_is_taken_is_an_object_and_a_sentence(shop: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = shop("serve", "--port", str(port))
    assert refused(answer) == (3, "port_taken")
    assert str(port) in answer[1]["error"]["message"]
    assert refused(shop("serve", "--host", "no.such.host.invalid")) == (3, "port_taken")


@pytest.mark.parametrize(
    ("words", "ends"), [("> /dev/full", 7), ("| true; exit ${PIPESTATUS[0]}", 0), (">&-", 0)]
)
def test_an_answer_that_cannot_be_written_is_told_on_the_other_way_out(
    shop: Run, tmp_path: Path, words: str, ends: int
) -> None:
    line = f'"{sys.executable}" -m server --data "{tmp_path / "data"}" --json digest {words}'
    said = subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, timeout=60, check=False, cwd=ROOT
    )
    assert (said.returncode, "Traceback" in said.stderr) == (ends, False)
    assert ('"org"' in said.stderr) is (ends == 7)


def test_a_fault_of_the_program_is_one_object_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(verbs.VERBS, "migrate", lambda bench, options: 1 // 0)
    assert refused(run("migrate")) == (1, "unexpected")


def test_backup_restore_doctor(shop: Run, tmp_path: Path) -> None:
    file = tmp_path / "all.backup"
    count = shop("backup", str(file))[1]["rows"]
    assert refused(shop("restore", str(file))) == (3, "not_empty")
    assert shop("restore", str(file), "--replace")[1]["rows"] == count
    code, verdict = shop("doctor")
    assert (code, verdict["ok"], verdict["problems"], verdict["repaired"]) == (0, True, [], [])
    file.write_bytes(b"nonsense")
    assert refused(shop("restore", str(file), "--replace")) == (7, "backup_damaged")


def test_settings_come_from_file_and_environment(
    shop: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "data" / "server.toml"
    config.write_text("code_hours = 1\n", encoding="utf-8")
    first = shop("enrol-code", "--branch", "MAIN")[1]["expires"]
    monkeypatch.setenv("SHOWROOM_SERVER_CODE_HOURS", "48")
    assert shop("enrol-code", "--branch", "MAIN")[1]["expires"] > first
    config.write_text("colour = 'red'\n", encoding="utf-8")
    assert refused(shop("enrol-code", "--branch", "MAIN")) == (2, "setting_unknown")


@pytest.fixture
def process(shop: Run, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The server as a process of its own, ready."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "server", "--data", str(tmp_path / "data"), "serve", "--port", str(port)]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SHOWROOM_")}
    with (tmp_path / "log").open("wb") as log:
        started = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=environment)
        url = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                if urllib.request.urlopen(url + "/readyz", timeout=5).status == 200:
                    break
            except OSError:
                time.sleep(0.1)
        yield started, url
        started.kill()
        started.wait(10)


def test_a_real_server_answers_and_stops_at_once(
    shop: Run, process: tuple[subprocess.Popen[bytes], str], tmp_path: Path
) -> None:
    started, url = process
    shop("user", "add", "wang", "--role", "sales", "--branch", "MAIN", "--password-stdin", stdin=PASSWORD)
    code = shop("enrol-code", "--branch", "MAIN")[1]["code"]
    with httpx2.Client(base_url=url, timeout=30) as http:
        terminal = Terminal(http, FakeClock(SystemClock().now()))  # type: ignore[arg-type]
        assert terminal.enrol(code, "wang").status_code == 200
        outcomes = terminal.push(
            *[terminal.op("customer.add", terminal.customer("陈思远")) for _ in range(5)]
        )
        assert [reason(outcome) for outcome in outcomes] == [("applied", "")] * 5
        terminal.pull()
        assert len(terminal.all("customer")) == 5
    listed = shop("terminal", "list")[1]["terminals"]
    assert [(row["id"], row["prefix"], row["revoked"]) for row in listed] == [(terminal.id, "MAIN01", False)]
    assert shop("terminal", "revoke", "MAIN01")[0] == 0
    begun = time.monotonic()
    started.send_signal(signal.SIGTERM)
    assert started.wait(10) is not None
    assert time.monotonic() - begun < 3
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert not any(said in log for said in ("陈思远", terminal.id, "wang", "/sync/"))

"""How the command line is spoken to, and how it answers when it is not understood."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import i18n
from app.cli import parser, run
from app.cli.arguments.base import Parser
from app.errors import UsageError
from tests.cli.conftest import Cli, call
from tests.shop import ENVIRON, PASSWORD, new_vin, person

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "words",
    [
        ("stock", "list", "--bogus"), ("nonsense",), ("stock",), ("sell", "--vin"), ("pay", "D-1", "--amount", "5"),
        ("contract", "edit", "X"), ("contract", "edit", "X", "--set", "price"), ("import", "poems", "x.csv"),
        ("sell", "--vin", "A", "--model", "B", "--customer", "c", "--price", "1"), ("--lang", "xx", "status"),
        ("customer", "add", "{broken"), ("customer", "add", "[1, 2]"), ("customer", "add", '"text"'),
    ],
)  # fmt: skip
def test_wrong_usage_is_an_object_too(cli: Cli, words: tuple[str, ...]) -> None:
    assert cli(*words, ends=2).error["message"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("sell", "--vin", "A", "--model", "B"), "参数 --model：不能与参数 --vin 同时使用"), (("pay",), "缺少以下参数：deal"),
        (("nonsense",), "不能取 'nonsense'"), (("stock", "list", "--bogus"), "无法识别的参数：--bogus"),
    ],
)  # fmt: skip
def test_wrong_usage_is_told_in_chinese_too(words: tuple[str, ...], told: str) -> None:
    with i18n.speaking("zh_CN"), pytest.raises(UsageError) as wrong:
        parser.build().parse_args(words)
    assert told in wrong.value.message


def verbs_of(made: Parser) -> list[Parser]:
    """The parsers of all verbs and of their further words; looking at them makes those that have such words."""
    further = [action.choices for action in made._actions if isinstance(action, argparse._SubParsersAction)]
    return [below for choices in further for each in choices.values() for below in (each, *verbs_of(each))]


def test_every_verb_says_what_it_takes() -> None:
    verbs = verbs_of(parser.build())
    assert len(verbs) > 150
    assert all("--help" in each.format_help() for each in verbs)


def test_a_call_makes_the_arguments_of_its_own_verb_only() -> None:
    whole = parser.build()
    contract = whole._subparsers._group_actions[0].choices["contract"]
    listed, shown = (contract._subparsers._group_actions[0].choices[name] for name in ("list", "show"))
    assert whole.parse_args(["contract", "list", "--json"]).json
    assert (listed._unmade, shown._unmade is None) == (None, False)


def test_options_may_stand_before_or_after_the_verb(cli: Cli) -> None:
    folder = str(cli.till.folder)
    surroundings = {**ENVIRON, "SHOWROOM_PASSWORD": "harbour-Lantern-4711"}
    before = call(["--data", folder, "--json", "--user", "wang", "status"], surroundings)
    after = call(["status", "--data", folder, "--json", "--user=wang"], surroundings)
    within = call(["--data", folder, "stock", "--user", "wang", "list", "--json"], surroundings)
    assert before.json.get("terminal") == after.json.get("terminal") == "Counter 1", (before, after)
    assert "vehicles" in within.json


def test_the_folder_may_be_named_by_the_environment(cli: Cli) -> None:
    surroundings = {
        **ENVIRON, "SHOWROOM_DATA": str(cli.till.folder), "SHOWROOM_USER": "wang", "SHOWROOM_PASSWORD": "x" * 9,
    }  # fmt: skip
    said = call(["--password-stdin", "--json", "status"], surroundings, stdin="harbour-Lantern-4711\n")
    assert said.json.get("user") == "wang", said


def test_who_acts_must_be_said(cli: Cli) -> None:
    folder = str(cli.till.folder)
    nobody = call(["--data", folder, "--json", "status"], ENVIRON)
    assert (nobody.code, nobody.error["code"]) == (2, "user_missing")
    silent = call(["--data", folder, "--json", "--user", "wang", "status"], ENVIRON)
    assert (silent.code, silent.error["code"]) == (2, "password_missing")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_the_desk_says_that_there_is_no_display(tmp_path: Path) -> None:
    told = call(["--data", str(tmp_path)], {})
    assert (told.code, "--help" in told.err) == (3, True), told


def test_a_folder_that_is_no_terminal_says_how_to_make_it_one(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    said = call(
        ["--data", str(empty), "--json", "--user", "wang", "status"], {**ENVIRON, "SHOWROOM_PASSWORD": "x"}
    )
    assert said.code == 3
    assert "enrol" in said.error["message"]
    assert list(empty.iterdir()) == []


def test_a_fault_of_ours_is_an_object_too(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.queries.stock.list_stock", lambda *_, **__: 1 / 0)
    said = cli("stock", "list", ends=run.EXIT_FAULT)
    assert said.error["code"] == "unexpected"
    assert "ZeroDivisionError" in said.err


def test_an_interrupted_call_says_nothing(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.queries.stock.list_stock", interrupt)
    assert cli("stock", "list", ends=run.EXIT_INTERRUPTED).out == ""


@pytest.mark.parametrize("option", [("--lang", "zh_CN"), ("--lang=zh_CN",)])
def test_the_language_is_chosen_before_anything_can_go_wrong(tmp_path: Path, option: tuple[str, ...]) -> None:

    call([*option, "--data", str(tmp_path), "nonsense"], ENVIRON)
    assert i18n.language() == "zh_CN"
    call(["--data", str(tmp_path), "nonsense"], {**ENVIRON, "LANG": "zh_CN.UTF-8"})
    assert i18n.language() == "zh_CN"
    call(["--data", str(tmp_path), "nonsense"], {**ENVIRON, "LC_ALL": "C", "LANG": "zh_CN.UTF-8"})
    assert i18n.language() == "en"


def test_the_report_before_a_show_is_an_object_and_says_what_must_be_done(cli: Cli) -> None:
    said = cli("show-check", "--days", "2", ends=6).json
    assert (said["may_leave"], said["days"]) == (False, 2)
    assert {"clock", "data", "cars", "ticket", "backup"} <= {line["key"] for line in said["lines"]}
    assert all(line["fix"] for line in said["lines"] if line["level"] == "must")


@pytest.mark.parametrize(
    ("words", "ends", "code"),
    [
        ("<&-", 2, "password_missing"), ("--password-stdin <&-", 4, "wrong_password"),
        (r"--password-stdin < <(printf '\xff\xfe\n')", 2, "text_broken"), ("2>&-", 2, "password_missing"),
        pytest.param(
            "2>/dev/full", 2, "password_missing",
            marks=pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk here is always full"),
        ),
    ],
)  # fmt: skip
def test_closed_and_broken_streams_are_told_in_one_object(cli: Cli, words: str, ends: int, code: str) -> None:
    said = in_a_shell(cli, words)
    assert (said.returncode, json.loads(said.stdout)["error"]["code"]) == (ends, code)
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize("words", [">&-", "| true; exit ${PIPESTATUS[0]}"])
def test_a_reader_who_hung_up_changes_no_exit_code(cli: Cli, words: str) -> None:
    said = in_a_shell(cli, words)
    assert (said.returncode, said.stdout) == (2, "")
    assert "Traceback" not in said.stderr


def test_a_code_page_that_lacks_a_letter_of_a_name_loses_no_answer(cli: Cli) -> None:
    cli("customer", "add", '{"name": "𠮷田", "phone": "13811119999"}')
    line = [
        sys.executable,
        "-m",
        "app",
        "--data",
        str(cli.till.folder),
        "--user",
        "wang",
        "customer",
        "list",
        "𠮷田",
    ]
    environ = {**os.environ, **ENVIRON, "SHOWROOM_PASSWORD": PASSWORD, "PYTHONIOENCODING": "gbk"}
    as_json, plain = (
        subprocess.run(
            [*line, *more], capture_output=True, env=environ, timeout=60, check=True, cwd=ROOT
        ).stdout
        for more in (["--json"], [])
    )
    assert json.loads(as_json.decode("gbk"))["customers"][0]["name"] == "𠮷田"
    assert plain.decode("gbk").startswith("\\U00020bb7田")


def in_a_shell(cli: Cli, words: str) -> subprocess.CompletedProcess[str]:
    """`status` without a password, with its streams as the words say."""
    line = f'"{sys.executable}" -m app --data "{cli.till.folder}" --json --user wang --lang en status {words}'
    environ = {**{n: v for n, v in os.environ.items() if n != "SHOWROOM_PASSWORD"}, **ENVIRON}
    return subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, env=environ, timeout=60, check=False, cwd=ROOT,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


WATCHED = """
import sys
from contextlib import contextmanager
from app.cli.run import run
from app.services.unit_of_work import UnitOfWork
begin, loaded = UnitOfWork.begin, []

@contextmanager
def watched(self, action, **how):
    before = set(sys.modules)
    with begin(self, action, **how) as tx:
        yield tx
        loaded.extend({name.partition(".")[0] for name in set(sys.modules) - before})

UnitOfWork.begin = watched
code = run(sys.argv[1:])
print(*loaded)
sys.exit(code)
"""


def test_a_sale_loads_what_it_draws_with_before_it_holds_the_data_file(cli: Cli) -> None:
    vin = new_vin()
    cli.till.receive(vin)
    words = ["sell", "--vin", vin, "--customer", json.dumps(person()), "--price", "116000"]
    said = subprocess.run(
        [sys.executable, "-c", WATCHED, "--data", str(cli.till.folder), "--user", "wang", *words], cwd=ROOT,
        capture_output=True, text=True, env={**os.environ, **ENVIRON, "SHOWROOM_PASSWORD": PASSWORD}, timeout=120,
        check=False,
    )  # fmt: skip
    assert said.returncode in (0, 6), said.stderr
    assert not {"reportlab", "PIL", "pypinyin", "segno"} & set(said.stdout.split())

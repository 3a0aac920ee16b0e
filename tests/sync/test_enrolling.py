"""Making a folder a terminal, also when that goes wrong."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import DataDamaged, ServerUnreachable, SignInFailed, UserError
from tests.faulty import Answer, Relay
from tests.shop import PASSWORD, Shop, Till, new_vin


@pytest.fixture
def bare(tmp_path: Path) -> Till:
    """A folder that is no terminal yet."""
    return Till(tmp_path / "bare" / "data")


def left(till: Till) -> set[str]:
    """What an enrolment that failed left in the folder, but for locks."""
    return (
        {file.name for file in till.folder.iterdir() if file.suffix != ".lock"}
        if till.folder.exists()
        else set()
    )


@pytest.mark.parametrize(
    ("address", "code", "kind"),
    [
        ("http://127.0.0.1:9", "unreachable", ServerUnreachable),
        ("nonsense", "server_url", UserError),
        ("ftp://127.0.0.1", "server_url", UserError),
        ("http://showroom.example.com", "server_url_insecure", UserError),
        ("http://[", "server_url", UserError),
        ("http://127.0.0.1:99999", "server_url", UserError),
        ("", "server_url", UserError),
    ],
)
def test_a_wrong_address_is_told_and_leaves_nothing(bare: Till, address: str, code: str, kind: type) -> None:
    with pytest.raises(kind) as told:
        bare.enrol(address, "ABCDEFGHJK", "Bare")
    assert told.value.code == code
    assert told.value.message
    assert left(bare) == set()


def test_a_server_on_this_computer_is_not_looked_for_behind_a_proxy(
    bare: Till, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    bare.enrol(shop.url, shop.code(shop.branch()), "Bare")
    assert bare.wang.identity.name == "Bare"


KEY = base64.b64encode(bytes(32)).decode()
NOW = "2026-11-22T09:00:00.000000Z"


@pytest.mark.parametrize(
    "said",
    [
        {"keys": {}, "server_time": NOW}, {"keys": [], "server_time": NOW}, {"keys": {"signing": 1}, "server_time": NOW},
        {"keys": {"signing": KEY, "sealing": "AA==", "recovery": KEY}, "server_time": NOW},
        {"keys": {"signing": KEY, "sealing": KEY, "recovery": KEY}, "server_time": "x"},
        "[" * 100_000,
    ],
)  # fmt: skip
def test_whatever_else_answers_is_no_server_of_ours_and_leaves_nothing(
    bare: Till, shop: Shop, said: object
) -> None:
    relay = Relay(shop.port)
    try:
        relay.answer(
            "server", Answer(200, said.encode() if isinstance(said, str) else json.dumps(said).encode())
        )
        with pytest.raises(ServerUnreachable) as told:
            bare.enrol(relay.url, "ABCDEFGHJK", "Bare")
    finally:
        relay.close()
    assert told.value.code == "not_our_server"
    assert left(bare) == set()


def test_whoever_cannot_begin_is_not_told_to_go_on(bare: Till, far: Till, relay: Relay) -> None:
    with pytest.raises(ServerUnreachable) as told:
        bare.enrol("http://127.0.0.1:9", "ABCDEFGHJK", "Bare")
    assert told.value.message.startswith("No answer from http://127.0.0.1:9. Check")
    relay.close()
    with pytest.raises(ServerUnreachable) as told:
        far.app.login("zhao", PASSWORD)
    assert "go on" not in told.value.message


def test_a_wrong_code_is_told_and_leaves_nothing(bare: Till, shop: Shop) -> None:
    with pytest.raises(UserError) as told:
        bare.enrol(shop.url, "ABCDEFGHJK", "Bare")
    assert (told.value.code, told.value.field, told.value.exit_code) == ("code_invalid", "code", 3)
    assert left(bare) == set()


def test_a_wrong_password_leaves_the_code_unused(bare: Till, shop: Shop) -> None:
    code = shop.code(shop.branch())
    with pytest.raises(SignInFailed):
        bare.app.enrol(server=shop.url, code=code, name="Bare", user="wang", password="wrong-password")
    assert left(bare) == set()
    bare.enrol(shop.url, f" {code.lower()} ", "Bare")
    bare.close()


def test_a_folder_is_enrolled_once(counter: Till, shop: Shop) -> None:
    code = shop.code(counter.wang.identity.branch_code)
    with pytest.raises(UserError) as told:
        counter.app.enrol(server=shop.url, code=code, name="Again", user="wang", password=PASSWORD)
    assert told.value.code == "already_enrolled"
    assert counter.app.sign_in("wang", PASSWORD).status()["waiting"] == 0


def test_a_first_sync_that_fails_says_what_is_left_to_do(bare: Till, shop: Shop, relay: Relay) -> None:
    relay.rule = lambda path, answer: None if "pull" in path else answer
    with pytest.raises(ServerUnreachable) as told:
        bare.enrol(relay.url, shop.code(shop.branch()), "Bare")
    assert told.value.code == "first_sync"
    relay.clear()
    assert bare.wang.sync().pulled > 10
    bare.close()


def test_keys_that_nobody_can_read_never_cost_the_data_file(counter: Till, shop: Shop) -> None:
    """Unsent work may be in it: an enrolment of the folder sets it aside."""
    counter.receive(new_vin())
    branch = counter.wang.identity.branch_code
    counter.close()
    before = (counter.folder / "replica.db").read_bytes()
    for name in ("keys.json", "keys.bak"):
        (counter.folder / name).write_bytes(b"\x00" * 100)
    with pytest.raises(DataDamaged):
        counter.app.sign_in("wang", PASSWORD)
    with pytest.raises(UserError):
        Till(counter.folder).enrol(shop.url, "ABCDEFGHJK", "Anew")
    assert (counter.folder / "replica.db").read_bytes() == before
    anew = Till(counter.folder).enrol(shop.url, shop.code(branch), "Anew")
    assert [file.read_bytes() for file in counter.folder.glob("aside-*-replica.db")] == [before]
    anew.close()


def test_a_key_file_that_is_gone_is_damage_and_no_invitation_to_begin_anew(counter: Till) -> None:
    (counter.folder / "keys.json").unlink()
    with pytest.raises(DataDamaged) as told:
        counter.app.sign_in("wang", PASSWORD)
    assert "doctor" in told.value.message


def test_a_further_user_needs_the_server_once(
    counter: Till, shop: Shop, new_till: Callable[..., Till]
) -> None:
    shop.stop()
    with pytest.raises(ServerUnreachable) as silent:
        counter.app.login("zhao", PASSWORD)
    assert shop.url not in silent.value.message, "whoever signs in cannot check an address"
    assert "cable or Wi-Fi" in silent.value.message
    with pytest.raises(SignInFailed) as told:
        counter.app.sign_in("zhao", PASSWORD)
    assert told.value.code == "user_unknown_here"
    shop.start()
    counter.app.login("zhao", PASSWORD).close()
    shop.stop()
    assert counter.app.sign_in("zhao", PASSWORD).actor.name == "zhao"
    shop.start()


def test_an_enrolment_that_was_killed_half_way_can_be_made_again(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, till = shop.code(shop.branch()), Till(tmp_path / "data")
    with monkeypatch.context() as killed:
        killed.setattr("app.workplace.create_replica", _killed)
        killed.setattr(type(till.app), "_forget", lambda *_, **__: None)  # a killed process tidies nothing
        with pytest.raises(KeyboardInterrupt):
            till.enrol(shop.url, code, "Killed")
    with pytest.raises(UserError, match="enrolment_unfinished"):
        till.app.login("wang", PASSWORD)
    till.enrol(shop.url, code, "Killed").sync()
    till.close()


def _killed(*_: object) -> None:
    raise KeyboardInterrupt

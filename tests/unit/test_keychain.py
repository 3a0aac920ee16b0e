"""Where secrets lie: the passphrase file, a real Secret Service, and no third way."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from app import crypto, keychain
from app.errors import DataDamaged, SignInFailed, UserError
from app.keychain import FileKeychain, SystemKeychain, choose_keychain

CHEAP = crypto.KdfParams(memory_kib=64, iterations=1, lanes=1)
ROOT = Path(__file__).resolve().parents[2]
SECRET = b"device secret of thirty-two byte"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keychain.json"


def file_keychain(path: Path, passphrase: str = "correct horse") -> FileKeychain:
    return FileKeychain(path, passphrase, CHEAP)


def test_file_keeps_secrets_over_a_restart(path: Path) -> None:
    file_keychain(path).set("device", SECRET)
    file_keychain(path).set("client", b"other")
    again = file_keychain(path)
    assert (again.get("device"), again.get("client"), again.get("none")) == (SECRET, b"other", None)


def test_file_forgets_what_is_deleted(path: Path) -> None:
    chain = file_keychain(path)
    chain.delete("device")
    chain.set("device", SECRET)
    chain.delete("device")
    assert file_keychain(path).get("device") is None


def test_file_is_private_and_holds_no_plain_text(path: Path) -> None:
    file_keychain(path).set("device", SECRET)
    raw = path.read_bytes()
    for form in (SECRET, SECRET.hex().encode(), crypto.b64(SECRET).encode(), b"correct horse"):
        assert form not in raw
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_wrong_passphrase_is_a_failed_sign_in_and_changes_nothing(path: Path) -> None:
    file_keychain(path).set("device", SECRET)
    before, wrong = path.read_bytes(), file_keychain(path, "incorrect")
    for call in (
        lambda: wrong.get("device"),
        lambda: wrong.set("x", b""),
        lambda: wrong.set("device", b""),
        lambda: wrong.delete("device"),
    ):
        with pytest.raises(SignInFailed, match="keychain_passphrase"):
            call()
    assert path.read_bytes() == before


def test_missing_passphrase_names_the_variable(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="SHOWROOM_KEYCHAIN_PASSPHRASE") as caught:
        choose_keychain({"SHOWROOM_KEYCHAIN": "file"}, tmp_path)
    assert caught.value.code == "keychain_passphrase_missing"


def test_a_secret_copied_to_another_name_does_not_open(path: Path) -> None:
    file_keychain(path).set("device", SECRET)
    content = json.loads(path.read_text())
    content["secrets"]["client"] = content["secrets"]["device"]
    path.write_text(json.dumps(content))
    with pytest.raises(DataDamaged, match="keychain_damaged"):
        file_keychain(path).get("client")


def test_every_truncation_is_noticed(path: Path) -> None:
    file_keychain(path).set("device", SECRET)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(DataDamaged, match="keychain_damaged"):
            file_keychain(path).get("device")


def test_no_flipped_byte_yields_a_wrong_secret(path: Path) -> None:
    file_keychain(path).set("device", SECRET)
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(bytes([*whole[:at], whole[at] ^ 1, *whole[at + 1 :]]))
        try:
            found = file_keychain(path).get("device")
        except (DataDamaged, SignInFailed):
            continue
        assert found in (SECRET, None), at  # None: the name was hit, and no secret has that name


def test_two_writers_lose_nothing(path: Path) -> None:
    def write(who: int) -> None:
        chain = file_keychain(path)
        for n in range(10):
            chain.set(f"{who}.{n}", bytes([who, n]))

    writers = [Thread(target=write, args=(who,)) for who in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    chain = file_keychain(path)
    assert all(chain.get(f"{who}.{n}") == bytes([who, n]) for who in range(4) for n in range(10))


def test_production_costs_are_used_unless_a_test_says_otherwise(path: Path) -> None:
    FileKeychain(path, "correct horse").set("device", SECRET)
    assert json.loads(path.read_text())["kdf"] == {"memory_kib": 65536, "iterations": 3, "lanes": 1}


def test_the_environment_chooses(tmp_path: Path) -> None:
    chosen = choose_keychain(
        {"SHOWROOM_KEYCHAIN": "file", "SHOWROOM_KEYCHAIN_PASSPHRASE": "correct horse"}, tmp_path
    )
    assert chosen.name == "file"
    assert isinstance(choose_keychain({}, tmp_path), SystemKeychain)
    assert isinstance(choose_keychain({"SHOWROOM_KEYCHAIN": "system"}, tmp_path), SystemKeychain)
    with pytest.raises(UserError, match="keychain_unknown"):
        choose_keychain({"SHOWROOM_KEYCHAIN": "plain"}, tmp_path)


def test_only_real_keychains_are_ever_asked() -> None:
    asked = {module for group in keychain._BACKENDS.values() for _, module, _ in group}
    assert asked == {
        "keyring.backends.SecretService",
        "keyring.backends.kwallet",
        "keyring.backends.Windows",
        "keyring.backends.macOS",
    }


def python(code: str, *, under: tuple[str, ...] = (), **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*under, sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_without_a_desktop_nothing_is_stored_and_the_sentence_says_what_to_set(tmp_path: Path) -> None:
    code = (
        "from app.errors import UserError\n"
        "from app.keychain import SystemKeychain\n"
        "for call in (lambda c: c.name, lambda c: c.get('x'), lambda c: c.set('x', b'planted')):\n"
        "    try: call(SystemKeychain())\n"
        "    except UserError as error: print(error)\n"
    )
    done = python(
        code,
        HOME=str(tmp_path),
        XDG_RUNTIME_DIR=str(tmp_path),
        DBUS_SESSION_BUS_ADDRESS=f"unix:path={tmp_path}/no-bus",
        # What would keep secrets in a file, or nowhere, if `keyring` were asked to choose.
        PYTHON_KEYRING_BACKEND="keyring.backends.null.Keyring",
    )
    lines = done.stdout.splitlines()
    assert len(lines) == 3, done.stderr
    assert all(line.startswith("keychain_unusable") and "SHOWROOM_KEYCHAIN=file" in line for line in lines)
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


DESKTOP = """
import subprocess, sys
subprocess.run(["gnome-keyring-daemon", "--unlock", "--components=secrets"], input=b"login", check=True,
               stdout=subprocess.DEVNULL)
from app.keychain import SystemKeychain
chain = SystemKeychain()
print(chain.name)
chain.set("device", bytes(range(32)))
print(SystemKeychain().get("device") == bytes(range(32)), chain.get("none"))
chain.delete("device"); chain.delete("device")
print(chain.get("device"))
"""


@pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="needs the packages dbus and gnome-keyring",
)
def test_a_real_secret_service_keeps_and_forgets(tmp_path: Path) -> None:
    done = python(
        DESKTOP,
        under=("dbus-run-session", "--"),
        HOME=str(tmp_path),
        XDG_RUNTIME_DIR=str(tmp_path),
        XDG_DATA_HOME=str(tmp_path / "data"),
    )
    assert done.stdout.splitlines() == ["secret-service", "True None", "None"], done.stderr

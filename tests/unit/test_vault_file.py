"""The file of keys: damage, disks that refuse, and several programs at once."""

from __future__ import annotations

import errno
import json
import os
import signal
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import single
from app.clock import FakeClock
from app.errors import DataDamaged
from app.single import DeskLock, FileLock, make_folder
from app.vault.keys import mend
from app.vault.vault import Vault
from tests.unit.vault_place import (
    LI,
    ROOT,
    START,
    WANG,
    FakeKeychain,
    Place,
    change_password,
    code_of,
    refuse,
)


def test_a_terminal_is_not_made_twice(place: Place) -> None:
    before = (place.folder / "keys.json").read_bytes()
    assert code_of(lambda: Place(place.folder)) == "already_enrolled"
    (place.folder / "keys.json").unlink()
    assert code_of(lambda: Place(place.folder)) == "already_enrolled"  # its copy is still good
    assert (place.folder / "keys.json").read_bytes() == before


def test_keys_beyond_repair_are_set_aside_when_enrolling_anew(place: Place) -> None:
    for name in ("keys.json", "keys.bak"):
        (place.folder / name).write_bytes(b"garbage")
    assert Place(place.folder).vault().users() == [WANG, LI]
    assert (place.folder / "keys.json.damaged").read_bytes() == b"garbage"


def test_an_empty_folder_is_no_terminal(tmp_path: Path) -> None:
    assert code_of(lambda: Vault(tmp_path, FakeKeychain(), FakeClock()).users()) == "not_enrolled"


@pytest.mark.parametrize("where", ["/proc/nope", "/etc/passwd/here", "/dev/null"])
def test_a_place_that_takes_no_folder_is_named_and_no_disk_is_blamed(where: str) -> None:
    assert code_of(lambda: make_folder(Path(where))) == "folder_impossible"
    with pytest.raises(DataDamaged, match=where):
        make_folder(Path(where))
    assert single.explained(NotADirectoryError(errno.ENOTDIR, "", where)).code == "folder_impossible"


def test_no_flipped_or_missing_byte_is_taken_for_a_wrong_password(place: Place) -> None:
    file = place.folder / "keys.json"
    whole, good = file.read_bytes(), (place.vault().users(), place.content())
    spoilt = [bytes([*whole[:n], whole[n] ^ 1, *whole[n + 1 :]]) for n in range(len(whole))]
    for each in [*spoilt, *(whole[:n] for n in range(0, len(whole), 7))]:
        file.write_bytes(each)
        with suppress(DataDamaged):
            assert (place.vault().users(), place.content()) == good


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    garbage=st.binary(max_size=300)
    | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(
        lambda value: json.dumps(value).encode()
    )
)
def test_garbage_is_damage_and_says_what_to_do(tmp_path: Path, garbage: bytes) -> None:
    (tmp_path / "keys.json").write_bytes(garbage)
    with pytest.raises(DataDamaged, match="showroom doctor"):
        Vault(tmp_path, FakeKeychain(), FakeClock()).users()


def test_mending_puts_the_copy_back(place: Place) -> None:
    change_password(place.vault(), "wang", "wang's password", "newer password")
    assert mend(place.folder) is False
    (place.folder / "keys.json").write_bytes(b"{}")
    assert mend(place.folder) is True
    assert place.vault().unlock("wang", "newer password").data_key == place.data_key


@pytest.mark.parametrize("call", ["os.open", "os.fsync", "Path.replace"])
@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EROFS, "folder_read_only"),
        (errno.EACCES, "folder_read_only"),
        (errno.EIO, "disk_failed"),
    ],
)
def test_a_folder_that_cannot_be_written_stays_as_it_was(
    place: Place, monkeypatch: pytest.MonkeyPatch, call: str, number: int, code: str
) -> None:
    before = {file.name: file.read_bytes() for file in place.folder.iterdir()}
    with monkeypatch.context() as patch:
        patch.setattr(f"app.single.{call}", refuse(number))
        with pytest.raises(DataDamaged) as caught:
            place.vault().forget_user("wang")
    assert caught.value.code == code
    assert {file.name: file.read_bytes() for file in place.folder.iterdir()} == before


def test_the_file_and_its_folder_are_synced_before_success(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    sync, move = os.fsync, Path.replace

    def noted_sync(handle: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        sync(handle)

    def noted_move(draft: Path, target: Path) -> Path:
        steps.append("rename")
        return move(draft, target)

    monkeypatch.setattr("app.single.os.fsync", noted_sync)
    monkeypatch.setattr(Path, "replace", noted_move)
    place.vault().note_server_time(START)
    assert steps == ["file", "rename", "folder"]


def test_a_second_desk_is_refused_until_the_first_closes(tmp_path: Path) -> None:
    with DeskLock(tmp_path):
        error = code_of(lambda: DeskLock(tmp_path).__enter__())
    assert error == "desk_already_open"
    with DeskLock(tmp_path):
        pass


def test_verbs_share_the_folder_with_a_desk(place: Place) -> None:
    with DeskLock(place.folder):
        assert place.vault().unlock("wang", "wang's password").user == WANG


def test_a_crash_releases_the_desk(tmp_path: Path) -> None:
    code = (
        "import time; from pathlib import Path; from app.single import DeskLock\n"
        f"with DeskLock(Path({str(tmp_path)!r})): print('open', flush=True); time.sleep(60)\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"open\n"
        refused = code_of(lambda: DeskLock(tmp_path).__enter__())
        child.send_signal(signal.SIGKILL)
    assert refused == "desk_already_open"
    with DeskLock(tmp_path):
        pass


def test_whoever_waits_too_long_is_told(tmp_path: Path) -> None:
    with FileLock(tmp_path / "keys.lock"):
        error = code_of(lambda: FileLock(tmp_path / "keys.lock", patience=0.05).__enter__())
    assert error == "folder_busy"

"""Pictures and papers in the server's backup: written once, sealed, back after the worst, asked for again if lost."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.clock import SystemClock
from app.errors import DataDamaged
from app.filing import Filing
from server import backup, backup_contents
from server.blobs import Blobs
from server.keys import Keys
from tests.shop import Shop, Till, new_vin

Making = Callable[[Shop, str], Till]


def blobs_of(shop: Shop) -> Blobs:
    return Blobs(shop.database, shop.settings.blobs_folder, SystemClock())


def keys_of(shop: Shop) -> Keys:
    return Keys.load(shop.settings.data)


def page(folder: Path, seed: int) -> Path:
    file = folder / f"page-{seed}.pdf"
    file.write_bytes(b"%PDF-1.7\n" + random.Random(seed).randbytes(400_000))
    return file


def attached(till: Till, folder: Path, *seeds: int) -> str:
    """A contract's number, with files that are at the server."""
    no = till.sell(till.receive(new_vin())[0]).contract_no
    for seed in seeds:
        Filing(till.wang).attach(no, page(folder, seed))
    till.sync()
    assert Filing(till.wang).transfer().sent == len(seeds)
    till.sync()
    return no


def verb(shop: Shop, *words: str, ends: int = 0) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "server", "--json", *words], capture_output=True, encoding="utf-8", check=False,
        env=shop.environment,
    )  # fmt: skip
    assert done.returncode == ends, done.stdout + done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def sealed(folder: Path) -> list[Path]:
    return sorted(file for file in (folder / backup_contents.FOLDER).rglob("*") if file.is_file())


@pytest.fixture
def till(own_shop: Shop, till_at: Making) -> Till:
    return till_at(own_shop, own_shop.branch())


def test_contents_come_back_after_the_server_lost_its_folder(
    own_shop: Shop, till: Till, tmp_path: Path
) -> None:
    no = attached(till, tmp_path, 1, 2)
    file = tmp_path / "backups" / "monday"
    file.parent.mkdir()
    answer = verb(own_shop, "backup", str(file))
    assert (answer["contents"], answer["lost"]) == (2, [])
    assert verb(own_shop, "backup", "--verify", str(file))["ok"]
    own_shop.stop()
    shutil.rmtree(own_shop.settings.blobs_folder)
    answer = verb(own_shop, "restore", "--replace", str(file))
    assert (answer["contents"], answer["lost"]) == (2, [])
    own_shop.start()
    till.sync()
    filing = Filing(till.wang)
    rows = filing.files_of(no)
    assert {row.state for row in rows} == {"ready"}
    for row, seed in zip(rows, (1, 2), strict=True):
        filing.store.forget(row.sha256)
        assert b"".join(filing.content(row)) == page(tmp_path, seed).read_bytes()


def test_a_content_is_written_once_and_says_nothing_to_whoever_has_not_the_key(
    own_shop: Shop, till: Till, tmp_path: Path
) -> None:
    no = attached(till, tmp_path, 3)
    blobs, keys, file = blobs_of(own_shop), keys_of(own_shop), tmp_path / "backups" / "monday"
    file.parent.mkdir()
    assert backup_contents.write(blobs.held(), blobs, file, keys).written == 1
    attached(till, tmp_path, 4)
    again = backup_contents.write(blobs.held(), blobs, file.with_name("tuesday"), keys)
    assert (again.kept, again.written) == (2, 1)
    (sha256,) = {row.sha256 for row in Filing(till.wang).files_of(no)}
    clear = page(tmp_path, 3).read_bytes()[1000:1060]
    for each in sealed(file.parent):
        assert sha256 not in str(each)
        assert clear not in each.read_bytes()
        assert each.stat().st_mode & 0o077 == 0
    assert not list(file.parent.rglob("*.part"))


def spoil(victim: Path, other: Path, how: str) -> None:
    data = bytearray(victim.read_bytes())
    if how == "missing":
        victim.unlink()
    elif how == "another":
        victim.write_bytes(other.read_bytes())
    elif how == "cut":
        victim.write_bytes(data[: len(data) // 2])
    else:
        data[len(data) // 2] ^= 1
        victim.write_bytes(data)


def test_a_content_that_is_not_as_it_was_is_found_and_never_restored(
    own_shop: Shop, till: Till, tmp_path: Path
) -> None:
    attached(till, tmp_path, 5, 6)
    blobs, keys = blobs_of(own_shop), keys_of(own_shop)
    good = tmp_path / "good" / "monday"
    good.parent.mkdir()
    backup.write(own_shop.database, good, keys)
    backup_contents.write(blobs.held(), blobs, good, keys)
    for how in ("missing", "cut", "changed", "another"):
        file = tmp_path / how / "monday"
        shutil.copytree(good.parent, file.parent)
        spoil(*sealed(file.parent), how)
        with pytest.raises(DataDamaged, match="1 pictures or papers"):
            backup.verify(file, keys, within=tmp_path)
        shutil.rmtree(own_shop.settings.blobs_folder / "content")
        done = backup_contents.restore(blobs.held(), blobs, file, keys)
        assert (done.kept, len(done.lost)) == (1, 1), how
        assert not blobs.whole(done.lost[0]).exists()
        assert not list(own_shop.settings.blobs_folder.rglob("*.part"))


def test_a_content_that_no_backup_has_is_asked_for_again_and_its_terminal_sends_it(
    own_shop: Shop, till: Till, tmp_path: Path, till_at: Making
) -> None:
    no = attached(till, tmp_path, 7)
    file = tmp_path / "monday"
    verb(own_shop, "backup", str(file))
    shutil.rmtree(tmp_path / backup_contents.FOLDER)
    own_shop.stop()
    shutil.rmtree(own_shop.settings.blobs_folder)
    (lost,) = verb(own_shop, "restore", "--replace", str(file), ends=6)["lost"]
    own_shop.start()
    till.sync()
    filing = Filing(till.wang)
    (row,) = filing.files_of(no)
    assert (row.sha256, row.state) == (lost, "pending")
    assert filing.transfer().sent == 1
    till.sync()
    assert filing.files_of(no)[0].state == "ready"
    assert blobs_of(own_shop).is_whole(lost)
    assert verb(own_shop, "doctor")["ok"]


def test_what_is_damaged_at_the_server_is_never_backed_up_as_whole_and_a_restore_puts_it_right(
    own_shop: Shop, till: Till, tmp_path: Path
) -> None:
    no, good, late = attached(till, tmp_path, 8), tmp_path / "good" / "monday", tmp_path / "late" / "tuesday"
    for file in (good, late):
        file.parent.mkdir()
    verb(own_shop, "backup", str(good))
    (row,) = Filing(till.wang).files_of(no)
    blobs = blobs_of(own_shop)
    stored = blobs.whole(row.sha256)
    stored.write_bytes(stored.read_bytes()[:-1] + b"?")
    assert verb(own_shop, "backup", str(late), ends=6)["lost"] == [row.sha256]
    assert sealed(late.parent) == []
    own_shop.stop()
    assert verb(own_shop, "restore", "--replace", str(good))["lost"] == []
    assert blobs.is_whole(row.sha256)

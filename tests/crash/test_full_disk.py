"""A disk that takes nothing more: refused in words for people, nothing half, no number lost, reading goes on."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import UserError
from tests.crash import checks, world
from tests.crash.victim import Victims, spread
from tests.shop import Till

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="SQLite's methods are watched as Unix has them"
)


@pytest.mark.parametrize("act", ["sell", "backup", "restore"])
@pytest.mark.parametrize("how", ["full", "read-only"])
def test_what_finds_no_room_refuses_and_leaves_everything_as_it_was(
    act: str, how: str, victims: Victims
) -> None:
    (number,) = spread(victims.changes(act), 1)
    point = victims.at(act, number, how=how)
    assert point.problems == [], point
    assert any(line.startswith("refused ") for line in point.said), point


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MiB, more than a terminal takes, where one may be mounted."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = sys.platform == "linux" and shutil.which("mount")
    if not mounted or subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)], check=False, capture_output=True
    ).returncode:  # fmt: skip
        pytest.skip("no file system may be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_on_a_disk_that_is_really_full_the_counter_says_so_and_goes_on_once_there_is_room(
    victims: Victims, small: Path
) -> None:
    # Only the terminal: how much the server left behind is nobody's business here, and may not fit.
    shutil.copytree(victims.source / world.TILL, small / world.TILL)
    till, said = Till(small / world.TILL), list[str]()
    ((before,),) = till.query("SELECT count(*) FROM contract")
    ballast = small / "ballast"
    with pytest.raises(OSError, match="No space"):
        fill(ballast)
    with pytest.raises(UserError, match="disk is full"):
        sell_on(till, said)
    assert till.query("SELECT count(*) FROM contract") == [(before + len(said),)]
    ballast.unlink()
    sold = world.sell(till)
    said.append(f"sold {sold.contract_no} {sold.receipt_no}")
    assert checks.quick(till.folder, till.wang.unlocked.data_key, said) == []
    till.close()


def fill(file: Path) -> None:
    """Write until there is no room."""
    with file.open("wb", buffering=0) as ballast:
        while True:
            ballast.write(bytes(4096))


def sell_on(till: Till, said: list[str]) -> None:
    """Sell until it is refused."""
    while True:
        sold = world.sell(till)
        said.append(f"sold {sold.contract_no} {sold.receipt_no}")

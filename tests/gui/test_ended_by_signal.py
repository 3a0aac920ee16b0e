"""Whoever ends the demo's process ends its window, its other desk and its server: nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.demo.embedded import undisturbed

pytestmark = [
    pytest.mark.gui,
    pytest.mark.slow,
    pytest.mark.skipif(
        not Path("/proc/self/cmdline").exists(), reason="looks at processes as Linux shows them"
    ),
]
MOST_S = 180.0


def until(done: Callable[[], bool], alive: subprocess.Popen[bytes] | None = None) -> None:
    """As soon as it is so."""
    end = time.monotonic() + MOST_S
    while not done():
        assert time.monotonic() < end
        assert alive is None or alive.poll() is None
        time.sleep(0.05)


def processes_of(folder: Path) -> list[str]:
    """Processes that were started over this folder."""
    found = []
    for each in Path("/proc").iterdir():
        try:
            words = (each / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue  # none, or gone meanwhile
        if any(str(folder) in word for word in words):
            found.append(" ".join(words))
    return found


def is_open(desk: Path) -> bool:
    """Whether somebody holds a lock in a desk's folder; to try it would take it from whoever is about to."""
    held = {line.split()[5].rpartition(":")[2] for line in Path("/proc/locks").read_text().splitlines()}
    return any(str(file.stat().st_ino) in held for file in desk.glob("*.lock"))


def test_a_demo_that_is_told_to_end_leaves_nothing_running(tmp_path: Path) -> None:
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "SHOWROOM_DEMO": str(tmp_path / "shop")}
    demo = subprocess.Popen([sys.executable, "-m", "app", "--lang", "en", "demo"], env=environ)
    try:
        until(lambda: all(is_open(tmp_path / "shop" / name) for name in ("counter-1", "booth-2")), demo)
        assert any("app.demo.shop" in each for each in processes_of(tmp_path))
        assert any("-m server" in each for each in processes_of(tmp_path))
        demo.send_signal(signal.SIGTERM)
        assert demo.wait(MOST_S) == 128 + signal.SIGTERM
        assert processes_of(tmp_path) == []
    finally:
        demo.kill()


def test_a_demo_that_is_told_to_end_while_it_is_made_leaves_no_server(tmp_path: Path) -> None:
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "SHOWROOM_DEMO": str(tmp_path / "shop")}
    demo = subprocess.Popen([sys.executable, "-m", "app", "--lang", "en", "demo"], env=environ)
    try:
        until(lambda: any(" serve " in each for each in processes_of(tmp_path)), demo)
        demo.send_signal(signal.SIGTERM)
        assert demo.wait(MOST_S) != 0
        until(lambda: processes_of(tmp_path) == [])
    finally:
        demo.kill()


def test_a_signal_that_comes_while_a_process_is_started_is_heeded_once_it_is_known() -> None:
    heeded: list[str] = []
    known = ""
    before = signal.signal(signal.SIGTERM, lambda number, _: heeded.append(known))
    try:
        with undisturbed():
            signal.raise_signal(signal.SIGTERM)
            known = "the process"
        assert heeded == ["the process"]
        signal.raise_signal(signal.SIGTERM)
        assert heeded == ["the process"] * 2
    finally:
        signal.signal(signal.SIGTERM, before)

"""The demo's server outlives the desk that started it, as long as another desk is open."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.clock import FakeClock
from app.demo.embedded import EmbeddedServer
from app.demo.shop import BOOTH, COUNTER, FACTS, LOCK, WITHOUT, Shop, ShopBeside, clear, stay_for_others
from app.errors import ServerUnreachable
from app.presenters.sync_status import scheduler_for
from app.single import DeskLock

WAIT = 20.0
DESK = """
import sys
from pathlib import Path
from app.single import DeskLock
with DeskLock(Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.read()
"""


class FakeServer:
    """Remembers whether it runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running = False  # the network was pulled out when the first desk was closed

    def start(self) -> None:
        self.running = True

    def stop(self) -> None:
        self.running = False


def shop(folder: Path) -> Shop:
    made = Shop(folder, FakeServer(folder / "server"), {})  # type: ignore[arg-type]
    for name in (COUNTER, BOOTH):
        made.terminal(name).mkdir()
    return made


def desk(folder: Path) -> Any:
    """Another process that has a desk open until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", DESK, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == b"open"
    return process


def test_the_server_stays_until_the_last_desk_is_closed_though_the_first_came_back(tmp_path: Path) -> None:
    made = shop(tmp_path)
    booth, counter = desk(made.terminal(BOOTH)), desk(made.terminal(COUNTER))
    waiting = threading.Thread(target=stay_for_others, args=(made, booth), daemon=True)
    waiting.start()
    booth.communicate(timeout=WAIT)
    assert waiting.is_alive()  # Counter 1 was opened again meanwhile
    counter.communicate(timeout=WAIT)
    waiting.join(WAIT)
    assert not waiting.is_alive()
    assert made.online  # nobody else could have plugged it in


def test_counter_1_opened_again_pulls_the_network_out_and_plugs_it_in(tmp_path: Path) -> None:
    made = shop(tmp_path)
    booth, counter = desk(made.terminal(BOOTH)), desk(made.terminal(COUNTER))
    waiting = threading.Thread(target=stay_for_others, args=(made, booth), daemon=True)
    waiting.start()
    until(lambda: made.online)
    (tmp_path / WITHOUT).touch()
    until(lambda: not made.online)
    (tmp_path / WITHOUT).unlink()
    until(lambda: made.online)
    (tmp_path / WITHOUT).touch()
    until(lambda: not made.online)
    counter.communicate(timeout=WAIT)
    until(lambda: made.online)  # nobody could plug it in any more
    booth.communicate(timeout=WAIT)
    waiting.join(WAIT)
    assert not waiting.is_alive()


def test_a_desk_beside_says_what_it_wishes_and_waits_for_it(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        (tmp_path / "server").mkdir()
        (tmp_path / "server" / "port").write_text(str(server.getsockname()[1]), encoding="ascii")
        beside = ShopBeside(tmp_path, EmbeddedServer(tmp_path / "server"), {})
        assert beside.online
        waiting = threading.Thread(target=beside.set_online, args=(False,), daemon=True)
        waiting.start()
        until((tmp_path / WITHOUT).exists)
        assert waiting.is_alive()
    waiting.join(WAIT)
    assert not waiting.is_alive()
    assert not beside.online


def until(done: Callable[[], bool]) -> None:
    """As soon as it is so."""
    end = time.monotonic() + WAIT
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_desk_asks_at_once_when_the_demo_s_network_is_back_however_long_it_was_away() -> None:
    class Plug:
        hint, has_switch, online = "", False, False

        def set_online(self, online: bool) -> None:
            self.online = online

    clock, plug = FakeClock(datetime(2026, 11, 20, 9, tzinfo=UTC)), Plug()
    scheduler = scheduler_for(clock, plug)
    while scheduler.next_try_in < 30:
        clock.advance(seconds=scheduler.next_try_in + 0.01)  # a sum of fractions may fall short of the moment
        assert scheduler.plan().cycle
        scheduler.cycle_failed(ServerUnreachable("unreachable", "No answer."))
    assert not scheduler.plan().cycle
    plug.set_online(True)
    assert scheduler.plan().cycle


def test_with_no_other_desk_nothing_is_waited_for(tmp_path: Path) -> None:
    made = shop(tmp_path)
    closed = desk(made.terminal(BOOTH))
    closed.communicate(timeout=WAIT)
    stay_for_others(made, closed)
    assert not made.online


def test_a_desk_that_looks_open_is_open(tmp_path: Path) -> None:
    lock = DeskLock(tmp_path)
    assert not lock.is_held
    with DeskLock(tmp_path):
        assert lock.is_held
    assert not lock.is_held


def test_a_demo_made_anew_leaves_alone_what_else_lies_in_its_folder(tmp_path: Path) -> None:
    half_made = shop(tmp_path)
    half_made.server.folder.mkdir()
    kept = {tmp_path / name for name in ("thesis.odt", "photos", LOCK)}
    (tmp_path / FACTS).touch()
    (tmp_path / "photos").mkdir()
    for name in ("thesis.odt", LOCK):
        (tmp_path / name).touch()
    clear(half_made)
    assert set(tmp_path.iterdir()) == kept

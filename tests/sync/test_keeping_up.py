"""A terminal that stays in step by itself: `sync --watch`, the long poll, a push that always fails."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.cli.watch import Watch
from tests.faulty import Answer, Relay
from tests.shop import ENVIRON, PASSWORD, Till, new_vin, settle, wait_until

Watching = Callable[[Till], subprocess.Popen[str]]


@pytest.fixture
def watching() -> Iterator[Watching]:
    """Starts `sync --watch` over a terminal's folder."""
    started: list[subprocess.Popen[str]] = []

    def start(till: Till) -> subprocess.Popen[str]:
        till.close()
        words = [
            sys.executable,
            "-m",
            "app",
            "--data",
            str(till.folder),
            "--json",
            "--user",
            "wang",
            "sync",
            "--watch",
        ]
        environ = {
            **ENVIRON,
            "SHOWROOM_PASSWORD": PASSWORD,
            "PYTHONPATH": str(Path.cwd()),
            "PATH": "/usr/bin:/bin",
        }
        started.append(
            subprocess.Popen(words, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def has_car(till: Till, vin: str) -> Callable[[], bool]:
    """Whether a car is in the replica."""
    return lambda: till.query("SELECT count(*) FROM vehicle WHERE vin = :v", v=vin) == [(1,)]


def test_what_is_entered_at_one_terminal_appears_at_the_other(
    far: Till, booth: Till, relay: Relay, watching: Watching
) -> None:
    process = watching(far)
    wait_until(lambda: any("wait" in path for path in relay.seen))
    vin = booth.receive(new_vin())[0]
    booth.sync()
    wait_until(has_car(far, vin))
    own = far.receive(new_vin())[0]
    wait_until(lambda: far.wang.status()["waiting"] == 0)
    booth.sync()
    assert has_car(booth, own)()
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=30)
    assert '"pushed": 1' in said


def test_a_push_that_always_fails_does_not_stop_fetching(
    far: Till, booth: Till, relay: Relay, watching: Watching
) -> None:
    settle(far, booth)
    relay.answer("push", Answer(500, b"{}"))
    far.receive(new_vin())
    process = watching(far)
    for _ in range(3):
        vin = booth.receive(new_vin())[0]
        booth.sync()
        wait_until(has_car(far, vin))
    assert far.wang.status()["waiting"] == 1
    relay.clear()
    wait_until(lambda: far.wang.status()["waiting"] == 0)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert "a fault of its own" in told


def test_a_token_that_ran_out_while_nobody_did_anything_is_renewed(
    far: Till, relay: Relay, watching: Watching
) -> None:
    far.sync()
    relay.answer("wait", Answer(401, b'{"error": {"code": "token_expired", "text": "over"}}'))
    process = watching(far)
    wait_until(lambda: sum("wait" in path for path in relay.seen) > 3)
    relay.clear()
    seen = len(relay.seen)
    wait_until(lambda: any("wait" in path for path in relay.seen[seen:]))
    assert process.poll() is None


def test_an_interrupt_that_hits_a_finalizer_is_not_lost(
    counter: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = iter(range(50))

    class Dropped:
        def __del__(self) -> None:
            os.kill(os.getpid(), signal.SIGINT)

    def news(_: Watch) -> None:
        assert next(calls, None) is not None, "nobody stopped"
        Dropped()

    monkeypatch.setattr(Watch, "_take_news", news)
    monkeypatch.setattr(Watch, "_listen", lambda _: None)  # it would outlive the test
    before = signal.getsignal(signal.SIGINT)
    Watch(counter.wang).run()
    assert signal.getsignal(signal.SIGINT) is before

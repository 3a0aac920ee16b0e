"""The watch that the selling story is held against sees what holds up a screen."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QTimer

from tests.gui.hands import Hands, Heartbeat, Labour

STALL_S = 0.15


def compute() -> None:
    until = time.thread_time() + STALL_S
    while time.thread_time() < until:
        pass


def block() -> None:
    time.sleep(STALL_S)


def longest_stall(act: Callable[[], object], heart: Heartbeat | None = None) -> float:
    hands, acted = Hands(), list[bool]()
    hands.heart = heart or hands.heart
    hands.heart.start()
    QTimer.singleShot(20, lambda: (act(), acted.append(True)))
    hands.wait(lambda: acted, "the act")
    beats = time.perf_counter() + 0.05
    hands.wait(lambda: time.perf_counter() > beats, "the next beats")
    hands.heart.stop()
    return hands.heart.longest


@pytest.mark.parametrize("act", [compute, block])
def test_computing_and_blocking_on_the_screens_thread_are_seen(qapp: Any, act: Callable[[], None]) -> None:
    assert longest_stall(act) > 0.1


def test_only_computing_is_labour(qapp: Any) -> None:
    assert longest_stall(compute, Labour()) > 0.1
    assert longest_stall(block, Labour()) < 0.1


def test_a_screen_at_rest_does_not_stall(qapp: Any) -> None:
    assert min(longest_stall(lambda: None) for _ in range(3)) < 0.1

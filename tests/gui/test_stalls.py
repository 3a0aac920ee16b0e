"""The screen never stands still on the real desk: every page, dialog, row, filter and look, while it syncs.

It never computes for long: what counts is what its thread computes between two rounds of its loop of events, at the
pace of the computer in docs/performance.md. What is slow shows on every desk; what else disturbs does not: of three
desks the calmest counts. And it waits for nothing: data, network, other programs and locks of files are never asked on
its thread, however short it would take today.
"""

from __future__ import annotations

import gc
import os
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog

from app import db
from app.domain.permissions import Role
from app.views import navigation
from app.views.garbage import Garbage
from tests.gui.hands import Labour
from tests.gui.house import House, RealDesk
from tests.gui.tour_guide import Guide, Watch

VISITS = [
    ("manager" if Role.MANAGER in screen.roles else "admin", screen.key)
    for screen in navigation.SCREENS
    if screen.on_rail
]
STALL_S, DESKS = 0.1, 3
LOOPS, CALM_S = 400_000, 0.024
"""A loop of Python, and what it takes on the computer in docs/performance.md."""

SLOW_CALLS = frozenset(
    {"socket.connect", "socket.getaddrinfo", "subprocess.Popen", "fcntl.flock", "fcntl.lockf"}
)
"""What Python tells an audit hook of."""

pytestmark = pytest.mark.slow


class Waits:
    """What the thread of the screen would wait for while it is watched, each with the places of ours that asked."""

    def __init__(self) -> None:
        self.watched = False
        self.seen: set[str] = set()
        sys.addaudithook(self._heard)  # it stays, unwatched

    def _heard(self, event: str, given: tuple[Any, ...]) -> None:
        asks_nobody = event == "socket.connect" and given[0].type == socket.SOCK_DGRAM
        if event in SLOW_CALLS and not asks_nobody:
            self.note(event)

    def note(self, what: str) -> None:
        if self.watched and threading.current_thread() is threading.main_thread():
            places = [each for each in traceback.extract_stack() if "/app/" in each.filename]
            self.seen.add(" < ".join([what, *(f"{each.name}:{each.lineno}" for each in places[:-4:-1])]))


WAITS = Waits()


@pytest.fixture(autouse=True)
def data_is_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every way to the replica."""
    for name in ("read_session", "write_session", "borrowed", "raw_connection"):
        real = getattr(db, name)

        def noted(*given: Any, real: Any = real, name: str = name, **more: Any) -> Any:
            WAITS.note(name)
            return real(*given, **more)

        monkeypatch.setattr(db, name, noted)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demo's dealership."""
    made = House(tmp_path_factory.mktemp("house"))
    made.start()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def as_in_the_program(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Garbage is collected between events, and not that of the tests before; whoever is asked for a file chooses none."""
    for ask, answer in (("getOpenFileName", ""), ("getSaveFileName", ""), ("getOpenFileNames", [])):
        monkeypatch.setattr(QFileDialog, ask, staticmethod(lambda *_, answer=answer, **__: (answer, "")))
    gc.collect()
    gc.freeze()
    garbage = Garbage()
    yield
    garbage.stop()
    gc.disable()  # as the suite has it: on a worker's thread it would take widgets of other tests down
    gc.unfreeze()


def pace() -> float:
    """How much slower than that computer this one is now; never less than 1."""
    start = time.thread_time()
    for number in range(LOOPS):
        number * number
    return max(1.0, (time.thread_time() - start) / CALM_S)


class Timed(Guide):
    """Does everything while the desk syncs, and notes the most that each step computes in one go."""

    def __init__(self, desk: RealDesk, watch: Watch, *, press: bool) -> None:
        super().__init__(desk, watch, press=press)
        self.stalls: dict[str, float] = {}
        self.waited: set[str] = set()
        self._heart = Labour()

    def do(self, what: str, act: Callable[[], object]) -> None:
        where = f"{self.shell.current}: {what}"
        self.shell.sync.hurry()
        WAITS.seen.clear()
        self._heart.start()
        WAITS.watched = True
        try:
            act()
            self.desk.settle()
        finally:
            WAITS.watched = False
        self._heart.stop()
        self.waited |= {f"{where}: {what}" for what in WAITS.seen}
        stall = self._heart.longest
        if stall > STALL_S:
            stall /= pace()
        self.stalls[where] = max(stall, self.stalls.get(where, 0.0))


def longest(house: House, role: str, walk: Callable[[Timed], object], *, press: bool) -> dict[str, float]:
    """The steps that computed for too long on each of some desks, in seconds."""
    calmest: dict[str, float] = {}
    for _ in range(DESKS):
        with Watch().on() as watch:
            desk = house.desk(role)
            try:
                tour = Timed(desk, watch, press=press)
                walk(tour)
            finally:
                desk.close()
        assert tour.stalls
        assert not tour.waited
        for where, stall in tour.stalls.items():
            calmest[where] = min(stall, calmest.get(where, stall))
        if max(calmest.values()) <= STALL_S:
            break
    return {where: round(stall, 3) for where, stall in calmest.items() if stall > STALL_S}


@pytest.mark.parametrize(("role", "key"), VISITS)
def test_a_page_and_what_opens_from_it_never_hold_the_screen_up(
    qapp: Any, house: House, role: str, key: str
) -> None:
    def visit(tour: Timed) -> None:
        tour.screens |= set(tour.shell.rail.buttons)  # each has its own test
        tour.do("first", tour.shell.rail.buttons[key].click)
        tour.visit(key)

    assert longest(house, role, visit, press=True) == {}


@pytest.mark.skipif(os.environ.get("SHOWROOM_TOUR") != "long", reason="minutes long: make tour")
def test_every_page_again_in_another_look_never_computes_for_long(qapp: Any, house: House) -> None:
    assert longest(house, "manager", lambda tour: tour.walk(), press=False) == {}

"""Work on threads, results on the thread of the screen."""

from __future__ import annotations

import threading
import time

import pytest
from PySide6.QtCore import QTimer

from app.views.tasks import TURN_S, Tasks


@pytest.fixture
def tasks(qapp):
    made = Tasks()
    yield made
    made.close()


def test_work_runs_elsewhere_and_its_result_arrives_here(qtbot, tasks):
    seen = []
    tasks.run(
        threading.get_ident, lambda worker: seen.append((worker, threading.get_ident())), lambda error: None
    )
    qtbot.waitUntil(lambda: bool(seen))
    worker, here = seen[0]
    assert worker != here == threading.get_ident()


def test_database_work_is_done_in_the_order_asked(qtbot, tasks):
    order = []

    def op(n):
        time.sleep(0.002 * (5 - n))
        return n

    for n in range(5):
        tasks.run(lambda n=n: op(n), order.append, lambda error: None)
    qtbot.waitUntil(lambda: len(order) == 5)
    assert order == [0, 1, 2, 3, 4]


def test_network_work_does_not_hold_up_the_database(qtbot, tasks):
    release, seen = threading.Event(), []
    tasks.run_io(release.wait, lambda _: seen.append("io"), lambda error: None)
    tasks.run(lambda: 1, lambda _: seen.append("database"), lambda error: None)
    qtbot.waitUntil(lambda: seen == ["database"])
    release.set()
    qtbot.waitUntil(lambda: seen == ["database", "io"])


def test_an_error_reaches_whoever_asked(qtbot, tasks):
    seen = []

    def fails():
        raise ValueError("no")

    tasks.run(fails, seen.append, lambda error: seen.append(str(error)))
    qtbot.waitUntil(lambda: seen == ["no"])


def test_any_thread_may_post_to_the_screen(qtbot, tasks):
    seen = []
    threading.Thread(target=lambda: tasks.post(lambda: seen.append(threading.get_ident()))).start()
    qtbot.waitUntil(lambda: seen == [threading.get_ident()])


def test_nothing_arrives_after_the_end(qtbot, tasks):
    seen = []
    tasks.run(lambda: 1, seen.append, lambda error: None)
    tasks.close()
    qtbot.wait(30)
    assert seen == []
    tasks.run(lambda: 2, seen.append, lambda error: None)
    assert seen == []


def test_what_is_to_be_painted_goes_between_two_answers_that_take_long(qtbot, tasks):
    """Else a page that asked for several things would stand still until it has shown all of them."""
    seen = []

    def show(name):
        seen.append(name)
        QTimer.singleShot(0, lambda: seen.append(f"{name} painted"))
        until = time.perf_counter() + 2 * TURN_S
        while time.perf_counter() < until:
            pass

    for name in ("first", "second"):
        tasks.post(lambda name=name: show(name))
    qtbot.waitUntil(lambda: len(seen) == 4)
    assert seen == ["first", "first painted", "second", "second painted"]


def test_a_fault_in_one_answer_keeps_none_from_coming(qtbot, tasks):
    seen = []
    with qtbot.captureExceptions() as thrown:
        tasks.post(lambda: 1 / 0)
        tasks.post(lambda: seen.append("second"))
        qtbot.waitUntil(lambda: seen == ["second"])
    assert [each[0] for each in thrown] == [ZeroDivisionError]

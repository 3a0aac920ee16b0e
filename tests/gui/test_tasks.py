"""Work on threads, results on the thread of the screen."""

from __future__ import annotations

import threading
import time

import pytest

from app.views.tasks import Tasks


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

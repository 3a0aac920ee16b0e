"""The long poll: silent until something moves that the terminal has not pulled, and cheap while nothing does."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx2
import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import QueuePool
from starlette.testclient import TestClient

from server import wakeups
from server.db import Database
from server.main import create_app
from server.messenger import PostgresMessenger
from tests.server.client import Terminal
from tests.server.conftest import World

Waiting = Callable[..., Future[dict[str, Any]]]


@pytest.fixture
def waiting() -> Iterator[Waiting]:
    """Starts a long poll of a terminal and gives its answer to come."""
    pool = ThreadPoolExecutor(4)

    def start(terminal: Terminal, http: TestClient | None = None, seconds: float = 20) -> Future[Any]:
        asked = {"cursor": terminal.cursor or "", "seconds": seconds}

        def ask() -> Any:
            answer = (http or terminal.http).get("/sync/v1/wait", params=asked, headers=terminal.bearer)
            assert answer.status_code == 200, answer.text
            return answer.json()

        return pool.submit(ask)

    yield start
    pool.shutdown()


@pytest.fixture
def elsewhere(world: World) -> Iterator[TestClient]:
    """A second process over the same database, as far as wake-ups go."""
    app = create_app(world.server.settings, world.clock)
    with TestClient(app) as http:
        yield http
    app.state.server.database.engine.dispose()


def is_waiting(http: TestClient) -> Callable[[], bool]:
    """Whether a long poll has arrived and waits."""
    return lambda: bool(http.app.state.server.wake_ups._waiters)  # type: ignore[attr-defined]


def until(condition: Callable[[], bool]) -> None:
    """Wait for it, with a limit."""
    for _ in range(1000):
        if condition():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it did not happen in time")


def test_nothing_moves_and_the_answer_says_so(world: World, waiting: Waiting) -> None:
    terminal = world.terminal()
    answer = waiting(terminal, seconds=0.05).result(10)
    assert answer["moved"] is False
    assert set(answer["heads"]) == set(terminal.scopes)


def test_a_terminal_that_is_behind_need_not_wait(world: World, waiting: Waiting) -> None:
    terminal, other = world.terminal(), world.terminal()
    other.receive(world.model_id)
    assert waiting(terminal).result(10)["moved"] is True
    terminal.cursor = None
    assert waiting(terminal).result(10)["moved"] is True


def test_a_commit_wakes_who_waits_and_only_them(world: World, waiting: Waiting) -> None:
    near, far, writer = world.terminal(), world.terminal("XS", "far"), world.terminal()
    near.pull()
    far.pull()
    answers = waiting(near), waiting(far, seconds=1.5)
    until(lambda: len(world.server.wake_ups._waiters) == 2)
    writer.do("customer.add", writer.customer())
    assert answers[0].result(10)["moved"] is True
    assert answers[1].result(10)["moved"] is False, "a customer of another branch is none of its business"


def test_a_commit_of_another_process_is_heard(
    world: World, waiting: Waiting, elsewhere: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By LISTEN/NOTIFY on PostgreSQL, where looks are far apart here; by a look on SQLite."""
    monkeypatch.setattr(wakeups, "LOOK_SECONDS_TOLD", 60.0)
    terminal, writer = world.terminal(), world.terminal()
    terminal.pull()
    answer = waiting(terminal, elsewhere)
    until(is_waiting(elsewhere))
    threading.Event().wait(0.3)  # its thread listens by now: what wakes it is the message, not the first look
    writer.do("customer.add", writer.customer())
    assert answer.result(15)["moved"] is True
    until(lambda: not is_waiting(elsewhere)())


def test_news_that_come_late_take_nothing_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two commits whose threads speak in the wrong order; a look that began before a commit, and one that did not."""
    wake_ups = world.server.wake_ups
    monkeypatch.setattr(wake_ups, "_watch", lambda: None)

    def head() -> int:
        return asyncio.run(wake_ups.wait({"org": 0}, 0))["org"]

    def look() -> dict[str, int]:
        wake_ups.note({"org": 105})
        return {"org": 104}

    wake_ups.note({"org": 103})
    wake_ups.note({"org": 102})
    assert head() == 103
    monkeypatch.setattr(wake_ups, "_look", look)
    wake_ups._look_again()
    assert head() == 105
    monkeypatch.setattr(wake_ups, "_look", lambda: {"org": 7})
    wake_ups._look_again()
    assert head() == 7, "the database was put back to an older day"


def test_a_commit_counts_also_when_no_connection_is_free_to_tell_of_it(tmp_path: Path) -> None:
    engine = create_engine(
        f"sqlite:///{tmp_path}/any.db", poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=0.05
    )
    with engine.connect():
        PostgresMessenger(cast("Database", SimpleNamespace(engine=engine))).tell()
    engine.dispose()


def test_a_database_that_goes_away_only_makes_it_slower(
    world: World, waiting: Waiting, elsewhere: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wakeups, "TROUBLE_SECONDS", 0.05)
    troubles = [ConnectionError("gone")] * 3
    watched = elsewhere.app.state.server.wake_ups  # type: ignore[attr-defined]
    real = watched._look

    def look() -> Any:
        if troubles:
            raise troubles.pop()
        return real()

    monkeypatch.setattr(watched, "_look", look)
    terminal, writer = world.terminal(), world.terminal()
    terminal.pull()
    answer = waiting(terminal, elsewhere)
    until(is_waiting(elsewhere))
    writer.do("customer.add", writer.customer())
    assert answer.result(15)["moved"] is True
    assert not troubles


def test_a_revoked_terminal_is_told_and_does_not_wait(world: World) -> None:
    from server import leases

    terminal = world.terminal()
    with world.server.database.writing() as session:
        leases.revoke_terminal(session, world.clock, terminal.id)
    answer = terminal.http.get("/sync/v1/wait", headers=terminal.bearer)
    assert answer.status_code == 401
    assert terminal.http.get("/sync/v1/wait").status_code == 401


def test_five_hundred_wait_without_a_thread_for_each(world: World) -> None:
    terminal, writer = world.terminal(), world.terminal()
    terminal.pull()
    asked = {"cursor": terminal.cursor or "", "seconds": 25}

    async def all_of_them() -> tuple[int, list[bool]]:
        transport = httpx2.ASGITransport(app=world.http.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://shop", timeout=60) as http:
            polls = [
                asyncio.ensure_future(http.get("/sync/v1/wait", params=asked, headers=terminal.bearer))
                for _ in range(500)
            ]
            while len(world.server.wake_ups._waiters) < 500:
                await asyncio.sleep(0.01)
            threads = threading.active_count()
            await asyncio.to_thread(writer.do, "customer.add", writer.customer())
            return threads, [answer.json()["moved"] for answer in await asyncio.gather(*polls)]

    threads, moved = asyncio.run(asyncio.wait_for(all_of_them(), 60))
    assert threads < 60, "one thread pool and one watcher, whoever waits"
    assert moved == [True] * 500

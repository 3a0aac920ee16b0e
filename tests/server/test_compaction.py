"""The change log gets shorter and nobody misses anything."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from app.models.party import Customer
from server import compaction, doctor
from server.feed import Origin, Touch, Touched, publish
from server.models import ChangeLog, CompactionMark, ScopeHead, TerminalSecret
from tests.server.client import Terminal
from tests.server.conftest import World
from tests.server.wire import reason


@pytest.fixture
def later(world: World) -> Iterator[World]:
    """A server whose clock is given back as it was."""
    before = world.clock.now()
    yield world
    world.clock.set(before)


def days(world: World, *terminals: Terminal, count: int) -> None:
    """Days go by; at the end these terminals say hello."""
    world.clock.advance(days=count)
    for terminal in terminals:
        renew(terminal)
        terminal.pull()
        said = terminal.http.post("/sync/v1/hello", json={"cursor": terminal.cursor}, headers=terminal.bearer)
        assert said.status_code == 200, said.text


def renew(terminal: Terminal) -> None:
    """Access tokens and tickets do not last for days."""
    form = {"grant_type": "client_credentials", "client_id": terminal.id, "client_secret": terminal.secret}
    terminal.token = terminal.http.post("/oauth/token", data=form).json()["access_token"]
    terminal.people.clear()


def entries(world: World, row_id: str) -> int:
    """How many entries the log has of a row."""
    with world.server.database.reading() as session:
        return session.scalar(select(func.count()).where(ChangeLog.row_id == row_id)) or 0


def edited(terminal: Terminal, row_id: str, times: int) -> None:
    """Many changes of one row."""
    for n in range(times):
        terminal.pull()
        change = terminal.change("customer", row_id, note=f"note {n}")
        assert reason(terminal.do("customer.edit", change)) == ("applied", "")


def move_away(world: World, row_id: str) -> None:
    """The server gives a customer to another branch."""
    with world.server.database.writing() as session:
        customer = session.get_one(Customer, row_id)
        old, customer.scope = customer.scope, "branch:00000000-0000-7000-8000-000000000000"
        session.flush()
        touched = Touched()
        touched.note(Touch("customer", row_id, frozenset({"scope"}), Origin(), {"scope": old}))
        publish(session, touched)


def test_superseded_entries_go_once_all_have_passed_them_and_a_newcomer_gets_the_latest(
    later: World, counter: Terminal
) -> None:
    others = [later.terminal(user="zhao"), later.terminal(user="zhao")]
    change = counter.customer("日志")
    counter.do("customer.add", change)
    edited(counter, change["id"], 5)
    for terminal in (counter, *others):
        terminal.pull()
    compaction.run(later.server.database, later.clock)
    assert entries(later, change["id"]) == 6, "younger than a month"
    days(later, counter, others[0], count=31)
    silent = compaction.run(later.server.database, later.clock)
    assert entries(later, change["id"]) == 6, "one has not been heard of"
    assert others[1].prefix in silent.held_back_by
    with later.server.database.reading() as session:
        assert others[1].prefix in doctor.log(session, later.clock.now())["held_back_by"]
    quiet_all(later, but=(counter, others[0]))
    report = compaction.run(later.server.database, later.clock)
    assert (entries(later, change["id"]), report.superseded >= 5) == (1, True)
    newcomer = later.terminal()
    assert newcomer.row("customer", change["id"])["note"] == "note 4"
    counter.pull()
    assert counter.digests() == newcomer.digests()
    edited(counter, change["id"], 1)
    renew(others[1])
    assert others[1].row("customer", change["id"])["note"] == "note 0"


def quiet_all(world: World, but: tuple[Terminal, ...]) -> None:
    """All other terminals have been away for half a year."""
    with world.server.database.writing() as session:
        for secret in session.scalars(select(TerminalSecret)):
            if secret.terminal_id not in {terminal.id for terminal in but}:
                secret.last_contact = world.clock.now() - compaction.AWAY * 2


def test_who_was_away_longer_than_what_left_is_remembered_pushes_first_and_begins_anew(
    later: World, counter: Terminal
) -> None:
    change, away = counter.customer("离开"), later.terminal(user="zhao")
    counter.do("customer.add", change)
    for terminal in (counter, away):
        terminal.pull()
    move_away(later, change["id"])
    with later.server.database.writing() as session:
        for scope, seq in session.execute(select(ScopeHead.scope, ScopeHead.seq)).all():
            session.merge(CompactionMark(scope=scope, day=later.clock.now().date(), seq=seq))
    days(later, counter, count=1)
    later.clock.advance(days=200)
    days(later, counter, count=1)
    quiet_all(later, but=(counter,))
    assert compaction.run(later.server.database, later.clock).left >= 1
    assert ("customer", change["id"]) in away.rows
    renew(away)
    header, _ = away.page()
    assert header["anew"] is True
    away.cursor, away.rows = header["cursor"], {}
    away.page(limit=1)
    away.cursor = None
    away.pull(limit=3)  # in many pages, and no page begins anew again
    assert ("customer", change["id"]) not in away.rows
    assert away.digests() == counter.digests() or away.pull() == 0
    header, _ = counter.page()
    assert "anew" not in header, "who was there goes on"


def test_a_pull_beside_a_compaction_misses_nothing(later: World, counter: Terminal) -> None:
    change = counter.customer("并发")
    counter.do("customer.add", change)
    edited(counter, change["id"], 8)
    days(later, counter, count=31)
    compaction.run(later.server.database, later.clock)
    quiet_all(later, but=(counter,))
    newcomer = later.terminal()
    with ThreadPoolExecutor(2) as pool:
        shortened = pool.submit(compaction.run, later.server.database, later.clock)
        while not shortened.done():
            newcomer.cursor, newcomer.rows = None, {}
            newcomer.pull(limit=50)
            assert newcomer.rows["customer", change["id"]]["note"] == "note 7"
        shortened.result()
    counter.pull()
    assert newcomer.row("customer", change["id"])["note"] == "note 7"

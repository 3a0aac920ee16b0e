"""What changed arrives whole, in commit order, with nothing skipped."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.registry import COLUMNS
from app.sync import protocol
from server import feed, overview, pull, rows
from server.feed import Touch, Touched
from server.models import ChangeLog, ScopeHead, TerminalSecret
from tests.server.conftest import World


def test_a_new_terminal_gets_what_the_server_has(world: World) -> None:
    first = world.terminal()
    car = first.receive(world.model_id)
    first.do("deal.sell", *first.sale(car, world.model_id, deposit=1_000).changes)
    second = world.terminal()
    first.pull()
    assert second.rows == first.rows
    with world.server.database.reading() as session:
        held = overview.digests(session)
    expected: dict[str, tuple[int, str]] = {}
    for scope in second.scopes:
        for table, said in held[scope].items():
            assert table not in expected
            expected[table] = (said["count"], said["digest"])
    assert second.digests() == expected


def test_a_row_carries_the_hash_of_what_it_holds(world: World) -> None:
    terminal = world.terminal()
    terminal.receive(world.model_id)
    for (table, _), row in terminal.rows.items():
        assert row["row_hash"] == protocol.row_hash(table, [row[c] for c in COLUMNS[table]])


def test_nothing_new_is_an_empty_page(world: World) -> None:
    terminal = world.terminal()
    assert terminal.pull() == 0


@pytest.mark.parametrize(
    "seq", ["-5", "9223372036854775808", "1e300", "Infinity", "NaN", "[" * 20_000, '"x"', "{}"]
)
def test_a_cursor_that_no_server_gave_begins_anew(world: World, seq: str) -> None:
    terminal = world.terminal()
    everything = len(terminal.rows)
    with world.server.database.reading() as session:
        told = f'["{pull.epoch(session)}", {{"org": {seq}}}, {{}}]'
    terminal.cursor = base64.urlsafe_b64encode(told.encode()).decode()
    assert terminal.pull() >= everything


def test_a_cursor_of_another_epoch_begins_anew(world: World) -> None:
    terminal = world.terminal()
    everything = len(terminal.rows)
    terminal.cursor = pull.Cursor("another epoch", dict.fromkeys(terminal.scopes, 10**6)).token()
    assert terminal.pull() >= everything
    terminal.cursor = "nonsense"
    assert terminal.pull() >= everything


def test_a_page_never_splits_a_commit(world: World) -> None:
    writer, reader = world.terminal(), world.terminal()
    writer.push(*[writer.op("customer.add", writer.customer(), writer.customer()) for _ in range(4)])
    writer.push(writer.op("customer.add", *[writer.customer() for _ in range(10)]))
    sizes, more = [], True
    while more:
        header, page = reader.page(limit=2)
        reader.cursor, more = header["cursor"], header["more"]
        sizes.append(sum(table == "customer" for table, *_ in page))
    assert sorted(size for size in sizes if size) == [8, 10]


def test_another_branchs_rows_stay_away(world: World) -> None:
    here, far = world.terminal(), world.terminal("XS", "far")
    customer = here.customer("本店")
    here.do("customer.add", customer)
    far.pull()
    assert ("customer", customer["id"]) not in far.rows


def test_a_row_that_moves_to_another_scope_leaves_the_first(world: World) -> None:
    here, far = world.terminal(), world.terminal("XS", "far")
    customer = here.customer("搬家")
    here.do("customer.add", customer)
    here.pull()
    with world.server.database.writing() as session:
        new = {"scope": far.scope, "branch_id": far.branch_id}
        rows.update_row(session, "customer", customer["id"], new)
        touched = Touched()
        touched.note(Touch("customer", customer["id"], frozenset(new), old={"scope": here.scope}))
        feed.publish(session, touched)
    here.pull(), far.pull()
    assert ("customer", customer["id"]) not in here.rows
    assert far.rows["customer", customer["id"]]["name"] == "搬家"


@contextmanager
def writing(world: World, scope: str, name: str) -> Iterator[Session]:
    """A transaction that has done all its work and given itself a place, but has not committed."""
    with Session(world.server.database.engine) as session, session.begin():
        change(session, scope, name)
        yield session


def change(session: Session, scope: str, name: str) -> None:
    """One new row, published."""
    from app.ids import new_id
    from app.models.base import canonical_json

    row: dict[str, Any] = {
        **dict.fromkeys(COLUMNS["setting"]),
        "id": new_id(),
        "scope": scope,
        "ver": 0,
        "row_hash": 0,
        "name": name,
        "value": canonical_json(1),
    }
    rows.insert_rows(session, "setting", [row])
    touched = Touched()
    touched.note(Touch("setting", row["id"], frozenset(row)))
    feed.publish(session, touched)


@pytest.mark.parametrize("before_publishing", [True, False])
def test_a_writer_that_commits_late_is_not_skipped(world: World, *, before_publishing: bool) -> None:
    """A works, B works and commits, a pull, A commits, a pull: on both databases nothing may be missing."""
    reader = world.terminal()
    tag = f"late-{before_publishing}"
    working, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with Session(world.server.database.engine) as session, session.begin():
            if before_publishing:
                # Work that is done, with the place in the order still to be taken.
                session.scalar(select(func.count()).select_from(ChangeLog))
                working.set()
                go_on.wait(10)
                change(session, "org", tag + "-a")
            else:
                change(session, "org", tag + "-a")
                working.set()
                go_on.wait(10)

    def fast() -> None:
        with Session(world.server.database.engine) as session, session.begin():
            change(session, "org", tag + "-b")

    threads = [threading.Thread(target=slow)]
    threads[0].start()
    working.wait(10)
    threads.append(threading.Thread(target=fast))
    threads[1].start()
    threads[1].join(0.5)  # on PostgreSQL it commits now, unless the other has taken its place already
    reader.pull()
    go_on.set()
    for thread in threads:
        thread.join(30)
    reader.pull()
    names = {row["name"] for (table, _), row in reader.rows.items() if table == "setting"}
    assert {tag + "-a", tag + "-b"} <= names


@pytest.mark.slow
def test_eight_writers_and_a_reader_that_skips_nothing(world: World) -> None:
    """Every commit is seen once by a reader that follows the heads, whatever the writers do."""
    writers, commits = 8, 40
    terminal = world.terminal()
    with world.server.database.reading() as session:
        secret = session.get_one(TerminalSecret, terminal.id)
        start = {head.scope: head.seq for head in session.scalars(select(ScopeHead))}
        cursor = pull.Cursor(pull.epoch(session), start).token()
    done, failed = threading.Event(), []

    def write(number: int) -> None:
        try:
            for n in range(commits):
                with Session(world.server.database.engine) as session, session.begin():
                    change(session, "org", f"soak-{number}-{n}")
        except Exception as error:  # a thread's failure must not pass unseen
            failed.append(error)

    seen: list[str] = []

    def read() -> None:
        nonlocal cursor
        while True:
            last = done.is_set()
            with world.server.database.reading() as session:
                header, page = protocol.read_page(
                    pull.page(session, secret, cursor, world.clock.now(), limit=7).data
                )
            cursor = header["cursor"]
            seen.extend(row[2 + COLUMNS["setting"].index("name")] for row in page if row[0] == "setting")
            if last and not header["more"]:
                return

    threads = [threading.Thread(target=write, args=(n,)) for n in range(writers)]
    reader = threading.Thread(target=read)
    for thread in [*threads, reader]:
        thread.start()
    for thread in threads:
        thread.join(120)
    done.set()
    reader.join(60)
    assert failed == []
    assert sorted(seen) == sorted(f"soak-{number}-{n}" for number in range(writers) for n in range(commits))

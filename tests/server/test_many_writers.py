"""Thirty-two terminals push at two server processes while one pulls: it gets every row, and every row once."""

from __future__ import annotations

import itertools
import os
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from server import doctor
from server.main import create_app
from tests.server.client import Terminal
from tests.server.conftest import World

WRITERS = 32
LONG = os.environ.get("SHOWROOM_WRITERS") == "all"
OPS, ROWS, PAGE = (25, 125, 1000) if LONG else (2, 8, 50)
"""Ops of each writer, rows of each op, rows of a page: a hundred thousand rows in the long form, `make writers`."""


@pytest.fixture
def other_process(world: World) -> Iterator[TestClient]:
    """A second server over the same database."""
    app = create_app(world.server.settings, world.clock)
    with TestClient(app) as http:
        yield http
    app.state.server.database.engine.dispose()


class Puller:
    """Pulls all the time and counts how often each row came."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal, self.came = terminal, Counter[str]()
        self._enough = threading.Event()

    def run(self) -> None:
        """Until `stop`, and then once more."""
        for last in itertools.chain(iter(self._enough.is_set, True), [True]):
            more = True
            while more:
                header, rows = self.terminal.page(limit=PAGE)
                self.terminal.cursor, more = header["cursor"], header["more"]
                self.came.update(values[0] for table, _, *values in rows if table == "customer")
            if last:
                return

    def stop(self) -> None:
        """Everything is committed."""
        self._enough.set()


def test_a_puller_misses_nothing_and_gets_nothing_twice(world: World, other_process: TestClient) -> None:
    puller = Puller(world.terminal())
    writers = [world.terminal() for _ in range(WRITERS)]
    for writer in writers[::2]:
        writer.http = other_process
    ops = {
        writer.id: [writer.op("customer.add", *(writer.customer() for _ in range(ROWS))) for _ in range(OPS)]
        for writer in writers
    }
    written = {change["id"] for each in ops.values() for op in each for change in op.changes}

    def push_all(writer: Terminal) -> set[str]:
        return {outcome["status"] for op in ops[writer.id] for outcome in writer.push(op)}

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        pulling = pool.submit(puller.run)
        try:
            statuses = set().union(*pool.map(push_all, writers))
        finally:
            puller.stop()
        pulling.result(1200 if LONG else 120)
    assert statuses == {"applied"}
    assert len(written) == WRITERS * OPS * ROWS
    assert puller.came == Counter(dict.fromkeys(written, 1))
    with world.server.database.reading() as session:
        assert doctor.problems(session, world.server.keys) == []

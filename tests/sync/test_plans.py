"""What a round of one row costs does not grow with the replica or the server: no statement of it scans a table.
And a sale asks for nothing twice."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import event

from app.clock import SystemClock
from app.ids import vehicle_id
from app.services import contracts
from app.sync.engine import Engine, Result
from app.sync.transport import Credentials, Transport
from server import pull
from server.context import Bearer, reader_of
from tests.shop import Shop, Till, new_vin, settle

SMALL = {"shadow", "scope_sum", "server_state"}  # as many rows as there is local work, scopes, facts


def scans(explain: Any, statements: list[tuple[str, Any]]) -> list[str]:
    """Steps of the plans that read a whole table or index which grows."""
    found = []
    for sql, values in statements:
        if sql.split()[0] in ("SELECT", "UPDATE", "DELETE", "INSERT"):
            steps = [row[3] for row in explain(f"EXPLAIN QUERY PLAN {sql}", values)]
            tables = [step.split()[1].removeprefix("main.") for step in steps if step.startswith("SCAN")]
            found += [f"{t}: {sql[:200]}" for t in tables if t not in SMALL and not t.endswith("_config")]
    return found


def test_the_terminal_applies_a_row_without_reading_a_table(counter: Till, booth: Till) -> None:
    counter.sell(counter.receive(new_vin())[0])
    settle(counter, booth)
    counter.sell(None, model="QIN-2025")
    booth.receive(new_vin())
    booth.sync()
    place, ran = counter.wang, list[tuple[str, Any]]()
    with closing(Transport(place.vault.identity().server_url)) as line, place.replica() as replica:
        replica.connection.set_trace_callback(lambda sql: ran.append((sql, ())))
        result = Result()
        Engine(replica, line, Credentials.of(place.vault), place.clock)._pull(result)
        replica.connection.set_trace_callback(None)
        assert result.pulled >= 3
        assert any("stock_stay" in sql for sql, _ in ran)
        plain = [
            (sql, values) for sql, values in ran if not sql.startswith("--")
        ]  # what triggers run is said as a comment
        assert scans(replica.connection.execute, plain) == []


def test_a_sale_asks_and_writes_each_thing_once(counter: Till) -> None:
    counter.sell(None, model="QIN-2025")  # opens the shift
    vin = counter.receive(new_vin())[0]
    counter.sync()
    counter.wang.lease([vehicle_id(vin)])
    ran: list[str] = []

    def noting(_: Any, cursor: Any, sql: str, *__: Any) -> None:
        ran.append(sql)

    lines = (contracts.Line("脚垫", 268_000), contracts.Line("贴膜", 80_000))
    event.listen(counter.wang.database, "before_cursor_execute", noting)
    try:
        sold = counter.sell(vin, lines=lines)
    finally:
        event.remove(counter.wang.database, "before_cursor_execute", noting)
    assert sold.confirmed
    again = [sql for sql, times in Counter(ran).items() if times > 1]
    assert not again
    assert not [sql for sql in ran if "FROM payment" in sql], "what was just written is read back"
    assert len(ran) <= 27


def test_the_server_reads_a_page_without_reading_a_table(shop: Shop, counter: Till, booth: Till) -> None:
    if shop.settings.database_url:
        pytest.skip("PostgreSQL rightly reads small tables whole; its indexes are the same")
    counter.sell(counter.receive(new_vin())[0])
    counter.sync()
    with booth.wang.replica() as replica:
        cursor = replica.state("cursor")
    ran: list[tuple[str, Any]] = []

    def noting(_: Any, cursor: Any, sql: str, values: Any, *__: Any) -> None:
        ran.append((sql, values))

    with shop.database.reading() as session:
        session.connection()
        event.listen(session.get_bind(), "before_cursor_execute", noting)
        try:
            page = pull.page(
                session, reader_of(session, Bearer(booth.wang.identity.id, 0)), cursor, SystemClock().now()
            )
        finally:
            event.remove(session.get_bind(), "before_cursor_execute", noting)
        driver: Any = session.connection().connection.driver_connection
        assert page.rows > 5
        assert len(ran) > 5
        assert scans(driver.execute, ran) == []

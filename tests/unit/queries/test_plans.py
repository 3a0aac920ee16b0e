"""Hot queries are answered from indexes: what they cost depends on what is shown, not on what is stored."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.queries import contracts, customers, everywhere, one_person, stock, submitted
from app.queries.stock import StockFilter
from tests.unit.queries.rows import NOW, id_of

TYPED = ["", "王", "王伟", "wm", "w", "1380", "LSV", "比亚迪", "byd han", "00012", "!"]
# Reading a table from end to end. Walking an index in the list's order is not: it ends with the page.
FULL_SCAN = re.compile(r"^SCAN (?!.*(INDEX|VIRTUAL TABLE|CONSTANT ROW|subquery))")


def plans(session: Session, ask: Callable[[Session], object]) -> list[str]:
    """What SQLite intends to do for all that a query function asks."""
    asked: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, values: Any, *_: Any) -> None:
        asked.append((statement, values))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        ask(session)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    driver: Any = session.connection().connection.driver_connection
    return [line[3] for sql, values in asked for line in driver.execute(f"EXPLAIN QUERY PLAN {sql}", values)]


def asked_of(typed: str) -> dict[str, Callable[[Session], object]]:
    wanted = StockFilter(typed)
    return {
        "cars": lambda session: stock.list_stock(session, NOW, wanted, limit=50),
        "cars, last first": lambda session: stock.list_stock(
            session, NOW, wanted, order="-arrived", limit=50
        ),
        "cars by VIN": lambda session: stock.list_stock(session, NOW, wanted, order="vin", limit=50),
        "number of cars": lambda session: stock.count_stock(session, NOW, wanted),
        "customers": lambda session: customers.list_customers(session, typed, limit=50),
        "customers with deals": lambda session: customers.list_with_deals(session, typed, limit=50),
        "number of customers": lambda session: customers.count_customers(session, typed),
        "deals everywhere": lambda session: everywhere.find_deals(
            session, typed, nos=["D-1"], people=[id_of(3000)], limit=5
        ),
        "receipts everywhere": lambda session: everywhere.find_receipts(
            session, typed, deals=["MAIN01-26-D3"], limit=5
        ),
        "discounts of a model": lambda session: submitted.usual(session, id_of(1), since=NOW, but=""),
        # Without a search the list is walked in the order of the rows themselves.
        "contracts": lambda session: contracts.list_contracts(session, typed or "zzz", limit=50),
    }


@pytest.mark.parametrize("many", [1, 2000])
@pytest.mark.parametrize("typed", TYPED)
def test_no_search_reads_a_table_from_end_to_end(
    session: Session, monkeypatch: pytest.MonkeyPatch, typed: str, many: int
) -> None:
    monkeypatch.setattr(stock, "_MANY", many)
    for what, ask in asked_of(typed).items():
        lines = plans(session, ask)
        assert lines, what
        assert [line for line in lines if FULL_SCAN.match(line)] == [], (what, lines)


@pytest.mark.parametrize("typed", ["", "王", "wm", "w"])
def test_hits_come_in_their_order_and_are_not_sorted(session: Session, typed: str) -> None:
    for ask in (
        lambda s: customers.list_customers(s, typed, limit=50),
        lambda s: contracts.list_contracts(s, typed, limit=50),
    ):
        assert [line for line in plans(session, ask) if "TEMP B-TREE" in line] == []


def test_many_cars_are_found_by_walking_the_list_in_its_order(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stock, "_MANY", 1)
    lines = plans(session, lambda s: stock.list_stock(s, NOW, StockFilter("比亚迪"), limit=50))
    assert "SCAN s USING COVERING INDEX list_stock" in lines or "SCAN s USING INDEX list_stock" in lines
    assert lines.count("USE TEMP B-TREE FOR ORDER BY") == 1  # of the fifty


@pytest.mark.parametrize(
    "wanted",
    [
        StockFilter(statuses=("in_stock",)),
        StockFilter(statuses=("in_transit", "reserved")),
        StockFilter(arrived_by=date(2026, 5, 1)),
        StockFilter(leased_to=id_of(5)),
        StockFilter("byd", statuses=("in_stock",)),
    ],
)
def test_filters_are_answered_from_indexes(session: Session, wanted: StockFilter) -> None:
    for ask in (
        lambda s: stock.list_stock(s, NOW, wanted, limit=50),
        lambda s: stock.count_stock(s, NOW, wanted),
        lambda s: stock.find_car(s, NOW, "LSV"),
        stock.count_by_status,
    ):
        lines = plans(session, ask)
        assert [line for line in lines if FULL_SCAN.match(line)] == [], lines


def test_who_is_perhaps_the_same_person_is_found_by_numbers(session: Session) -> None:
    """However many customers there are: nobody walks their list to see who has one of these numbers."""
    for ask in (
        lambda s: one_person.doubles(s, {id_of(3000): id_of(3000)}),
        lambda s: customers.find_similar(s, "13800000000", "11010519491231002X"),
    ):
        lines = plans(session, ask)
        assert "list_customer" not in " ".join(lines), lines
        assert any("ix_customer_phone" in line for line in lines), lines


def test_a_car_a_customer_and_a_contract_are_found_by_their_keys(session: Session) -> None:
    for ask in (
        lambda s: stock.find_car(s, NOW, "LSV"),
        lambda s: customers.find_customer(s, id_of(3000)),
        lambda s: customers.list_with_deals(s, customer_id=id_of(3000)),
        lambda s: contracts.find_contract(s, "MAIN01-26-98701"),
    ):
        lines = plans(session, ask)
        assert [line for line in lines if line.startswith("SCAN")] == [], lines

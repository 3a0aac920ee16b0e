"""A scope's sums follow its rows, and lead a terminal from a scope to the rows that differ."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.models.registry import COLUMNS
from app.sync import protocol
from server import administration, feed, overview, rows
from server.feed import Touch, Touched
from server.models import ScopeHead
from tests.server.client import Terminal
from tests.server.conftest import World


def ask(terminal: Terminal, scope: str, **what: Any) -> tuple[dict[str, Any], list[Any]]:
    """What the server says of a scope."""
    body = {"cursor": terminal.cursor, **what}
    response = terminal.http.post(f"/sync/v1/verify/{scope}", json=body, headers=terminal.bearer)
    assert response.status_code == 200, response.text
    return protocol.read_page(response.content)


def require_true_sums(world: World) -> None:
    """Each head's sums are those of the rows, hashed anew from their columns."""
    with world.server.database.reading() as session:
        expected: dict[str, list[int]] = {}
        for table, row in overview.every_row(session):
            expected.setdefault(row["scope"], []).append(rows.hashed(table, row))
        for head in session.scalars(select(ScopeHead)):
            said = head.total, protocol.digest_text(head.hi, head.lo)
            assert said == protocol.digest(expected.get(head.scope, [])), head.scope


def test_a_row_that_is_added_and_changed_in_one_push_has_both_versions(world: World) -> None:
    terminal = world.terminal()
    added, other = terminal.customer("周明慧"), terminal.customer("李晓明")
    ops = [terminal.op("customer.add", each) for each in (added, other)]
    change = {**added, "base": 0, "set": {"note": "老客户"}, "was": {"note": None}}
    outcomes = terminal.push(*ops, terminal.op("customer.edit", change))
    assert [outcome["status"] for outcome in outcomes] == ["applied"] * 3
    assert [terminal.row("customer", each["id"])["ver"] for each in (added, other)] == [2, 1]
    require_true_sums(world)


def trade(world: World) -> Terminal:
    """Sales, an edit, a refused op, leases: whatever writes."""
    terminal = world.terminal()
    for _ in range(2):
        car = terminal.receive(world.model_id)
        terminal.do("deal.sell", *terminal.sale(car, world.model_id, deposit=1_000).changes)
    customer = terminal.customer("甲")
    terminal.do("customer.add", customer)
    terminal.do("stock.move", customer)
    terminal.pull()
    return terminal


def test_the_sums_follow_whatever_is_written(world: World) -> None:
    trade(world)
    administration.add_branch(world.uow(), code="SUM", name="和")
    require_true_sums(world)


def test_a_row_that_moves_takes_its_part_of_the_sums_along(world: World) -> None:
    here, far = world.terminal(), world.terminal("XS", "far")
    customer = here.customer("搬家")
    here.do("customer.add", customer)
    with world.server.database.writing() as session:
        new = {"scope": far.scope, "branch_id": far.branch_id}
        rows.update_row(session, "customer", customer["id"], new)
        touched = Touched()
        touched.note(Touch("customer", customer["id"], frozenset(new), old={"scope": here.scope}))
        feed.publish(session, touched)
    require_true_sums(world)


def test_the_last_page_of_a_round_carries_the_sums_of_what_was_pulled(world: World) -> None:
    terminal = trade(world)
    terminal.cursor, more, found = None, True, {}
    while more:
        header, page = terminal.page(limit=5)
        found |= {(table, values[0]): values for table, _, *values in page}
        terminal.cursor, more = header["cursor"], header["more"]
        assert ("check" in header) is not more
    for scope, said in header["check"].items():
        assert said == list(protocol.digest(v[3] for v in found.values() if v[1:] and v[1] == scope))


def test_from_a_scope_to_the_rows(world: World) -> None:
    terminal = trade(world)
    scope = terminal.scope
    header, tables = ask(terminal, scope)
    assert not header["moved"]
    mine = {key: row for key, row in terminal.rows.items() if row["scope"] == scope}
    for table, count, digest in tables:
        hashes = {i: row["row_hash"] for (t, i), row in mine.items() if t == table}
        assert (count, digest) == protocol.digest(hashes.values())
        _, buckets = ask(terminal, scope, table=table)
        assert buckets == [list(b) for b in protocol.by_bucket(hashes.items())]
    names = {i: row for (t, i), row in mine.items() if t == "customer"}
    some = protocol.bucket_of(next(iter(names)))
    _, found = ask(terminal, scope, table="customer", buckets=[some])
    assert dict(found) == {i: r["row_hash"] for i, r in names.items() if protocol.bucket_of(i) == some}
    _, given = ask(terminal, scope, table="customer", ids=[*names, "nobody"])
    puts = [dict(zip(COLUMNS["customer"], row[2:], strict=True)) for row in given[:-1]]
    assert puts == [names[i] for i in names]
    assert given[-1] == ["customer", "leave", "nobody"]


def test_a_scope_that_went_on_is_not_compared(world: World) -> None:
    terminal = trade(world)
    other = world.terminal()
    other.do("customer.add", other.customer())
    assert ask(terminal, terminal.scope)[0]["moved"]
    header, found = ask(terminal, terminal.scope, table="customer", ids=["x"])
    assert header["moved"]
    assert found == []


@pytest.mark.parametrize("what", [{}, {"table": "customer"}])
def test_what_a_terminal_does_not_hold_it_does_not_hear_of(world: World, what: dict[str, Any]) -> None:
    here, far = trade(world), world.terminal("XS", "far")
    far.cursor = here.cursor
    assert ask(far, here.scope, **what)[1] == []
    customer = next(i for t, i in here.rows if t == "customer")
    assert ask(far, far.scope, table="customer", ids=[customer])[1] in ([], [["customer", "leave", customer]])

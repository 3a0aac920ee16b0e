"""Rows that go from one scope to another, and terminals that are given others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from app.clock import SystemClock
from app.errors import UserError
from app.models.party import Customer
from app.services import conflicts, customers, stock
from app.services.unit_of_work import track
from app.sync import integrity
from server import administration, feed, reactions
from server.feed import Touched
from tests.shop import Shop, Till, new_vin, person, settle


@pytest.fixture
def branches(shop: Shop) -> tuple[str, str]:
    """Two new branches."""
    return shop.branch(), shop.branch()


@pytest.fixture
def tills(shop: Shop, branches: tuple[str, str], tmp_path: Path) -> Iterator[dict[str, Till]]:
    """A counter and a back office at each."""
    made: dict[str, Till] = {}
    for code, branch in zip("ab", branches, strict=True):
        counter, office = Till(tmp_path / f"{code}/data"), Till(tmp_path / f"{code}-office/data")
        made[code] = counter.enrol(shop.url, shop.code(branch), code)
        made[f"{code}-office"] = office.enrol(
            shop.url, shop.code(branch, finance=True), f"{code} office", "sun"
        )
    yield made
    for till in made.values():
        till.close()


def sync(*tills: Till) -> None:
    """Everyone, twice, as whoever is signed in."""
    for till in tills * 2:
        next(iter(till._open.values())).sync()


def rows(till: Till, sql: str) -> int:
    """How many rows there are."""
    with next(iter(till._open.values())).reading() as session:
        return int(session.execute(text(f"SELECT count(*) FROM {sql}")).scalar_one())


def test_what_a_car_cost_follows_it_to_the_other_branch(
    tills: dict[str, Till], branches: tuple[str, str]
) -> None:
    (vin,) = tills["a"].receive(new_vin())
    sync(*tills.values())
    assert (rows(tills["a-office"], "stock_cost"), rows(tills["b-office"], "stock_cost")) == (1, 0)
    stock.transfer(tills["a"].as_("liu").unit_of_work(), numbers=[vin], to_branch=branches[1])
    sync(*tills.values())
    assert (rows(tills["a-office"], "stock_cost"), rows(tills["b-office"], "stock_cost")) == (0, 1)
    for name, count in (("a", 0), ("b", 0)):
        assert rows(tills[name], "stock_cost") == count, "counters hold no costs"
    for till in tills.values():
        with next(iter(till._open.values())).reading() as session:
            assert integrity.wrong_rows(session) == []


def test_a_row_that_leaves_takes_no_local_work_with_it(shop: Shop, tills: dict[str, Till]) -> None:
    """The salesperson changed a customer whom the server gave to the other branch meanwhile."""
    here, there = tills["a"], tills["b"]
    row = customers.add(here.wang.unit_of_work(), person())
    here.sync()
    customers.edit(here.wang.unit_of_work(), row, {"phone": "13900001111"})
    with shop.database.writing() as session:
        track(session)
        customer = session.get_one(Customer, row)
        branch = there.wang.identity.branch_id
        customer.branch_id, customer.scope = branch, f"branch:{branch}"
        touched = Touched()
        reactions.gather(session, touched)
        feed.publish(session, touched)
    settle(here, there)
    assert here.query("SELECT count(*) FROM customer WHERE id = :i", i=row) == [(0,)]
    assert there.query("SELECT count(*) FROM customer WHERE id = :i", i=row) == [(1,)]
    assert here.query("SELECT state FROM op ORDER BY no DESC LIMIT 1") == [("parked",)]
    ((reason,),) = here.query("SELECT data FROM sync_case WHERE kind = 'op' AND state = 'open'")
    assert '"moved"' in reason


def test_a_terminal_that_is_moved_keeps_nothing_of_its_old_branch_and_loses_no_sale(
    shop: Shop, tills: dict[str, Till], branches: tuple[str, str]
) -> None:
    moved, stays = tills["a"], tills["a-office"]
    kept = moved.sell(moved.receive(new_vin())[0])
    moved.sync()
    unsent = moved.sell(None, model="QIN-2025")
    administration.move_terminal(
        shop.database, SystemClock(), moved.wang.identity.id, branch=branches[1], finance=False
    )
    moved.sync()
    for table in ("contract", "customer", "payment", "deal"):
        assert moved.query(f"SELECT count(*) FROM {table}") == [(0,)]
    with pytest.raises(UserError, match="terminal_moved"):
        moved.sell(None, model="QIN-2025")
    sync(stays)
    with stays.as_("sun").reading() as session:
        ((case, data),) = session.execute(text("SELECT id, data FROM sync_case WHERE kind = 'op'")).all()
    assert unsent.contract_no in data
    conflicts.resolve(stays.as_("sun").unit_of_work(), case_id=case, choices={"op": "accept"}, mine="first")
    sync(stays, moved)
    assert rows(stays, f"contract WHERE no IN ('{kept.contract_no}', '{unsent.contract_no}')") == 2
    moved.close()
    moved._open.clear()
    after = moved.sell(None, model="QIN-2025")  # signed in anew, at the new branch
    settle(moved, tills["b"])
    assert tills["b"].query("SELECT no FROM contract") == [(after.contract_no,)]
    assert after.contract_no.split("-")[0] == kept.contract_no.split("-")[0]


def test_a_back_office_whose_costs_are_taken_away_forgets_them(
    shop: Shop, tills: dict[str, Till], branches: tuple[str, str]
) -> None:
    tills["a"].receive(new_vin())
    office = tills["a-office"]
    sync(tills["a"], office)
    assert rows(office, "stock_cost") == 1
    terminal = office.as_("sun").identity.id
    administration.move_terminal(shop.database, SystemClock(), terminal, branch=branches[0], finance=False)
    sync(office)
    assert (rows(office, "stock_cost"), rows(office, "stock_movement")) == (0, 1)
    customers.add(office.as_("sun").unit_of_work(), person())
    administration.move_terminal(shop.database, SystemClock(), terminal, branch=branches[0], finance=True)
    sync(office)
    assert rows(office, "stock_cost") == 1, "given back, it comes again"
    assert rows(office, "op WHERE state = 'waiting'") == 0

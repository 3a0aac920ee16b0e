"""What is not as the server gave it is found after the next round and fetched again, and only that."""

from __future__ import annotations

import pytest

from app.sync import integrity
from app.sync.repair import INCIDENTS
from tests.shop import Till, new_vin, settle

TAMPERED = [
    "UPDATE customer SET row_hash = row_hash + 1",
    "DELETE FROM ledger_entry",
    "UPDATE stock_stay SET ver = ver + 1, row_hash = 5 WHERE active = 0 OR active = 1",
    "INSERT INTO setting (id, scope, ver, row_hash, name, value) VALUES ('x', 'org', 3, 7, 'floor.sales', '9900')",
]
SILENT = [
    "UPDATE payment SET amount = amount + 1",
    "INSERT INTO setting (id, scope, ver, row_hash, name, value) VALUES ('x', 'org', 0, 0, 'floor.sales', '9900')",
]


def acknowledged(till: Till) -> integrity.Digests:
    """What the terminal holds of the server's."""
    with till.wang.reading() as session:
        return integrity.digests(session)


def incidents(till: Till) -> list[dict[str, object]]:
    """What was put right."""
    return till.wang.incidents()


@pytest.mark.parametrize("tampering", TAMPERED)
def test_rows_that_differ_come_again_with_the_next_round(counter: Till, booth: Till, tampering: str) -> None:
    counter.sell(counter.receive(new_vin())[0])
    settle(counter, booth)
    unsent = counter.sell(None, model="QIN-2025")
    counter.execute(tampering + ("" if "WHERE" in tampering or "INSERT" in tampering else " WHERE ver > 0"))
    booth.sell(None, model="QIN-2025")  # a round in which something else comes
    booth.sync()
    before = counter.query("SELECT count(*), sum(no) FROM op")
    counter.sync()
    assert [i["table"] for i in incidents(counter)]
    settle(counter, booth)
    assert acknowledged(counter) == acknowledged(booth)
    assert counter.query("SELECT count(*), sum(no) FROM op") == before
    assert booth.query("SELECT count(*) FROM contract WHERE no = :n", n=unsent.contract_no) == [(1,)]
    assert incidents(booth) == []


@pytest.mark.parametrize("tampering", SILENT)
def test_content_that_does_not_fit_its_hash_is_found_by_the_days_check(
    counter: Till, booth: Till, tampering: str
) -> None:
    counter.sell(counter.receive(new_vin())[0])
    settle(counter, booth)
    counter.execute(tampering)
    counter.execute("UPDATE state SET value = '\"2020-01-01\"' WHERE name = 'deep_check'")
    counter.sync()
    assert len(incidents(counter)) == 1
    assert acknowledged(counter) == acknowledged(booth)
    assert counter.query("SELECT count(*) FROM setting WHERE id = 'x'") == [(0,)]


def test_local_work_stays_on_a_row_that_is_repaired(counter: Till, booth: Till) -> None:
    from app.services import customers
    from tests.shop import person

    known = customers.add(counter.wang.unit_of_work(), person())
    settle(counter, booth)
    customers.edit(counter.wang.unit_of_work(), known, {"phone": "13900001111"})
    counter.execute("UPDATE shadow SET base = json_set(base, '$.row_hash', 5)")
    counter.execute("UPDATE scope_sum SET hi = hi + 1")
    replica_phone = "SELECT phone FROM customer WHERE id = :i"
    real = counter.wang.sync

    def pull_only() -> None:
        from contextlib import closing

        from app.sync.engine import Engine, Result
        from app.sync.transport import Credentials, Transport

        place = counter.wang
        with closing(Transport(place.vault.identity().server_url)) as line, place.replica() as replica:
            Engine(replica, line, Credentials.of(place.vault), place.clock)._pull(Result())

    pull_only()
    assert incidents(counter)
    assert counter.query(replica_phone, i=known) == [("13900001111",)]
    assert counter.wang.status()["waiting"] == 1
    real()
    booth.sync()
    assert booth.query(replica_phone, i=known) == [("13900001111",)]
    assert acknowledged(counter) == acknowledged(booth)


def test_sums_that_are_wrong_by_themselves_are_counted_again(counter: Till, booth: Till) -> None:
    counter.sell(None, model="QIN-2025")
    settle(counter, booth)
    counter.execute("UPDATE scope_sum SET lo = lo + 1")
    counter.sync()
    assert [i["rows"] for i in incidents(counter)] == [0, 0]  # of both scopes
    counter.sync()
    assert len(incidents(counter)) == 2
    with counter.wang.replica() as replica:
        assert len(replica.state(INCIDENTS)) == 2


def test_only_the_rows_that_differ_are_fetched(
    counter: Till, booth: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.sync.repair import Repair

    fetched: list[list[str]] = []
    real = Repair._fetch

    def noting(self: Repair, scope: str, table: str, ids: list[str]) -> object:
        fetched.append(ids)
        return real(self, scope, table, ids)

    monkeypatch.setattr(Repair, "_fetch", noting)
    for _ in range(3):
        counter.sell(None, model="QIN-2025")
    settle(counter, booth)
    ((one,),) = counter.query("SELECT min(id) FROM customer")
    counter.execute("UPDATE customer SET row_hash = 1 WHERE id = ?", one)
    counter.sync()
    assert fetched == [[one]]

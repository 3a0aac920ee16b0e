"""The sent journal: long enough for a restored server, not for ever."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from app import db
from app.sync import journal
from server import backup
from tests.shop import Shop, Till, new_vin, settle


def prune(till: Till, before: str) -> int:
    """Forget what is older, however little it is."""
    with closing(db.raw_connection(till.folder / "replica.db", till.wang.unlocked.data_key)) as connection:
        return journal.prune(connection, before, at_least=1)


def audit_problems(till: Till) -> list[str]:
    """What `audit verify` says."""
    from app.sync import audit

    with till.wang.reading() as session:
        return audit.verify(session, till.wang.vault.identity())[1]


def test_old_ops_are_forgotten_and_unsent_and_young_ones_never(counter: Till) -> None:
    counter.sell(counter.receive(new_vin())[0])
    counter.sync()
    assert prune(counter, "2000-01-01T00:00:00.000000Z") == 0, "all are young"
    waiting = counter.sell(None, model="QIN-2025")
    assert prune(counter, "2999-01-01T00:00:00.000000Z") == 3  # the car, the shift, its sale
    assert counter.query("SELECT count(*) FROM op WHERE state = 'waiting'") == [(1,)]
    counter.sync()
    assert waiting.contract_no in {no for (no,) in counter.query("SELECT no FROM contract")}
    assert audit_problems(counter) == []
    assert prune(counter, "2999-01-01T00:00:00.000000Z") == 0, "the last one carries the chain"
    counter.sell(None, model="QIN-2025")
    settle(counter)
    assert audit_problems(counter) == []


def test_a_server_older_than_the_journal_goes_on_with_what_is_left(own_shop: Shop, tmp_path: Path) -> None:
    till = Till(tmp_path / "till" / "data").enrol(own_shop.url, own_shop.code(own_shop.branch()), "Counter")
    backup.write(own_shop.database, tmp_path / "server.backup", own_shop.keys)
    for _ in range(2):
        till.sell(None, model="QIN-2025")
    till.sync()
    assert prune(till, "2999-01-01T00:00:00.000000Z") == 2  # the shift, a sale
    kept = till.sell(None, model="QIN-2025")
    backup.restore(own_shop.database, tmp_path / "server.backup", own_shop.keys, replace=True)
    settle(till)
    after = till.sell(None, model="QIN-2025")
    settle(till)
    assert till.wang.status()["waiting"] == 0
    assert {kept.contract_no, after.contract_no} <= {no for (no,) in till.query("SELECT no FROM contract")}
    till.close()

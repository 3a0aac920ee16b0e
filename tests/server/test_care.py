"""Backup, restore, and looking for damage."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from app.errors import DataDamaged, UserError
from server import backup, doctor, overview, schema
from server.db import Database
from server.main import create_app
from server.settings import Settings
from tests.server.client import Terminal, reason
from tests.server.conftest import World


@pytest.fixture
def busy(world: World) -> Terminal:
    """A terminal that has worked."""
    terminal = world.terminal()
    car = terminal.receive(world.model_id, cost=1)
    sold = terminal.sale(car, world.model_id, deposit=1_000)
    assert reason(terminal.do("deal.sell", *sold.changes)) == ("applied", "")
    back = terminal.payment(
        sold.deal_id, -500, kind="refund", of="deposit", user="qian", refund_of=sold.changes[-3]["id"]
    )
    assert reason(terminal.do("payment.refund", *back, user="qian")) == ("applied", "")
    return terminal


def test_a_backup_goes_back_into_the_other_kind_of_database(
    world: World, busy: Terminal, tmp_path: Path
) -> None:
    count = backup.write(world.server.database, tmp_path / "all.backup")
    assert backup.verify(tmp_path / "all.backup") == count
    assert (tmp_path / "all.backup").stat().st_mode & 0o077 == 0
    other = Database(Settings(data=tmp_path, database_url=f"sqlite:///{tmp_path / 'other.db'}"))
    schema.upgrade(other.engine)
    try:
        assert backup.restore(other, tmp_path / "all.backup") == count
        with world.server.database.reading() as here, other.reading() as there:
            assert overview.digests(here) == overview.digests(there)
            assert doctor.problems(there, world.server.keys) == []
        with pytest.raises(UserError, match="not_empty"):
            backup.restore(other, tmp_path / "all.backup")
        assert backup.restore(other, tmp_path / "all.backup", replace=True) == count
    finally:
        other.engine.dispose()


def test_after_a_restore_terminals_begin_a_new_epoch_and_send_again_what_was_lost(
    world: World, busy: Terminal, tmp_path: Path
) -> None:
    backup.write(world.server.database, tmp_path / "all.backup")
    before = world.http.post("/sync/v1/hello", headers=busy.bearer).json()
    lost = [busy.op("customer.add", busy.customer(f"失{n}")) for n in range(2)]
    busy.push(*lost)
    backup.restore(world.server.database, tmp_path / "all.backup", replace=True)
    after = world.http.post("/sync/v1/hello", headers=busy.bearer).json()
    assert after["epoch"] != before["epoch"]
    assert after["last_no"] == before["last_no"]
    outcomes = busy.push(*lost, busy.op("customer.add", busy.customer("新")))
    assert [reason(outcome) for outcome in outcomes] == [("applied", "")] * 3
    busy.cursor = None
    busy.rows.clear()
    assert {row["name"] for row in busy.all("customer")} >= {"失0", "失1", "新"}


@pytest.mark.parametrize("damage", ["cut", "bit", "other"])
def test_a_damaged_backup_is_refused_and_changes_nothing(world: World, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "all.backup"
    backup.write(world.server.database, file)
    clear = gzip.decompress(file.read_bytes())
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:-100])
    elif damage == "bit":
        file.write_bytes(gzip.compress(clear.replace("秦".encode(), "泰".encode(), 1)))
    else:
        file.write_bytes(gzip.compress(b'{"format":1}\n'))
    with world.server.database.reading() as session:
        before = overview.digests(session)
    with pytest.raises(DataDamaged):
        backup.restore(world.server.database, file, replace=True)
    with world.server.database.reading() as session:
        assert overview.digests(session) == before


def test_the_doctor_finds_what_somebody_changed_by_hand(world: World, busy: Terminal) -> None:
    with world.server.database.reading() as session:
        assert doctor.problems(session, world.server.keys) == []
    with world.server.database.writing() as session:
        session.execute(text("UPDATE ledger_entry SET amount = amount + 1 WHERE amount > 0"))
        session.execute(text("UPDATE op_log SET status = 'applied' WHERE no = 1"))
        session.execute(text("UPDATE op_log SET status = 'parked' WHERE no = 2"))
        session.execute(text("UPDATE scope_head SET hi = hi + 1 WHERE scope = 'org'"))
    with world.server.database.reading() as session:
        found = {problem["code"] for problem in doctor.problems(session, world.server.keys)}
    with world.server.database.writing() as session:
        session.execute(text("UPDATE ledger_entry SET amount = amount - 1 WHERE amount > 1"))
        session.execute(text("UPDATE op_log SET status = 'applied' WHERE no = 2"))
        session.execute(text("UPDATE scope_head SET hi = hi - 1 WHERE scope = 'org'"))
    assert found == {"row_hash", "sums", "ledger", "countersignature"}


def test_a_database_that_is_not_ready_says_so(tmp_path: Path, world: World) -> None:
    config = Settings(data=world.server.settings.data, database_url=f"sqlite:///{tmp_path / 'empty.db'}")
    app = create_app(config)
    with TestClient(app) as http:
        assert http.get("/readyz").status_code == 503
        assert http.get("/healthz").status_code == 200
    app.state.server.database.engine.dispose()
